"""Panels: rectangles of another tone on a picture that hold something, such as tiles and framed pictures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.kernel import kernel
from glassnet.ink.photo.components import (
    Component,
    Mask,
    fill_holes,
    label_components,
    measure_components,
)
from glassnet.ink.photo.decoding import Colors
from glassnet.ink.photo.planes import Plane, resize
from glassnet.ink.photo.scene import Region

SIDE: Final = 160
"""Pixels on the longer side: panels are found on a small version of the picture."""

MIN_AREA: Final = 0.03  # of the picture
MIN_SIDE: Final = 8  # pixels of the small version
MAX_ASPECT: Final = 2.5
MIN_INNER: Final = 0.5  # of its box is left when it is drawn in: else it is a stroke with a loop
MIN_FILL: Final = 0.9  # of its box, holes included: the disc of a fat 0 is less
MIN_STEP: Final = (
    0.04  # of white: tones of a panel and of what is around it are at least so far apart
)
MIN_HELD: Final = 0.008  # of its area is not of its tone: what it holds
MAX_HELD: Final = 0.75
MAX_PANELS: Final = 3
EDGE_SHARE: Final = (
    0.985  # of each edge of what is used is of its tone: so no loop of a digit is a panel
)
MAX_LEVELS: Final = 4


def find_panels(colors: Colors) -> list[Region]:
    """Rows and columns of the panels of a picture, the largest first; edges are left out."""
    return find_panels_on(colors.mean(axis=2))


def find_panels_on(gray: Plane) -> list[Region]:
    """As `find_panels`, of the means of red, green and blue."""
    height, width = gray.shape
    factor = min(1.0, SIDE / max(height, width))
    small = resize(gray, max(1, round(height * factor)), max(1, round(width * factor)))
    found: list[Region] = []
    for mask in _split_by_tone(small):
        labels, count = label_components(mask)
        for part in measure_components(labels, count):
            if _may_be_panel(part, mask.shape):
                inner = _find_inner(part.own(labels), small[part.place])
                if inner is not None:
                    found.append(_scale(part, inner, factor))
    ordered = sorted(found, key=lambda region: -_area(region))
    return without_repeats(ordered)[:MAX_PANELS]


def _split_by_tone(gray: Plane) -> Iterator[Mask]:
    """Masks of what is above and what is below each of a few levels between the tones of a picture."""
    for level in _find_levels(gray):
        yield gray > level
        yield gray <= level


def _find_levels(gray: Plane) -> list[float]:
    """The middles between frequent tones: paper, panel, ink."""
    counts = count_tones(np.ascontiguousarray(gray))
    smooth = np.convolve(counts, (1, 2, 1), "same")
    around = np.pad(smooth, 2)
    highest = np.maximum.reduce([around[shift : shift + 64] for shift in range(5)])
    common = (smooth > 0.02 * smooth.sum()) & (smooth == highest)
    tones = [(index + 0.5) / 64 for index in np.flatnonzero(common).tolist()]
    levels = [(low + high) / 2 for low, high in pairwise(tones) if high - low > MIN_STEP]
    return levels[:MAX_LEVELS]


@kernel("glassnet.ink.photo.panels_compiled", small=True)
def count_tones(gray: Plane) -> NDArray[np.int64]:
    """How many pixels have each of 64 tones, (64,); those beyond 0 and 1 are left out."""
    inside = gray[(gray >= 0) & (gray <= 1)]
    return np.bincount(np.minimum(inside * 64, 63).astype(np.intp), minlength=64)


def _may_be_panel(part: Component, shape: tuple[int, ...]) -> bool:
    """Whether a part is large, not the whole picture, and no strip."""
    if (
        min(part.height, part.width) < MIN_SIDE
        or part.height * part.width < MIN_AREA * shape[0] * shape[1]
    ):
        return False
    whole = part.height >= shape[0] - 1 and part.width >= shape[1] - 1
    return not whole and part.size < MAX_ASPECT * min(part.height, part.width)


def _find_inner(own: Mask, gray: Plane) -> tuple[int, int, int, int] | None:
    """Top, left, bottom and right of a panel within its box, drawn in until its edges are of its tone."""
    own = np.ascontiguousarray(own)
    if find_even_box(own, np.ones_like(own))[2] == 0:
        return None  # whatever its holes are
    inner = find_even_box(own, fill_holes(own))
    top, left, bottom, right = inner
    if bottom == top:
        return None
    levels = gray[top:bottom, left:right]
    held = float((np.abs(levels - np.median(levels)) > MIN_STEP).mean())
    return inner if MIN_HELD < held < MAX_HELD else None


@kernel("glassnet.ink.photo.panels_compiled", small=True)
def find_even_box(own: Mask, whole: Mask) -> tuple[int, int, int, int]:
    """Top, left, bottom and right of the box drawn in until its edges are of the part; zeros for none.

    `whole` is the part with its holes.
    """
    top, left, (bottom, right) = 0, 0, own.shape
    while (bottom - top) * (right - left) >= MIN_INNER * own.size:
        inside = whole[top:bottom, left:right]
        tone = own[top:bottom, left:right]
        shares = (tone[0].mean(), tone[-1].mean(), tone[:, 0].mean(), tone[:, -1].mean())
        if min(shares) >= EDGE_SHARE and inside.mean() >= MIN_FILL:
            return top, left, bottom, right
        worst = int(np.argmin(shares))
        top, bottom = top + (worst == 0), bottom - (worst == 1)
        left, right = left + (worst == 2), right - (worst == 3)
    return 0, 0, 0, 0


def _scale(part: Component, inner: tuple[int, int, int, int], factor: float) -> Region:
    """A place on the small version as one on the picture, without the pixels that both share."""
    top, left, bottom, right = inner
    margin = 1 if factor < 1 else 0
    rows = slice(
        int((part.top + top + margin) / factor) + 1, int((part.top + bottom - margin) / factor) - 1
    )
    columns = slice(
        int((part.left + left + margin) / factor) + 1,
        int((part.left + right - margin) / factor) - 1,
    )
    return rows, columns


def _area(region: Region) -> int:
    rows, columns = region
    return (rows.stop - rows.start) * (columns.stop - columns.start)


def without_repeats(regions: list[Region]) -> list[Region]:
    """Regions that are not nearly one of those before."""
    kept: list[Region] = []
    for region in regions:
        if _area(region) > 0 and not any(_overlap(region, each) > 0.8 for each in kept):
            kept.append(region)
    return kept


def _overlap(one: Region, other: Region) -> float:
    """The common area of two regions as a share of the larger one."""
    shared = 1
    for a, b in zip(one, other, strict=True):
        shared *= max(0, min(a.stop, b.stop) - max(a.start, b.start))
    return shared / max(_area(one), _area(other))
