"""Training that a signal ends at a random moment: its own exit status, a checkpoint, the same bits later."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import numpy as np
from tests.trust.check import Check, Tally, sizes, try_all

from glassnet.data.atomic import TEMPORARY
from glassnet.data.simulated import simulate

Generator = np.random.Generator
SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PROGRAM: Final = (sys.executable, "-m", "glassnet", "train")
BEGIN: Final = (
    *PROGRAM, "tiny", "--data", "few.npz", "--epochs", "400", "--plain", "--no-plots", "--no-snapshots",
    "--out", "run",
)  # fmt: skip
RESUME: Final = (
    *PROGRAM, "--resume", "run", "--plain", "--no-plots", "--no-snapshots",
)  # fmt: skip
# From the start of the process: when it imports, trains, and is about to end.
SECONDS_BEFORE: Final = (0.1, 1.0)


def start(folder: Path) -> subprocess.Popen[str]:
    """Begin the run of a folder, or go on with it."""
    command = RESUME if (folder / "run" / "recipe.json").exists() else BEGIN
    return subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def end_by_signals(rng: Generator, folder: Path, seconds: float) -> str | None:
    """Send one or two signals at random moments; what is wrong with how the process ended."""
    had_run = (folder / "run" / "recipe.json").exists()
    process = start(folder)
    time.sleep(float(rng.uniform(*SECONDS_BEFORE)) * seconds)
    first = SIGNALS[int(rng.integers(3))]
    process.send_signal(first)
    is_twice = rng.random() < 0.2
    if is_twice:
        time.sleep(float(rng.uniform(0, 0.05)))
        process.send_signal(first)
    output, _ = process.communicate(timeout=60)
    allowed = {0, 128 + first}
    if is_twice or not had_run or not (folder / "run" / "recipe.json").exists():
        allowed.add(-first)  # before it can answer, or at once by the second one
    # While it imports, a run that is resumed has not changed anything either.
    allowed |= {-first} if "resum" not in output.lower() else set()
    if process.returncode not in allowed or "Traceback" in output:
        return f"{first.name}: {process.returncode}, {output[-400:]}"
    return None


def check_signals(rng: Generator, trials: int) -> Tally:
    """Each trial: a run that one to three signals end, and that is then left to its end."""
    with tempfile.TemporaryDirectory() as name:
        root, answered = Path(name), 0
        digits = simulate(np.random.default_rng(5), 120)
        np.savez(root / "few.npz", images=digits.images, labels=digits.labels)

        def make_folder(name: str) -> Path:
            (root / name).mkdir()
            os.link(root / "few.npz", root / name / "few.npz")
            return root / name

        def digest(folder: Path) -> str:
            return hashlib.sha256((folder / "run" / "model.safetensors").read_bytes()).hexdigest()

        whole = make_folder("whole")
        started = time.monotonic()
        start(whole).communicate()
        seconds = time.monotonic() - started

        def attempt(number: int) -> str | None:
            nonlocal answered
            folder = make_folder(f"run-{number}")
            for _ in range(int(rng.integers(1, 4))):
                fault = end_by_signals(rng, folder, seconds)
                if fault is not None:
                    return f"run {number}: {fault}"
                if (folder / "run" / "model.safetensors").exists():
                    break
                answered += (folder / "run" / "checkpoint.safetensors").exists()
            else:
                output, _ = start(folder).communicate()
                if not (folder / "run" / "model.safetensors").exists():
                    return f"run {number}: no model; {output[-300:]}"
            left = [each.name for each in folder.rglob(".*") if TEMPORARY.fullmatch(each.name)]
            if left:
                return f"run {number}: {left} are left"
            return None if digest(folder) == digest(whole) else f"run {number}: another model"

        tally = try_all(trials, attempt)
    return Tally(tally.trials, tally.failures, f"{answered} ends with a checkpoint")


CHECKS: Final = (
    Check(
        "signals", "SIGTERM, SIGINT and SIGHUP at any moment: a checkpoint, and the same bits when resumed.",
        sizes(2, 40, 400), check_signals,
    ),
)  # fmt: skip
