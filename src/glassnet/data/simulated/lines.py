"""Simulated lines: digits and symbols beside each other, written by one hand with one pen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.data.simulated.glyphs import VARIANTS
from glassnet.data.simulated.glyphs.symbols import SYMBOL_VARIANTS
from glassnet.data.simulated.style import HandwritingStyle
from glassnet.data.simulated.writing import group_by_frequency, write
from glassnet.ink.strokes.pen import draw

Floats = NDArray[np.float32]

# Lengths are shares of the height of a digit.
HEIGHTS = (24, 56)  # pixels of a digit
PENS = (0.06, 0.14)
GAPS = (0.04, 0.4)
SLASH_GAPS = (-0.22, 0.2)
LOW_GAPS = (-0.12, 0.35)
MARGIN = 0.8
UNEVENNESS = 0.03
BROKEN = 0.15  # of the lines have digits whose ink fails,
SPECKED = 0.3  # and of them have specks above the feet of the digits


class Glyph(NamedTuple):
    """One character as it is written: the pieces of its strokes, the pen at their ends, its box."""

    character: str
    segments: Floats
    """(pieces, 4): from x, y to x, y, in heights of a digit."""
    radii: Floats
    """(pieces, 2), of a pen whose mean radius is 1."""

    @property
    def box(self) -> Floats:
        """Left, top, right and bottom, without the pen's width."""
        points = self.segments.reshape(-1, 2)
        return np.concatenate([points.min(axis=0), points.max(axis=0)])


class SimulatedLine(NamedTuple):
    """A line as ink from 0 to 1, and its characters with their boxes in pixels, pen included.

    `boxes` (characters, 4): left, top, right and bottom.
    """

    ink: Floats
    text: str
    boxes: Floats


def simulate_lines(rng: np.random.Generator, texts: Sequence[str]) -> list[SimulatedLine]:
    """Lines with these texts, of digits and symbols."""
    style = HandwritingStyle()
    if rng.random() < BROKEN:
        style = replace(style, skipping=0.5)
    written = iter(_write_all("".join(texts), style, rng))
    return [_set(text, [next(written) for _ in text], rng) for text in texts]


def _write_all(text: str, style: HandwritingStyle, rng: np.random.Generator) -> list[Glyph]:
    """Each character of a text, all of one variant at once."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, character in enumerate(text):
        places[character].append(place)
    written: dict[int, Glyph] = {}
    for character, own in places.items():
        known = VARIANTS[int(character)] if character.isdigit() else SYMBOL_VARIANTS[character]
        # The ink of a point does not fail: there would be none.
        used = style if character.isdigit() else replace(style, skipping=0.0, joining=0.0)
        for variant, chosen in group_by_frequency(known, np.array(own), rng.random(len(own))):
            writing = write(variant, len(chosen), used, rng)
            segments = np.concatenate([writing.points[:, :-1], writing.points[:, 1:]], axis=2)
            radii = np.stack([writing.radii[:, :-1], writing.radii[:, 1:]], axis=2)
            radii /= radii.mean(axis=(1, 2), keepdims=True)
            for index, place in enumerate(chosen.tolist()):
                inked = writing.inked[index]
                written[place] = Glyph(character, segments[index][inked], radii[index][inked])
    return [written[place] for place in range(len(text))]


def _set(text: str, glyphs: Sequence[Glyph], rng: np.random.Generator) -> SimulatedLine:
    """Glyphs set beside each other on a line that may climb, and drawn."""
    height, pen = rng.uniform(*HEIGHTS), rng.uniform(*PENS)
    usual, climb = rng.uniform(*GAPS), rng.normal(0, 0.02)
    right, segments, boxes = MARGIN, [], []
    for glyph in glyphs:
        box = glyph.box
        gap = usual * rng.uniform(0.6, 1.4)
        if glyph.character == "/":
            gap = rng.uniform(*SLASH_GAPS)
        elif glyph.character in ".,":
            gap = rng.uniform(*LOW_GAPS)
        across = right + gap + pen - box[0]
        down = MARGIN + 0.5 + rng.normal(0, UNEVENNESS) + climb * right
        moved = np.array([across, down, across, down], np.float32)
        segments.append(glyph.segments + moved)
        boxes.append(box + moved)
        right = max(right, float(box[2] + across))
    radii = np.concatenate([glyph.radii for glyph in glyphs]) * (pen / 2)
    pieces = np.concatenate(segments)
    if rng.random() < SPECKED:
        specks = _draw_specks(right, rng)
        pieces = np.concatenate([pieces, specks])
        radii = np.concatenate([radii, np.full((len(specks), 2), pen / 2 * rng.uniform(0.6, 1.3))])
    image = np.empty(
        (1, round((2 * MARGIN + 1) * height), round((right + MARGIN) * height)), np.uint8
    )
    draw(
        (pieces * height).astype(np.float32),
        (radii * height).astype(np.float32),
        np.array([0, len(pieces)]),
        image,
    )
    reach = np.array([-pen, -pen, pen, pen]) / 2
    return SimulatedLine(
        image[0].astype(np.float32) / 255, text, ((np.array(boxes) + reach) * height).astype("f4")
    )


def _draw_specks(right: float, rng: np.random.Generator) -> Floats:
    """One or two dots anywhere above the feet of the digits."""
    count = int(rng.integers(1, 3))
    places = np.stack([rng.uniform(0, right, count), MARGIN + rng.uniform(-0.3, 0.65, count)], 1)
    return np.hstack([places, places + rng.normal(0, 0.02, places.shape)]).astype(np.float32)
