"""Numbers as ink: digits drawn from strokes, set beside each other by the distance of their ink."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.pages.hands import Hand, Random, Strokes
from benchmarks.pages.layouts import Entry, Layout
from benchmarks.pictures.painting import draw

Floats = NDArray[np.float32]
MAX_WIDTH = 1.1  # of a digit, in heights
MIN_NUMBER_GAP = 1.35  # between the ink of two numbers on a line, in heights
INKED = 0.35  # coverage of a pixel from which digits touch


class Box(NamedTuple):
    """A rectangle, from its upper left corner, in pixels or in shares of the picture."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Pen:
    """How a page is written. Lengths in heights of a digit, but `height` in pixels.

    `gap` is between the ink of two digits, from and to; negative where they overlap. `breaks` is the
    share of the digits whose ink fails in one or two places.
    """

    height: float
    width: float = 0.09
    gap: tuple[float, float] = (0.12, 0.32)
    unevenness: float = 0.07
    breaks: float = 0.0


@dataclass(frozen=True)
class WrittenNumber:
    """A number as it was written, with the box and the strokes of each digit."""

    text: str
    line: int
    column: int
    boxes: tuple[Box, ...]
    strokes: tuple[Strokes, ...]


def write_page(
    layout: Layout, pen: Pen, hand: Hand, rng: Random
) -> tuple[Floats, tuple[WrittenNumber, ...]]:
    """The ink of a page, (height, width) from 0 to 1, and its numbers with boxes in pixels."""
    ink = np.zeros(
        (round(layout.height * pen.height), round((layout.width + 1) * pen.height)), np.float32
    )
    numbers: list[WrittenNumber] = []
    for entry in layout.entries:
        left = entry.left * pen.height
        before = [each for each in numbers if (each.line, each.column) == entry[3:5]]
        if before:
            left = max(left, before[-1].boxes[-1].right + MIN_NUMBER_GAP * pen.height)
        numbers.append(_write_number(ink, entry, left, pen, hand, rng))
    return ink, tuple(numbers)


def _write_number(
    ink: Floats, entry: Entry, left: float, pen: Pen, hand: Hand, rng: Random
) -> WrittenNumber:
    boxes: list[Box] = []
    strokes: list[Strokes] = []
    baseline = (entry.top + 1) * pen.height
    last: Floats | None = None
    for place, digit in enumerate(entry.text):
        written = hand.write(digit, rng)
        mask = draw_digit(written, pen, rng)
        bottom = baseline + rng.normal(0, pen.unevenness / 2) * pen.height
        top = max(0, round(bottom) - mask.shape[0])
        if entry.cells:
            cell = left + (place + 0.5) * entry.cells * pen.height
            at = round(cell - mask.shape[1] / 2 + rng.normal(0, 0.03) * pen.height)
        elif last is None:
            at = round(left)
        else:
            gap = rng.uniform(*pen.gap) * pen.height
            at = _next_left(ink, boxes[-1], mask, top, gap)
        at = min(max(at, 0), max(0, ink.shape[1] - mask.shape[1]))
        _add(ink, mask, top, at)
        boxes.append(Box(at, top, at + mask.shape[1], top + mask.shape[0]))
        strokes.append(written)
        last = mask
    return WrittenNumber(entry.text, entry.line, entry.column, tuple(boxes), tuple(strokes))


def draw_digit(strokes: Strokes, pen: Pen, rng: Random) -> Floats:
    """One digit as ink from 0 to 1, in its own box."""
    points = np.concatenate(list(strokes))
    across, down = np.maximum(np.ptp(points, axis=0), 1e-6)
    height = pen.height * (1 + rng.normal(0, pen.unevenness))
    side = height * max(1.0, min(across / down, MAX_WIDTH))
    if pen.breaks and rng.random() < pen.breaks:
        strokes = break_strokes(strokes, rng)
    width = max(1.0, pen.width * pen.height)
    return np.asarray(draw(strokes, max(3, round(side)), width), np.float32) / np.float32(255)


def break_strokes(strokes: Strokes, rng: Random) -> list[NDArray[np.float64]]:
    """The same strokes with one or two short gaps, where the pen left no ink."""
    whole = [_resample(stroke) for stroke in strokes if len(stroke) > 1]
    size = float(np.ptp(np.concatenate(list(strokes)), axis=0).max())
    for _ in range(int(rng.integers(1, 3))):
        longest = max(range(len(whole)), key=lambda index: len(whole[index]), default=-1)
        if longest < 0 or len(whole[longest]) < 20:
            break
        stroke = whole.pop(longest)
        step = float(np.linalg.norm(stroke[1] - stroke[0])) or 1.0
        length = max(2, round(rng.uniform(0.09, 0.18) * size / step))
        first = int(rng.integers(4, max(5, len(stroke) - length - 4)))
        whole += [stroke[:first], stroke[first + length :]]
    return [stroke for stroke in whole if len(stroke) > 1] or list(strokes)


def _resample(stroke: NDArray[np.float64], count: int = 60) -> NDArray[np.float64]:
    """Evenly spaced points along a stroke."""
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(stroke, axis=0), axis=1))])
    places = np.linspace(0, lengths[-1], count)
    return np.stack([np.interp(places, lengths, stroke[:, axis]) for axis in (0, 1)], axis=1)


def _next_left(ink: Floats, last: Box, mask: Floats, top: int, gap: float) -> int:
    """The column where a digit begins whose ink is `gap` away from that of the last one."""
    rows = slice(top, min(top + mask.shape[0], ink.shape[0]))
    columns = slice(int(last.left), int(last.right))
    before = ink[rows, columns] > INKED
    own = mask[: before.shape[0]] > INKED
    width = before.shape[1]
    ends = np.where(before.any(axis=1), width - before[:, ::-1].argmax(axis=1), -width)
    starts = np.where(own.any(axis=1), own.argmax(axis=1), 2 * own.shape[1])
    # Strokes that end at different heights are as near as a few rows away.
    reach = max(1, int(mask.shape[0] * 0.08))
    near = np.array([ends[max(0, row - reach) : row + reach + 1].max() for row in range(len(ends))])
    touching = int((near - starts).max()) if len(ends) else width
    least = int(0.5 * width)  # they never lie above each other
    return int(last.left) + max(least, round(touching + gap))


def _add(ink: Floats, mask: Floats, top: int, left: int) -> None:
    rows = slice(top, min(top + mask.shape[0], ink.shape[0]))
    columns = slice(left, min(left + mask.shape[1], ink.shape[1]))
    own = mask[: rows.stop - top, : columns.stop - left]
    np.maximum(ink[rows, columns], own, out=ink[rows, columns])
