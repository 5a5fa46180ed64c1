"""Local steps: the same bits for any number of workers; one step is the step of data-parallel training."""

from collections.abc import Sequence

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.errors import SettingError
from glassnet.nn import Array, Constant, Dense, Dropout, ExponentialAverage, GradientDescent, ReLU
from glassnet.recipes import Recipe
from glassnet.training import TrainingState, evaluate, train
from glassnet.training.local_steps import LocalDescent, pack, unpack
from glassnet.training.shards import ShardGradients, Shards, ShardsTask
from glassnet.training.updates import Workers, plan_updates

LOCAL = Recipe(
    name="local",
    layers=(Dense(24, ReLU()), Dropout(0.1), Dense(10)),
    input_shape=(784,),
    epochs=6,
    batch_size=64,
    validation=0,
    shards=4,
    local_steps=3,
    averaging=ExponentialAverage(0.9),
)


def descend_by(recipe: Recipe, dataset: Dataset, workers: int) -> Workers:
    """Workers that keep shards of their own, as processes do, and answer in another order."""
    split = dataset.split("train")
    implementation = plan_updates(recipe, split.images).implementation
    kept = [
        LocalDescent(recipe, Shards(recipe, lambda: (split.images, split.labels), implementation))
        for _ in range(workers)
    ]

    def descend(packed: Array, tasks: Sequence[ShardsTask]) -> Sequence[ShardGradients]:
        found = {
            number: kept[number].run(packed, task)
            for number, task in reversed(list(enumerate(tasks)))
        }
        return [found[number] for number in range(len(tasks))]

    return Workers(lambda parameters, tasks: [], workers, descend)


def run(recipe: Recipe, dataset: Dataset, workers: Workers | None = None) -> TrainingState:
    state = TrainingState.begin(recipe)
    list(train(recipe, dataset, state, workers=workers))
    return state


@pytest.mark.parametrize("workers", [2, 4])
def test_the_weights_have_the_same_bits_for_any_number_of_workers(
    workers: int, small_dataset: Dataset
) -> None:
    alone = run(LOCAL, small_dataset)

    together = run(LOCAL, small_dataset, descend_by(LOCAL, small_dataset, workers))

    np.testing.assert_array_equal(alone.parameters.vector, together.parameters.vector)
    np.testing.assert_array_equal(alone.current.vector, together.current.vector)
    assert alone.step == together.step == 6 * 7


def test_it_learns_and_learns_otherwise(small_dataset: Dataset) -> None:
    local = run(LOCAL, small_dataset)
    exchanged = run(LOCAL.with_changes(local_steps=1), small_dataset)

    train_split = small_dataset.split("train")
    found = evaluate(LOCAL.network, local.parameters, LOCAL.loss, train_split)
    assert found.accuracy > 0.5
    assert not np.array_equal(local.parameters.vector, exchanged.parameters.vector)


def test_one_local_step_of_gradient_descent_is_that_of_the_mean_gradient(
    small_dataset: Dataset,
) -> None:
    recipe = LOCAL.with_changes(
        layers=(Dense(24, ReLU()), Dense(10)),
        optimizer=GradientDescent(),
        schedule=Constant(0.1),
        batch_size="full",
        precision="float64",
        averaging=None,
    )

    local = run(recipe, small_dataset)
    exchanged = run(recipe.with_changes(local_steps=1), small_dataset)

    np.testing.assert_allclose(
        local.parameters.vector, exchanged.parameters.vector, rtol=1e-9, atol=1e-12
    )


def test_a_packed_state_is_restored() -> None:
    state, other = TrainingState.begin(LOCAL), TrainingState.begin(LOCAL.with_changes(seed=1))
    state.optimizer["steps"][:] = 12
    state.optimizer["first_moment"][:] = 0.5

    unpack(pack(state.parameters, state.optimizer), other.parameters, other.optimizer)

    for name, array in state.arrays().items():
        if name != "average":
            np.testing.assert_array_equal(other.arrays()[name], array)


def test_local_steps_need_shards() -> None:
    with pytest.raises(SettingError, match="shards with local_steps"):
        LOCAL.with_changes(shards=1)
