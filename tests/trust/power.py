"""Power cuts during a run, simulated: what a disk may hold afterwards, by the system calls that were made.

A run is recorded with strace. At a random system call the power is cut: of each file, what was written since
its last fsync may be missing, whole blocks of it or the tail; of names, what was changed since the
last fsync of the folder may be missing, the later part or any of it (Pillai et al., OSDI 2014).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from tests.trust.check import Check, Tally, sizes, try_all

from glassnet.data.labeled_images import Dataset
from glassnet.data.simulated import simulate
from glassnet.models import load_model
from glassnet.models.checkpoints import NEWEST, load_checkpoint
from glassnet.models.run_folder import RunFolder, read_run_recipe
from glassnet.models.sealed import unseal
from glassnet.nn import Dense, ReLU
from glassnet.recipes import Recipe
from glassnet.training import TrainingState

Generator = np.random.Generator
MODEL: Final = "model.safetensors"
BLOCK: Final = 512
# Of the disks that are left, so many are resumed to the end, which takes longer than to look.
RESUMED_EVERY: Final = 10
TRACED: Final = "openat,write,fsync,rename,unlink,ftruncate,close"
CHILD: Final = """
import sys
from pathlib import Path
from tests.trust.power import run_in
for event in run_in(Path(sys.argv[1])).start():
    pass
