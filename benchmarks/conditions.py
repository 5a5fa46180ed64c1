"""Whether the sides learned the same: the condition of each workload."""

from __future__ import annotations

from benchmarks.alternation import Series
from benchmarks.workloads import QUICK

# Least test accuracy of every run in full length.
ACCURACY = {"B": 0.85, "D": 0.97, "E": 0.975, "F": 0.98, "I": 0.97, "race": 0.99}
# Largest relative difference of the loss from that of the side named.
SAME_LOSS = {"A": ("textbook", "loss", 1e-3), "C": ("textbook", "loss", 1e-2)}
SAME_FIRST_LOSS = dict.fromkeys("DEF", ("pytorch", "first_epoch_loss", 0.01))
SAME_LABELS = ("G1", "G2")


def faults(letter: str, sides: list[Series], quick: bool = False) -> list[str]:
    """What does not meet its condition, in words; empty when all is well."""
    ran = {series.side: series.runs[0]["learned"] for series in sides if series.runs}
    found = []
    least = 0.0 if quick and letter in QUICK else ACCURACY.get(letter, 0.0)
    for side, learned in ran.items():
        if learned.get("test_accuracy", 1.0) < least:
            found.append(f"{side}: test accuracy {learned['test_accuracy']:.4f} below {least}")
    ours = ran.get("glassnet", {})
    for rule in (SAME_LOSS.get(letter), SAME_FIRST_LOSS.get(letter)):
        theirs = ran.get(rule[0], {}) if rule else {}
        if rule and rule[1] in theirs:
            difference = abs(ours[rule[1]] / theirs[rule[1]] - 1)
            if difference > rule[2]:
                found.append(f"{rule[1]} differs from {rule[0]} by {difference:.2%}")
    if letter in SAME_LABELS:
        found += [f"{side}: other labels" for side, labels in ran.items() if labels != ours]
    return found
