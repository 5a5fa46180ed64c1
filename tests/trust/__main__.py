"""Run all checks at one size and write the table of counts.

python -m tests.trust --size release --out docs/trust-counts.md
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from tests.trust import (
    answers,
    audit,
    confined,
    datasets,
    descriptions,
    environments,
    files,
    full_disks,
    fuzzing,
    judge,
    load,
    pictures,
    power,
    proxy,
    restarts,
    resuming,
    runs,
    service,
    signals,
    viewers,
)
from tests.trust.check import SIZES, Size

GROUPS = (
    files, audit, fuzzing, datasets, pictures, answers, service, descriptions, load, viewers, restarts,
    proxy, runs, signals, full_disks, confined, resuming, power, judge, environments,
)  # fmt: skip
CHECKS = tuple(check for group in GROUPS for check in group.CHECKS)


def run(size: Size, seed: int, only: list[str]) -> tuple[str, int]:
    """The table as text, and the number of failures."""
    lines = ["| check | promise | trials | failures | rate below, at 95 % | measured | seconds |"]
    lines += ["| --- | --- | ---: | ---: | ---: | --- | ---: |"]
    failed = 0
    for check in CHECKS:
        if only and check.name not in only:
            continue
        started = time.monotonic()
        tally = check.run(np.random.default_rng(seed), check.trials[size])
        seconds = time.monotonic() - started
        failed += len(tally.failures)
        for failure in tally.failures[:10]:
            print(f"{check.name}: {failure}", file=sys.stderr)
        counts = f"{tally.trials:,} | {len(tally.failures):,} | {tally.bound} | {tally.note} | {seconds:,.0f}"
        lines.append(f"| {check.name} | {check.promise} | {counts} |")
        print(lines[-1], flush=True)
    return "\n".join(lines) + "\n", failed


def main() -> int:
    """Parse the command line, run, write; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.trust", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="merge")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], help="the name of one check")
    parser.add_argument("--out", type=Path, help="write the table to this file")
    chosen = parser.parse_args()
    table, failed = run(chosen.size, chosen.seed, chosen.only)
    git = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    about = (
        f"Size {chosen.size}, seed {chosen.seed}, commit {git.stdout.strip()}, "
        f"Python {platform.python_version()}, {platform.system()}.\n\n"
    )
    if chosen.out is not None:
        chosen.out.write_text(about + table, encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
