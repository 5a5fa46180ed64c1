"""Whether the sides learned the same: the condition that makes their times comparable."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.series import Series
from benchmarks.workloads import QUICK

MIN_ACCURACY = {
    "mlp-16-16-online": 0.85,
    "dense-128": 0.97,
    "dense-800": 0.975,
    "cnn": 0.98,
    "cold-start": 0.97,
    "race": 0.99,
}
"""The test accuracy of every side, in full length."""

SAME_FIRST_LOSS = ("pytorch", "first_epoch_loss", 0.01)
SAME_LOSS = {
    "dense-10-full-batch": ("textbook", "loss", 1e-3),
    "mlp-16-16-full-batch": ("textbook", "loss", 1e-2),
    "dense-128": SAME_FIRST_LOSS,
    "dense-800": SAME_FIRST_LOSS,
    "cnn": SAME_FIRST_LOSS,
}
"""The side, which of its losses, and the largest relative difference from it."""

SAME_LABELS = ("predict-one", "predict-many")


def find_faults(slug: str, sides: list[Series], quick: bool = False) -> Iterator[str]:
    """What does not meet its condition, in words; nothing when all is well."""
    learned = {series.side: series.runs[0]["learned"] for series in sides if series.runs}
    ours = learned.get("glassnet")
    if ours is None:
        yield f"glassnet: {sides[0].absent}"
        return
    least = 0.0 if quick and slug in QUICK else MIN_ACCURACY.get(slug, 0.0)
    for side, found in learned.items():
        if found.get("test_accuracy", 1.0) < least:
            yield f"{side}: test accuracy {found['test_accuracy']:.4f} below {least}"
        if slug in SAME_LABELS and found != ours:
            yield f"{side}: other labels"
    if slug in SAME_LOSS:
        side, name, tolerance = SAME_LOSS[slug]
        theirs = learned.get(side, {}).get(name)
        difference = abs(ours[name] / theirs - 1) if theirs else 0.0
        if difference > tolerance:
            yield f"{name} differs from {side} by {difference:.2%}"
