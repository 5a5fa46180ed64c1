"""What is on a picture: ink without the paper's lines, in connected parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.components import Component, Labels, Mask, components_of, label_components
from glassnet.ink.decoding import Colours
from glassnet.ink.lines import without_frame, without_lines
from glassnet.ink.paper import Floats, Ink, find_ink
from glassnet.ink.planes import each_resized, halved

_SMALL, _LARGE = 200, 400  # pixels on the longer side: others are resized before they are looked at
SHEET_FILLED = 0.85  # of its box, holes included, is a sheet of paper; a fat 0 is less
_RING_FILLED = 0.68  # a circle fills pi / 4 of its box


Box = tuple[int, int, int, int]
"""Top, left, bottom and right."""


Region = tuple[slice, slice]
"""Rows and columns of a picture."""


class Scene(NamedTuple):
    """The ink of a picture and its connected parts."""

    strength: Floats
    """Rows by columns: 0 paper, 1 a typical stroke."""
    labels: Labels
    """Rows by columns: which part a pixel belongs to, 0 for none."""
    parts: list[Component]
    top: int = 0
    """Rows of the picture above it."""
    left: int = 0
    """Columns of the picture beside it."""


def sized(colours: Colours, most: int = _LARGE) -> Colours:
    """As many pixels as it takes and at most `most` on a side: strokes several of them wide."""
    height, width = colours.shape[:2]
    if max(height, width) >= 2 * most and min(height, width) > 1:
        return sized(halved(colours), most)
    if max(height, width) > most:
        factor = most / max(height, width)
        return each_resized(colours, max(1, round(height * factor)), max(1, round(width * factor)))
    times = max(1, round(_SMALL / max(height, width)))
    if times == 1:
        return colours
    return np.clip(each_resized(colours, height * times, width * times), 0, 1)


def look(colours: Colours) -> Scene | None:
    """The ink on a picture, or None when nothing stands out from the paper."""
    return _scene(find_ink(colours))


def _scene(ink: Ink | None) -> Scene | None:
    if ink is None:
        return None
    labels, count = label_components(_cleaned(ink))
    parts = [
        part
        for part in components_of(labels, count)
        if part.area >= 9 and not _is_rim(part, labels.shape)
    ]
    return Scene(ink.strength, labels, parts) if parts else None


def filled_share(own: Mask) -> float:
    """How much of its box a part fills, together with all that it surrounds."""
    return float(filled(own).mean())


def filled(own: Mask) -> Mask:
    """A part together with all that it surrounds."""
    outside, _ = label_components(~np.pad(own, 1))
    return (outside != outside[0, 0])[1:-1, 1:-1]


def cut_out(scene: Scene, parts: Sequence[Component]) -> Floats:
    """Ink strength in the box of these parts, without what does not belong to them."""
    top, left, bottom, right = box_of(parts)
    place = (slice(top, bottom), slice(left, right))
    own = np.isin(scene.labels[place], [part.label for part in parts])
    return np.where(own, np.minimum(scene.strength[place], 1), np.float32(0)).astype(np.float32)


def at_the_edge(part: Component, shape: tuple[int, ...]) -> bool:
    """Whether a part reaches the edge of the picture, so that it may go on outside of it."""
    height, width = shape
    return part.top <= 1 or part.left <= 1 or part.bottom >= height - 1 or part.right >= width - 1


def _is_rim(part: Component, shape: tuple[int, ...]) -> bool:
    """Whether a part is what a scanner or a camera sees beside the paper: a strip along an edge."""
    height, width = shape
    beside = part.height > 0.85 * height and part.width < 0.12 * width
    across = part.width > 0.85 * width and part.height < 0.12 * height
    return (beside and (part.left <= 1 or part.right >= width - 1)) or (
        across and (part.top <= 1 or part.bottom >= height - 1)
    )


def gap(one: Component, other: Component) -> float:
    """Pixels between two boxes, 0 when they overlap."""
    return float(gaps(one, [other])[0])


def gaps(part: Component, others: Sequence[Component]) -> NDArray[np.float64]:
    """Pixels between a part's box and each of the others', 0 when they overlap."""
    top, left, bottom, right = np.array([box_of([each]) for each in others]).T
    down = np.maximum(part.top, top) - np.minimum(part.bottom, bottom)
    across = np.maximum(part.left, left) - np.minimum(part.right, right)
    return np.hypot(np.maximum(down, 0), np.maximum(across, 0))


def box_of(parts: Sequence[Component]) -> Box:
    """Top, left, bottom and right of the box around all parts."""
    return (
        min(part.top for part in parts),
        min(part.left for part in parts),
        max(part.bottom for part in parts),
        max(part.right for part in parts),
    )


def _cleaned(ink: Ink) -> Mask:
    """Ink without the lines of the paper, and without frames around other ink."""
    mask = without_lines(ink.mask, ink.strength, ink.strength > ink.least / 2)
    for place, own in _large_parts(ink.strength > ink.least):
        before = mask[place]
        bare = without_frame(before, ink.strength[place], own)
        if bare is not before:  # straight lines can be told from digits that touch them
            mask[place] = bare
        elif _is_frame(own, before):
            mask[place] = before & ~own
    for place, own in _large_parts(mask):
        mask[place] = without_frame(mask[place], ink.strength[place], own)
    return mask


def _large_parts(mask: Mask) -> Iterator[tuple[tuple[slice, slice], Mask]]:
    """The place of every part that may be a frame, and which pixels there are its own."""
    labels, count = label_components(mask)
    for part in components_of(labels, count):
        if min(part.height, part.width) > 0.1 * max(mask.shape):
            place = (slice(part.top, part.bottom), slice(part.left, part.right))
            yield place, labels[place] == part.label


def _is_frame(own: Mask, inked: Mask) -> bool:
    """Whether a part is a thin line around other ink: a box that it fills, or a ring."""
    if own.mean() > 0.3:
        return False
    held = inked & ~own
    if held.sum() > 0.1 * own.sum() and filled_share(own) > SHEET_FILLED:
        return True
    sides = _sides_held(own)
    ring = bool((own | (sides == 4)).mean() > _RING_FILLED)
    return ring and _is_digit(inked & ~own & (sides >= 3), own)


def _sides_held(own: Mask) -> NDArray[np.int64]:
    """On how many of its four sides each pixel has the part: on three within a ring's opening."""
    sides = [np.logical_or.accumulate(turned) for turned in (own, own[::-1], own.T, own.T[::-1])]
    above, below, left, right = sides
    return np.sum([above, below[::-1], left.T, right[::-1].T], axis=0)


def _is_digit(held: Mask, ring: Mask) -> bool:
    """Whether what a ring surrounds is a digit, not the stroke or the dot within a 0."""
    labels, count = label_components(held)
    parts = components_of(labels, count)
    part = max(parts, key=lambda part: part.area, default=None)
    if part is None or part.area < 0.1 * ring.sum() or part.height < 0.3 * len(ring):
        return False
    spread = np.cov(np.stack(np.nonzero(labels == part.label)))
    narrow, long = np.sqrt(np.maximum(np.linalg.eigvalsh(spread), 0))
    return bool(narrow > 0.15 * long or spread[1, 1] < 0.02 * spread[0, 0])
