"""What a reader says of a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from glassnet.ink import Rendering
from glassnet.nn import Array


@dataclass(frozen=True)
class Reading:
    """What a model says of one picture.

    `label` is the class read, or None with a `reason`: "no ink" when there was nothing to read,
    "no digit" when what is there looks like none. `probabilities` has one entry for each class.
    """

    label: str | None
    reason: str
    probabilities: Array | None
    rendering: Rendering

    @property
    def digit(self) -> int | None:
        """The digit read, or None."""
        return int(self.label) if self.label is not None and self.label.isdigit() else None

    @property
    def confidence(self) -> float | None:
        """The probability of the class read, 0 to 1."""
        if self.label is None or self.probabilities is None:
            return None
        return float(self.probabilities.max())


def read_inked(
    renderings: Sequence[Rendering],
    class_names: Sequence[str],
    judge: Callable[[Array], tuple[Array, Array]],
) -> list[Reading]:
    """One reading for each rendering; `judge` sees all that have ink at once, (count, 28, 28) uint8.

    It returns their probabilities, (count, classes), and which of them are digits at all, (count,).
    """
    inked = [each.image for each in renderings if each.image is not None]
    return readings(renderings, class_names, *(judge(np.stack(inked)) if inked else ((), ())))


def readings(
    renderings: Sequence[Rendering],
    class_names: Sequence[str],
    probabilities: Iterable[Array],
    are_digits: Iterable[bool],
) -> list[Reading]:
    """One reading for each rendering, from probabilities and verdict for each that has ink."""
    answers = zip(probabilities, are_digits, strict=True)
    return [
        Reading(None, "no ink", None, each)
        if each.image is None
        else _reading(each, class_names, *next(answers))
        for each in renderings
    ]


def _reading(
    rendering: Rendering, class_names: Sequence[str], probabilities: Array, is_digit: bool
) -> Reading:
    if not is_digit:
        return Reading(None, "no digit", probabilities, rendering)
    return Reading(class_names[int(probabilities.argmax())], "", probabilities, rendering)
