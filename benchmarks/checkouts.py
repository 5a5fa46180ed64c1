"""Two checkouts of Glassnet timed against each other, in alternation: what did a change do to speed?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks import cold_start
from benchmarks.processes import child_environment, run_child
from benchmarks.series import Series, median_ratio, ratios
from benchmarks.table import row, time_text
from benchmarks.workloads import TRAININGS, Workload

HERE = Path(__file__).resolve().parent.parent
COLUMNS = ("workload", "before", "after", "after / before", "range")

LETTERS = {
    "dense-10-full-batch": "A",
    "mlp-16-16-online": "B",
    "mlp-16-16-full-batch": "C",
    "dense-128": "D",
    "dense-800": "E",
    "cnn": "F",
    "predict-one": "G1",
    "predict-many": "G2",
    "augment": "H",
    "cold-start": "I",
}
"""What checkouts from before the names were introduced call the workloads and their networks."""


@dataclass(frozen=True)
class Checkout:
    """A folder with a checkout, and the Python that runs it."""

    folder: Path
    python: str

    @classmethod
    def at(cls, folder: Path) -> Checkout:
        """The checkout in `folder`, run by the Python of its own `.venv` where it has one."""
        python = folder / ".venv" / "bin" / "python"
        return cls(folder, str(python) if python.exists() else sys.executable)

    @property
    def environment(self) -> dict[str, str]:
        """That of every run, with this checkout's own source first."""
        return {**child_environment(), "PYTHONPATH": str(self.folder / "src")}

    @cached_property
    def workloads(self) -> list[str]:
        """What it calls its workloads."""
        code = "import json; from benchmarks.workloads import WORKLOADS; print(json.dumps([*WORKLOADS]))"
        found = run_child([self.python, "-c", code], self.environment, str(self.folder))
        if isinstance(found, str):
            raise RuntimeError(f"The benchmarks of {self.folder} cannot be read: {found}")
        return found

    def name_of(self, slug: str) -> str | None:
        """Its name for a workload; None where it has none."""
        return next((name for name in (slug, LETTERS.get(slug)) if name in self.workloads), None)

    def run(self, slug: str, quick: bool) -> dict[str, Any] | str:
        """One run of Glassnet in a fresh process: the outcome in our names, or why there is none."""
        name = self.name_of(slug)
        if name is None:
            return f"has no workload {slug}"
        if slug == "cold-start":
            return cold_start.time_once(self.python, self.environment, str(self.folder))
        command = [self.python, "-m", "benchmarks.child", name, "glassnet", ""]
        command += ["quick"] * quick
        found = run_child(command, self.environment, str(self.folder))
        return found if isinstance(found, str) else _with_our_names(found)


def compare_checkouts(
    workload: Workload,
    before: Checkout,
    repeats: int,
    quick: bool,
    report: Callable[[str], None],
) -> tuple[Series, Series]:
    """Runs of the other checkout and of this one, each first in every second round."""
    after = Checkout(HERE, sys.executable)
    both = (Series("before"), Series("after"))
    for round_number in range(repeats):
        pairs = list(zip((before, after), both, strict=True))
        for checkout, series in reversed(pairs) if round_number % 2 else pairs:
            report(f"{workload.slug} {series.side}, run {round_number + 1} of {repeats}")
            if not series.absent:
                series.add(checkout.run(workload.slug, quick))
    return both


def comparison_rows(workload: Workload, before: Series, after: Series) -> Iterator[str]:
    """One line of the table for each thing timed: below 1, this checkout is faster."""
    slug = f"`{workload.slug}`"
    if before.absent or after.absent:
        yield row([slug, before.absent, after.absent, "", ""])
        return
    for name in after.names:
        found = ratios(before, after, name)
        title = f"{slug} {name}".strip()
        times = [time_text(each.median(name)) for each in (before, after)]
        ratio = f"{median_ratio(before, after, name):.3f}"
        yield row([title, *times, ratio, f"{min(found):.3f} to {max(found):.3f}"])


def learning_changes(workload: Workload, before: Series, after: Series) -> Iterator[str]:
    """Which results the change altered: a speedup that learns something else is none."""
    if before.absent or after.absent:
        return
    theirs, ours = before.runs[0]["learned"], after.runs[0]["learned"]
    for name in ours:
        if name in theirs and theirs[name] != ours[name]:
            yield f"{workload.slug}: {name} {theirs[name]:.6g} before, {ours[name]:.6g} after"


def _with_our_names(outcome: dict[str, Any]) -> dict[str, Any]:
    """Networks named by letters in an outcome, renamed."""
    slugs = {LETTERS[slug]: slug for slug in TRAININGS}
    renamed = {
        key: {slugs.get(name, name): value for name, value in outcome[key].items()}
        for key in ("seconds", "learned")
    }
    return {**outcome, **renamed}
