"""Holes made by hand, one at a time, in a copy of the source: each must turn a test red.

python -m tests.trust.mutations                      # all that were not tried on the same files before
python -m tests.trust.mutations --only "any host"    # one
python -m tests.trust.mutations --table              # what is known, as a table

A hole is noticed where its tests pass without it and fail with it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from tests.trust.holes import HOLES, Hole

ROOT: Final = Path(__file__).parents[2]
RESULTS: Final = ROOT / "build" / "holes.jsonl"
PARTS: Final = (
    "src",
    "tests",
    "docs",
    "deploy",
    "examples",
    "pyproject.toml",
    "README.md",
    "SECURITY.md",
)
PASSED, FAILED = 0, 1  # exit statuses of pytest
MAX_SECONDS: Final = 600
FAILURE: Final = re.compile(r"^FAILED \S*?::(\w+)", re.MULTILINE)


def cut(hole: Hole, content: str) -> str:
    """The file's content with the hole; ValueError where its text is not there once."""
    count = content.count(hole.text)
    if count != 1:
        raise ValueError(f"{hole.name}: {hole.file} has the text {count} times.")
    return content.replace(hole.text, hole.instead)


def find_digest(hole: Hole) -> str:
    """Of all that the result depends on, as far as it is known: the hole, its file and its tests."""
    files = (ROOT / "src" / "glassnet" / hole.file, ROOT / hole.tests.split()[0])
    content = b"".join(path.read_bytes() for path in files)
    return hashlib.sha256(repr(hole).encode() + content).hexdigest()


def try_hole(hole: Hole, folder: Path) -> tuple[str, str]:
    """Whether the tests notice a hole: "noticed", "MISSED", or "red before" where they fail without it.

    And the first test that failed.
    """
    path = folder / "src" / "glassnet" / hole.file
    whole = path.read_text(encoding="utf-8")
    with_hole = cut(hole, whole)
    status, test = _run_tests(hole, folder)
    if status != PASSED:
        return "red before", test
    path.write_text(with_hole, encoding="utf-8")
    try:
        status, test = _run_tests(hole, folder)
        return "noticed" if status == FAILED else "MISSED", test
    finally:
        path.write_text(whole, encoding="utf-8")


def _run_tests(hole: Hole, folder: Path) -> tuple[int | None, str]:
    """The exit status of pytest, None where it took too long; and the test that failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", *hole.tests.split()]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False,
            timeout=MAX_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None, ""
    failed = FAILURE.search(done.stdout)
    return done.returncode, failed[1] if failed else ""


def read_results() -> dict[str, dict[str, Any]]:
    """The last result of each hole, by its digest."""
    lines = RESULTS.read_text(encoding="utf-8").splitlines() if RESULTS.exists() else []
    return {each["digest"]: each for each in map(json.loads, lines)}


def write_table(results: dict[str, dict[str, Any]]) -> str:
    """A row for each hole."""
    lines = ["| hole | where | result |", "| --- | --- | --- |"]
    for hole in HOLES:
        found = results.get(find_digest(hole), {"result": "not tried"})
        lines.append(f"| {hole.name} | `{hole.file}` | {found['result']} |")
    return "\n".join(lines)


def try_holes(holes: list[Hole]) -> None:
    """Try some in one copy of the source, each written down at once."""
    RESULTS.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        for part in PARTS:
            source, target = ROOT / part, Path(name) / part
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, target)
        for hole in holes:
            started = time.monotonic()
            result, test = try_hole(hole, Path(name))
            row = {
                "digest": find_digest(hole),
                "hole": hole.name,
                "result": result,
                "test": test,
                "seconds": round(time.monotonic() - started, 1),
            }
            with RESULTS.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
            print(f"{row['result']:10}  {hole.name} ({row['seconds']} s)", flush=True)


def main() -> int:
    """Try the holes; return 1 where a hole was not noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.trust.mutations", description=__doc__)
    names = [hole.name for hole in HOLES]
    parser.add_argument("--only", action="append", choices=names, metavar="NAME", help="one hole")
    parser.add_argument("--again", action="store_true", help="also those that were tried before")
    parser.add_argument("--table", action="store_true", help="only show what is known")
    chosen = parser.parse_args()
    wanted = [hole for hole in HOLES if not chosen.only or hole.name in chosen.only]
    known = read_results()
    if chosen.table:
        print(write_table(known))
    else:
        try_holes([each for each in wanted if chosen.again or find_digest(each) not in known])
        known = read_results()
    return (
        0
        if all(known.get(find_digest(each), {}).get("result") == "noticed" for each in wanted)
        else 1
    )


if __name__ == "__main__":
    sys.exit(main())
