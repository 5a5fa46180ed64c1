"""Images as a camera, a scanner or another hand would change them: noise, blur, shift, rotation, size.

All take and return stored images `(count, height, width)` or `(count, height, width, channels)` uint8.
"""

from __future__ import annotations

from math import ceil

import numpy as np

from glassnet.explain.blending import to_bytes
from glassnet.nn import Array

DIRECTIONS = ((0, 1), (0, -1), (1, 0), (-1, 0))


def add_noise(images: Array, deviation: float, rng: np.random.Generator) -> Array:
    """Gaussian noise for each pixel; `deviation` is a share of full ink."""
    return to_bytes(images + 255 * deviation * rng.standard_normal(images.shape))


def blur(images: Array, deviation: float) -> Array:
    """Blur by a Gaussian of this standard deviation in pixels; beyond the edge there is blank paper."""
    return to_bytes(blur_numbers(images.astype(np.float64), deviation))


def blur_numbers(images: Array, deviation: float) -> Array:
    """As `blur`, for numbers."""
    if deviation == 0:
        return images
    reach = ceil(3 * deviation)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
    weights /= weights.sum()
    for axis in (1, 2):
        margins = [(reach, reach) if i == axis else (0, 0) for i in range(images.ndim)]
        padded = np.moveaxis(np.pad(images, margins), axis, 0)
        count = images.shape[axis]
        blurred = sum(weight * padded[i : i + count] for i, weight in enumerate(weights))
        images = np.moveaxis(np.asarray(blurred), 0, axis)
    return images


def shift(images: Array, pixels: float) -> Array:
    """Shift by whole pixels: one image to the right, the next one to the left, then down, then up."""
    moved = np.zeros_like(images)
    distance = min(round(pixels), *images.shape[1:3])
    for number, (down, across) in enumerate(DIRECTIONS):
        rows, columns = down * distance, across * distance
        source = images[number::4, _from(-rows), _from(-columns)]
        source = source[:, : images.shape[1] - abs(rows), : images.shape[2] - abs(columns)]
        height, width = source.shape[1:3]
        top, left = max(rows, 0), max(columns, 0)
        moved[number::4, top : top + height, left : left + width] = source
    return moved


def rotate(images: Array, degrees: float) -> Array:
    """Rotate about the middle: one image clockwise, the next one counterclockwise; bilinear."""
    rotated = np.empty_like(images)
    for number, sign in ((0, 1), (1, -1)):
        angle = sign * np.radians(degrees)
        matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        rotated[number::2] = resample(images[number::2], matrix)
    return rotated


def shrink(images: Array, share: float) -> Array:
    """Make the ink smaller by this share of its size, about the middle of the image; bilinear."""
    return resample(images, np.eye(2) / max(1 - share, 1e-3))


def resample(images: Array, matrix: Array) -> Array:
    """Read pixels (x, y) from matrix @ (x, y), both from the image's middle, bilinearly; blank outside."""
    height, width = images.shape[1:3]
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    y, x = np.mgrid[:height, :width]
    grid = np.stack([x, y], axis=-1) - middle
    source = grid @ matrix.T + middle
    left, top = np.floor(source).astype(int)[..., 0], np.floor(source).astype(int)[..., 1]
    across, down = source[..., 0] - left, source[..., 1] - top
    total = np.zeros(images.shape)
    for i, row_share in ((0, 1 - down), (1, down)):
        for j, column_share in ((0, 1 - across), (1, across)):
            rows, columns = top + i, left + j
            inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
            read = images[:, rows.clip(0, height - 1), columns.clip(0, width - 1)]
            weight = row_share * column_share * inside
            total += read * weight.reshape(weight.shape + (1,) * (images.ndim - 3))
    return to_bytes(total)


def _from(start: int) -> slice:
    return slice(max(start, 0), None)