"""
CALL: Final = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)(?:<(.*?)>)?")
QUOTED: Final = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
OPENED: Final = re.compile(r"^(?:\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2}|[^>])*)>")


class Call(NamedTuple):
    """One system call on a file: its kind, the names in it, and what it wrote."""

    kind: str
    name: str
    other: str = ""
    content: bytes = b""
    at_end: bool = False


def run_in(folder: Path) -> RunFolder:
    """A short run that writes a checkpoint at each event."""
    digits = simulate(np.random.default_rng(5), 120)
    dataset = Dataset(
        "d", train=digits.take(slice(0, 100)), validation=digits.take(slice(100, 120))
    )
    layers = (Dense(4, ReLU()), Dense(10))
    recipe = Recipe(name="r", layers=layers, epochs=4, batch_size=4, input_shape=(784,))
    return RunFolder(recipe, dataset, folder, "tests", seconds_between_checkpoints=0.0)


def record(folder: Path) -> list[Call]:
    """The system calls of a run in this folder, on its files."""
    trace = folder.parent / "trace"
    subprocess.run(
        ["strace", "-f", "-y", "-xx", "-s", "100000000", "-o", str(trace), "-e", f"trace={TRACED}",
         sys.executable, "-c", CHILD, str(folder)],
        check=True, capture_output=True,
    )  # fmt: skip
    lines = trace.read_text().splitlines()
    return [call for line in lines if (call := _parse(line, str(folder))) is not None]


def _parse(line: str, folder: str) -> Call | None:
    found = CALL.match(line)
    if found is None or int(found[3]) < 0:
        return None
    kind, arguments = found[1], found[2]
    texts = [bytes.fromhex(each.replace("\\x", "")) for each in QUOTED.findall(arguments)]
    opened = OPENED.match(arguments)
    handle = _plain(opened[1]) if opened else ""
    if kind == "openat":
        name = texts[0].decode()
        if not name.startswith(folder) or not re.search("O_CREAT|O_TRUNC", arguments):
            return None
        return Call("create" if "O_TRUNC" in arguments or "O_EXCL" in arguments else "open", name)
    if kind in ("rename", "unlink"):
        names = [each.decode() for each in texts]
        return Call(kind, names[0], "".join(names[1:])) if names[0].startswith(folder) else None
    if not handle.startswith(folder) or kind == "close":
        return None
    return Call(kind, handle, content=texts[0][: int(found[3])] if kind == "write" else b"")


def _plain(text: str) -> str:
    """A path as strace shows it: each byte in hex."""
    return bytes.fromhex(text.replace("\\x", "")).decode() if text.startswith("\\x") else text


@dataclass
class _File:
    durable: bytes = b""
    pending: list[bytes] = field(default_factory=list)


@dataclass
class Disk:
    """What a disk holds for certain, and what it may hold."""

    folder: str
    names: dict[str, _File] = field(default_factory=dict)
    durable: dict[str, _File] = field(default_factory=dict)
    changes: list[dict[str, _File | None]] = field(default_factory=list)

    def apply(self, call: Call) -> None:
        """Make one system call."""
        if call.kind == "create" or (call.kind == "open" and call.name not in self.names):
            self._change({call.name: _File()})
        elif call.kind == "write":
            self.names[call.name].pending.append(call.content)
        elif call.kind == "fsync" and call.name in self.names:
            file = self.names[call.name]
            file.durable, file.pending = file.durable + b"".join(file.pending), []
        elif call.kind == "fsync":
            self._sync(call.name)
        elif call.kind == "rename":
            self._change({call.other: self.names[call.name], call.name: None})
        elif call.kind == "unlink":
            self._change({call.name: None})

    def _change(self, change: dict[str, _File | None]) -> None:
        self.changes.append(change)
        _put(change, self.names)

    def _sync(self, folder: str) -> None:
        kept = []
        for change in self.changes:
            if next(iter(change)).rpartition("/")[0] == folder:
                _put(change, self.durable)
            else:
                kept.append(change)
        self.changes = kept

    def cut(self, rng: Generator) -> dict[str, bytes]:
        """Names and contents after a power cut now."""
        found = dict(self.durable)
        if rng.random() < 0.5:
            chosen = self.changes[: int(rng.integers(len(self.changes) + 1))]
        else:
            chosen = [each for each in self.changes if rng.random() < 0.5]
        for change in chosen:
            _put(change, found)
        return {name: _torn(rng, file) for name, file in found.items()}


def _put(change: dict[str, _File | None], names: dict[str, _File]) -> None:
    """Change names: all of it, as a rename is."""
    for name, file in change.items():
        if file is None:
            names.pop(name, None)
        else:
            names[name] = file


def _torn(rng: Generator, file: _File) -> bytes:
    """What may be there of a file: all that was synced, and of the rest some blocks."""
    pending = b"".join(file.pending)
    if not pending or rng.random() < 0.2:
        return file.durable + pending
    length = int(rng.integers(len(pending) + 1))
    rest = bytearray(pending[: length // BLOCK * BLOCK if rng.random() < 0.5 else length])
    for place in range(0, len(rest), BLOCK):
        if rng.random() < 0.2:
            rest[place : place + BLOCK] = bytes(len(rest[place : place + BLOCK]))
    return file.durable + bytes(rest)


def _replay(calls: list[Call], folder: Path, count: int) -> tuple[Disk, int]:
    """The disk after so many calls, and the step of the last checkpoint that was finished."""
    disk, finished, renamed = Disk(str(folder)), -1, b""
    for call in calls[:count]:
        disk.apply(call)
        if call.kind == "rename" and call.other == str(folder / NEWEST):
            renamed = disk.names[call.other].durable
        elif call.kind == "fsync" and call.name == str(folder) and renamed:
            finished, renamed = unseal(renamed, folder)[1]["counters"]["step"], b""
    return disk, finished


def _write(files: dict[str, bytes], recorded: Path, folder: Path) -> None:
    for name, content in files.items():
        path = folder / Path(name).relative_to(recorded)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _find_loss(folder: Path, finished: int, expected: bytes, whole: bool) -> Iterator[str]:
    """What is wrong with what a power cut left."""
    run = run_in(folder)
    if (folder / MODEL).exists():
        load_model(folder / MODEL)
        if (folder / MODEL).read_bytes() != expected:
            yield "another model"
        return
    state = TrainingState.begin(run.recipe)
    about = load_checkpoint(folder, state, lambda text: None)
    if about is not None:
        read_run_recipe(folder)
    if finished >= 0 and state.step < finished:
        yield f"step {state.step}, but {finished} was saved"
    if whole:
        for _ in run.resume():
            pass
        if (folder / MODEL).read_bytes() != expected:
            yield "another model after resuming"


def check_power_cuts(rng: Generator, trials: int) -> Tally:
    """One recorded run, cut at random calls."""
    if shutil.which("strace") is None:
        return Tally(0, [], "strace is not installed")
    with tempfile.TemporaryDirectory() as name:
        recorded = Path(name).resolve() / "run"
        calls = record(recorded)
        expected = (recorded / MODEL).read_bytes()

        def attempt(number: int) -> str | None:
            count = int(rng.integers(1, len(calls) + 1))
            disk, finished = _replay(calls, recorded, count)
            folder = Path(name) / f"cut-{number}"
            folder.mkdir()
            _write(disk.cut(rng), recorded, folder)
            try:
                faults = list(_find_loss(folder, finished, expected, number % RESUMED_EVERY == 0))
            except Exception as error:
                faults = [repr(error)]
            shutil.rmtree(folder)
            return f"cut after call {count} of {len(calls)}: {faults[0]}" if faults else None

        tally = try_all(trials, attempt)
        return replace(tally, note=f"{len(calls):,} system calls")


CHECKS: Final = (
    Check(
        "power cuts", "A run whose power is cut loses no checkpoint that was finished, and goes on.",
        sizes(40, 2_000, 20_000), check_power_cuts,
    ),
)  # fmt: skip
