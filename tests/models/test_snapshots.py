"""A run leaves its weights on a schedule, bounded in number and size, and its events."""

import json
from pathlib import Path
from threading import Timer

import numpy as np

from glassnet.data.labeled_images import Dataset
from glassnet.models import load_model, read_model
from glassnet.models.event_log import EVENTS
from glassnet.models.run_control import RunControl
from glassnet.models.run_folder import Paused, Resumed, RunFolder, Stopped
from glassnet.models.snapshots import list_snapshots, snapshot_path
from glassnet.nn import Dense, ReLU
from glassnet.recipes import Recipe
from glassnet.training import Finished, Progress

SMALL = Recipe(
    name="small",
    layers=(Dense(24, ReLU()), Dense(10)),
    epochs=30,
    batch_size=8,
    validation=0,
    input_shape=(784,),
)
STEPS = 30 * 400 // 8


def events_of(run: RunFolder) -> list[dict[str, object]]:
    return [json.loads(line) for line in (run.path / EVENTS).read_text().splitlines()]


def test_snapshots_are_models_from_the_first_update_to_the_last(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    clock = iter(range(10_000_000))
    run = RunFolder(SMALL, small_dataset, tmp_path, clock=lambda: float(next(clock)) / 1e6)
    list(run.start())

    steps = list(list_snapshots(run.path))
    assert steps[:7] == [0, 1, 2, 5, 10, 20, 50]
    assert steps[-1] == STEPS
    first, last = (read_model(snapshot_path(run.path, step)) for step in (0, STEPS))
    assert np.array_equal(first.parameters.vector, SMALL.initial_parameters().vector)
    assert np.array_equal(last.parameters.vector, load_model(run.path).parameters.vector)


def test_a_run_that_is_often_stopped_takes_no_more_snapshots_and_ids_go_on(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    seen: list[int] = []
    run = RunFolder(
        SMALL.with_changes(epochs=200),
        small_dataset,
        tmp_path,
        should_stop=lambda: bool(seen.append(1)) or len(seen) % 9 == 8,
    )
    while not isinstance([*run.resume()][-1], Finished):
        pass

    assert 7 <= len(list_snapshots(run.path)) <= 68
    events = events_of(run)
    assert [each["id"] for each in events] == list(range(1, len(events) + 1))
    assert [each["event"] for each in events].count("started") > 3
    assert events[-1]["event"] == "finished"
    assert events[-1]["epochs"] == 200


def test_snapshots_can_be_switched_off_and_change_no_bit(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    for name, snapshots in (("with", True), ("without", False)):
        list(RunFolder(SMALL, small_dataset, tmp_path / name, snapshots=snapshots).start())

    models = [(tmp_path / name / "model.safetensors").read_bytes() for name in ("with", "without")]
    assert models[0] == models[1]
    assert not (tmp_path / "without" / "snapshots").exists()
    assert (tmp_path / "with" / "snapshots").exists()


def test_a_network_too_large_for_its_snapshots_has_none(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    large = SMALL.with_changes(layers=(Dense(12_000, ReLU()), Dense(10)))
    run = RunFolder(large, small_dataset, tmp_path, should_stop=lambda: True)
    list(run.start())

    assert list_snapshots(run.path) == {}


def test_a_run_pauses_steps_resumes_and_stops_between_events(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    control = RunControl()
    run = RunFolder(SMALL, small_dataset, tmp_path, control=control)
    control.request("pause")
    kinds: list[type] = []
    for event in run.start():
        kinds.append(type(event))
        pauses = kinds.count(Paused)
        if isinstance(event, Paused):
            Timer(0.05, control.request, ["step" if pauses < 3 else "stop"]).start()

    assert kinds.count(Paused) == 3
    assert kinds.count(Progress) == 2
    assert kinds[-2:] == [Resumed, Stopped]
    names = [each["event"] for each in events_of(run)]
    assert names.count("paused") == 3
    assert names[-1] == "stopped"


def test_a_paused_run_ends_with_the_same_model(small_dataset: Dataset, tmp_path: Path) -> None:
    list(RunFolder(SMALL, small_dataset, tmp_path / "straight").start())
    control = RunControl()
    for event in RunFolder(SMALL, small_dataset, tmp_path / "paused", control=control).start():
        if isinstance(event, Progress):
            control.request("pause")
        if isinstance(event, Paused):
            Timer(0.01, control.request, ["resume"]).start()

    straight, paused = (
        (tmp_path / name / "model.safetensors").read_bytes() for name in ("straight", "paused")
    )
    assert straight == paused
