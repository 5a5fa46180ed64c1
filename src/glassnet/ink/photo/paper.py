"""Separate ink from paper of any color, under uneven light.

Drawings have one exact paper color, and ink is how far a pixel is from it. Photos have none: there
ink is what is narrow and darker than its surroundings, or lighter, whichever there is more of.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.photo.closing import Levels, apply_closing
from glassnet.ink.photo.components import Labels, label_components
from glassnet.ink.photo.decoding import Colors
from glassnet.ink.photo.planes import blur, resize_each

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

MIN_CONTRAST = (
    0.09  # of full black on full white: what has less contrast than a hard pencil is no ink
)
MIN_NEAR, MAX_NEAR = 0.04, 0.3  # from the paper: what is nearly paper
MAX_BETWEEN = 0.15  # of a drawing is nearly paper
MAX_AROUND_LONE = 0.45  # ink around a lone dot, itself included
MAX_LONE = 0.15  # of the ink is lone dots; more is dither
_MIN_CONTRAST_ON_EVEN_PAPER = 0.06  # on paper that is so even that it shows
_NOISE_FACTOR = 5.0
_WIDTHS = (0.02, 0.035, 0.06, 0.11, 0.19, 0.33)
"""Shares of the picture's longer side: strokes are looked for that are narrower than one of them."""
_MAX_DIM_BRIGHTNESS = 0.45  # of white: where nothing is brighter, there was little light
_MIN_BRIGHTNESS = 0.02  # where nothing is even that bright, there is nothing to see
_MAX_RELATIVE_CONTRAST = 0.75  # of lines or frames: stronger ink was found with them
_MIN_COLOR_SHARE = (
    0.45  # of the strongest color: yellow and cyan are half as far from white as black is
)
_MAX_SAMPLED_SIDE = 800  # pixels on the longer side
_WIDTH_PENALTY_POWER = 2.5  # the score of a stroke width is divided by its width to this power


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
        lines = blur(gone.astype(np.float32), 2) > 0
        lower_contrast = _ink(np.where(lines, np.float32(0), self.strength), self.least)
        if lower_contrast is None or lower_contrast.contrast > _MAX_RELATIVE_CONTRAST:
            return None
        return lower_contrast._replace(contrast=self.contrast * lower_contrast.contrast)


def find_ink(colors: Colors, dark: bool | None = None) -> Ink | None:
    """Ink on its paper; None when nothing stands out from the paper.

    `dark` says whether ink is darker than its paper on photos; None for whichever there is more of.
    """
    color = _find_paper_color(colors)
    if color is not None:
        distance = measure_distance(colors, color)
        if float(is_between(distance).mean()) < MAX_BETWEEN:
            drawn = _smooth_dither(distance)
            return find_drawn_ink(drawn, max(MIN_CONTRAST, _estimate_noise(drawn)))
    distance = _measure_local_distance(colors, dark)
    least = float(np.clip(_estimate_noise(distance), _MIN_CONTRAST_ON_EVEN_PAPER, MIN_CONTRAST))
    return _ink(np.maximum(distance, 0), least)


def find_drawn_ink(distance: Floats, least: float) -> Ink | None:
    """The ink of a drawing, by how far each pixel is from its paper, where that is `least` or more."""
    labels, count = label_components(distance > least)
    if count == 1:
        return _ink_of_contrast(distance, least, _find_typical(distance[labels > 0]))
    return _ink(_equalize_colors(distance, labels, count), least)


def _ink(distance: Floats, least: float) -> Ink | None:
    """Ink where it is `least` or more from the paper, and a typical stroke's share of that."""
    contrast = _measure_contrast(distance, distance > least)
    return None if contrast is None else _ink_of_contrast(distance, least, contrast)


def _ink_of_contrast(distance: Floats, least: float, contrast: float) -> Ink:
    """Ink whose typical stroke is `contrast` from the paper."""
    strength = np.minimum(distance / np.float32(contrast), 1.5)
    seeds = strength > max(0.6, least / contrast)
    return Ink(strength, keep_connected(seeds, strength > 0.4), least / contrast, contrast)


