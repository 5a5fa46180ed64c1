"""Symbols among pen strokes: drawn as ink, and found as on a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.ink.page.grouping import estimate_typical_height, estimate_typical_size
from glassnet.ink.photo.components import label_components, measure_components
from glassnet.ink.photo.scene import Scene
from glassnet.ink.rendering import GrayImage
from glassnet.ink.strokes.geometry import Stroke, check_strokes, to_segments
from glassnet.ink.strokes.pen import draw
from glassnet.ink.symbols.finding import Shares, find_symbols
from glassnet.ink.symbols.marks import SymbolScorer

HEIGHT: Final = 40  # pixels of a typical digit
PEN: Final = 0.09  # of its height
MAX_SIDE: Final = 2400  # pixels
MARGIN: Final = 8  # pixels around the ink
MIN_AREA: Final = 9  # pixels of a part, as on pages


class StrokeSymbol(NamedTuple):
    """Strokes, by their indices, that may be a symbol, how probable each is, and the mark in its place.

    `image` is None for strokes that are rather a digit.
    """

    strokes: tuple[int, ...]
    shares: Shares
    image: GrayImage | None
    may_be_digit: bool


def find_stroke_symbols(strokes: Sequence[ArrayLike], scorer: SymbolScorer) -> list[StrokeSymbol]:
    """The symbols among strokes, and the digits that may be slashes.

    Strokes are as `from_strokes` takes them.
    """
    kept = [index for index, stroke in enumerate(strokes) if np.size(stroke)]
    checked = check_strokes(strokes)
    if not checked:
        return []
    drawn = _place(checked)
    scene = _draw(drawn)
    if not scene.parts:
        return []
    owners: dict[int, list[int]] = defaultdict(list)
    for index, stroke in zip(kept, drawn, strict=True):
        owners[_find_label(stroke, scene.labels)].append(index)
    found = find_symbols(scene, scene.parts, estimate_typical_height(scene.parts), scorer)
    symbols = [
        StrokeSymbol(
            tuple(sorted(index for part in each.parts for index in owners[part.label])),
            each.shares,
            each.image,
            each.may_be_digit,
        )
        for each in found.symbols
    ]
    symbols += [
        StrokeSymbol(tuple(owners[part.label]), shares, None, True)
        for part, shares in found.doubtful.items()
    ]
    return [each for each in symbols if each.strokes]


def _place(strokes: Sequence[Stroke]) -> list[Stroke]:
    """The strokes in pixels, a typical one of them as high as a digit."""
    points = np.concatenate(list(strokes))
    low = points.min(axis=0)
    extent = float((points.max(axis=0) - low).max()) or 1.0
    within = [(stroke - low) / extent for stroke in strokes]
    heights = [round(MAX_SIDE * float(np.ptp(stroke[:, 1]))) for stroke in within]
    scale = min(HEIGHT * MAX_SIDE / max(1.0, estimate_typical_size(heights)), MAX_SIDE)
    return [stroke * scale + MARGIN for stroke in within]


def _draw(strokes: Sequence[Stroke]) -> Scene:
    segments = to_segments(strokes).astype(np.float32)
    width, height = (np.concatenate(list(strokes)).max(axis=0) + MARGIN).astype(int).tolist()
    image = np.empty((1, height + 1, width + 1), np.uint8)
    radii = np.full((len(segments), 2), PEN * HEIGHT / 2, np.float32)
    draw(segments, radii, np.array([0, len(segments)]), image)
    ink = image[0].astype(np.float32) / 255
    labels, count = label_components(ink > 0.5)
    parts = [part for part in measure_components(labels, count) if part.area >= MIN_AREA]
    return Scene(ink, labels, parts)


def _find_label(stroke: Stroke, labels: NDArray[np.int32]) -> int:
    """The part that a stroke belongs to, 0 for none."""
    columns, rows = np.floor(stroke).astype(int).T
    own = labels[rows, columns]
    own = own[own > 0]
    return int(np.bincount(own).argmax()) if len(own) else 0
