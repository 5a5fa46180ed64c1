"""A scan or photo of a filled form, aligned to the blank form by its printed lines, marks and words.

Rough first: the sheet or the print is found as four corners, in each of the four turns, and the one whose
print lies best on that of the blank form is kept. Then finer: small patches of the blank form are looked for
near where they should be, and the homography that most of them agree on is taken (coarse to fine).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from glassnet.forms.corners import find_print_corners, find_sheet_corners
from glassnet.forms.homography import (
    Matrix,
    Points,
    fit_affinity,
    fit_homography,
    fit_robustly,
    scale_to,
    warp,
)

Gray = NDArray[np.float32]

PAPER_SIDE: Final = 120  # longer side of the picture that the paper's brightness is taken from
ROUGH_SIDE: Final = 160
ROUGH_BLUR: Final = 1.5  # pixels
MAX_ROUGH: Final = 3  # candidates that are refined
LEVELS: Final = ((300, 14), (300, 10), (600, 8), (1200, 6), (1200, 4))
"""Longer side of the form in pixels, and how far a patch is looked for."""
MAX_REACH_OF_PERSPECTIVE: Final = 10  # pixels: places that are known less well do not show it
PATCH: Final = 9  # pixels from a patch's middle to its edge
GRID: Final = 14  # patches along the longer side, at most
MIN_MATCH: Final = 0.55  # correlation of a patch with what is taken for it
MIN_PATCHES: Final = 8
TOLERANCE: Final = 2.0  # pixels
MIN_QUALITY: Final = 0.35


@dataclass(frozen=True)
class Alignment:
    """The homography from shares of the form to pixels of the scan.

    `quality`, 0 to 1, is the share of the form's patches that were found where it says.
    """

    homography: Matrix
    quality: float

    @property
    def found(self) -> bool:
        """Whether the form is on the scan."""
        return self.quality >= MIN_QUALITY


def align(blank: Image.Image, scan: Image.Image) -> Alignment:
    """Where the form is on a scan; both are gray pictures."""
    candidates = sorted(_roughly_align(blank, scan), key=lambda pair: -pair[0])[:MAX_ROUGH]
    refined = [_refine(blank, scan, Alignment(each, 0), LEVELS[:2]) for _, each in candidates]
    best = max(refined, key=lambda each: each.quality)
    return _refine(blank, scan, best, LEVELS[2:])


def measure_darkness(gray: Image.Image) -> Gray:
    """How much darker each pixel is than the paper around it, 0 to 1."""
    # The lightest nearby, on a coarse picture, so that broad print does not count as paper.
    coarse = gray.resize(
        fit_size(*gray.size, min(PAPER_SIDE, max(gray.size))), Image.Resampling.BOX
    )
    light = coarse.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.BoxBlur(2))
    paper = np.asarray(light.resize(gray.size, Image.Resampling.BILINEAR), np.float32)
    dark = 1 - np.asarray(gray, np.float32) / np.maximum(paper, 1)
    return np.clip(dark, 0, 1).astype(np.float32)


def fit_size(width: float, height: float, side: int) -> tuple[int, int]:
    """The size of a page of these proportions whose longer side is `side`."""
    factor = side / max(width, height)
    return max(1, round(width * factor)), max(1, round(height * factor))


def _roughly_align(blank: Image.Image, scan: Image.Image) -> Iterator[tuple[float, Matrix]]:
    """Candidates, from shares of the form to pixels of the scan, with how well the print agrees."""
    size = fit_size(*blank.size, ROUGH_SIDE)
    expected = _blur(measure_darkness(blank.resize(size, Image.Resampling.BOX)), ROUGH_BLUR)
    # Only near print: a template of boxes alone says nothing of the rest of the page.
    near = _blur(expected / np.float32(255), 4 * ROUGH_BLUR) > 1
    whole = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], float)
    own = find_print_corners(measure_darkness(_shrink(blank)))
    small = _shrink(scan)
    pairs: list[tuple[Points, Points]] = [(whole, whole)]
    sheet = find_sheet_corners(np.asarray(small, np.float32))
    if sheet is not None:
        pairs.append((whole, sheet))
    printed = find_print_corners(measure_darkness(small))
    if own is not None and printed is not None:
        pairs.append((own, printed))
    for source, target in pairs:
        for turn in range(4):
            rolled = np.roll(target, turn, axis=0) * scan.size
            homography = fit_homography(source, rolled, np.ones(4))
            view = warp(scan, homography @ np.linalg.inv(scale_to(*size)), size)
            seen = _blur(measure_darkness(view), ROUGH_BLUR)
            yield _correlate(expected[near], seen[near]), homography


def _shrink(picture: Image.Image) -> Image.Image:
    return picture.resize(fit_size(*picture.size, 400), Image.Resampling.BOX)


def _blur(values: Gray, radius: float) -> Gray:
    image = Image.fromarray((255 * values).astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), np.float32)


def _correlate(one: Gray, other: Gray) -> float:
    one, other = one - one.mean(), other - other.mean()
    return float((one * other).sum() / max(float(np.sqrt((one**2).sum() * (other**2).sum())), 1e-9))


def _refine(
    blank: Image.Image, scan: Image.Image, rough: Alignment, levels: tuple[tuple[int, int], ...]
) -> Alignment:
    """A closer alignment; the rough one, of no quality, where too few patches are found."""
    homography, quality = rough.homography, rough.quality
    for side, reach in levels:
        size = fit_size(*blank.size, side)
        to_pixels = scale_to(*size)
        expected = measure_darkness(blank.resize(size, Image.Resampling.BOX))
        places = _choose_patches(expected)
        if len(places) < MIN_PATCHES:
            return Alignment(homography, 0.0)
        view = warp(scan, homography @ np.linalg.inv(to_pixels), size)
        found, scores = _find_patches(expected, measure_darkness(view), places, reach)
        good = scores > MIN_MATCH
        if good.sum() < MIN_PATCHES:
            return Alignment(homography, 0.0)
        tolerance = TOLERANCE * side / 600 + 0.5
        fit = fit_homography if reach <= MAX_REACH_OF_PERSPECTIVE else fit_affinity
        step, agreeing = fit_robustly(places[good], found[good], scores[good], tolerance, fit)
        homography = homography @ np.linalg.inv(to_pixels) @ step @ to_pixels
        quality = float(agreeing.sum()) / len(places)
    return Alignment(homography, quality)


def _choose_patches(darkness: Gray) -> Points:
    """The middles (n, 2), x first, of the patches of a grid that have print in both directions."""
    margin = PATCH + 1
    across, down = np.gradient(darkness, axis=1), np.gradient(darkness, axis=0)
    window = 2 * PATCH + 1
    sums = [_box_sum(each, window) for each in (across**2, down**2, across * down)]
    # The smaller eigenvalue of the structure tensor (Shi and Tomasi 1994).
    half, product = (sums[0] + sums[1]) / 2, sums[2]
    strength = half - np.sqrt(((sums[0] - sums[1]) / 2) ** 2 + product**2)
    height, width = strength.shape
    step = max(height, width) / GRID
    best: list[tuple[int, int]] = []
    for top in np.arange(0, height, step):
        for left in np.arange(0, width, step):
            part = strength[int(top) : int(top + step) + 1, int(left) : int(left + step) + 1]
            row, column = np.unravel_index(int(part.argmax()), part.shape)
            if part[row, column] > 0.05:
                best.append((int(left) + int(column) + PATCH, int(top) + int(row) + PATCH))
    inside = [
        (x, y)
        for x, y in best
        if margin <= x < darkness.shape[1] - margin and margin <= y < darkness.shape[0] - margin
    ]
    return np.array(inside, float).reshape(-1, 2)


def _box_sum(values: NDArray, window: int) -> NDArray[np.float64]:
    """Sums over squares; the result is smaller by the window less one."""
    sums = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
    sums[1:, 1:] = values.astype(np.float64).cumsum(axis=0).cumsum(axis=1)
    return (
        sums[window:, window:]
        - sums[:-window, window:]
        - sums[window:, :-window]
        + sums[:-window, :-window]
    )


def _find_patches(
    expected: Gray, seen: Gray, places: Points, reach: int
) -> tuple[Points, NDArray[np.float64]]:
    """Where each patch of the form is on the view of the scan, and how well it agrees, -1 to 1."""
    padded = np.pad(seen, reach + PATCH)
    found, scores = [], []
    side = 2 * PATCH + 1
    for x, y in places.astype(int).tolist():
        patch = expected[y - PATCH : y + PATCH + 1, x - PATCH : x + PATCH + 1]
        window = padded[y : y + 2 * (reach + PATCH) + 1, x : x + 2 * (reach + PATCH) + 1]
        views = sliding_window_view(window, (side, side)).reshape(-1, side * side)
        centered = patch.ravel() - patch.mean()
        means, squares = views.mean(axis=1), (views**2).mean(axis=1)
        spread = np.sqrt(np.maximum(squares - means**2, 1e-6))
        values = views @ centered / (side * np.linalg.norm(centered) * spread + 1e-9)
        best = int(values.argmax())
        row, column = divmod(best, 2 * reach + 1)
        found.append((x + column - reach, y + row - reach))
        scores.append(float(values[best]))
    return np.array(found, float), np.array(scores)
