"""Runs that were interrupted at unlucky moments, and folders as they were left."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from glassnet.cli import main
from glassnet.data.labeled_images import Dataset
from glassnet.models.checkpoints import DAMAGED, NEWEST, PREVIOUS
from glassnet.models.event_log import EVENTS
from glassnet.models.run_folder import LOCK, RECIPE, RunError, RunFolder
from glassnet.models.snapshots import SNAPSHOTS
from glassnet.nn import Dense, ReLU
from glassnet.recipes import Recipe

SMALL = Recipe(
    name="small",
    layers=(Dense(24, ReLU()), Dense(10)),
    epochs=3,
    batch_size=32,
    validation=0,
    input_shape=(784,),
)
HOLD = """
import fcntl, sys, time
with open(sys.argv[1], "ab") as file:
    fcntl.flock(file.fileno(), fcntl.LOCK_EX)
    print("held", flush=True)
    time.sleep(60)
"""


def has_progress(folder: Path) -> bool:
    """Whether a run trains."""
    return (folder / EVENTS).exists() and '"progress"' in (folder / EVENTS).read_text("utf-8")


def stop(dataset: Dataset, folder: Path) -> None:
    """A run that was stopped: with a recipe and one checkpoint."""
    list(RunFolder(SMALL, dataset, folder, should_stop=lambda: True).start())


def test_files_that_a_killed_process_left_are_removed(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    stop(small_dataset, tmp_path)
    (tmp_path / SNAPSHOTS).mkdir(exist_ok=True)
    left = [
        tmp_path / ".checkpoint.safetensors.0123456789ab",
        tmp_path / ".recipe.json.ffffffffffff",
        tmp_path / SNAPSHOTS / ".0000000001.safetensors.0123456789ab",
    ]
    kept = [tmp_path / ".own.txt", tmp_path / "notes.0123456789ab"]
    for each in (*left, *kept):
        each.write_bytes(b"x")

    list(RunFolder(SMALL, small_dataset, tmp_path).resume())

    assert not [each for each in left if each.exists()]
    assert all(each.exists() for each in kept)


@pytest.mark.skipif(sys.platform == "win32", reason="the lock of POSIX")
def test_nothing_is_renamed_while_another_process_trains(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    stop(small_dataset, tmp_path)
    # As a writer leaves it for a moment: the newest is not whole.
    (tmp_path / NEWEST).replace(tmp_path / PREVIOUS)
    (tmp_path / NEWEST).write_bytes(b"half")
    command = [sys.executable, "-c", HOLD, str(tmp_path / LOCK)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "held\n"
        with pytest.raises(RunError, match="another process"):
            RunFolder(SMALL, small_dataset, tmp_path).resume()
        writer.kill()

    assert (tmp_path / NEWEST).read_bytes() == b"half"
    assert not (tmp_path / DAMAGED).exists()


def test_a_run_whose_checkpoints_are_all_damaged_begins_anew_unless_strict(
    small_dataset: Dataset, tmp_path: Path
) -> None:
    stop(small_dataset, tmp_path)
    (tmp_path / NEWEST).write_bytes(b"damaged")
    warnings: list[str] = []

    with pytest.raises(RunError, match="No checkpoint"):
        RunFolder(SMALL, small_dataset, tmp_path, strict=True).resume()
    list(RunFolder(SMALL, small_dataset, tmp_path, warn=warnings.append).resume())

    assert any("No checkpoint" in each for each in warnings)


def test_a_refused_run_can_be_resumed_afterwards(small_dataset: Dataset, tmp_path: Path) -> None:
    stop(small_dataset, tmp_path)
    with pytest.raises(RunError):
        RunFolder(SMALL.with_changes(epochs=9), small_dataset, tmp_path).resume()

    assert list(RunFolder(SMALL, small_dataset, tmp_path).resume())


def test_a_finished_run_without_its_pictures_gets_them_by_resume(
    small_data_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("matplotlib")
    monkeypatch.chdir(tmp_path)
    train = ["train", "tiny", "--data", str(small_data_file), "--epochs", "1", "--plain"]
    assert main([*train, "--out", "run", "--no-plots"]) == 0
    capsys.readouterr()

    assert main(["train", "--resume", "run", "--plain"]) == 0

    assert (tmp_path / "run" / "curves.png").exists()
    # With its pictures it is finished, and cannot be resumed.
    assert main(["train", "--resume", "run", "--plain"]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)])
def test_a_signal_ends_a_run_with_a_checkpoint_and_its_own_status(
    name: str, status: int, small_data_file: Path, tmp_path: Path
) -> None:
    start = "import sys; from glassnet.cli import main; sys.exit(main())"
    options = ["--data", str(small_data_file), "--epochs", "1000", "--plain", "--out", "run"]
    with subprocess.Popen(
        [sys.executable, "-c", start, "train", "tiny", *options],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        while not has_progress(tmp_path / "run"):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(getattr(signal, name))
        rest = process.stdout.read()
        assert process.wait(timeout=60) == status

    assert "Resume with" in rest
    assert (tmp_path / "run" / NEWEST).exists()
    assert (tmp_path / "run" / RECIPE).exists()
