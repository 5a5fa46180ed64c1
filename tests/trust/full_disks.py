"""Commands on a disk of a few pages: a message that names the file, old files whole, and a second try.

The disk is a tmpfs of its own in a mount namespace of its own, so only root on Linux can make it:

python -m tests.trust.full_disks export 12    # one command on a disk of 12 pages, in such a namespace
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
from tests.trust.check import Check, Tally, sizes, try_all
from tests.trust.environments import find_fault, run

from glassnet.data.atomic import TEMPORARY

Generator = np.random.Generator
PAGE: Final = 4096
LARGE: Final = 4 * 65536  # pages
SWEEP: Final = """recipe = "tiny"
trials = 2
seeds = 1
[settings]
epochs = 1
data = "few.npz"
[search]
batch_size = [16, 32]
"""
DATA: Final = ("--data", "few.npz")
COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "train": ("train", "tiny", *DATA, "--epochs", "2", "--plain", "--out", "disk/run"),
    "export": ("export", "tiny", "--to", "c", "--out", "disk/digits.c"),
    "page": ("export", "tiny", "--to", "js", "--out", "disk/digits.js"),
    "predict": ("predict", "tiny", *DATA, "--count", "120", "--csv", "disk/table.csv"),
    "sweep": ("sweep", "sweep.toml", "--out", "disk/sweep"),
    "site": ("studio", "--model", "tiny", "--export", "disk/site"),
    "file": ("studio", "--model", "tiny", "--one-file", "disk/page.html"),
}
AGAIN: Final = {"train": ("train", "--resume", "disk/run", "--plain")}
"""How a command goes on, where that is another one."""
BEFORE: Final = {"predict": "table.csv", "export": "digits.c", "page": "digits.js"}
"""What is there before, as an earlier run has left it."""
OLD: Final = b"what was there before\n" * 10


def digest_files(folder: Path) -> dict[str, str]:
    """The content of each file that a command leaves, but for logs with times."""
    left_out = ("events.jsonl", ".lock", "metrics.jsonl", "recipe.json", ".png")
    paths = (each for each in sorted(folder.rglob("*")) if each.is_file())
    return {
        str(each.relative_to(folder)): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in paths
        if not each.name.endswith(left_out) and "snapshots" not in each.parts and "trials" not in each.parts
    }  # fmt: skip


def mount(size: int, *options: str) -> None:
    """A disk of so many pages at disk/."""
    settings = ",".join([f"size={size * PAGE}", *options])
    subprocess.run(["mount", "-t", "tmpfs", "-o", settings, "tmpfs", "disk"], check=True)


def try_command(name: str, pages: int) -> str | None:
    """One command on a disk of so many pages, in this folder; what is wrong with how it ended."""
    command, disk = COMMANDS[name], Path("disk")
    mount(pages)
    old = disk / BEFORE[name] if name in BEFORE else None
    if old is not None:
        old.write_bytes(OLD)
    done = run(command, Path.cwd())
    left = [each.name for each in disk.rglob(".*") if TEMPORARY.fullmatch(each.name)]
    fault = find_fault(done) or (f"{left} are left" if left else None)
    if fault is None and done.returncode:
        is_clear = "disk/" in done.stderr and "Free some space" in done.stderr
        fault = None if is_clear and "[Errno" not in done.stderr else f"unclear: {done.stderr}"
        if fault is None and old is not None and old.read_bytes() != OLD:
            fault = "the old file is lost"
    mount(LARGE, "remount")
    if fault is None and done.returncode:
        is_begun = (disk / "run" / "recipe.json").exists()
        again = run(AGAIN[name] if name in AGAIN and is_begun else command, Path.cwd())
        fault = None if again.returncode == 0 else f"the second try: {again.stderr}"
    expected = json.loads(Path("expected.json").read_text()).get(name)
    found = digest_files(disk)
    if name == "sweep":
        # What is tried after an interruption may be something else; that it is complete, counts.
        found, expected = dict.fromkeys(found, ""), dict.fromkeys(expected or found, "")
    if fault is None and expected is not None and found != expected:
        different = {each for each in {*found, *expected} if found.get(each) != expected.get(each)}
        fault = f"other files at the end: {sorted(different)}"
    return fault


def _run_in_namespace(folder: Path, name: str, pages: int) -> tuple[str | None, dict[str, str]]:
    """As `try_command`, and the digests of what it left."""
    done = subprocess.run(
        ["unshare", "-m", sys.executable, "-m", "tests.trust.full_disks", name, str(pages)],
        capture_output=True, text=True, check=False, cwd=folder, timeout=600,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path])},
    )  # fmt: skip
    if done.returncode:
        return done.stderr[-600:], {}
    fault, files = json.loads(done.stdout.splitlines()[-1])
    return fault, files


def prepare(folder: Path) -> None:
    """The inputs of the commands."""
    from glassnet.data.simulated import simulate

    digits = simulate(np.random.default_rng(5), 240)
    np.savez(folder / "few.npz", images=digits.images, labels=digits.labels)
    (folder / "sweep.toml").write_text(SWEEP)
    (folder / "disk").mkdir()
    (folder / "expected.json").write_text("{}")


def check_full_disks(rng: Generator, trials: int) -> Tally:
    """Each command in turn, on disks from a page to what it needs."""
    if os.name != "posix" or os.getuid() != 0:
        return Tally(0, [], "only root can make a disk")
    with tempfile.TemporaryDirectory() as root:
        folder, needed, expected = Path(root), {}, {}
        prepare(folder)
        names = list(COMMANDS)[:trials]
        for name in names:
            fault, files = _run_in_namespace(folder, name, LARGE)
            if fault is not None:
                return Tally(1, [f"{name} on a large disk: {fault}"])
            expected[name], needed[name] = files, 0
        (folder / "expected.json").write_text(json.dumps(expected))

        def attempt(number: int) -> str | None:
            name = names[number % len(names)]
            pages = int(np.exp(rng.uniform(0, np.log(MOST_PAGES[name]))))
            fault, _ = _run_in_namespace(folder, name, pages)
            return None if fault is None else f"{name} with {pages} pages: {fault}"

        return try_all(trials, attempt)


MOST_PAGES: Final = {
    "train": 120, "export": 80, "page": 120, "predict": 12, "sweep": 120, "site": 1200, "file": 1000,
}  # fmt: skip
"""About what each command needs."""

CHECKS: Final = (
    Check(
        "small disks", "On a full disk the file is named, old files stay, and the next try succeeds.",
        sizes(7, 140, 1_400), check_full_disks,
    ),
)  # fmt: skip

if __name__ == "__main__":
    print(json.dumps([try_command(sys.argv[1], int(sys.argv[2])), digest_files(Path("disk"))]))
