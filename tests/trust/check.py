"""What a check of trust is: a number of trials, of which none may fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

Size = Literal["merge", "nightly", "release"]
SIZES: Final[tuple[Size, ...]] = ("merge", "nightly", "release")


@dataclass
class Tally:
    """Trials so far, what went wrong in those that failed, and what was measured."""

    trials: int
    failures: list[str]
    note: str = ""

    @property
    def bound(self) -> str:
        """The rate of failures that these trials exclude at 95 %, by the rule of three: 3 / trials."""
        return "-" if self.failures or self.trials < 4 else f"{3 / self.trials:.2%}"


@dataclass(frozen=True)
class Check:
    """One promise, and how it is tried: `run(rng, trials)` counts trials and collects failures."""

    name: str
    promise: str
    trials: dict[Size, int]
    run: Callable[[np.random.Generator, int], Tally]


def sizes(merge: int, nightly: int, release: int) -> dict[Size, int]:
    """The number of trials at each size."""
    return {"merge": merge, "nightly": nightly, "release": release}


def try_all(trials: int, attempt: Callable[[int], str | None]) -> Tally:
    """Run `attempt` so many times; it returns what went wrong, or None."""
    failures = [fault for number in range(trials) if (fault := attempt(number)) is not None]
    return Tally(trials, failures)
