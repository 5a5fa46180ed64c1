from typing import Any

import numpy as np
import pytest

from glassnet.ink.photo.bitmap import (
    crop_to_box,
    estimate_stroke_width,
    find_box,
    normalize_pen_width,
    rasterize,
)
from glassnet.ink.rendering import PEN_WIDTH


def cross(side: int, width: int) -> np.ndarray:
    ink = np.zeros((side, side), bool)
    first = side // 2 - width // 2
    ink[first : first + width] = True
    ink[:, first : first + width] = True
    return ink


@pytest.mark.parametrize("width", [4, 10, 30])
def test_the_width_of_strokes_is_measured(width: int) -> None:
    assert estimate_stroke_width(cross(200, width)) == pytest.approx(width, rel=0.2)


@pytest.mark.parametrize("width", [2, 8, 16])
def test_thin_strokes_become_as_wide_as_those_of_mnist(width: int) -> None:
    even = normalize_pen_width(cross(200, width))

    assert estimate_stroke_width(even) * 20 / max(even.shape) == pytest.approx(PEN_WIDTH, rel=0.15)


def test_fat_strokes_become_thinner() -> None:
    even = normalize_pen_width(cross(200, 70))

    assert estimate_stroke_width(even) / max(even.shape) < 0.25


def test_strokes_like_those_of_mnist_stay_as_they_are() -> None:
    ink = cross(200, 30)

    assert (normalize_pen_width(ink) == ink).all()


def test_a_stroke_is_never_broken_by_thinning() -> None:
    dumbbell = np.zeros((200, 120), bool)
    dumbbell[:80], dumbbell[120:], dumbbell[:, 56:64] = True, True, True
    even = normalize_pen_width(dumbbell)

    assert even.any(axis=1).all()


@pytest.mark.parametrize("shape", [(200, 90), (90, 200), (37, 200)])
def test_ink_is_averaged_down_to_twenty_pixels_in_the_middle(shape: tuple[int, int]) -> None:
    image = rasterize(np.ones(shape, bool))
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))

    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    assert image.sum() / 255 == pytest.approx(400 * min(shape) / max(shape), rel=0.01)
    assert (image == image[::-1, ::-1]).mean() > 0.99


def test_small_and_large_cut_outs_are_brought_to_one_size() -> None:
    for side in (7, 700):
        assert max(crop_to_box(np.ones((side, side), np.float32)).shape) == 200


@pytest.mark.parametrize("implementation", [find_box.reference, find_box.compiled])
def test_the_box_of_ink_is_found(implementation: Any) -> None:
    rng = np.random.default_rng(0)
    assert implementation(np.zeros((4, 5), bool)) == (0, 0, 0, 0)
    for _ in range(50):
        height, width = rng.integers(1, 20, 2)
        ink = rng.random((height, width)) < 0.05
        ink[rng.integers(height), rng.integers(width)] = True
        rows, columns = np.nonzero(ink)

        top, left, bottom, right = implementation(ink)

        assert (top, bottom) == (rows.min(), rows.max() + 1)
        assert (left, right) == (columns.min(), columns.max() + 1)
