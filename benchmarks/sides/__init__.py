"""The sides: each module runs the workloads with one library, and knows nothing of the others.

`run(slug, variant, quick)` of a side returns an `Outcome`.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Outcome:
    """What one run took, for the full workload, and what it learned or predicted.

    `seconds` by name for workloads that time several things. `estimated` where only a part was run.
    """

    seconds: dict[str, float]
    learned: dict[str, float] = field(default_factory=dict)
    estimated: bool = False


def merge_outcomes(results: dict[str, tuple[float, float]]) -> Outcome:
    """One outcome of several networks: for each name its seconds and a checksum of its labels."""
    seconds = {name: taken for name, (taken, _) in results.items()}
    return Outcome(seconds, {name: labels for name, (_, labels) in results.items()})
