"""Shards on worker processes give the bits of one process, and survive a killed worker."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from glassnet.cli import main
from glassnet.cluster import Pool
from glassnet.cluster.sharded import share_out
from glassnet.data import Dataset, load
from glassnet.data.errors import DataError
from glassnet.models import load_model
from glassnet.models.run_folder import create_run
from glassnet.nn import Dense, Dropout, ReLU
from glassnet.recipes import Recipe, read_recipe
from glassnet.training import Event, TrainingState, prepare, resolve_recipe, train

sys.path.insert(0, str(Path(__file__).parent))
import tasks

pytest.importorskip("sklearn", reason="needs its 8x8 digits")
RECIPE = Recipe(
    name="sharded",
    layers=(Dense(24, ReLU()), Dropout(0.1), Dense("classes")),
    data="sklearn-digits",
    epochs=2,
    batch_size=256,
    validation=100,
    shards=4,
)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return prepare(RECIPE, load("sklearn-digits"))


@pytest.fixture(scope="module")
def recipe(dataset: Dataset) -> Recipe:
    return resolve_recipe(RECIPE, dataset)


@pytest.fixture(scope="module")
def expected(recipe: Recipe, dataset: Dataset) -> np.ndarray:
    state = TrainingState.begin(recipe)
    list(train(recipe, dataset, state))
    return state.parameters.vector


def test_two_processes_give_the_bits_of_one(
    recipe: Recipe, dataset: Dataset, expected: np.ndarray, two_workers: Pool
) -> None:
    state = TrainingState.begin(recipe)

    list(train(recipe, dataset, state, workers=share_out(recipe, dataset, two_workers)))

    np.testing.assert_array_equal(state.parameters.vector, expected)


def sending(signal_number: int, events: Iterator[Event], process: int) -> Iterator[Event]:
    """Send a process a signal after the third event."""
    for number, event in enumerate(events):
        if number == 3:
            os.kill(process, signal_number)
        yield event


@pytest.mark.parametrize("fault", ["SIGKILL", pytest.param("SIGSTOP", marks=pytest.mark.full)])
def test_a_worker_that_is_killed_or_halted_changes_nothing(
    fault: str, recipe: Recipe, dataset: Dataset, expected: np.ndarray, two_workers: Pool
) -> None:
    state = TrainingState.begin(recipe)
    workers = share_out(recipe, dataset, two_workers)
    processes = two_workers.run(tasks.process_number, [0])
    events = train(recipe, dataset, state, workers=workers)

    list(sending(signal.Signals[fault], events, next(processes)[1]))

    np.testing.assert_array_equal(state.parameters.vector, expected)


def test_other_data_under_the_same_name_is_refused(
    recipe: Recipe, dataset: Dataset, two_workers: Pool
) -> None:
    other = prepare(recipe.with_changes(seed=5), load("sklearn-digits"))
    workers = share_out(recipe, other, two_workers)

    with pytest.raises(DataError, match="a worker: expected the training examples of this run"):
        list(train(recipe, other, TrainingState.begin(recipe), workers=workers))


@pytest.mark.parametrize("own", [1, 4])
def test_the_command_trains_on_workers_to_the_model_of_one_process(
    own: int, sweep_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sweep_file.parent)
    # By the recipe as by the option: the workers do not change what the recipe says.
    Path("sharded.toml").write_text("shards = 4\n" + Path("small.toml").read_text())
    alone, together = (["train", name, "--no-plots"] for name in ("small.toml", "sharded.toml"))

    assert main([*alone, "--shards", "4", "--out", "alone"]) == 0
    assert main([*together, "--workers", "2", "--out", "together"]) == 0

    one, other = (load_model(Path(name)) for name in ("alone", "together"))
    np.testing.assert_array_equal(one.parameters.vector, other.parameters.vector)
    assert other.recipe.shards == 4


def test_workers_without_shards_are_refused_by_a_resumed_run(
    sweep_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(sweep_file.parent)
    create_run(Path("plain"), read_recipe(Path("small.toml")), "glassnet train", "terminal")

    assert main(["train", "--resume", "plain", "--workers", "2"]) == 2

    assert "Add --shards 4." in capsys.readouterr().err
