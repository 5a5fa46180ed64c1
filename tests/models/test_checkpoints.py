"""A checkpoint is the whole state; a damaged one is passed over for the one before it."""

from pathlib import Path

import numpy as np
import pytest

from glassnet.models import DamagedFile
from glassnet.models.checkpoints import NEWEST, PREVIOUS, load_checkpoint, save_checkpoint
from glassnet.models.sealed import write_sealed
from glassnet.nn import Adam, Dense, ExponentialAverage
from glassnet.recipes import EarlyStopping, Recipe
from glassnet.training import TrainingState

RECIPE = Recipe(
    name="r",
    layers=(Dense(2), Dense(10)),
    input_shape=(784,),
    optimizer=Adam(),
    averaging=ExponentialAverage(),
    stopping=EarlyStopping(),
)


def state_at(step: int) -> TrainingState:
    """A state in which every array and counter tells the step."""
    state = TrainingState.begin(RECIPE)
    for number, array in enumerate(state.arrays().values()):
        array[...] = step + number / 10
    state.step, state.best_accuracy, state.best_epoch = step, step / 100, step // 10
    state.totals.add(float(step), step, 2 * step)
    state.history = [{"epoch": 0, "train_loss": step / 3}]
    state.seconds = step / 7
    return state


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)


def assert_equal_states(state: TrainingState, other: TrainingState) -> None:
    assert state.counters() == other.counters()
    for name, array in state.arrays().items():
        np.testing.assert_array_equal(array, other.arrays()[name], strict=True)


def test_the_whole_state_comes_back(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, state_at(30), {"recipe": "r"})
    state = TrainingState.begin(RECIPE)

    assert load_checkpoint(tmp_path, state, pytest.fail) == {"recipe": "r"}

    assert_equal_states(state, state_at(30))


def test_the_newest_of_two_is_taken(tmp_path: Path) -> None:
    for step in (10, 20, 30):
        save_checkpoint(tmp_path, state_at(step), {})
    state = TrainingState.begin(RECIPE)

    load_checkpoint(tmp_path, state, pytest.fail)

    assert state.step == 30
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([NEWEST, PREVIOUS])


def test_a_damaged_one_is_passed_over_for_the_one_before_it(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, state_at(10), {"nth": 1})
    save_checkpoint(tmp_path, state_at(20), {"nth": 2})
    flip_a_byte(tmp_path / NEWEST)
    state, warnings = TrainingState.begin(RECIPE), []

    assert load_checkpoint(tmp_path, state, warnings.append) == {"nth": 1}

    assert_equal_states(state, state_at(10))
    assert len(warnings) == 1
    assert warnings[0].startswith(f"Skipped {NEWEST}. ")


def test_the_one_resumed_from_stays_until_the_next_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_checkpoint(tmp_path, state_at(10), {"nth": 1})
    save_checkpoint(tmp_path, state_at(20), {"nth": 2})
    flip_a_byte(tmp_path / NEWEST)
    load_checkpoint(tmp_path, TrainingState.begin(RECIPE), lambda warning: None)

    def full(path: Path, content: bytes) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("glassnet.models.checkpoints.write_atomically", full)
    with pytest.raises(OSError, match="no space"):
        save_checkpoint(tmp_path, state_at(30), {})
    state = TrainingState.begin(RECIPE)

    assert load_checkpoint(tmp_path, state, pytest.fail) == {"nth": 1}
    assert_equal_states(state, state_at(10))


def test_one_lost_between_two_renames_is_found_under_its_other_name(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, state_at(10), {})
    (tmp_path / NEWEST).rename(tmp_path / PREVIOUS)
    state = TrainingState.begin(RECIPE)

    assert load_checkpoint(tmp_path, state, pytest.fail) is not None
    assert state.step == 10


def test_where_both_are_damaged_the_state_stays_as_it_was(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, state_at(10), {})
    save_checkpoint(tmp_path, state_at(20), {})
    flip_a_byte(tmp_path / NEWEST)
    (tmp_path / PREVIOUS).write_bytes(b"")
    state, warnings = TrainingState.begin(RECIPE), []

    assert load_checkpoint(tmp_path, state, warnings.append) is None

    assert len(warnings) == 2
    assert_equal_states(state, TrainingState.begin(RECIPE))


def test_without_a_checkpoint_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert load_checkpoint(tmp_path, TrainingState.begin(RECIPE), pytest.fail) is None


@pytest.mark.parametrize(
    "other",
    [
        RECIPE.with_changes(layers=(Dense(3), Dense(10))),
        RECIPE.with_changes(precision="float64"),
        RECIPE.with_changes(stopping=None),
    ],
    ids=["other layers", "other precision", "other arrays"],
)
def test_one_of_another_recipe_is_refused_and_nothing_of_it_taken(
    other: Recipe, tmp_path: Path
) -> None:
    save_checkpoint(tmp_path, state_at(10), {})
    state = TrainingState.begin(other)

    with pytest.raises(DamagedFile, match="the state of this recipe"):
        load_checkpoint(tmp_path, state, pytest.fail)

    assert_equal_states(state, TrainingState.begin(other))


def test_a_model_in_its_place_is_refused(tmp_path: Path) -> None:
    write_sealed(tmp_path / NEWEST, {}, {"format": 1})

    with pytest.raises(DamagedFile, match="a checkpoint, got a file of another type"):
        load_checkpoint(tmp_path, TrainingState.begin(RECIPE), pytest.fail)
