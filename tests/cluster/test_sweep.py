"""A sweep runs each trial once, whatever is killed, and ranks what it found."""

import json
import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.cluster.conftest import write_sweep

from glassnet.cluster import open_pool
from glassnet.cluster.ranking import mean_interval, rank, weigh_settings
from glassnet.cluster.sweep import run_sweep
from glassnet.cluster.sweep_file import read_sweep
from glassnet.cluster.sweep_folder import SweepError, SweepFolder
from glassnet.models.run_folder import MODEL
from glassnet.recipes import read_recipe

for name in ("optuna", "sklearn", "scipy"):
    pytest.importorskip(name, reason="needs glassnet[cluster,sklearn]")


def run(file: Path, folder: Path, **options: Any) -> list[int]:
    with open_pool() as pool:
        done = run_sweep(read_sweep(file), SweepFolder(folder), pool, **options)
        return [each.result.number for each in done]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> SweepFolder:
    """The folder of a finished sweep; not to be changed."""
    folder = tmp_path_factory.mktemp("sweep")
    assert run(write_sweep(folder), folder / "out") == [0, 1, 2, 3, 4]
    return SweepFolder(folder / "out")


def test_every_trial_is_recorded_with_its_run(finished: SweepFolder) -> None:
    folder = finished

    results, asked = folder.results(), folder.asked()
    assert list(results) == list(asked) == [0, 1, 2, 3, 4]
    for number, result in results.items():
        assert result.runs == (f"trial-{number:04d}",)
        assert result.outcome in ("done", "pruned")
        assert 0 < result.values[0] <= 1
        assert (folder.runs / result.runs[0] / MODEL).exists() == (result.outcome == "done")
        momentum = "optimizer.momentum" in asked[number]
        assert momentum == (asked[number]["optimizer"] == "momentum")


def test_the_same_sweep_finds_the_same(
    finished: SweepFolder, sweep_file: Path, tmp_path: Path
) -> None:
    again = SweepFolder(tmp_path / "again")
    run(sweep_file, again.path)

    assert finished.asked() == again.asked()
    values = [[each.values for each in folder.results().values()] for folder in (finished, again)]
    assert values[0] == values[1]


def test_a_sweep_goes_on_where_it_stopped(sweep_file: Path, tmp_path: Path) -> None:
    moments = iter([0.0, 0.0, 0.0, 99.0])

    first = run(sweep_file, tmp_path / "out", max_seconds=10, clock=lambda: next(moments))
    second = run(sweep_file, tmp_path / "out")

    assert first == [0, 1]
    assert second == [2, 3, 4]
    assert run(sweep_file, tmp_path / "out") == []


def test_another_sweep_cannot_use_the_folder(sweep_file: Path, tmp_path: Path) -> None:
    run(sweep_file, tmp_path / "out", max_seconds=0)
    sweep_file.write_text(sweep_file.read_text().replace("trials = 5", "trials = 6"))

    with pytest.raises(SweepError, match="expects the sweep that it was begun with"):
        run(sweep_file, tmp_path / "out")


def kill_after(seconds: float, command: list[str]) -> bool:
    """Run a command, and kill it and its children after some time; whether it had ended before."""
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False
    return True


def test_killed_at_any_moment_it_ends_with_each_trial_once(
    sweep_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "glassnet", "sweep", str(sweep_file), "--out", str(out)]
    for seconds in (2.0, 2.5):
        kill_after(seconds, [*command, "--no-plots"])
    finished = subprocess.run([*command, "--json", "-"], capture_output=True, check=True)

    report = json.loads(finished.stdout)
    assert sorted(each["number"] for each in report["trials"]) == [0, 1, 2, 3, 4]
    for each in report["trials"]:
        assert {"learning_rate", "batch_size"} <= set(each["settings"])
        assert each["values"] == pytest.approx([each["interval"]["mean"]])
    files = sorted(path.name for path in (out / "trials").iterdir())
    assert files == [f"{number:04d}.json" for number in range(5)]
    assert read_recipe(Path(report["best"])).epochs == 3
    assert (out / "sweep.png").exists()


def test_trials_are_ranked_with_intervals_over_seeds(sweep_file: Path, tmp_path: Path) -> None:
    text = sweep_file.read_text().replace("trials = 5", "trials = 3\nseeds = 3")
    sweep_file.write_text(text)
    run(sweep_file, tmp_path / "out")

    ranked = rank(read_sweep(sweep_file), SweepFolder(tmp_path / "out"))

    done = [each for each in ranked if each.result.outcome == "done"]
    assert done
    means = [each.interval.mean for each in done if each.interval]
    assert means == sorted(means, reverse=True)
    for each in done:
        assert each.interval is not None
        assert each.interval.count == 3
        low, high = each.interval.low, each.interval.high
        assert low is not None
        assert high is not None
        assert low <= each.interval.mean <= high
        assert len({*each.result.runs}) == 3


def test_the_interval_of_a_mean_is_students() -> None:
    found = mean_interval([1.0, 2.0, 3.0])

    # t(0.975, 2) = 4.302653, s = 1, n = 3.
    assert found.mean == 2
    assert found.high == pytest.approx(2 + 4.302653 / 3**0.5, abs=1e-6)
    assert mean_interval([5.0]).low is None


def test_the_share_of_each_setting_is_weighed(sweep_file: Path, finished: SweepFolder) -> None:
    shares = weigh_settings(read_sweep(sweep_file), finished)

    assert set(shares) == {"learning_rate", "batch_size", "layers.0.units", "optimizer"}
    assert sum(shares.values()) == pytest.approx(1)


def test_two_workers_train_two_trials_at_a_time(
    sweep_file: Path, tmp_path: Path, two_workers
) -> None:
    folder = SweepFolder(tmp_path / "out")

    done = list(run_sweep(read_sweep(sweep_file), folder, two_workers))

    assert sorted(each.result.number for each in done) == [0, 1, 2, 3, 4]
    assert list(folder.results()) == [0, 1, 2, 3, 4]


def test_the_sweep_is_kept_beside_its_results(sweep_file: Path, tmp_path: Path) -> None:
    run(sweep_file, tmp_path / "out", max_seconds=0)

    assert tomllib.loads((tmp_path / "out" / "sweep.toml").read_text())["trials"] == 5