def _equalize_colors(distance: Floats, labels: Labels, count: int) -> Floats:
    """A drawing in several colors as if all that is not much lighter than the rest were one color."""
    if count <= 1:
        return distance
    mass, weighted = (
        np.bincount(labels.ravel(), np.power(distance, power).ravel(), count + 1)
        for power in (2, 3)
    )
    typical = weighted / np.maximum(mass, 1e-9)
    strongest = typical[1:].max(initial=0)
    factors = np.where(
        typical > _MIN_COLOR_SHARE * strongest, strongest / np.maximum(typical, 1e-9), 1
    )
    factors[0] = 1
    return distance * factors.astype(np.float32)[labels]


def is_between(distance: Floats) -> Mask:
    """What is nearly paper: in drawings paper is paper and ink is ink, photos have much of it."""
    return (distance > MIN_NEAR) & (distance < MAX_NEAR)


def _estimate_noise(distance: Floats) -> float:
    """More than the paper's own unevenness."""
    middle, low = (float(value) for value in np.quantile(distance[::2, ::2], (0.5, 0.16)))
    return middle + _NOISE_FACTOR * (middle - low)


def _find_paper_color(colors: Colors) -> Floats | None:
    """The one color that much of a drawing has exactly; None for anything photographed."""
    levels = np.rint(colors[::2, ::2] * 255).astype(np.uint32)
    codes = levels[..., 0] << 16 | levels[..., 1] << 8 | levels[..., 2]
    values, counts = np.unique(codes, return_counts=True)
    if counts.max() < 0.3 * codes.size:
        return None
    code = int(values[counts.argmax()])
    return np.array([code >> 16, code >> 8 & 255, code & 255], np.float32) / np.float32(255)


def measure_distance(colors: Colors, paper: Floats) -> Floats:
    """How far each pixel is from its paper: 1 for black on white, or white on black."""
    room = np.maximum(np.where(paper > 0.5, paper, 1 - paper), np.float32(0.25))
    relative = ((colors - paper) / room).reshape(-1, 3)
    return np.sqrt(np.einsum("ij,ij->i", relative, relative) / 3).reshape(colors.shape[:2])


def _smooth_dither(distance: Floats) -> Floats:
    """Averaged over a few pixels where gray was made of lone dots."""
    inked = distance > 0.5
    around = blur(distance, 1)
    lone = inked & (around < MAX_AROUND_LONE)
    if lone.sum() < MAX_LONE * inked.sum() or lone.mean() < 0.01:
        return distance
    soft = blur(around, 1)
    return np.maximum(soft - np.median(soft), 0)


def _measure_local_distance(colors: Colors, is_dark: bool | None) -> Floats:
    """How far each pixel is from what surrounds its stroke, as a share of that; paper is about 0."""
    sample = _shrink_to_sample(colors)
    weights = _find_informative_weights(sample)
    levels = _to_levels(sample, weights)
    dark, width = _choose_polarity_and_width(levels, is_dark)
    if sample is not colors:
        levels = _to_levels(colors, weights)
        width = 2 * round(width / 2 * max(levels.shape) / max(sample.shape)) + 1
    levels = levels if dark else 255 - levels
    paper = apply_closing(levels, width).astype(np.float32)
    distance = (paper - levels) / np.maximum(paper, np.float32(64))
    return np.subtract(distance, np.median(distance[::2, ::2]), dtype=np.float32)


def _shrink_to_sample(colors: Colors) -> Colors:
    """As many pixels as it takes to see which tones are ink, and how wide it is."""
    longer = max(colors.shape[:2])
    if longer <= _MAX_SAMPLED_SIDE:
        return colors
    height, width = (max(1, round(side * _MAX_SAMPLED_SIDE / longer)) for side in colors.shape[:2])
    return resize_each(colors, height, width)


