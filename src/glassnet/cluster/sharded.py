"""The gradients of shards, computed by a pool: for data-parallel training."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from glassnet.cluster.paths import make_data_absolute
from glassnet.cluster.pool import Pool
from glassnet.data import Dataset, LabeledImages, load
from glassnet.data.errors import DataError
from glassnet.engine.kernel import Implementation
from glassnet.nn import Array, Parameters
from glassnet.recipes import Recipe, recipe_from_plain, recipe_to_plain
from glassnet.training import prepare
from glassnet.training.local_steps import LocalDescent
from glassnet.training.shards import Examples, ShardGradients, Shards, ShardsTask
from glassnet.training.updates import Workers, plan_updates

# Runs whose shards a worker keeps.
MAX_KEPT_RUNS = 2


@dataclass(frozen=True)
class ShardedRun:
    """What a worker needs to cut its shards.

    The recipe as JSON, the digest of its training split, and the implementation of the whole training.
    """

    recipe: str
    digest: str
    implementation: Implementation


def share_out(recipe: Recipe, dataset: Dataset, pool: Pool) -> Workers:
    """Workers for `training.train` that compute on a pool; `dataset` is prepared.

    Each worker loads the data by its name and keeps the shards that it computes. Raises `DataError` in
    training where a worker finds other data under this name.
    """
    if not pool.is_local:
        recipe = recipe.with_changes(data=make_data_absolute(recipe.data))
    train = dataset.split("train")
    implementation = plan_updates(recipe, train.images).implementation
    run = ShardedRun(json.dumps(recipe_to_plain(recipe)), train.digest(), implementation)

    def compute(parameters: Parameters, tasks: Sequence[ShardsTask]) -> Sequence[ShardGradients]:
        return pool.exchange(compute_shards, parameters.vector, [(run, task) for task in tasks])

    def descend(packed: Array, tasks: Sequence[ShardsTask]) -> Sequence[ShardGradients]:
        return pool.exchange(descend_shards, packed, [(run, task) for task in tasks])

    return Workers(compute, pool.workers, descend)


def compute_shards(vector: Array, task: tuple[ShardedRun, ShardsTask]) -> ShardGradients:
    """On a worker: the gradients of some shards at these parameters `(parameters,)`."""
    run, shards_task = task
    kept = _keep(run)
    np.copyto(kept.parameters.vector, vector)
    return kept.shards.compute(kept.parameters, shards_task)


def descend_shards(packed: Array, task: tuple[ShardedRun, ShardsTask]) -> ShardGradients:
    """On a worker: local updates of some shards from a packed state on."""
    run, shards_task = task
    return _keep(run).descent.run(packed, shards_task)


@dataclass(frozen=True)
class _Kept:
    parameters: Parameters
    shards: Shards
    descent: LocalDescent


@lru_cache(maxsize=MAX_KEPT_RUNS)
def _keep(run: ShardedRun) -> _Kept:
    plain: dict[str, Any] = json.loads(run.recipe)
    recipe = recipe_from_plain(plain, "the recipe of the run")

    def read_examples() -> Examples:
        examples = prepare(recipe, load(recipe.data, recipe.seed)).split("train")
        _expect_same(examples, run.digest)
        return examples.images, examples.labels

    shards = Shards(recipe, read_examples, run.implementation)
    return _Kept(recipe.initial_parameters(), shards, LocalDescent(recipe, shards))


def _expect_same(examples: LabeledImages, digest: str) -> None:
    if examples.digest() != digest:
        raise DataError.at(
            "a worker",
            f"the training examples of this run, {digest[:12]}",
            f"others, {examples.digest()[:12]}",
            "Give all machines the same data.",
        )
