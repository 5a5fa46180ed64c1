"""Local steps: each shard makes some updates by itself, then the states of all shards are averaged.

Weights are exchanged once in `recipe.local_steps` updates instead of at each one. It is another method than
data-parallel training with one update for each exchange, and learns otherwise: the shards' weights drift
apart between exchanges. The moments of the optimizer are averaged like the weights. Local SGD: Stich 2019;
with moments: Yu, Jin, Yang 2019.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from glassnet import engine
from glassnet.engine.blas import single_threaded_blas
from glassnet.engine.kernel import using
from glassnet.nn import Array, Clock, Parameters, State
from glassnet.recipes import Recipe
from glassnet.training.shards import (
    ShardGradients,
    Shards,
    ShardsTask,
    add_in_pairs,
)
from glassnet.training.state import TrainingState

Descend = Callable[[Array, Sequence[ShardsTask]], Sequence[ShardGradients]]
"""Runs tasks from a packed state on; the vectors of its results are sums of packed states."""


def pack(parameters: Parameters, optimizer: State) -> Array:
    """Weights and moments as one vector."""
    arrays = [parameters.vector, *(optimizer[name].ravel() for name in sorted(optimizer))]
    return np.concatenate([each.astype(parameters.vector.dtype) for each in arrays])


def unpack(packed: Array, parameters: Parameters, optimizer: State) -> None:
    """Restore what was packed, a vector, in place."""
    start = 0
    for each in (parameters.vector, *(optimizer[name] for name in sorted(optimizer))):
        own = packed[start : start + each.size].reshape(each.shape)
        np.copyto(each, own, casting="unsafe")
        start += each.size


class LocalDescent:
    """Makes the local updates of shards, each from the same state on."""

    def __init__(self, recipe: Recipe, shards: Shards) -> None:
        self._recipe, self._shards = recipe, shards
        self._state = TrainingState.begin(recipe)

    def run(self, packed: Array, task: ShardsTask) -> ShardGradients:
        """The sum over the shards of a task of their packed states, added in pairs."""
        own = [
            self._descend(packed, replace(task, first=task.first + number, count=1))
            for number in range(task.count)
        ]
        return add_in_pairs(own)

    def _descend(self, packed: Array, task: ShardsTask) -> ShardGradients:
        recipe, state = self._recipe, self._state
        unpack(packed, state.parameters, state.optimizer)
        loss_sum, correct, examples = 0.0, 0, 0
        with using(self._shards.implementation), single_threaded_blas():
            shard = self._shards.get(task.first)
            for index in range(task.index, task.index + task.updates):
                found = shard.gradient(state.parameters, task.epoch, index)
                # Of this shard's own examples the mean, not its part of the mean of all.
                np.divide(found.vector, shard.share(index), out=state.gradients.vector)
                clock = Clock(task.epoch * shard.steps + index, shard.steps, recipe.epochs)
                engine.update(
                    recipe.optimizer,
                    state.parameters,
                    state.gradients,
                    state.optimizer,
                    recipe.schedule(clock),
                    recipe.gradient_rules,
                )
                loss_sum += found.loss_sum
                correct, examples = correct + found.correct, examples + found.examples
        return ShardGradients(pack(state.parameters, state.optimizer), loss_sum, correct, examples)
