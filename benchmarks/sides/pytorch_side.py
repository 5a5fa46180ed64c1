"""PyTorch as a careful user writes it: data resident, no loader, fused optimizers, all variants tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
import torch
from torch import nn

from benchmarks.examples import Task
from benchmarks.product import count_cpus
from benchmarks.sides import Outcome, merge_outcomes
from benchmarks.timing import best_of, each_of
from benchmarks.workloads import MANY_IMAGES_NETWORKS, ONE_IMAGE_NETWORKS, TRAININGS
from glassnet.nn import (
    Activate,
    Activation,
    Adam,
    Conv2D,
    Dense,
    Flatten,
    Identity,
    Layer,
    MaxPool2D,
    Parameters,
    ReLU,
    Sigmoid,
    SquaredError,
    Tanh,
)

ACTIVATIONS: dict[Activation, Callable[[], nn.Module]] = {
    ReLU(): nn.ReLU,
    Tanh(): nn.Tanh,
    Sigmoid(): nn.Sigmoid,
}
SINGLE_STEPS = 3000
"""How many steps of `mlp-16-16-online` are run; the epoch is estimated from them."""


class Learner:
    """The network of a task in PyTorch, with our first weights and the task's optimizer."""

    def __init__(self, task: Task, variant: str) -> None:
        self.task = task
        self.channels_last = "channels_last" in variant or "compiled" in variant
        weights = task.first_weights()
        self.model = nn.Sequential(*_modules(task))
        _load(self.model, weights)
        if self.channels_last:
            # Its stubs leave this form of `to` out; the documentation has it.
            self.model = self.model.to(memory_format=torch.channels_last)  # type: ignore[call-overload] # the stubs lack it
        self.inputs = torch.from_numpy(task.images)
        self.labels = torch.from_numpy(np.array(task.labels))
        rate = task.rate
        self.optimizer: torch.optim.Optimizer = (
            torch.optim.Adam(self.model.parameters(), rate, fused=True)
            if isinstance(task.recipe.optimizer, Adam)
            else torch.optim.SGD(self.model.parameters(), rate, fused=True)
        )
        self.losses = _losses(task)
        self.objective: Callable[..., torch.Tensor] = self._objective
        if "compiled" in variant:
            self.objective = torch.compile(self._objective)

    def batches(self, epoch: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Inputs in the network's shape, and labels."""
        size = self.task.recipe.batch_size
        if size == "full":
            yield self._shaped(self.inputs), self.labels
            return
        order = torch.from_numpy(self.task.order(epoch))
        for chosen in order.split(size):
            inputs = torch.index_select(self.inputs, 0, chosen)
            yield self._shaped(inputs), torch.index_select(self.labels, 0, chosen)

    def _shaped(self, inputs: torch.Tensor) -> torch.Tensor:
        shape = self.task.recipe.network.input_shape
        if len(shape) == 1:
            return inputs
        # One channel: the same memory either way.
        images = inputs.view(-1, shape[2], *shape[:2])
        return images.to(memory_format=torch.channels_last) if self.channels_last else images

    def _objective(self, inputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        return self.losses(self.model(inputs), labels)

    def step(self, inputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """One update; the loss before it."""
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.objective(inputs, labels)
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def parameters(self) -> Parameters:
        """The weights in our layout."""
        return _save(self.model, self.task.first_weights())


class ManualLearner(Learner):
    """Dense layers with the derivatives written by hand, no autograd: PyTorch's fastest eager form."""

    @torch.no_grad()
    def step(self, inputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """One update; the loss before it."""
        dense = [module for module in self.model if isinstance(module, nn.Linear)]
        tanh = any(isinstance(module, nn.Tanh) for module in self.model)
        outputs = [inputs]
        for index, layer in enumerate(dense):
            sums = torch.addmm(layer.bias, outputs[-1], layer.weight.t())
            if index < len(dense) - 1:
                sums = sums.tanh_() if tanh else sums.relu_()
            outputs.append(sums)
        log_probabilities = torch.log_softmax(outputs[-1], 1)
        loss = nn.functional.nll_loss(log_probabilities, labels)
        delta = log_probabilities.exp_()
        delta[torch.arange(len(labels)), labels] -= 1
        delta /= len(labels)
        for index in range(len(dense) - 1, -1, -1):
            layer = dense[index]
            layer.weight.grad = delta.t() @ outputs[index]
            layer.bias.grad = delta.sum(0)
            if index > 0:
                delta = delta @ layer.weight
                hidden = outputs[index]
                delta *= 1 - hidden * hidden if tanh else hidden > 0
        self.optimizer.step()
        return loss


def training(slug: str, variant: str, quick: bool) -> Outcome:
    """Every training in batches."""
    task = Task(slug, quick)
    kind = ManualLearner if "manual" in variant else Learner
    _warm_up(kind(task, variant))
    learner = kind(task, variant)
    losses = []
    began = perf_counter()
    for epoch in range(task.recipe.epochs):
        losses.append([learner.step(*batch) for batch in learner.batches(epoch)])
    seconds = perf_counter() - began
    first = {"first_epoch_loss": float(torch.stack(losses[0]).mean())}
    return Outcome({"": seconds * task.scale}, task.learned(learner.parameters()) | first)


def _warm_up(learner: Learner) -> None:
    for number, batch in enumerate(learner.batches(0)):
        learner.step(*batch)
        if number == 3:
            return


def single_steps(slug: str, variant: str, quick: bool) -> Outcome:
    """`mlp-16-16-online` on one thread: it is faster than with more."""
    torch.set_num_threads(1)
    task = Task(slug, quick)
    learner = Learner(task, variant)
    steps = 500 if quick else SINGLE_STEPS
    began = perf_counter()
    for index in range(steps):
        learner.step(learner.inputs[index : index + 1], learner.labels[index : index + 1])
    seconds = (perf_counter() - began) * len(task.labels) / steps
    return Outcome({"": seconds}, estimated=True)


@torch.no_grad()
def one_image(slug: str, variant: str, quick: bool) -> Outcome:
    """`predict-one`, one thread: an array in, a label out."""
    torch.set_num_threads(1)
    return merge_outcomes(
        {name: _time_one_image(Learner(Task(name), variant), quick) for name in ONE_IMAGE_NETWORKS}
    )


def _time_one_image(learner: Learner, quick: bool) -> tuple[float, float]:
    model = learner.model.eval()
    images = learner._shaped(learner.inputs[:500]).numpy()

    def predict(image: np.ndarray) -> int:
        return int(model(torch.from_numpy(image[np.newaxis])).argmax())

    seconds = each_of(predict, images, 2 if quick else 10)
    return seconds, float(sum(predict(image) * (i + 1) for i, image in enumerate(images)))


@torch.no_grad()
def many_images(slug: str, variant: str, quick: bool) -> Outcome:
    """`predict-many`: all at once for dense layers, by the thousand for the CNN, whichever is faster."""
    return merge_outcomes(
        {
            name: _time_many_images(
                Learner(Task(name), "channels_last" if name == "cnn" else variant), quick
            )
            for name in MANY_IMAGES_NETWORKS
        }
    )


def _time_many_images(learner: Learner, quick: bool) -> tuple[float, float]:
    model = learner.model.eval()
    images = learner.task.dataset.split("test").images.reshape(10_000, -1)

    def predict(rows: int) -> torch.Tensor:
        parts = torch.from_numpy(images).split(rows)
        shaped = (learner._shaped(part.float().div_(255)) for part in parts)
        return torch.cat([model(part).argmax(1) for part in shaped])

    times = 3 if quick else 10
    seconds = min(best_of(partial(predict, rows), times) for rows in (10_000, 1000, 250))
    return seconds, float((predict(1000).numpy() * np.arange(1, 10_001)).sum())


RUNS: dict[str, Callable[[str, str, bool], Outcome]] = {
    **dict.fromkeys(TRAININGS, training),
    "mlp-16-16-online": single_steps,
    "predict-one": one_image,
    "predict-many": many_images,
}


def run(slug: str, variant: str, quick: bool) -> Outcome:
    """Run a workload."""
    torch.set_num_threads(count_cpus())
    torch.set_num_interop_threads(1)
    torch.set_flush_denormal(True)
    return RUNS[slug](slug, variant, quick)


def _modules(task: Task) -> Iterator[nn.Module]:
    for layer, shape in zip(task.recipe.layers, task.network.shapes, strict=False):
        yield from _module(layer, shape)


def _module(layer: Layer, shape: tuple[int, ...]) -> Iterator[nn.Module]:
    match layer:
        case Dense():
            yield nn.Linear(shape[0], layer.unit_count)
            yield from _activation(layer.activation)
        case Conv2D():
            yield nn.Conv2d(shape[2], layer.filters, layer.kernel)
            yield from _activation(layer.activation)
        case MaxPool2D():
            yield nn.MaxPool2d(layer.size)
        case Activate():
            yield from _activation(layer.activation)
        case Flatten():
            yield ChannelsInnermost()


class ChannelsInnermost(nn.Module):
    """Flattens images as we do, height first and channels last, so that the weights fit."""

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Rows of features."""
        return images.permute(0, 2, 3, 1).flatten(1)


def _activation(activation: Activation) -> list[nn.Module]:
    return [] if activation == Identity() else [ACTIVATIONS[activation]()]


def _losses(task: Task) -> Callable[[torch.Tensor, torch.Tensor], torch.Tensor]:
    if task.recipe.loss == SquaredError():
        targets = torch.eye(10)
        return lambda outputs, labels: ((outputs - targets[labels]) ** 2).sum() / (2 * len(labels))
    return nn.functional.cross_entropy


def _learning(model: nn.Module) -> list[Any]:
    return [module for module in model.modules() if isinstance(module, nn.Linear | nn.Conv2d)]


@torch.no_grad()
def _load(model: nn.Module, weights: Parameters) -> None:
    for number, module in enumerate(_learning(model), start=1):
        ours = weights[f"{number}.weights"]
        axes = (1, 0) if ours.ndim == 2 else (3, 2, 0, 1)
        module.weight.copy_(torch.from_numpy(ours.transpose(axes).copy()))
        module.bias.copy_(torch.from_numpy(weights[f"{number}.bias"].copy()))


def _save(model: nn.Module, weights: Parameters) -> Parameters:
    for number, module in enumerate(_learning(model), start=1):
        theirs = module.weight.detach().numpy()
        weights[f"{number}.weights"][...] = theirs.transpose(
            (1, 0) if theirs.ndim == 2 else (2, 3, 1, 0)
        )
        weights[f"{number}.bias"][...] = module.bias.detach().numpy()
    return weights
