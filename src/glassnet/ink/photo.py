"""Photos, scans and paint-program drawings of one digit to the 28x28 that MNIST is made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.bitmap import boxed, centred, even_pen, rasterised
from glassnet.ink.components import Component
from glassnet.ink.decoding import Colours, Picture, decode
from glassnet.ink.rendering import BOX, SIDE, GreyImage, Rendering, Stage
from glassnet.ink.scene import at_the_edge, box_of, cut_out, gap, look, sized

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

_ROOM = (0.5, 1.5)
"""Paper on each side of a digit, of its size, that is looked at with it; more if that cuts it off."""

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
    seen = find_digit(colours)
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


def find_digit(colours: Colours) -> Floats | None:
    """Ink strength of the digit in its box, or None when there is no ink.

    It is looked for on the whole picture and then looked at closely, without all that is far away.
    """
    whole = sized(colours)
    scene = look(whole)
    if scene is None:
        return None
    parts = main_parts(scene.parts, scene.labels.shape)
    for room in _ROOM:
        near = _surroundings(parts, room, whole.shape[:2], colours.shape[:2])
        closer = None if near is None else look(sized(colours[near]))
        if closer is not None:
            found = main_parts(closer.parts, closer.labels.shape)
            if not any(at_the_edge(part, closer.labels.shape) for part in found):
                return cut_out(closer, found)
    return cut_out(scene, parts)


def _surroundings(
    parts: Sequence[Component], room: float, seen: tuple[int, ...], whole: tuple[int, ...]
) -> tuple[slice, slice] | None:
    """Rows and columns of the whole picture around these parts; None if that is most of it."""
    top, left, bottom, right = box_of(parts)
    margin = room * max(bottom - top, right - left)
    if (bottom - top + 2 * margin) * (right - left + 2 * margin) > 0.5 * seen[0] * seen[1]:
        return None
    scale = whole[0] / seen[0]
    rows, columns = (
        slice(max(0, int((low - margin) * scale)), int((high + margin) * scale) + 1)
        for low, high in ((top, bottom), (left, right))
    )
    return rows, columns


def main_parts(parts: Sequence[Component], shape: tuple[int, ...]) -> list[Component]:
    """The largest part, rather in the middle than at the edge, and what belongs to it."""
    main = max(parts, key=lambda part: part.size * np.sqrt(part.area) * _prominence(part, shape))
    chosen, others = [main], [part for part in parts if part is not main]
    cut_off, lines = at_the_edge(main, shape), _lines_beside(main, others)
    for part in sorted(others, key=lambda part: gap(part, main)):
        whole = cut_off or not at_the_edge(part, shape)
        large = part.area >= 0.03 * main.area and part not in lines
        near = min(gap(part, each) for each in chosen) <= _reach(part, main)
        if whole and large and near:
            chosen.append(part)
    return chosen


def _reach(part: Component, main: Component) -> float:
    """How far apart two parts of one digit may be: the smaller, the closer."""
    if part.area < 0.15 * main.area:
        return 0.22 * main.size
    return (0.35 if part.size < 0.5 * main.size else 0.55) * main.size


def _lines_beside(main: Component, others: Sequence[Component]) -> list[Component]:
    """What a frame leaves when it is broken: more than one long line, none of them close."""
    lines = [
        part
        for part in others
        if part.size > 0.9 * main.size
        and min(part.height, part.width) < 0.12 * part.size
        and gap(part, main) > 0.08 * main.size
    ]
    return lines if len(lines) > 1 else []


def _prominence(part: Component, shape: tuple[int, ...]) -> float:
    """1 in the middle, less towards the corners, and little for what leaves the picture."""
    y = (part.top + part.bottom) / 2 / shape[0] - 0.5
    x = (part.left + part.right) / 2 / shape[1] - 0.5
    lies_along = part.height > 0.6 * shape[0] or part.width > 0.6 * shape[1]
    cut_off = (0.05 if lies_along else 0.15) if at_the_edge(part, shape) else 1.0
    level = 0.1 if part.width > 4 * part.height else 1.0
    return float(1 - np.hypot(x, y)) * cut_off * level


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


def _grey(colours: Colours) -> GreyImage:
    return np.rint(255 * (colours @ _LUMINANCE)).astype(np.uint8)


def _shown(ink: Mask) -> GreyImage:
    return np.where(ink, 255, 0).astype(np.uint8)
