"""The reader for microcontrollers fits its budget, and answers as on a PC: in QEMU and in simavr."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from glassnet.data import load
from glassnet.export import export_model
from glassnet.export.runners import answers_of, run_export
from glassnet.models import load_model

FOLDER = Path(__file__).parent.parent.parent / "examples" / "microcontroller"
MAX_FLASH, MAX_STACK = 32 * 1024, 2 * 1024
SOURCES = ("main.c", "board.h", "board_arm.c", "board_avr.c", "cortex-m0.ld", "Makefile")
TOOLS = {
    "arm": ("make", "arm-none-eabi-gcc", "qemu-system-arm"),
    "avr": ("make", "avr-gcc", "simavr"),
}


def build_and_run(board: str, folder: Path, count: int) -> tuple[list[str], int, int]:
    """The labels that the board wrote, its bytes of flash, and the deepest stack."""
    missing = [tool for tool in TOOLS[board] if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    for name in SOURCES:
        shutil.copy(FOLDER / name, folder)
    (folder / "images.bin").write_bytes(load("mnist").split("test").images[:count].tobytes())
    make = ["make", f"GLASSNET={sys.executable} -m glassnet"]
    built = subprocess.run([*make, board], cwd=folder, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    text, data = map(int, built.stdout.splitlines()[-1].split()[:2])
    ran = subprocess.run(
        [*make, f"run-{board}"], cwd=folder, capture_output=True, text=True, timeout=300
    )
    printed = re.sub(r"\x1b\[\d*m|\.$", "", ran.stdout + ran.stderr, flags=re.MULTILINE)
    (stack,) = re.findall(r"^stack +(\d+) bytes", printed, re.MULTILINE)
    return re.findall(r"^(\d)$", printed, re.MULTILINE), text + data, int(stack)


def answers_on_a_pc(folder: Path, count: int) -> list[str]:
    images, tiny = load("mnist").split("test").images[:count], load_model("tiny")
    export = export_model(tiny, "c", folder / "pc.c", numbers="int8")
    return [str(label) for label in run_export(export, tiny, images).labels]


@pytest.mark.parametrize("board", TOOLS)
def test_ten_digits_within_the_budget(board: str, mnist_folder: Path, tmp_path: Path) -> None:
    labels, flash, stack = build_and_run(board, tmp_path, 10)

    assert labels == answers_on_a_pc(tmp_path, 10)
    assert flash < MAX_FLASH
    assert 0 < stack < MAX_STACK


@pytest.mark.full
def test_a_thousand_digits_on_a_cortex_m0(mnist_folder: Path, tmp_path: Path) -> None:
    labels, _, stack = build_and_run("arm", tmp_path, 1000)
    test = load("mnist").split("test")

    assert labels == answers_on_a_pc(tmp_path, 1000)
    correct = sum(label == str(truth) for label, truth in zip(labels, test.labels, strict=False))
    model = answers_of(load_model("tiny").score(test.images[:1000])).labels
    assert correct >= int((model == test.labels[:1000]).sum()) - 1
    assert stack < MAX_STACK
