"""The training log of a reproduction, compared digit for digit with the one that a tutorial prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glassnet.tutorials.tutorial import PrintedLine


@dataclass(frozen=True)
class LogLine:
    """One line of a training log, of the weights before the update of this iteration."""

    iteration: int
    cost: float
    accuracy_percent: float

    def __str__(self) -> str:
        return (
            f"Cost after iteration {self.iteration}: {self.cost:f} "
            f"Accuracy: {self.accuracy_percent:f}"
        )


def printed_iterations(log: Sequence[LogLine], printed: Sequence[PrintedLine]) -> list[LogLine]:
    """The lines of the log whose iterations the tutorial prints, too: a longer run has more."""
    iterations = {iteration for iteration, _, _ in printed}
    return [line for line in log if line.iteration in iterations]


def find_differences(
    log: Sequence[LogLine], printed: Sequence[PrintedLine]
) -> list[tuple[LogLine, str, str]]:
    """The lines that differ in any printed digit, with cost and accuracy as printed."""
    lines = {iteration: (cost, accuracy) for iteration, cost, accuracy in printed}
    return [
        (line, *lines[line.iteration])
        for line in printed_iterations(log, printed)
        if (f"{line.cost:f}", f"{line.accuracy_percent:f}") != lines[line.iteration]
    ]
