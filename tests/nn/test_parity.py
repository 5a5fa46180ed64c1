"""Forward values, losses, gradients, steps and rates agree with PyTorch to ten digits, in float64.

PyTorch belongs to the extra `peers`; without it these tests skip.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from glassnet.nn import (
    ELU,
    GELU,
    Activation,
    Adam,
    AdamW,
    ClipNorm,
    ClipValue,
    Clock,
    Cosine,
    Dense,
    Exponential,
    GradientDescent,
    Identity,
    L1Penalty,
    LeakyReLU,
    LinearWarmUp,
    Loss,
    MeanSquaredError,
    Momentum,
    Nesterov,
    Network,
    OneCycle,
    Optimizer,
    Parameters,
    ReLU,
    RMSProp,
    Schedule,
    Sigmoid,
    SigmoidCrossEntropy,
    SiLU,
    Softmax,
    SoftmaxCrossEntropy,
    Softplus,
    SquaredError,
    Step,
    Tanh,
    WeightDecay,
    losses,
)
from glassnet.nn.catalog import PARTS
from glassnet.nn.schedules import Constant

torch = pytest.importorskip("torch", reason="parity needs PyTorch: pip install 'glassnet[peers]'")
F = torch.nn.functional

CLOSE = 1e-10
RATE = 0.01

ACTIVATIONS: dict[Activation, Callable[[Any], Any]] = {
    Identity(): lambda z: z,
    ReLU(): F.relu,
    LeakyReLU(0.1): lambda z: F.leaky_relu(z, 0.1),
    ELU(): F.elu,
    ELU(0.7): lambda z: F.elu(z, 0.7),
    GELU(): F.gelu,
    SiLU(): F.silu,
    Softplus(): F.softplus,
    Sigmoid(): torch.sigmoid,
    Tanh(): torch.tanh,
    Softmax(): lambda z: F.softmax(z, dim=-1),
}
ON_LOGITS: dict[Loss, Callable[[Any, Any], Any]] = {
    SoftmaxCrossEntropy(): F.cross_entropy,
    SoftmaxCrossEntropy(0.1): lambda z, y: F.cross_entropy(z, y, label_smoothing=0.1),
    SigmoidCrossEntropy(): lambda z, y: (
        F.binary_cross_entropy_with_logits(z, one_hot(y, z), reduction="sum") / len(y)
    ),
}
ON_ACTIVATIONS: dict[Loss, Callable[[Any, Any], Any]] = {
    SquaredError(): lambda a, y: F.mse_loss(a, one_hot(y, a), reduction="sum") / (2 * len(y)),
    MeanSquaredError(): lambda a, y: F.mse_loss(a, one_hot(y, a)),
}
OPTIMIZERS: dict[Optimizer, Callable[[Any], Any]] = {
    GradientDescent(): lambda p: torch.optim.SGD(p, lr=RATE),
    Momentum(0.8): lambda p: torch.optim.SGD(p, lr=RATE, momentum=0.8),
    Nesterov(0.8): lambda p: torch.optim.SGD(p, lr=RATE, momentum=0.8, nesterov=True),
    RMSProp(0.9, 1e-6): lambda p: torch.optim.RMSprop(p, lr=RATE, alpha=0.9, eps=1e-6),
    Adam(): lambda p: torch.optim.Adam(p, lr=RATE),
    Adam(0.8, 0.95, 1e-6): lambda p: torch.optim.Adam(p, lr=RATE, betas=(0.8, 0.95), eps=1e-6),
    AdamW(weight_decay=0.1): lambda p: torch.optim.AdamW(p, lr=RATE, weight_decay=0.1),
}
LOSSES = {**ON_LOGITS, **ON_ACTIVATIONS}


def one_hot(labels: Any, like: Any) -> Any:
    return F.one_hot(labels, like.shape[1]).to(like.dtype)


@dataclass
class Pair:
    """The same random network twice: ours, and as PyTorch would have it."""

    network: Network
    loss: Loss
    parameters: Parameters
    inputs: np.ndarray
    labels: np.ndarray

    def __post_init__(self) -> None:
        self.theirs = [
            torch.tensor(array, requires_grad=True) for array in self.parameters.values()
        ]

    def our_pass(self) -> tuple[np.ndarray, float, Parameters]:
        forward, gradients = (
            self.network.forward(self.parameters, self.inputs),
            self.parameters.like(),
        )
        value, d_outputs = self.loss(forward.outputs[-1], self.labels)
        forward.backward(d_outputs, gradients)
        return forward.outputs[-1], value, gradients

    def their_pass(self) -> tuple[Any, Any]:
        outputs = torch.tensor(self.inputs)
        for index, layer in enumerate(self.network.layers):
            weights, bias = self.theirs[2 * index : 2 * index + 2]
            assert isinstance(layer, Dense)
            outputs = ACTIVATIONS[layer.activation](outputs @ weights + bias)
        value = LOSSES[self.loss](outputs, torch.tensor(self.labels))
        for each in self.theirs:
            each.grad = None
        value.backward()
        return outputs, value

    def their_vector(self, of: Callable[[Any], Any] = lambda each: each) -> np.ndarray:
        return np.concatenate([of(each).detach().numpy().ravel() for each in self.theirs])


def random_pair(seed: int) -> Pair:
    """A random network and batch; losses and activations take turns."""
    rng = np.random.default_rng(seed)
    loss = list(LOSSES)[seed % len(LOSSES)]
    anything = list(ACTIVATIONS)
    first = Dense(int(rng.integers(1, 12)), anything[seed % len(anything)])
    others = [
        Dense(int(rng.integers(1, 12)), anything[rng.integers(len(anything))])
        for _ in range(rng.integers(0, 3))
    ]
    last = Identity() if loss in ON_LOGITS else anything[rng.integers(len(anything))]
    network = Network(
        (first, *others, Dense(int(rng.integers(2, 8)), last)), (int(rng.integers(1, 20)),)
    )
    parameters = network.initialize(rng, np.float64)
    parameters.vector[:] += 0.3 * rng.normal(size=parameters.vector.size)
    batch, classes = int(rng.integers(1, 16)), network.output_shape[0]
    inputs = rng.normal(size=(batch, *network.input_shape))
    return Pair(network, loss, parameters, inputs, rng.integers(0, classes, batch))


@pytest.mark.parametrize("seed", range(40))
def test_outputs_loss_and_gradients_agree(seed: int) -> None:
    pair = random_pair(seed)
    outputs, value, gradients = pair.our_pass()
    their_outputs, their_value = pair.their_pass()

    assert abs(outputs - their_outputs.detach().numpy()).max() < CLOSE
    assert abs(value - their_value.item()) < CLOSE
    assert abs(gradients.vector - pair.their_vector(lambda each: each.grad)).max() < CLOSE


def list_in_pytorch(kind: str, module: Any) -> set[type]:
    """The parts of a kind that PyTorch has under the same name."""
    names = {name.replace("_", "").lower() for name in dir(module)}
    return {part for name, part in PARTS[kind].items() if name.replace("_", "") in names}


def test_every_activation_optimizer_and_correct_loss_that_pytorch_has_is_compared() -> None:
    activations = {Identity, *list_in_pytorch("activation", F)}
    optimizers = {GradientDescent, Momentum, Nesterov, *list_in_pytorch("optimizer", torch.optim)}

    assert {Adam, RMSProp} <= optimizers
    assert {ReLU, LeakyReLU} <= activations
    assert activations == {type(each) for each in ACTIVATIONS}
    assert optimizers == {type(each) for each in OPTIMIZERS}
    assert {type(each) for each in LOSSES} == set(losses.LOSSES.values())


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
@pytest.mark.parametrize("seed", range(100, 106))
def test_ten_steps_end_at_the_same_parameters(optimizer: Optimizer, seed: int) -> None:
    pair = random_pair(seed)
    state, theirs = optimizer.initialize(pair.parameters), OPTIMIZERS[optimizer](pair.theirs)
    for _ in range(10):
        optimizer.update(pair.parameters, pair.our_pass()[2], state, RATE)
        pair.their_pass()
        theirs.step()

    assert abs(pair.parameters.vector - pair.their_vector()).max() < CLOSE


def test_weight_decay_is_that_of_pytorch_on_weights_alone() -> None:
    pair = random_pair(3)
    _, _, gradients = pair.our_pass()
    WeightDecay(0.1)(pair.parameters, gradients)
    GradientDescent().update(pair.parameters, gradients, {}, RATE)
    pair.their_pass()
    decayed = {"params": pair.theirs[::2], "weight_decay": 0.1}
    torch.optim.SGD([decayed, {"params": pair.theirs[1::2]}], lr=RATE).step()

    assert abs(pair.parameters.vector - pair.their_vector()).max() < CLOSE


def test_the_l1_penalty_is_that_of_pytorchs_autograd_on_weights_alone() -> None:
    pair = random_pair(3)
    _, _, gradients = pair.our_pass()
    L1Penalty(0.1)(pair.parameters, gradients)
    GradientDescent().update(pair.parameters, gradients, {}, RATE)
    pair.their_pass()
    (0.1 * torch.stack([weights.abs().sum() for weights in pair.theirs[::2]]).sum()).backward()
    torch.optim.SGD(pair.theirs, lr=RATE).step()

    assert abs(pair.parameters.vector - pair.their_vector()).max() < CLOSE


def test_clipping_by_value_is_that_of_pytorch() -> None:
    pair = random_pair(3)
    _, _, gradients = pair.our_pass()
    ClipValue(0.01)(pair.parameters, gradients)
    pair.their_pass()
    torch.nn.utils.clip_grad_value_(pair.theirs, 0.01)

    assert abs(gradients.vector - pair.their_vector(lambda each: each.grad)).max() < CLOSE


def test_clipping_by_norm_is_that_of_pytorch_except_for_the_1e_6_that_it_adds() -> None:
    pair = random_pair(3)
    _, _, gradients = pair.our_pass()
    norm = np.linalg.norm(gradients.vector)
    ClipNorm(0.01)(pair.parameters, gradients)
    pair.their_pass()
    torch.nn.utils.clip_grad_norm_(pair.theirs, 0.01)
    theirs = pair.their_vector(lambda each: each.grad) * (norm + 1e-6) / norm

    assert abs(gradients.vector - theirs).max() < CLOSE


def their_rates(make: Callable[[Any], Any], count: int, rate: float) -> Iterator[float]:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    schedule = make(optimizer)
    yield optimizer.param_groups[0]["lr"]
    for _ in range(count - 1):
        optimizer.step()
        schedule.step()
        yield optimizer.param_groups[0]["lr"]


TORCH_RATES = torch.optim.lr_scheduler
STEPS = 40
# PyTorch's one-cycle peaks at step pct_start * total - 1, ours at warm_up * (total - 1).
WARM_UP = 0.3
PCT_START = (WARM_UP * (STEPS - 1) + 1) / STEPS
SCHEDULES: list[tuple[Schedule, Callable[[Any], Any]]] = [
    (Cosine(0.5, 0.1), lambda o: TORCH_RATES.CosineAnnealingLR(o, STEPS - 1, 0.1)),
    (
        OneCycle(0.5, WARM_UP),
        lambda o: TORCH_RATES.OneCycleLR(o, 0.5, total_steps=STEPS, pct_start=PCT_START),
    ),
    (LinearWarmUp(8, Constant(0.5)), lambda o: TORCH_RATES.LinearLR(o, 1 / 8, 1.0, 7)),
]
# PyTorch counts epochs: its rate is ours at the first update of each.
EPOCH_SCHEDULES: list[tuple[Schedule, Callable[[Any], Any]]] = [
    (Step(0.5, 0.2, every_epochs=3), lambda o: TORCH_RATES.StepLR(o, 3, 0.2)),
    (Exponential(0.5, 0.9), lambda o: TORCH_RATES.ExponentialLR(o, 0.9)),
]


@pytest.mark.parametrize(("schedule", "make"), SCHEDULES, ids=lambda each: type(each).__name__)
def test_rates_agree_at_every_update(schedule: Schedule, make) -> None:
    ours = [schedule(Clock(step, 10, STEPS // 10)) for step in range(STEPS)]

    assert ours == pytest.approx(list(their_rates(make, STEPS, 0.5)), rel=1e-10)


@pytest.mark.parametrize(
    ("schedule", "make"), EPOCH_SCHEDULES, ids=lambda each: type(each).__name__
)
def test_rates_agree_at_every_epoch(schedule: Schedule, make) -> None:
    ours = [schedule(Clock(10 * epoch, 10, 12)) for epoch in range(12)]

    assert ours == pytest.approx(list(their_rates(make, 12, 0.5)), rel=1e-10)
