"""What was done to the jobs of `tests.cluster.kills`, how soon it was noticed, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

DESCRIPTIONS = {
    "worker": "SIGKILL of a worker",
    "stop": "SIGSTOP of a worker, for 30 s",
    "pause": "SIGSTOP of a worker, for 1 to 9 s",
    "scheduler": "SIGKILL of the scheduler",
    "stop-scheduler": "SIGSTOP of the scheduler, for 30 s",
    "garbage": "garbage on the ports of scheduler and workers",
    "command": "SIGKILL of the command",
}


@dataclass(frozen=True)
class Fault:
    """One thing that was done. Seconds are None where the job ended first, or nothing is to be noticed.

    `noticed`: until the scheduler had taken the worker off its list, and given its tasks to others; of a
    scheduler, until the command said that it is gone. `went_on`: until the job's next trial, epoch or block
    was written; without scheduler, until the command had ended.
    """

    kind: str
    noticed: float | None
    went_on: float | None


@dataclass
class Count:
    """What was done, and what came of it."""

    faults: list[Fault] = field(default_factory=list)
    jobs: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How often something was done."""
        return len(self.faults)

    def times(self, kind: str) -> int:
        """How often this was done."""
        return sum(each.kind == kind for each in self.faults)

    def report(self) -> str:
        """The counts in Markdown."""
        jobs = ", ".join(f"{number} {name}" for name, number in sorted(self.jobs.items()))
        rows = [self._row(name, kind) for kind, name in DESCRIPTIONS.items() if self.times(kind)]
        return "\n".join(
            [
                "| what was done | times | noticed, median | at most | went on, median | at most |",
                "| --- | ---: | ---: | ---: | ---: | ---: |",
                *rows,
                f"\n{self.total} faults in {self.jobs.total()} jobs ({jobs}): "
                f"{len(self.failures)} failures.",
            ]
        )

    def _row(self, name: str, kind: str) -> str:
        own = [each for each in self.faults if each.kind == kind]
        noticed = _describe([each.noticed for each in own])
        went_on = _describe([each.went_on for each in own])
        return f"| {name} | {len(own)} | {noticed} | {went_on} |"


def _describe(seconds: Sequence[float | None]) -> str:
    known = [each for each in seconds if each is not None]
    return f"{np.median(known):.1f} s | {max(known):.1f} s" if known else " | "
