"""`glassnet train --commands` obeys standard input and ends with it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

START = "import sys; from glassnet.cli import main; sys.exit(main())"
RECIPE = """
data = "{data}"
validation = 100
epochs = 100000
batch_size = 4
input_shape = [784]

[[layers]]
type = "dense"
units = 10
"""


def names_of(folder: Path) -> list[str]:
    try:
        lines = (folder / "events.jsonl").read_text().splitlines(keepends=True)
    except FileNotFoundError:
        return []
    return [json.loads(line)["event"] for line in lines if line.endswith("\n")]


def wait_for_event(folder: Path, name: str) -> None:
    deadline = time.monotonic() + 120
    while name not in names_of(folder):
        assert time.monotonic() < deadline, names_of(folder)
        time.sleep(0.05)


def test_commands_are_obeyed_and_the_end_of_input_stops_the_run(
    small_data_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "endless.toml").write_text(RECIPE.format(data=small_data_file.as_posix()))
    folder = tmp_path / "run"
    arguments = ["train", str(tmp_path / "endless.toml"), "--out", str(folder)]
    with subprocess.Popen(
        [sys.executable, "-c", START, *arguments, "--commands", "--no-plots", "--no-snapshots"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        bufsize=1,
    ) as child:
        assert child.stdin is not None
        wait_for_event(folder, "progress")
        child.stdin.write("an unknown command\npause\n")
        wait_for_event(folder, "paused")
        child.stdin.write("resume\n")
        wait_for_event(folder, "resumed")
        child.stdin.close()
        assert child.wait(60) == 130

    assert names_of(folder)[-1] == "stopped"
    assert (folder / "checkpoint.safetensors").exists()
    assert not (folder / "snapshots").exists()
