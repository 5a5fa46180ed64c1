"""Tell ink from paper: whatever the paper's colour, however uneven its light.

Drawings have one exact paper colour, and ink is how far a pixel is from it. Photos have none: there
ink is what is narrow and darker than its surroundings, or lighter, whichever there is more of.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.components import label_components
from glassnet.ink.decoding import Colours
from glassnet.ink.envelope import Levels, closed
from glassnet.ink.planes import blurred

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

_LEAST_CONTRAST = 0.09  # of full black on full white: fainter than a hard pencil is no ink
_FAINTEST = 0.06  # on paper that is so even that it shows
_NOISE_FACTOR = 5.0
_WIDTHS = (0.02, 0.035, 0.06, 0.11, 0.19, 0.33)
"""Shares of the picture's longer side: strokes are looked for that are narrower than one of them."""
_DIM = 0.45  # of white: where nothing is brighter, there was little light
_DARK = 0.02  # where nothing is even that bright, there is nothing to see
_FAINTER = 0.75  # of the strength of lines or frames: what is not fainter was found with them
_COLOURED = 0.45  # of the strongest colour: yellow and cyan are half as far from white as black is
_NARROW = 2.5  # by this power of their width wide strokes have to tell more than narrow ones


class Ink(NamedTuple):
    """How much ink there is at every pixel, and where it counts as ink."""

    strength: Floats
    """Rows by columns: 0 paper, 1 a typical stroke."""
    mask: Mask
    least: float
    """The strength from which on something stands out at all, such as lightly printed lines."""
    contrast: float
    """How far a typical stroke is from the paper, where 1 is black from white."""

    def without(self, gone: Mask) -> Ink | None:
        """What is written much more faintly than what lies at `gone`, if anything is."""
        lines = blurred(gone.astype(np.float32), 2) > 0
        fainter = _ink(np.where(lines, np.float32(0), self.strength), self.least)
        if fainter is None or fainter.contrast > _FAINTER:
            return None
        return fainter._replace(contrast=self.contrast * fainter.contrast)


def find_ink(colours: Colours) -> Ink | None:
    """Ink on its paper; None when nothing stands out from the paper."""
    colour = _paper_colour(colours)
    if colour is not None:
        distance = _distance(colours, colour)
        if _is_drawn(distance):
            drawn = _without_dither(distance)
            least = max(_LEAST_CONTRAST, _noise(drawn))
            return _ink(_as_strong(drawn, drawn > least), least)
    distance = _from_surroundings(colours)
    least = float(np.clip(_noise(distance), _FAINTEST, _LEAST_CONTRAST))
    return _ink(np.maximum(distance, 0), least)


def _ink(distance: Floats, least: float) -> Ink | None:
    """Ink where it is `least` or more from the paper, and a typical stroke's share of that."""
    contrast = _contrast(distance, distance > least)
    if contrast is None:
        return None
    strength = np.minimum(distance / np.float32(contrast), 1.5)
    seeds = strength > max(0.6, least / contrast)
    return Ink(strength, connected_to(seeds, strength > 0.4), least / contrast, contrast)


def _as_strong(distance: Floats, faint: Mask) -> Floats:
    """A drawing in several colours as if all that is not much lighter than the rest were one colour."""
    labels, count = label_components(faint)
    mass, weighted = (
        np.bincount(labels.ravel(), np.power(distance, power).ravel(), count + 1)
        for power in (2, 3)
    )
    usual = weighted / np.maximum(mass, 1e-9)
    strongest = usual[1:].max(initial=0)
    factors = np.where(usual > _COLOURED * strongest, strongest / np.maximum(usual, 1e-9), 1)
    factors[0] = 1
    return distance * factors.astype(np.float32)[labels]


def _is_drawn(distance: Floats) -> bool:
    """Whether paper is paper and ink is ink; photos have much that is nearly paper."""
    return float(((distance > 0.04) & (distance < 0.3)).mean()) < 0.15


def _noise(distance: Floats) -> float:
    """More than the paper's own unevenness."""
    middle, low = (float(value) for value in np.quantile(distance[::2, ::2], (0.5, 0.16)))
    return middle + _NOISE_FACTOR * (middle - low)


def _paper_colour(colours: Colours) -> Floats | None:
    """The one colour that much of a drawing has exactly; None for anything photographed."""
    levels = np.rint(colours[::2, ::2] * 255).astype(np.uint32)
    codes = levels[..., 0] << 16 | levels[..., 1] << 8 | levels[..., 2]
    values, counts = np.unique(codes, return_counts=True)
    if counts.max() < 0.3 * codes.size:
        return None
    code = int(values[counts.argmax()])
    return np.array([code >> 16, code >> 8 & 255, code & 255], np.float32) / np.float32(255)


