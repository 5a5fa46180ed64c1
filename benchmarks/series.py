"""All runs of one side of a workload, and how two sides compare."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass
class Series:
    """The outcomes of one side, a process each; `absent` says why there are none."""

    side: str
    runs: list[dict[str, Any]] = field(default_factory=list)
    absent: str = ""

    @property
    def library(self) -> str:
        """The side without its variant."""
        return self.side.partition(" ")[0]

    @property
    def names(self) -> list[str]:
        """What was timed: one name for each network, or the empty name for the whole workload."""
        return list(self.runs[0]["seconds"]) if self.runs else []

    def add(self, outcome: dict[str, Any] | str) -> None:
        """Keep an outcome, or why there is none."""
        if isinstance(outcome, str):
            self.absent = outcome
        else:
            self.runs.append(outcome)

    def seconds(self, name: str) -> list[float]:
        """What each run took."""
        return [run["seconds"][name] for run in self.runs]

    def median(self, name: str) -> float:
        """The median of what the runs took."""
        return float(np.median(self.seconds(name)))


def ratios(first: Series, second: Series, name: str) -> list[float]:
    """How many times longer `second` takes than `first`, round by round."""
    pairs = zip(first.seconds(name), second.seconds(name), strict=False)
    return [theirs / ours for ours, theirs in pairs]


def median_ratio(first: Series, second: Series, name: str) -> float:
    """The median of `ratios`."""
    return float(np.median(ratios(first, second, name)))
