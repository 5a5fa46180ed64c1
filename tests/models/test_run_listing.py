"""The state of a run is read from its folder and its lock."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Timer

from glassnet.data.labeled_images import Dataset
from glassnet.models.run_control import RunControl
from glassnet.models.run_folder import Paused, RunFolder, create_run, was_started
from glassnet.models.run_listing import find_run, find_state, list_runs, summarize_run
from glassnet.nn import Constant, Dense, GradientDescent, ReLU
from glassnet.recipes import Recipe
from glassnet.training import EpochDone

SMALL = Recipe(
    name="small",
    layers=(Dense(8, ReLU()), Dense(10)),
    epochs=3,
    batch_size=32,
    validation=0,
    input_shape=(784,),
)


def test_a_run_is_running_while_its_lock_is_held(small_dataset: Dataset, tmp_path: Path) -> None:
    control = RunControl()
    states = []
    for event in RunFolder(SMALL, small_dataset, tmp_path / "run", control=control).start():
        if isinstance(event, EpochDone) and event.epoch == 0:
            control.request("pause")
        if isinstance(event, Paused):
            Timer(0.1, control.request, ["resume"]).start()
        states.append(find_state(tmp_path / "run"))

    assert set(states) == {"running", "paused"}
    assert find_state(tmp_path / "run") == "finished"
    summary = summarize_run(tmp_path / "run")
    assert summary is not None
    assert (summary.epoch, summary.epochs, summary.recipe) == (3, 3, "small")


def test_runs_that_stopped_or_diverged_are_called_so(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    list(RunFolder(SMALL, small_dataset, tmp_path / "stopped", should_stop=lambda: True).start())
    wild = SMALL.with_changes(schedule=Constant(1e30), optimizer=GradientDescent())
    list(RunFolder(wild, small_dataset, tmp_path / "wild").start())

    assert {each.name: each.state for each in list_runs(tmp_path)} == {
        "stopped": "stopped",
        "wild": "diverged",
    }


def test_the_newest_run_comes_first_and_other_folders_are_left_out(tmp_path: Path) -> None:
    for age, name in enumerate(("new", "old")):
        create_run(tmp_path / name, SMALL, "a test", "service")
        os.utime(tmp_path / name / "recipe.json", (1e9 - age, 1e9 - age))
    (tmp_path / "empty").mkdir()
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "recipe.json").write_text("{")
    (tmp_path / "file").write_text("")

    assert [each.name for each in list_runs(tmp_path)] == ["new", "old"]
    assert list_runs(tmp_path / "nowhere") == []
    assert not was_started(tmp_path / "new")


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    create_run(tmp_path / "outside", SMALL, "", "terminal")
    create_run(tmp_path / "root" / "inside", SMALL, "", "terminal")

    assert find_run(tmp_path / "root", "inside") == tmp_path / "root" / "inside"
    for name in ("../outside", "..", "", "inside/../../outside", str(tmp_path / "outside"), "a\0"):
        assert find_run(tmp_path / "root", name) is None