def _to_levels(colors: Colors, weights: Floats) -> Levels:
    """A mixture of red, green and blue as gray levels, a little smoothed."""
    gray = _normalize_brightness(colors @ weights)
    return np.rint(255 * (blur(gray, 1) if min(gray.shape) >= 100 else gray)).astype(np.uint8)


def _normalize_brightness(gray: Floats) -> Floats:
    """A picture taken in the dark, as if what is brightest on it were white."""
    brightest = float(blur(gray, 2).max())
    if brightest > _MAX_DIM_BRIGHTNESS or brightest < _MIN_BRIGHTNESS:
        return gray
    return np.minimum(gray / np.float32(brightest), 1)


def _find_informative_weights(colors: Colors) -> Floats:
    """The mixture of red, green and blue in which neighboring pixels differ most, (3,)."""
    edges = np.concatenate(
        [
            np.diff(colors[::2], axis=1).reshape(-1, 3),
            np.diff(colors[:, ::2], axis=0).reshape(-1, 3),
        ]
    )
    axis = np.linalg.eigh(edges.T @ edges)[1][:, -1]
    weights = np.maximum(axis if axis.sum() > 0 else -axis, 0)
    return (weights / weights.sum()).astype(np.float32)


def _choose_polarity_and_width(levels: Levels, is_dark: bool | None) -> tuple[bool, int]:
    """Whether ink is darker than its paper, and a width in pixels that all its strokes stay below.

    Wider parts than the strokes add nothing to ink, but much to the shades between strokes and in
    the folds of paper. So what is wanted has most of its energy already at a small width.
    """
    widths = [max(2 * round(share * max(levels.shape) / 2) + 1, 5) for share in _WIDTHS]
    energies = np.array([_energies(levels, widths), _energies(255 - levels, widths)])
    informative = (
        energies**2 / energies.max(axis=1, keepdims=True) / np.power(widths, _WIDTH_PENALTY_POWER)
    )
    if is_dark is not None:
        informative[int(is_dark)] = 0
    kind, place = np.unravel_index(informative.argmax(), informative.shape)
    wider = min(int(place) + 1, len(widths) - 1)
    whole = energies[kind, wider] < 1.05 * energies[kind, place]
    return bool(kind == 0), widths[int(place) if whole else wider]


def _energies(levels: Levels, widths: list[int]) -> list[float]:
    """How much darker than its surroundings the picture is in parts narrower than each width."""
    return [_energy(levels, apply_closing(levels, width)) for width in widths]


def _energy(levels: Levels, paper: Levels) -> float:
    """The sum of squares of what is clearly darker; more on light paper, where dark ink is likely."""
    paper = paper[::2]
    depth = paper - levels[::2]
    excess = np.arange(256, dtype=np.float32) - np.median(depth[:, ::2])
    informative = np.where(excess > 128 * MIN_CONTRAST, excess, 0).astype(np.float32) / 255
    weighted = informative[depth] * (paper / np.float32(255))
    return float(np.vdot(weighted, weighted)) + 1e-9


def _measure_contrast(distance: Floats, candidates: Mask) -> float | None:
    """How far from the paper a stroke is in the part with the most ink; None if there is none."""
    labels, count = label_components(candidates)
    if not count:
        return None
    mass = np.bincount(labels.ravel(), (distance * distance).ravel(), count + 1)
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    mass[edge] *= 0.1
    return _find_typical(distance[labels == mass[1:].argmax() + 1])


def _find_typical(distances: Floats) -> float:
    """The median of distances, weighted by their squares."""
    values = np.sort(distances)
    weights = np.cumsum(values * values)
    return float(values[np.searchsorted(weights, weights[-1] / 2)])


def keep_connected(seeds: Mask, area: Mask) -> Mask:
    """The parts of `area` that hold a seed."""
    labels, count = label_components(area)
    if count == 1 and (seeds & area).any():
        return area
    held = np.zeros(count + 1, bool)
    held[labels[seeds & area]] = True
    held[0] = False
    return held[labels]
