"""Runs sides in turn, each time in a fresh process, so that a change of load meets all of them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.child import MODULES
from benchmarks.processes import child_environment, run_child
from benchmarks.series import Series
from benchmarks.workloads import Workload


def run_in_turn(
    workload: Workload, repeats: int, quick: bool, report: Callable[[str], None]
) -> list[Series]:
    """Glassnet and its peers in turn. Of variants of one library only the fastest is run again."""
    sides = [Series(name) for name in ("glassnet", *workload.peers)]
    for round_number in range(repeats):
        for series in sides:
            if series.absent or (round_number and not _is_fastest(series, sides)):
                continue
            report(f"{workload.slug} {series.side}, run {round_number + 1} of {repeats}")
            series.add(_run(workload.slug, series.side, quick))
    return sides


def _is_fastest(series: Series, sides: list[Series]) -> bool:
    """Whether, of the variants of its library, it won the first round in anything."""
    rivals = [each for each in sides if each.runs and each.library == series.library]
    return any(
        min(rivals, key=lambda rival: rival.seconds(name)[0]) is series for name in series.names
    )


def _run(slug: str, side: str, quick: bool) -> dict[str, Any] | str:
    """The outcome, or why there is none."""
    library, _, variant = side.partition(" ")
    if importlib.util.find_spec(MODULES[library]) is None:
        return "not installed"
    command = [sys.executable, "-m", "benchmarks.child", slug, library, variant]
    return run_child(command + ["quick"] * quick, child_environment())
