"""Training that is killed, or whose disk is full: the same model in the end, and a message."""

from __future__ import annotations

import contextlib
import hashlib
import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import numpy as np
from tests.trust.check import Check, Tally, sizes, try_all
from tests.trust.service import START

from glassnet.cli import COMMANDS, main
from glassnet.data.simulated import simulate

Generator = np.random.Generator
# Trains for about two seconds, and checkpoints whenever it can.
CHILD: Final = """
import sys
from pathlib import Path
import numpy as np
from glassnet.data.labeled_images import Dataset
from glassnet.data.simulated import simulate
from glassnet.engine.kernel import using
from glassnet.models.run_folder import RunFolder
from glassnet.nn import Dense, Dropout, ReLU
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


def _start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def _digest(folder: Path) -> str:
    return hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()


def check_kills(rng: Generator, trials: int) -> Tally:
    """Runs killed one to three times at random moments, and resumed: the bits of the run left alone."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        started = time.monotonic()
        _start(root / "whole").communicate()
        seconds, expected = time.monotonic() - started, _digest(root / "whole")

        def attempt(number: int) -> str | None:
            folder = root / f"run-{number}"
            for _ in range(int(rng.integers(1, 4))):
                process = _start(folder)
                time.sleep(float(rng.uniform(0.2, 1.0)) * seconds)
                process.kill()
                process.communicate()
            output, _ = _start(folder).communicate()
            if not (folder / "model.safetensors").exists():
                return f"run {number}: no model; {output[-300:]}"
            left = [path.name for path in folder.glob(".*.????????????")]
            if left:
                return f"run {number}: {left} are left"
            return None if _digest(folder) == expected else f"run {number}: another model"

        return try_all(trials, attempt)


def check_full_disks(rng: Generator, trials: int) -> Tally:
    """Training that may write files of a limited size: a message with the file, or a whole model."""
    limit = (
        "import resource, signal, sys; size = int(sys.argv.pop(1)); "
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)); " + START
    )
    train = [
        "train",
        "tiny",
        "--data",
        "simulated",
        "--epochs",
        "1",
        "--examples",
        "200",
        "--plain",
        "--no-plots",
        "--out",
        "run",
    ]
    with tempfile.TemporaryDirectory() as root:

        def attempt(number: int) -> str | None:
            folder = Path(root) / str(number)
            folder.mkdir()
            size = int(rng.integers(0, 80_000))
            done = subprocess.run(
                [sys.executable, "-c", limit, str(size), *train],
                capture_output=True, text=True, cwd=folder, check=False,
            )  # fmt: skip
            if done.returncode == 0:
                return None
            is_clear = (
                done.returncode == 1 and "run/" in done.stderr and "[Errno" not in done.stderr
            )
            return None if is_clear and "Traceback" not in done.stderr else done.stderr[-300:]

        return try_all(trials, attempt)


SHORT: Final = {
    **dict.fromkeys(COMMANDS, ("--json",)),
    **dict.fromkeys(("ablate", "prune", "quantize", "robustness"), ("--examples", "9", "--json")),
    "train": ("--nothing",),
}
"""How the line of each command begins, so that it does not take long."""


def check_commands(rng: Generator, trials: int) -> Tally:
    """Words in any order as a command line: an exit status and a message, never a traceback."""
    words = (
        "--json", "-", "--model", "tiny", "cnn", "nothing", "--data", "few.npz", "--epochs", "0", "-1",
        "1e9", "--seed", "x", "", "\x1b[2J", "é", "--", "--help", "/dev/null", "/nonexistent/x", "--count",
        "--split", "test",
    )  # fmt: skip
    commands = [each for each in COMMANDS if each not in ("serve", "studio", "reproduce", "check")]

    def attempt(number: int) -> str | None:
        chosen = [words[int(rng.integers(len(words)))] for _ in range(int(rng.integers(0, 5)))]
        command = commands[int(rng.integers(len(commands)))]
        # Only a call that is wrong or short: training is checked elsewhere.
        line = [command, *SHORT[command], *chosen]
        try:
            with (
                contextlib.redirect_stdout(io.StringIO()),
                contextlib.redirect_stderr(io.StringIO()),
            ):
                status = main(line)
        except Exception as error:
            return f"{line}: {error!r}"
        return None if status in (0, 1, 2) else f"{line}: {status}"

    digits = simulate(np.random.default_rng(5), 120)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        np.savez("few.npz", images=digits.images, labels=digits.labels)
        return try_all(trials, attempt)


CHECKS: Final = (
    Check(
        "kill -9", "A run that is killed and resumed ends with the same bits, and leaves nothing behind.",
        sizes(2, 30, 300), check_kills,
    ),
    Check(
        "full disks", "A disk that is full is reported with the file and with what to do.",
        sizes(2, 50, 300), check_full_disks,
    ),
    Check(
        "command lines", "No command line ends in a traceback.",
        sizes(40, 1_000, 3_000), check_commands,
    ),
)  # fmt: skip
