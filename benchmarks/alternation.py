"""Runs sides in turn, each time in a fresh process, so that all meet the same moods of the machine."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.child import MODULES
from benchmarks.workloads import Workload

# They would choose matrix kernels other than the processor's own.
NOT_HANDED_ON = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


@dataclass
class Series:
    """All runs of one side, variant by variant the same."""

    side: str
    runs: list[dict[str, Any]] = field(default_factory=list)
    absent: str = ""

    def seconds(self, name: str) -> list[float]:
        """What each run took."""
        return [run["seconds"][name] for run in self.runs]

    def median(self, name: str) -> float:
        """The middle of what the runs took."""
        return float(np.median(self.seconds(name)))

    @property
    def names(self) -> list[str]:
        """What was timed."""
        return list(self.runs[0]["seconds"]) if self.runs else []


def environment() -> dict[str, str]:
    """The environment of a run: this one, without what would slow matrix products down."""
    return {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON}


def compare(
    workload: Workload, repeats: int, quick: bool, tell: Callable[[str], None]
) -> list[Series]:
    """Glassnet and its peers in turn. Of variants of one library only the fastest is run again."""
    sides = [Series(name) for name in ("glassnet", *workload.peers)]
    for round_number in range(repeats):
        for series in sides:
            if series.absent or (round_number and not _is_fastest(series, sides)):
                continue
            tell(f"{workload.letter} {series.side}, run {round_number + 1} of {repeats}")
            outcome = _run(workload.letter, series.side, quick)
            if isinstance(outcome, str):
                series.absent = outcome
            else:
                series.runs.append(outcome)
    return sides


def _is_fastest(series: Series, sides: list[Series]) -> bool:
    """Whether, of the variants of its library, it won the first round in anything."""
    library = series.side.split()[0]
    rivals = [s for s in sides if s.runs and s.side.split()[0] == library]
    return any(
        min(rivals, key=lambda rival: rival.seconds(name)[0]) is series for name in series.names
    )


def _run(letter: str, side: str, quick: bool) -> dict[str, Any] | str:
    """The outcome, or why there is none."""
    library, _, variant = side.partition(" ")
    if importlib.util.find_spec(MODULES[library]) is None:
        return "not installed"
    command = [sys.executable, "-m", "benchmarks.child", letter, library, variant]
    done = subprocess.run(
        command + ["quick"] * quick,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return f"failed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"
    return json.loads(done.stdout.strip().splitlines()[-1])
