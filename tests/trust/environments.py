"""Other users, folders that cannot be written, little memory, odd names: a result, or a message."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
from tests.trust.check import Check, Tally, sizes, try_all
from tests.trust.service import START

Generator = np.random.Generator
NOBODY: Final = 65534
TRAIN: Final = (
    "train", "tiny", "--data", "simulated", "--epochs", "1", "--examples", "200", "--plain", "--no-plots",
    "--out", "run",
)  # fmt: skip
COMMANDS: Final[tuple[tuple[str, ...], ...]] = (
    ("info",), ("models",), TRAIN, ("predict", "--data", "simulated", "--count", "3", "tiny"),
    ("explain", "--data", "simulated", "tiny"), ("evaluate", "tiny", "--data", "simulated"),
    ("export", "tiny", "--to", "python", "--out", "exported"), ("check",),
)  # fmt: skip
MIB: Final = 1 << 20


def run(
    arguments: tuple[str, ...],
    folder: Path,
    *,
    memory: int | None = None,
    user: int | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """The command in this folder, with at most so much memory, as this user."""

    def prepare() -> None:
        if memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        if user is not None:
            os.setgid(user)
            os.setuid(user)

    return subprocess.run(
        [sys.executable, "-c", START, *arguments],
        capture_output=True, text=True, cwd=folder, check=False, timeout=300, preexec_fn=prepare,
        env={**os.environ, **environment},
    )  # fmt: skip


def find_fault(done: subprocess.CompletedProcess[str]) -> str | None:
    """What is wrong with how a command ended: a traceback, or a failure without a message."""
    if "Traceback" in done.stderr or done.returncode < 0:
        return f"{done.args[3:]}: {done.returncode}, {done.stderr[-300:]}"
    if done.returncode not in (0, 1, 2, 3) or (done.returncode and not done.stderr.strip()):
        return f"{done.args[3:]}: {done.returncode} without a message"
    return None


def check_memory(rng: Generator, trials: int) -> Tally:
    """Commands with 150 MB to 3 GB of address space."""

    def attempt(number: int) -> str | None:
        with tempfile.TemporaryDirectory() as name:
            memory = int(np.exp(rng.uniform(np.log(150), np.log(3000)))) * MIB
            done = run(
                COMMANDS[number % len(COMMANDS)],
                Path(name),
                memory=memory,
                OPENBLAS_NUM_THREADS="1",
            )
            fault = find_fault(done)
            left = [each.name for each in Path(name).rglob(".*.????????????")]
            if fault is None and left:
                fault = f"{left} are left"
            return None if fault is None else f"{memory // MIB} MB: {fault}"

    return try_all(trials, attempt)


def check_users(rng: Generator, trials: int) -> Tally:
    """Commands of a user without rights, in a folder of its own, a read-only one, without a home."""
    if os.getuid() != 0:
        return Tally(0, [], "only root can become another user")
    try:
        run(("info",), Path("/"), user=NOBODY)
    except PermissionError:
        return Tally(0, [], "Python is in a folder that other users cannot enter")

    def attempt(number: int) -> str | None:
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            root.chmod(0o755)
            folder = root / "own"
            folder.mkdir()
            is_writable = bool(rng.random() < 0.5)
            if is_writable:
                shutil.chown(folder, NOBODY, NOBODY)
            command = COMMANDS[number % len(COMMANDS)]
            home = str(folder) if rng.random() < 0.5 else "/nonexistent"
            done = run(command, folder, user=NOBODY, HOME=home, XDG_CACHE_HOME=f"{home}/cache")
            needs = command[0] in ("train", "export") and not is_writable
            if needs and done.returncode == 0:
                return f"{command}: written into a folder of another user"
            if not needs and done.returncode:
                return f"{command}, {is_writable=}: {done.stderr[-300:]}"
            return find_fault(done)

    return try_all(trials, attempt)


NAMES: Final = (
    "with space", "ümläut ✓", "x" * 200, "-dash", "=1+1", "a\nb", "$(id)", "%s{0}", "'quote\"", "link",
)  # fmt: skip
SETTINGS: Final[tuple[dict[str, str], ...]] = (
    {}, {"LANG": "C", "LC_ALL": "C"}, {"PYTHONWARNINGS": "error"}, {"PYTHONOPTIMIZE": "1"},
    {"TZ": "Pacific/Kiritimati"},
    {"COLUMNS": "20"}, {"NO_COLOR": "1"}, {"TERM": "dumb"}, {"PYTHONHASHSEED": "7"},
)  # fmt: skip


def check_places(rng: Generator, trials: int) -> Tally:
    """Folders with odd names, in odd environments."""

    def attempt(number: int) -> str | None:
        with tempfile.TemporaryDirectory() as root:
            name = NAMES[number % len(NAMES)]
            folder = Path(root) / name
            if name == "link":
                (Path(root) / "real").mkdir()
                folder.symlink_to(Path(root) / "real")
            else:
                folder.mkdir()
            settings = SETTINGS[int(rng.integers(len(SETTINGS)))]
            command = COMMANDS[int(rng.integers(len(COMMANDS) - 1))]
            done = run(command, folder, memory=None, user=None, **settings)
            if done.returncode:
                return f"{name!r}, {settings}: {command}: {done.returncode}, {done.stderr[-300:]}"
            return None

    return try_all(trials, attempt)


CHECKS: Final = (
    Check(
        "little memory", "A command that has too little memory ends with a message.",
        sizes(4, 60, 400), check_memory,
    ),
    Check(
        "other users", "A user without rights can use everything, and writes only where it may.",
        sizes(4, 48, 200), check_users,
    ),
    Check("odd places", "Names and environments change no result.", sizes(3, 60, 300), check_places),
)  # fmt: skip
