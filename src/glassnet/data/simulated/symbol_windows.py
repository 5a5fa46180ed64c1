"""Windows of simulated lines: marks that are symbols, and such as are digits, parts of digits or specks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.data.labeled_images import LabeledImages
from glassnet.data.simulated.lines import SimulatedLine, simulate_lines
from glassnet.engine.kernel import using_by_size
from glassnet.ink.page.grouping import estimate_typical_height
from glassnet.ink.photo.components import label_components, measure_components
from glassnet.ink.photo.planes import blur
from glassnet.ink.photo.scene import Scene
from glassnet.ink.symbols.candidates import find_marks
from glassnet.ink.symbols.marks import CLASSES, NONE, Mark
from glassnet.ink.symbols.windows import draw_windows

LINES_AT_ONCE = 128
MIN_WINDOWS_TO_COMPILE = 100
MIN_AREA = 9  # pixels of a part, as on pages
MIN_OVERLAP = 0.55  # of the union of two boxes
WITHOUT_SYMBOLS = 0.3  # of the lines
SHARE_OF_ONES = 0.25  # of the digits: they look like slashes
BLURRED = 0.4  # of the lines


def simulate_symbols(rng: np.random.Generator, count: int) -> LabeledImages:
    """`count` windows (28, 28, 2) with the names of `CLASSES`; see `draw_windows`."""
    windows: list[np.ndarray] = []
    labels: list[int] = []
    lines = min(LINES_AT_ONCE, max(4, count // 4))
    with using_by_size(count >= MIN_WINDOWS_TO_COMPILE):
        while len(labels) < count:
            texts = [draw_text(rng) for _ in range(lines)]
            for line in simulate_lines(rng, texts):
                for window, name in _find_windows(line, rng):
                    windows.append(window)
                    labels.append(CLASSES.index(name))
    return LabeledImages(
        np.stack(windows[:count]), np.array(labels[:count]), "simulated symbols", CLASSES
    )


def draw_text(rng: np.random.Generator) -> str:
    """A number, mostly with symbols in it or before it, as people write them or in any order."""
    if rng.random() < WITHOUT_SYMBOLS:
        return _digits(rng, 2, 6)
    kind = int(rng.integers(6))
    if kind == 0:
        return f"{_digits(rng, 1, 4)}{rng.choice(['.', ','])}{_digits(rng, 1, 3)}"
    if kind == 1:
        return f"-{_digits(rng, 1, 4)}"
    if kind == 2:
        sign = str(rng.choice(["/", ".", "-"]))
        return sign.join(_digits(rng, 1, 2) for _ in range(int(rng.integers(2, 4))))
    if kind == 3:
        return f"{_digits(rng, 1, 2)}:{_digits(rng, 2, 2)}"
    if kind == 4:
        return f"-{_digits(rng, 1, 3)}{rng.choice(['.', ','])}{_digits(rng, 1, 2)}"
    parts = [_digits(rng, 1, 2) + str(rng.choice([*".,-/:"])) for _ in range(3)]
    return "".join(parts) + _digits(rng, 1, 2)


def _digits(rng: np.random.Generator, least: int, most: int) -> str:
    count = int(rng.integers(least, most + 1))
    drawn = [1 if rng.random() < SHARE_OF_ONES else int(rng.integers(10)) for _ in range(count)]
    return "".join(map(str, drawn))


def _find_windows(
    line: SimulatedLine, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, str]]:
    """The window of each mark of a line, and what the mark is."""
    ink = line.ink
    if rng.random() < BLURRED:
        ink = np.minimum(1, blur(ink, 1) * np.float32(1.3))
    labels, count = label_components(ink > 0.5)
    parts = [part for part in measure_components(labels, count) if part.area >= MIN_AREA]
    if not parts:
        return
    scene = Scene(ink, labels, parts)
    marks = find_marks(scene, parts, estimate_typical_height(parts))
    for window, mark in zip(draw_windows(scene, marks), marks, strict=True):
        yield window, _name(mark, line)


def _name(mark: Mark, line: SimulatedLine) -> str:
    """The symbol that has the mark's box; two parts are a colon, one is none."""
    for character, (left, top, right, bottom) in zip(line.text, line.boxes.tolist(), strict=True):
        if character.isdigit() or (character == ":") != (len(mark.parts) > 1):
            continue
        own_top, own_left, own_bottom, own_right = mark.box
        across = min(right, own_right) - max(left, own_left)
        down = min(bottom, own_bottom) - max(top, own_top)
        shared = max(across, 0) * max(down, 0)
        areas = (right - left) * (bottom - top) + (own_right - own_left) * (own_bottom - own_top)
        if shared > MIN_OVERLAP * (areas - shared):
            return character
    return NONE
