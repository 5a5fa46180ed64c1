"""One update after the other: forward, loss, backward, optimiser."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np

from glassnet.nn import (
    Array,
    Clock,
    Constant,
    Context,
    GradientDescent,
    NetworkPass,
)
from glassnet.nn.blocks import BatchGradient
from glassnet.nn.dense_stack import LOSSES, DenseStack
from glassnet.nn.kernels.losses import count_correct
from glassnet.recipes import Recipe
from glassnet.training.feeds import Feed, MiniBatches
from glassnet.training.state import TrainingState

# Keeps these draws apart from every other use of the same seed.
DROPOUT_STREAM = 0xD20

# Few enough that progress is told several times a second.
UPDATES_IN_ONE_CALL = 1000


@dataclass(frozen=True)
class StepResult:
    """What some updates saw before they were made: summed loss, correct answers, examples."""

    loss_sum: float
    correct: int
    examples: int
    steps: int = 1


class Stepper(Protocol):
    """Takes the next update or updates of an epoch."""

    def several(self) -> AbstractContextManager[None]:
        """For updates one after the other: see `BatchGradient.several`."""
        ...

    def advance(self, epoch: int, index: int) -> StepResult:
        """Update from the `index`-th batch of the epoch on; says how many updates were taken."""
        ...


class BatchStepper:
    """One batch, one update: the way of nearly every recipe."""

    def __init__(self, recipe: Recipe, feed: Feed, state: TrainingState) -> None:
        self.recipe = recipe
        self.feed = feed
        self.state = state
        self.network = recipe.network
        self.loss = recipe.loss
        self.rules = recipe.gradient_rules
        rows = 0 if recipe.loss.whole_batch else None
        self.gradient = BatchGradient(self.network, self.loss, rows, shared_lists=feed.shared_lists)

    def several(self) -> AbstractContextManager[None]:
        """For updates one after the other: see `BatchGradient.several`."""
        return self.gradient.several()

    def advance(self, epoch: int, index: int) -> StepResult:
        """Take one update."""
        state = self.state
        inputs, labels = self.feed.batch(epoch, index)
        value, correct = self.gradient(
            state.parameters, inputs, labels, state.gradients, self._rng()
        )
        self.update()
        return StepResult(value * len(labels), correct, len(labels))

    def update(self) -> None:
        """Change all parameters together, by their gradients."""
        state, clock = self.state, self.clock()
        for rule in self.rules:
            rule(state.parameters, state.gradients)
        rate = self.recipe.schedule(clock)
        self.recipe.optimizer.update(
            state.parameters.vector, state.gradients.vector, state.optimizer, rate
        )
        self.take_average(clock)

    def take_average(self, clock: Clock) -> None:
        """Let the average of the weights follow, where the recipe asks for one."""
        if self.state.average is not None and self.recipe.averaging is not None:
            self.recipe.averaging.update(self.state.average, self.state.parameters.vector, clock)

    def clock(self) -> Clock:
        """How far training has come."""
        return Clock(self.state.step, self.feed.steps_per_epoch, self.recipe.epochs)

    def _rng(self) -> np.random.Generator | None:
        if not self.network.draws:
            return None
        return np.random.default_rng([DROPOUT_STREAM, self.recipe.seed, self.state.step])


class UpdateDuringBackward(BatchStepper):
    """Each layer updates its weights during the backward pass, and passes the gradient on through them.

    Plain gradient descent only: each layer's step is w <- w - rate g at once.
    """

    def advance(self, epoch: int, index: int) -> StepResult:
        """Take one update, layer by layer on the way back."""
        inputs, labels = self.feed.batch(epoch, index)
        forward = self.network.forward(self.state.parameters, inputs.read(), Context(self._rng()))
        value, d_outputs = self.loss(forward.outputs[-1], labels)
        correct = count_correct(forward.outputs[-1], labels)
        self._go_back(forward, d_outputs)
        return StepResult(value * len(labels), int(correct), len(labels))

    def _go_back(self, forward: NetworkPass, d_outputs: Array) -> None:
        state, clock = self.state, self.clock()
        rate = self.recipe.schedule(clock)
        names = self.network.layer_names
        for backward, name in zip(reversed(forward.backwards), reversed(names), strict=True):
            gradients = state.gradients.of_layer(name)
            backward(d_outputs, gradients, need_d_inputs=False)
            for own_name, parameter in state.parameters.of_layer(name).items():
                parameter -= rate * gradients[own_name]
            propagated = backward(d_outputs, gradients)
            d_outputs = d_outputs if propagated is None else propagated
        self.take_average(clock)


class OneAtATime(BatchStepper):
    """Examples one by one through dense layers, with plain gradient descent: many updates in one call."""

    def __init__(
        self, recipe: Recipe, feed: MiniBatches, state: TrainingState, stack: DenseStack
    ) -> None:
        super().__init__(recipe, feed, state)
        self.examples = feed
        self.stack = stack
        self.update_first = recipe.update == "during_backward"

    @classmethod
    def of(cls, recipe: Recipe, feed: Feed, state: TrainingState) -> Self | None:
        """The stepper for a recipe of this kind; None for any other."""
        stack = DenseStack.of(recipe.network, training=True)
        plain = recipe.optimizer == GradientDescent() and not recipe.gradient_rules
        ordinary = recipe.augmentation is None and recipe.averaging is None
        known = recipe.loss in LOSSES
        if recipe.batch_size != 1 or not (plain and ordinary and known):
            return None
        return cls(recipe, feed, state, stack) if stack and isinstance(feed, MiniBatches) else None

    def advance(self, epoch: int, index: int) -> StepResult:
        """Take the next updates, `UPDATES_IN_ONE_CALL` or as many as the epoch has left."""
        order = self.examples.order(epoch)[index : index + UPDATES_IN_ONE_CALL]
        loss_sum, correct = self.stack.descend(
            self.state.parameters,
            self.loss,
            self.examples.rows,
            self.examples.labels,
            order,
            self._rates(len(order)),
            update_first=self.update_first,
        )
        return StepResult(loss_sum, correct, len(order), len(order))

    def _rates(self, count: int) -> Array:
        schedule, clock = self.recipe.schedule, self.clock()
        if isinstance(schedule, Constant):
            return np.full(count, schedule.rate)
        return np.array([schedule(replace(clock, step=clock.step + i)) for i in range(count)])


def stepper_for(recipe: Recipe, feed: Feed, state: TrainingState) -> Stepper:
    """The stepper that a recipe asks for."""
    one_at_a_time = OneAtATime.of(recipe, feed, state)
    if one_at_a_time is not None:
        return one_at_a_time
    if recipe.update == "during_backward":
        return UpdateDuringBackward(recipe, feed, state)
    return BatchStepper(recipe, feed, state)
