"""One update after the other: forward, loss, backward, optimiser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from glassnet.nn import Array, Buffers, Clock, Context, NetworkPass
from glassnet.nn.kernels.losses import count_correct
from glassnet.recipes import Recipe
from glassnet.training.feeds import Feed
from glassnet.training.state import TrainingState

# Keeps these draws apart from every other use of the same seed.
DROPOUT_STREAM = 0xD20


@dataclass(frozen=True)
class StepResult:
    """What some updates saw before they were made: summed loss, correct answers, examples."""

    loss_sum: float
    correct: int
    examples: int
    steps: int = 1


class Stepper(Protocol):
    """Takes the next update or updates of an epoch."""

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
        self.loss = recipe.effective_loss
        self.rules = recipe.effective_gradient_rules
        self.buffers = Buffers()
        self._unused_rng = np.random.default_rng(recipe.seed)

    def advance(self, epoch: int, index: int) -> StepResult:
        """Take one update."""
        inputs, labels = self.feed.batch(epoch, index)
        context = Context(self._rng(), self.buffers)
        forward = self.network.forward(self.state.parameters, inputs, context)
        value, d_outputs = self.loss(forward.outputs[-1], labels, self.buffers)
        correct = count_correct(forward.outputs[-1], labels)
        self.learn(forward, d_outputs)
        return StepResult(value * len(labels), int(correct), len(labels))

    def learn(self, forward: NetworkPass, d_outputs: Array) -> None:
        """Go back through the pass, then update all parameters together."""
        state, clock = self.state, self.clock()
        forward.backward(d_outputs, state.gradients)
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

    def _rng(self) -> np.random.Generator:
        if not self.network.draws:
            return self._unused_rng
        return np.random.default_rng([DROPOUT_STREAM, self.recipe.seed, self.state.step])


class UpdateBeforePropagating(BatchStepper):
    """The slip of `markmusic27`: each layer updates its weights, then sends the error back through them.

    Plain gradient descent only: each layer's step is w <- w - rate g at once.
    """

    def learn(self, forward: NetworkPass, d_outputs: Array) -> None:
        """Go back through the pass, updating each layer on the way."""
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


def stepper_for(recipe: Recipe, feed: Feed, state: TrainingState) -> Stepper:
    """The stepper that a recipe asks for."""
    if recipe.slips.update == "before_propagating":
        return UpdateBeforePropagating(recipe, feed, state)
    return BatchStepper(recipe, feed, state)
