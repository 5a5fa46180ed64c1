"""Who writes a page: writers of the validation file, in two halves, or simulated ink."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from glassnet.data.formats.stroke_file import Drawing
from glassnet.data.simulated.simulate import simulate_strokes

Strokes = Sequence[NDArray[np.float64]]
Random = np.random.Generator
Half = Literal["look", "untouched"]
Legible = Callable[[Strokes, str], bool]
"""Whether strokes can be read as this digit."""

HALVES: Final[tuple[Half, ...]] = ("look", "untouched")
MAX_TRIES: Final = 20
SIMULATED_SHARE: Final = 0.4
MIN_DIGITS_OF_ONE_WRITER: Final = 20


class Hand(Protocol):
    """Writes digits as strokes."""

    def write(self, digit: str, rng: Random) -> Strokes:
        """One drawing of this digit, each stroke (points, 2), y downwards."""
        ...


@dataclass(frozen=True)
class PenHand:
    """Digits that one writer drew with a pen, or several ones."""

    drawings: dict[str, list[Drawing]]
    legible: Legible

    def write(self, digit: str, rng: Random) -> Strokes:
        """A drawing of this digit, any of those that can be read."""
        return _first_legible(lambda: self._choose(digit, rng), digit, self.legible)

    def _choose(self, digit: str, rng: Random) -> Strokes:
        return self.drawings[digit][int(rng.integers(len(self.drawings[digit])))].strokes


@dataclass(frozen=True)
class SimulatedHand:
    """Simulated ink."""

    legible: Legible

    def write(self, digit: str, rng: Random) -> Strokes:
        """A new drawing of this digit that can be read."""
        return _first_legible(lambda: simulate_strokes(rng, int(digit)), digit, self.legible)


def _first_legible(draw: Callable[[], Strokes], digit: str, legible: Legible) -> Strokes:
    """The first drawing that can be read, or the last one that was tried."""
    strokes = draw()
    for _ in range(MAX_TRIES):
        if legible(strokes, digit):
            break
        strokes = draw()
    return strokes


def split_writers(drawings: Sequence[Drawing], half: Half) -> list[Drawing]:
    """The drawings of every second writer, in the order of their names: from the first, or the second."""
    writers = sorted({drawing.writer or "" for drawing in drawings})
    chosen = set(writers[HALVES.index(half) :: 2])
    return [drawing for drawing in drawings if (drawing.writer or "") in chosen]


def choose_hand(drawings: Sequence[Drawing], legible: Legible, rng: Random) -> Hand:
    """Simulated ink, one writer that drew all ten digits, or several writers on one page."""
    if rng.random() < SIMULATED_SHARE:
        return SimulatedHand(legible)
    by_writer: dict[str, list[Drawing]] = defaultdict(list)
    for drawing in drawings:
        by_writer[drawing.writer or ""].append(drawing)
    complete = [own for own in by_writer.values() if _is_complete(own)]
    if complete and rng.random() < 0.7:
        return PenHand(_by_label(complete[int(rng.integers(len(complete)))]), legible)
    return PenHand(_by_label(drawings), legible)


def _is_complete(drawings: Sequence[Drawing]) -> bool:
    labels = {drawing.label for drawing in drawings}
    return len(drawings) >= MIN_DIGITS_OF_ONE_WRITER and len(labels) == 10


def _by_label(drawings: Sequence[Drawing]) -> dict[str, list[Drawing]]:
    grouped: dict[str, list[Drawing]] = defaultdict(list)
    for drawing in drawings:
        grouped[drawing.label or ""].append(drawing)
    return dict(grouped)
