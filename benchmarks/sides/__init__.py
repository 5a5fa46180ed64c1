"""The sides: each module runs the workloads with one library, and knows nothing of the others.

`run(letter, variant, quick)` of a side returns an `Outcome`.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Outcome:
    """What one run took, for the full workload, and what it learned or said.

    `seconds` by name for workloads that time several things. `estimated` where only a part was run.
    """

    seconds: dict[str, float]
    learned: dict[str, float] = field(default_factory=dict)
    estimated: bool = False


def merged(results: dict[str, tuple[float, float]]) -> Outcome:
    """One outcome of several networks: for each name its seconds, and a number that says what it read."""
    seconds = {name: taken for name, (taken, _) in results.items()}
    return Outcome(seconds, {name: read for name, (_, read) in results.items()})