def _distance(colours: Colours, paper: Floats) -> Floats:
    """How far each pixel is from its paper: 1 for black on white, or white on black."""
    room = np.maximum(np.where(paper > 0.5, paper, 1 - paper), np.float32(0.25))
    relative = ((colours - paper) / room).reshape(-1, 3)
    return np.sqrt(np.einsum("ij,ij->i", relative, relative) / 3).reshape(colours.shape[:2])


def _without_dither(distance: Floats) -> Floats:
    """Averaged over a few pixels where grey was made of lone dots."""
    inked = distance > 0.5
    around = blurred(distance, 1)
    lone = inked & (around < 0.45)
    if lone.sum() < 0.15 * inked.sum() or lone.mean() < 0.01:
        return distance
    soft = blurred(around, 1)
    return np.maximum(soft - np.median(soft), 0)


def _from_surroundings(colours: Colours) -> Floats:
    """How far each pixel is from what surrounds its stroke, as a share of that; paper is about 0."""
    grey = _well_lit(_telling_grey(colours))
    levels = np.rint(255 * (blurred(grey, 1) if min(grey.shape) >= 100 else grey)).astype(np.uint8)
    dark, width = _kind_of_ink(levels)
    levels = levels if dark else 255 - levels
    paper = closed(levels, width).astype(np.float32)
    distance = (paper - levels) / np.maximum(paper, np.float32(64))
    return np.subtract(distance, np.median(distance[::2, ::2]), dtype=np.float32)


def _well_lit(grey: Floats) -> Floats:
    """A picture taken in the dark, as if what is brightest on it were white."""
    brightest = float(blurred(grey, 2).max())
    if brightest > _DIM or brightest < _DARK:
        return grey
    return np.minimum(grey / np.float32(brightest), 1)


def _telling_grey(colours: Colours) -> Floats:
    """The mixture of red, green and blue in which neighbouring pixels differ most."""
    edges = np.concatenate(
        [
            np.diff(colours[::2], axis=1).reshape(-1, 3),
            np.diff(colours[:, ::2], axis=0).reshape(-1, 3),
        ]
    )
    axis = np.linalg.eigh(edges.T @ edges)[1][:, -1]
    weights = np.maximum(axis if axis.sum() > 0 else -axis, 0)
    return colours @ (weights / weights.sum()).astype(np.float32)


def _kind_of_ink(levels: Levels) -> tuple[bool, int]:
    """Whether ink is darker than its paper, and a width in pixels that all its strokes stay below.

    Wider parts than the strokes add nothing to ink, but much to the shades between strokes and in
    the folds of paper. So what is wanted has most of its energy already at a small width.
    """
    widths = [max(2 * round(share * max(levels.shape) / 2) + 1, 5) for share in _WIDTHS]
    energies = np.array([_energies(levels, widths), _energies(255 - levels, widths)])
    telling = energies**2 / energies.max(axis=1, keepdims=True) / np.power(widths, _NARROW)
    kind, place = np.unravel_index(telling.argmax(), telling.shape)
    wider = min(int(place) + 1, len(widths) - 1)
    whole = energies[kind, wider] < 1.05 * energies[kind, place]
    return bool(kind == 0), widths[int(place) if whole else wider]


def _energies(levels: Levels, widths: list[int]) -> list[float]:
    """How much darker than its surroundings the picture is in parts narrower than each width."""
    return [_energy(levels, closed(levels, width)) for width in widths]


def _energy(levels: Levels, paper: Levels) -> float:
    """The sum of squares of what is clearly darker; more on light paper, where dark ink is likely."""
    paper = paper[::2]
    depth = paper - levels[::2]
    excess = np.arange(256, dtype=np.float32) - np.median(depth[:, ::2])
    telling = np.where(excess > 128 * _LEAST_CONTRAST, excess, 0).astype(np.float32) / 255
    weighted = telling[depth] * (paper / np.float32(255))
    return float(np.vdot(weighted, weighted)) + 1e-9


def _contrast(distance: Floats, faint: Mask) -> float | None:
    """How far from the paper a stroke is in the part that tells most; None if there is none."""
    labels, count = label_components(faint)
    if not count:
        return None
    mass = np.bincount(labels.ravel(), (distance * distance).ravel(), count + 1)
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    mass[edge] *= 0.1
    values = np.sort(distance[labels == mass[1:].argmax() + 1])
    weights = np.cumsum(values * values)
    return float(values[np.searchsorted(weights, weights[-1] / 2)])


def connected_to(seeds: Mask, area: Mask) -> Mask:
    """The parts of `area` that hold a seed."""
    labels, count = label_components(area)
    held = np.zeros(count + 1, bool)
    held[labels[seeds & area]] = True
    held[0] = False
    return held[labels]
