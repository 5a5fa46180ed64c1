"""What is on a picture: ink without the paper's lines, in connected parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from glassnet.ink.components import Component, Labels, Mask, components_of, label_components
from glassnet.ink.decoding import Colours
from glassnet.ink.lines import without_frame, without_lines
from glassnet.ink.paper import Floats, Ink, find_ink
from glassnet.ink.planes import blurred, each_resized

_SMALL = 200  # pixels on the longer side: smaller pictures are enlarged before they are looked at
_SHEET_FILLED = 0.85  # of its box, holes included, is a sheet of paper; a fat 0 is less


class Scene(NamedTuple):
    """The ink of a picture and its connected parts."""

    strength: Floats
    """Rows by columns: 0 paper, 1 a typical stroke."""
    labels: Labels
    """Rows by columns: which part a pixel belongs to, 0 for none."""
    parts: list[Component]


def enlarged(colours: Colours) -> Colours:
    """Small pictures with more pixels, so that strokes are several of them wide."""
    height, width = colours.shape[:2]
    factor = max(1, round(_SMALL / max(height, width)))
    if factor == 1:
        return colours
    return np.clip(each_resized(colours, height * factor, width * factor), 0, 1)


def look(colours: Colours) -> Scene | None:
    """The ink on a picture, or None when nothing stands out from the paper.

    Where shadows or the table reach into it from the edge, they are left out, and it is looked at
    again: next to them, faint ink is hardly seen.
    """
    scene = _scene(find_ink(colours))
    intruding = [] if scene is None else [part for part in scene.parts if _intrudes(scene, part)]
    if scene is None or not intruding:
        return scene
    labels = [part.label for part in intruding]
    reach = max(scene.labels.shape) // 80
    around = blurred(np.isin(scene.labels, labels).astype(np.float32), reach) > 0
    return _scene(find_ink(colours, around)) or scene


def _scene(ink: Ink | None) -> Scene | None:
    if ink is None:
        return None
    labels, count = label_components(_cleaned(ink.mask))
    parts = [part for part in components_of(labels, count) if part.area >= 9]
    return Scene(ink.strength, labels, parts) if parts else None


def _intrudes(scene: Scene, part: Component) -> bool:
    """Whether a part lies along much of the picture's edge, or is a blot in its corner."""
    if not at_the_edge(part, scene.labels.shape):
        return False
    own = scene.labels == part.label
    shares = [own[0].mean(), own[-1].mean(), own[:, 0].mean(), own[:, -1].mean()]
    return max(shares) > 0.4 or min(sorted(shares)[-2:]) > 0.05


def look_inside(colours: Colours, scene: Scene, part: Component) -> Scene | None:
    """What is written on a sheet that lies on a table, if `part` is such a sheet."""
    height, width = colours.shape[:2]
    large = part.height > 0.3 * height and part.width > 0.3 * width
    if not large or _filled_share(scene, part) < _SHEET_FILLED:
        return None
    rim = part.size // 25 + 1
    inside = colours[part.top + rim : part.bottom - rim, part.left + rim : part.right - rim]
    return look(inside) if min(inside.shape[:2]) > 8 else None


def _filled_share(scene: Scene, part: Component) -> float:
    """How much of its box a part fills, together with all that it surrounds."""
    own = scene.labels[part.top : part.bottom, part.left : part.right] == part.label
    outside, _ = label_components(~np.pad(own, 1))
    return float((outside != outside[0, 0]).sum() / own.size)


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


def _cleaned(mask: Mask) -> Mask:
    """Ink without the lines of the paper, and without frames around other ink."""
    mask = without_lines(mask)
    labels, count = label_components(mask)
    for part in components_of(labels, count):
        if min(part.height, part.width) > 0.1 * max(mask.shape):
            place = (slice(part.top, part.bottom), slice(part.left, part.right))
            mask[place] = without_frame(mask[place], labels[place] == part.label)
    return mask
