"""The state of training: a checkpoint is its arrays and its counters."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from glassnet.nn import Adam, Dense, ExponentialAverage, GradientDescent
from glassnet.recipes import EarlyStopping, Recipe
from glassnet.training import TrainingState
from glassnet.training.state import EpochTotals

RECIPE = Recipe("small", (Dense(3),), input_shape=(4,), optimizer=Adam())


def test_totals_are_sums_and_their_means() -> None:
    totals = EpochTotals()
    totals.add(3.0, 2, 4)
    totals.add(1.0, 2, 4)

    assert (totals.mean_loss, totals.accuracy, totals.examples) == (0.5, 0.5, 8)


def test_totals_of_no_examples_are_zero() -> None:
    assert (EpochTotals().mean_loss, EpochTotals().accuracy) == (0, 0)


def test_training_begins_with_the_weights_of_the_recipe() -> None:
    state = TrainingState.begin(RECIPE)

    assert np.array_equal(state.parameters.vector, RECIPE.initial_parameters().vector)
    assert (state.step, state.epochs_done, state.best_epoch) == (0, 0, -1)


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"optimizer": GradientDescent()}, ["parameters"]),
        (
            {},
            ["parameters", "optimizer.first_moment", "optimizer.second_moment", "optimizer.steps"],
        ),
        (
            {
                "optimizer": GradientDescent(),
                "averaging": ExponentialAverage(),
                "stopping": EarlyStopping(),
            },
            ["parameters", "average", "best"],
        ),
    ],
)
def test_a_state_has_the_arrays_that_its_recipe_needs(changes: dict, names: list[str]) -> None:
    assert list(TrainingState.begin(RECIPE.with_changes(**changes)).arrays()) == names


def test_the_average_is_used_where_there_is_one() -> None:
    plain = TrainingState.begin(RECIPE)
    averaged = TrainingState.begin(RECIPE.with_changes(averaging=ExponentialAverage()))

    assert plain.current is plain.parameters
    assert averaged.current is averaged.average


def test_the_best_weights_are_kept_where_the_recipe_stops_early() -> None:
    state = TrainingState.begin(RECIPE.with_changes(stopping=EarlyStopping()))

    assert state.kept is state.parameters
    state.best_epoch = 3
    assert state.kept is state.best


def test_a_restored_state_is_the_saved_one() -> None:
    recipe = RECIPE.with_changes(averaging=ExponentialAverage(), stopping=EarlyStopping())
    saved, restored = TrainingState.begin(recipe), TrainingState.begin(recipe)
    rng = np.random.default_rng(0)
    for array in saved.arrays().values():
        array[:] = rng.integers(1, 100, array.shape)
    saved.step, saved.best_accuracy, saved.best_epoch, saved.seconds = 7, 0.5, 1, 2.5
    saved.totals.add(3.0, 2, 4)
    saved.history.append({"epoch": 0})

    arrays = {name: array.copy() for name, array in saved.arrays().items()}
    restored.restore(arrays, json.loads(json.dumps(saved.counters())))

    assert restored.counters() == saved.counters()
    assert asdict(restored.totals) == asdict(saved.totals)
    for name, array in saved.arrays().items():
        np.testing.assert_array_equal(restored.arrays()[name], array)


def test_a_state_without_one_of_its_arrays_is_refused() -> None:
    state = TrainingState.begin(RECIPE)

    with pytest.raises(KeyError, match="first_moment"):
        state.restore({"parameters": state.parameters.vector}, state.counters())


def test_arrays_of_another_dtype_are_refused() -> None:
    state = TrainingState.begin(RECIPE)
    arrays = {name: array.astype(np.float64) for name, array in state.arrays().items()}

    with pytest.raises(TypeError):
        state.restore(arrays, state.counters())
