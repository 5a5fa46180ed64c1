"""A run can be stopped at any moment, by Ctrl-C or kill -9, and ends with the same bits."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from itertools import count
from pathlib import Path

import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.models import load_model
from glassnet.models.checkpoints import NEWEST, load_checkpoint
from glassnet.models.run_folder import METRICS, MODEL, RunError, RunFolder, Stopped, read_run_recipe
from glassnet.nn import Dense, ReLU, SettingError
from glassnet.recipes import Recipe
from glassnet.training import EpochDone, Finished, TrainingState

SMALL = Recipe(
    name="small",
    layers=(Dense(24, ReLU()), Dense(10)),
    epochs=3,
    batch_size=32,
    validation=0,
    input_shape=(784,),
)

# Trains for some seconds, so that there is time to kill it; checkpoints at every chance.
CHILD = """
import sys
from pathlib import Path
import numpy as np
from glassnet.data.labeled_images import Dataset
from glassnet.data.simulated import simulate
from glassnet.models.run_folder import RunFolder
from glassnet.nn import Dense, Dropout, ReLU
from glassnet.engine.kernel import using
from glassnet.recipes import Recipe
from glassnet.training import loop

loop.SECONDS_BETWEEN_EVENTS = 0.005
with using("reference"):
    digits = simulate(np.random.default_rng(5), 120)
    dataset = Dataset("d", train=digits.take(slice(0, 100)), validation=digits.take(slice(100, 120)))
    layers = (Dense(32, ReLU()), Dropout(0.2), Dense(10))
    recipe = Recipe(name="r", layers=layers, epochs=25, batch_size=3, input_shape=(784,))
    run = RunFolder(recipe, dataset, Path(sys.argv[1]), seconds_between_checkpoints=0.0)
    for event in run.resume():
        print(type(event).__name__, flush=True)
