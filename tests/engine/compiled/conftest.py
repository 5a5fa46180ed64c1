"""What tests of compiled functions share."""

from collections.abc import Callable

import numpy as np
import pytest

from glassnet.engine.sparse_format import SPARE, STEP, padded_length
from glassnet.nn.arrays import Array

IN_ONE_PRECISION = pytest.mark.parametrize(
    "dtype",
    [np.float32, pytest.param(np.float64, marks=pytest.mark.full)],
    ids=["float32", "float64"],
    indirect=True,
)
"""For arrays in other memory layouts, for which each function is compiled anew."""


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(8)


@pytest.fixture(params=[np.float32, np.float64], ids=["float32", "float64"])
def dtype(request: pytest.FixtureRequest) -> type:
    return request.param


@pytest.fixture
def tolerance(dtype: type) -> float:
    return 2e-5 if dtype is np.float32 else 1e-12


@pytest.fixture
def draw(rng: np.random.Generator, dtype: type) -> Callable[..., Array]:
    """Random normal arrays of a shape, in the precision of the test."""
    return lambda *shape: rng.normal(size=shape).astype(dtype)


@pytest.fixture
def draw_images(rng: np.random.Generator) -> Callable[[int, int], Array]:
    """Images `(count, pixels)`, bytes: a fifth of the pixels is nonzero, of image 1 none, of image 2 all."""

    def make(count: int, pixels: int) -> Array:
        images = rng.integers(1, 256, (count, pixels)) * (rng.random((count, pixels)) < 0.2)
        images[1:2], images[2:3] = 0, 255
        return images.astype(np.uint8)

    return make


@pytest.fixture
def list_pixels() -> Callable[[Array], tuple[Array, Array, Array, Array]]:
    """The sparse format of images `(count, pixels)`: starts, ends, offsets and values."""

    def make(images: Array) -> tuple[Array, Array, Array, Array]:
        counts = np.count_nonzero(images, axis=1)
        ends = padded_length(counts).cumsum()
        starts = ends - padded_length(counts)
        offsets = np.zeros(ends[-1] + SPARE, np.uint16)
        values = np.zeros(ends[-1] + SPARE, np.uint8)
        for image, start, count in zip(images, starts, counts, strict=True):
            offsets[start : start + count] = image.nonzero()[0] * STEP
            values[start : start + count] = image[image != 0]
        return starts, ends, offsets, values

    return make
