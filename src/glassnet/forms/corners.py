"""The four corners of a sheet that lies on something darker, and those of what is printed on it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from glassnet.forms.homography import Points
from glassnet.ink.photo.components import label_components, measure_components

Gray = NDArray[np.float32]

MIN_SHEET_SHARE: Final = 0.15  # of the picture
LINE: Final = 7  # pixels: printed lines are thinner
MIN_STEP: Final = 35.0  # of 255: a table is darker by this much
MIN_DARKNESS: Final = 0.2
MIN_PRINT_SIZE: Final = 0.01  # of the longer side: smaller parts are specks


def find_sheet_corners(gray: Gray) -> Points | None:
    """The corners (4, 2) of a light sheet, in shares of the picture, clockwise from the upper left."""
    # Printed lines would divide the sheet.
    closed = Image.fromarray(gray.astype(np.uint8)).filter(ImageFilter.MaxFilter(LINE))
    gray = np.asarray(closed.filter(ImageFilter.MinFilter(LINE)), np.float32)
    light = gray > _otsu(gray)
    if not light.any() or light.all():
        return None
    if gray[light].mean() - gray[~light].mean() < MIN_STEP:
        return None
    labels, count = label_components(light)
    part = max(measure_components(labels, count), key=lambda each: each.area)
    if part.area < MIN_SHEET_SHARE * gray.size:
        return None
    return _extreme_corners(labels == part.label)


def find_print_corners(darkness: Gray) -> Points | None:
    """The outermost corners (4, 2) of what is printed, as `find_sheet_corners`; None for an empty page."""
    labels, count = label_components(darkness > MIN_DARKNESS)
    least = MIN_PRINT_SIZE * max(darkness.shape)
    height, width = darkness.shape
    parts = [
        part
        for part in measure_components(labels, count)
        if part.size > least
        and not (part.top == 0 or part.left == 0 or part.bottom == height or part.right == width)
    ]
    if not parts:
        return None
    return _extreme_corners(np.isin(labels, [part.label for part in parts]))


def _extreme_corners(mask: NDArray[np.bool_]) -> Points:
    """The points that reach furthest to the corners of the picture."""
    rows, columns = np.nonzero(mask)
    reaches = (-columns - rows, columns - rows, columns + rows, rows - columns)
    points = [(columns[each.argmax()], rows[each.argmax()]) for each in reaches]
    return (np.array(points, float) + 0.5) / mask.shape[::-1]


def _otsu(gray: Gray) -> float:
    """The threshold that separates light from dark best (Otsu 1979)."""
    counts, edges = np.histogram(gray, 64, (0, 256))
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    sums = np.cumsum(counts * middles)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = sums / below - (sums[-1] - sums) / above
        between = np.nan_to_num(below * above * gap**2.0)
    return float(edges[1:][int(between.argmax())])