"""


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def start_child(folder: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", CHILD, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def finish_child(folder: Path) -> None:
    with start_child(folder) as child:
        output, _ = child.communicate()
    assert child.returncode == 0
    assert "Finished" in output


def test_a_finished_run_leaves_recipe_metrics_and_model(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    run = RunFolder(SMALL, small_dataset, tmp_path / "run", "glassnet train small")

    *_, last = run.start()

    assert isinstance(last, Finished)
    assert read_run_recipe(run.path) == (SMALL, "glassnet train small")
    assert [line["epoch"] for line in run.history()] == [0, 1, 2]
    assert not (run.path / NEWEST).exists()
    model = load_model(run.path)
    assert [metric.set for metric in model.metrics] == [
        "small validation (100)",
        "small test (100)",
    ]
    assert model.metrics[1].accuracy == model.evaluate(small_dataset.split("test")).accuracy


def test_a_run_that_is_asked_to_stop_goes_on_to_the_same_model(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    straight = RunFolder(SMALL, small_dataset, tmp_path / "straight")
    list(straight.start())

    events = count()
    folder = tmp_path / "stopped"
    stopped = RunFolder(SMALL, small_dataset, folder, should_stop=lambda: next(events) % 3 == 2)
    # A slow machine tells of its progress more often, and so is stopped more often.
    endings = [[*stopped.resume()][-1]]
    while isinstance(endings[-1], Stopped) and len(endings) < 100:
        endings.append([*stopped.resume()][-1])

    assert isinstance(endings[0], Stopped)
    assert isinstance(endings[-1], Finished)

    assert digest(stopped.path / MODEL) == digest(straight.path / MODEL)


def test_a_stopped_run_says_where(small_dataset: Dataset, tmp_path: Path) -> None:
    run = RunFolder(SMALL, small_dataset, tmp_path, should_stop=lambda: True)

    *_, last = run.start()

    assert last == Stopped(epoch=0, step=0)


def test_a_run_without_a_checkpoint_says_that_it_starts_from_the_beginning(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    said: list[str] = []
    run = RunFolder(SMALL, small_dataset, tmp_path, should_stop=lambda: True, warn=said.append)

    list(run.resume())

    assert said == [f"{tmp_path} has no checkpoint yet: the run starts from the beginning."]


@pytest.mark.slow
def test_killed_at_random_moments_and_resumed_it_ends_with_the_same_model(tmp_path: Path) -> None:
    finish_child(tmp_path / "straight")
    rng = random.Random(3)  # noqa: S311 - no secret
    killed = 0
    for number in range(4):
        folder = tmp_path / f"killed-{number}"
        for _ in range(3):
            with start_child(folder) as child:
                assert child.stdout is not None
                for _ in range(rng.randrange(1, 30)):
                    child.stdout.readline()
                time.sleep(rng.random() / 50)
                child.kill()
            killed += child.returncode == -signal.SIGKILL
        finish_child(folder)

        assert digest(folder / MODEL) == digest(tmp_path / "straight" / MODEL)
        lines = (folder / METRICS).read_text().splitlines()
        assert [json.loads(line)["epoch"] for line in lines] == list(range(25))
    assert killed > 3


def test_a_folder_that_holds_a_run_is_not_overwritten(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    list(RunFolder(SMALL, small_dataset, tmp_path).start())
    before = digest(tmp_path / MODEL)

    with pytest.raises(RunError, match="It is finished: use its model, or choose another folder"):
        RunFolder(SMALL, small_dataset, tmp_path).start()
    assert digest(tmp_path / MODEL) == before


def test_resuming_with_another_recipe_or_other_data_is_refused(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    list(RunFolder(SMALL, small_dataset, tmp_path, should_stop=lambda: True).start())

    with pytest.raises(RunError, match="a change of epochs"):
        RunFolder(SMALL.with_changes(epochs=9), small_dataset, tmp_path).resume()
    fewer = Dataset("fewer", train=small_dataset.split("test"), test=small_dataset.test)
    with pytest.raises(RunError, match="the data that the run was started with"):
        RunFolder(SMALL, fewer, tmp_path).resume()


def test_two_processes_do_not_train_in_one_folder(small_dataset: Dataset, tmp_path: Path) -> None:
    first = RunFolder(SMALL, small_dataset, tmp_path).start()
    next(first)

    with pytest.raises(RunError, match="another process that holds it"):
        next(RunFolder(SMALL, small_dataset, tmp_path).resume())
    assert isinstance(first, Generator)
    first.close()


def test_a_damaged_checkpoint_is_passed_over_for_the_one_before_it(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    straight = RunFolder(SMALL, small_dataset, tmp_path / "straight")
    list(straight.start())
    run = RunFolder(SMALL, small_dataset, tmp_path / "damaged", seconds_between_checkpoints=0.0)
    for event in run.start():
        if isinstance(event, EpochDone) and event.epoch == 1:
            break
    newest = run.path / NEWEST
    newest.write_bytes(newest.read_bytes()[:-1])

    warnings: list[str] = []
    run.warn = warnings.append
    list(run.resume())

    assert "damaged" in warnings[0]
    assert digest(run.path / MODEL) == digest(straight.path / MODEL)
    assert load_model(run.path / MODEL).name == "small"


def test_checkpoints_that_take_long_to_write_are_written_more_rarely(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    recipe, written = SMALL.with_changes(epochs=20), {}

    for name, seconds in (("quick", 0.0), ("slow", 2.0)):
        clock = FakeClock(seconds, tmp_path / name / NEWEST)
        for event in RunFolder(recipe, small_dataset, tmp_path / name, clock=clock).start():
            clock.now += 6.0 * isinstance(event, EpochDone)
        written[name] = clock.checkpoints

    assert written["quick"] >= 19
    assert 1 <= written["slow"] <= 3


class FakeClock:
    """A clock by which every new checkpoint took `seconds` to write."""

    def __init__(self, seconds: float, path: Path) -> None:
        self.seconds, self.path = seconds, path
        self.now, self.checkpoints, self.seen = 0.0, 0, -1

    def __call__(self) -> float:
        inode = self.path.stat().st_ino if self.path.exists() else -1
        if inode not in (self.seen, -1):
            self.checkpoints += 1
            self.now += self.seconds
        self.seen = inode
        return self.now


def test_a_run_that_is_not_finished_is_called_so(small_dataset: Dataset, tmp_path: Path) -> None:
    list(RunFolder(SMALL, small_dataset, tmp_path, should_stop=lambda: True).start())

    with pytest.raises(SettingError, match=r"one that is not finished\. Resume it: glassnet train"):
        load_model(tmp_path)


def test_every_short_epoch_leaves_a_checkpoint(small_dataset: Dataset, tmp_path: Path) -> None:
    for event in RunFolder(SMALL, small_dataset, tmp_path).start():
        if isinstance(event, EpochDone):
            break

    state = TrainingState.begin(SMALL)
    assert load_checkpoint(tmp_path, state, pytest.fail) is not None
    assert state.epochs_done == 1
