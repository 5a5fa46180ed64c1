"""Photos, scans and paint-program drawings of one digit to the 28x28 that MNIST is made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.bitmap import boxed, centred, even_pen, rasterised
from glassnet.ink.components import Component, components_of, label_components
from glassnet.ink.decoding import Colours, Picture, decode
from glassnet.ink.lines import without_frame, without_lines
from glassnet.ink.paper import Ink, find_ink
from glassnet.ink.planes import each_resized
from glassnet.ink.rendering import BOX, SIDE, GreyImage, Rendering, Stage

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

_LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)


def from_image(picture: Picture) -> Rendering:
    """Render the digit on a picture (a path, a file's content, an open picture) as MNIST would.

    Dark on light or light on dark, in any colour, on uneven paper, with specks, a frame or grid
    lines. A 28x28 picture that is in MNIST's form already is taken as it is. InkError, which is a
    ValueError, when it is not a picture or too large.
    """
    colours = decode(picture)
    ready = _already_in_form(colours)
    if ready is not None:
        return Rendering(ready, (Stage("as given", ready),))
    seen = find_digit(_enlarged(colours))
    shown = Stage("as given", _grey(colours))
    if seen is None:
        return Rendering(None, (shown,), "There is no ink: nothing stands out from the paper.")
    return render_bitmap(seen, (shown,))


def render_bitmap(strength: Floats, before: tuple[Stage, ...] = ()) -> Rendering:
    """Render a cut-out of ink strength, 0 paper and 1 a stroke, after the stages `before`."""
    ink = boxed(np.ascontiguousarray(strength))
    if not ink.any():
        return Rendering(None, before, "There is no ink: only a speck.")
    drawn = rasterised(even_pen(ink))
    image = centred(drawn)
    return Rendering(
        image,
        (
            *before,
            Stage("boxed", _shown(ink)),
            Stage("rasterised", drawn),
            Stage("centred", image),
        ),
    )


def find_digit(colours: Colours, depth: int = 2) -> Floats | None:
    """Ink strength of the digit in its box, or None; a sheet on a table is looked at by itself."""
    ink = find_ink(colours)
    if ink is None:
        return None
    mask = cleaned(ink.mask)
    labels, count = label_components(mask)
    parts = main_parts(components_of(labels, count), mask.shape)
    if not parts:
        return None
    top, left, bottom, right = box_of(parts)
    if depth and _is_a_sheet(mask, parts):
        inset_y, inset_x = (bottom - top) // 25 + 1, (right - left) // 25 + 1
        inside = colours[top + inset_y : bottom - inset_y, left + inset_x : right - inset_x]
        digit = find_digit(inside, depth - 1) if min(inside.shape[:2]) > 8 else None
        if digit is not None:
            return digit
    return cut_out(ink, labels, parts)


def cleaned(mask: Mask) -> Mask:
    """Ink without the lines of the paper and without a frame around everything else."""
    mask = without_lines(mask)
    labels, count = label_components(mask)
    for part in components_of(labels, count):
        if min(part.height, part.width) > 0.1 * max(mask.shape):
            place = (slice(part.top, part.bottom), slice(part.left, part.right))
            mask[place] = without_frame(mask[place], labels[place] == part.label)
    return mask


def main_parts(parts: Sequence[Component], shape: tuple[int, ...]) -> list[Component]:
    """The largest part, rather in the middle than at the edge, and what belongs to it."""
    solid = [part for part in parts if part.area >= 9]
    if not solid:
        return []
    main = max(solid, key=lambda part: part.size * np.sqrt(part.area) * _prominence(part, shape))
    chosen, others = [main], [part for part in solid if part is not main]
    for part in sorted(others, key=lambda part: gap(part, main)):
        near = min(gap(part, each) for each in chosen) <= 0.22 * main.size
        if near and part.area >= 0.03 * main.area and not _at_the_edge(part, shape):
            chosen.append(part)
    return chosen


def _prominence(part: Component, shape: tuple[int, ...]) -> float:
    """1 in the middle, less towards the corners, and little for what leaves the picture."""
    y = (part.top + part.bottom) / 2 / shape[0] - 0.5
    x = (part.left + part.right) / 2 / shape[1] - 0.5
    lies_along = part.height > 0.6 * shape[0] or part.width > 0.6 * shape[1]
    cut_off = (0.05 if lies_along else 0.3) if _at_the_edge(part, shape) else 1.0
    return float(1 - np.hypot(x, y)) * cut_off


def _at_the_edge(part: Component, shape: tuple[int, ...]) -> bool:
    return (
        part.top <= 1 or part.left <= 1 or part.bottom >= shape[0] - 1 or part.right >= shape[1] - 1
    )


def gap(one: Component, other: Component) -> float:
    """Pixels between two boxes, 0 when they overlap."""
    down = max(one.top, other.top) - min(one.bottom, other.bottom)
    across = max(one.left, other.left) - min(one.right, other.right)
    return float(np.hypot(max(down, 0), max(across, 0)))


def box_of(parts: Sequence[Component]) -> tuple[int, int, int, int]:
    """Top, left, bottom and right of the box around all parts."""
    return (
        min(part.top for part in parts),
        min(part.left for part in parts),
        max(part.bottom for part in parts),
        max(part.right for part in parts),
    )


def cut_out(ink: Ink, labels: NDArray, parts: Sequence[Component]) -> Floats:
    """Ink strength in the box of the parts, without what does not belong to them."""
    top, left, bottom, right = box_of(parts)
    place = (slice(top, bottom), slice(left, right))
    own = np.isin(labels[place], [part.label for part in parts])
    return np.where(own, np.minimum(ink.strength[place], 1), np.float32(0)).astype(np.float32)


def _is_a_sheet(mask: Mask, parts: Sequence[Component]) -> bool:
    """Whether what was found is a large filled shape instead of strokes."""
    main = parts[0]
    large = main.height > 0.3 * mask.shape[0] and main.width > 0.3 * mask.shape[1]
    return bool(large and main.area > 0.55 * main.height * main.width)


def _already_in_form(colours: Colours) -> GreyImage | None:
    """A 28x28 picture of ink in a box of 20 with its mass in the middle, as it is; else None."""
    if colours.shape[:2] != (SIDE, SIDE):
        return None
    grey = _grey(colours)
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    image = grey if edge.mean() < 128 else 255 - grey
    return image if _in_form(image) else None


def _in_form(image: GreyImage) -> bool:
    inked = image > 40
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows) or inked[[0, -1]].any() or inked[:, [0, -1]].any():
        return False
    moved = int(np.abs(centred(image).astype(int) - image).sum())
    longer = int(max(np.ptp(rows), np.ptp(columns))) + 1
    return abs(longer - BOX) <= 2 and moved == 0


def _enlarged(colours: Colours) -> Colours:
    """Small pictures with more pixels, and with room around them in the colour of their edge."""
    height, width = colours.shape[:2]
    factor = max(1, round(200 / max(height, width)))
    if factor == 1:
        return colours
    return np.clip(each_resized(colours, height * factor, width * factor), 0, 1)


def _grey(colours: Colours) -> GreyImage:
    return np.rint(255 * (colours @ _LUMINANCE)).astype(np.uint8)


def _shown(ink: Mask) -> GreyImage:
    return np.where(ink, 255, 0).astype(np.uint8)
