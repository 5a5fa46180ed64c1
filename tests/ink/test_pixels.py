from typing import Any

import numpy as np
import pytest

from glassnet.ink import from_pixels

GREY = np.arange(784).reshape(28, 28) % 256


def test_784_numbers_and_28_rows_are_the_same_image() -> None:
    flat, square = from_pixels(GREY.ravel().tolist()), from_pixels(GREY)

    assert flat.image is not None
    assert square.image is not None
    assert (flat.image == GREY).all()
    assert (square.image == GREY).all()


def test_fractions_are_shares_of_ink() -> None:
    rendering = from_pixels(GREY / 255)

    assert rendering.image is not None
    assert (rendering.image == GREY).all()


@pytest.mark.parametrize("dtype", ["bool", "u1", "i1", "i2", "u4", "i8", "f2", "f4", "f8"])
def test_zeros_and_ones_are_shares_of_ink_in_any_type(dtype: str) -> None:
    rendering = from_pixels(np.eye(28, dtype=dtype))

    assert rendering.image is not None
    assert rendering.image.max() == 255


def test_a_blank_image_is_no_ink() -> None:
    assert not from_pixels(np.zeros(784))
    assert "no ink" in from_pixels(np.zeros(784)).reason


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros(783),
        np.zeros((56, 14)),
        np.full(784, np.nan),
        np.full(784, -1),
        np.full(784, 256),
        np.full(784, 2**63, dtype=np.uint64),
        ["ink"] * 784,
        [[1], [2, 3]],
        None,
    ],
)
def test_what_is_not_an_image_is_refused_with_what_to_do(pixels: Any) -> None:
    with pytest.raises(ValueError, match=r"expects 784 .* got .* from_strokes"):
        from_pixels(pixels)


@pytest.mark.parametrize("level", [1, 3, 128, 255])
def test_a_sheet_on_which_nothing_stands_out_has_no_ink(level: int) -> None:
    assert from_pixels(np.full((28, 28), level)).reason is not None

    candidates = np.full((28, 28), level // 2)
    candidates[10:20, 14] += 10
    assert from_pixels(candidates).image is None
    candidates[10:20, 14] += 10
    assert from_pixels(candidates).image is not None
