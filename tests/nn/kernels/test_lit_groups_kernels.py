"""Groups of images say what the images say, and products with them are products with the images."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from glassnet.nn import Array
from glassnet.nn.kernels import lit_groups as kernels
from glassnet.nn.lit import LitImages

pytest.importorskip("numba", reason="compiled kernels need numba, which is not installed")

PRECISIONS = pytest.mark.parametrize("dtype", [np.float32, np.float64])
FORMS = pytest.mark.parametrize("form", ["plain", "compiled"])
# One image, part of a group, and several blocks of groups, the last of them not full.
COUNTS = pytest.mark.parametrize("count", [1, 9, 1100])
PIXELS = 30


def images(count: int) -> Array:
    rng = np.random.default_rng(count)
    drawn = rng.integers(1, 256, (count, PIXELS)) * (rng.random((count, PIXELS)) < 0.2)
    drawn[:, 7] = 0
    return drawn.astype(np.uint8)


def grouped(stored: Array, dtype: type, form: str) -> tuple[list[Array], list[Array]]:
    lists = LitImages.of(stored, dtype).kept()
    lanes = kernels.images_of_a_group(np.dtype(dtype))
    groups = -(-len(stored) // lanes)
    starts = np.empty(groups + 1, np.int64)
    room = np.empty(lists.entries, np.uint16), np.empty((lists.entries, lanes), np.uint8)
    entries = lists.starts, lists.ends, lists.places, lists.values
    getattr(kernels.group_lit, form)(*entries, starts, *room)
    by_group = [starts, *(each[: starts[-1]].copy() for each in room)]

    blocks = -(-groups // kernels.GROUPS_OF_A_BLOCK)
    by_block = [np.empty((blocks, PIXELS + 1), np.int64), *map(np.empty_like, by_group[1:])]
    getattr(kernels.turn_groups, form)(*by_group, *by_block)
    return by_group, by_block


@COUNTS
@PRECISIONS
def test_both_forms_group_the_same_pixels(dtype: type, count: int) -> None:
    plain, compiled = (grouped(images(count), dtype, form) for form in ("plain", "compiled"))

    for one, other in zip((*plain[0], *plain[1]), (*compiled[0], *compiled[1]), strict=True):
        np.testing.assert_array_equal(one, other)


@FORMS
def test_a_group_lists_each_pixel_that_is_lit_in_one_of_its_images_once(form: str) -> None:
    stored = images(9)

    (starts, pixels, values), _ = grouped(stored, np.float32, form)

    assert starts.tolist() == [0, len(pixels)]
    assert pixels.tolist() == np.flatnonzero(stored.any(axis=0)).tolist()
    np.testing.assert_array_equal(values[:, :9], stored[:, pixels].T)
    assert not values[:, 9:].any()


@COUNTS
@FORMS
@PRECISIONS
@pytest.mark.parametrize("units", [1, 10, 16])
def test_products_with_groups_are_products_with_images(
    dtype: type, form: str, units: int, count: int
) -> None:
    rng, stored = np.random.default_rng(units), images(count)
    by_group, by_block = grouped(stored, dtype, form)
    weights, d_sums = (rng.standard_normal((n, units), dtype) for n in (PIXELS, count))
    # A row more than there are images: it must stay as it is.
    sums, gradients = np.full((count + 1, units), 7, dtype), np.empty((PIXELS, units), dtype)

    getattr(kernels.multiply_groups, form)(*by_group, weights, sums[:count])
    getattr(kernels.multiply_groups_transposed, form)(*by_block, d_sums, gradients)

    close = 1e-4 if dtype == np.float32 else 1e-11
    np.testing.assert_allclose(sums[:count], stored / 255 @ weights, atol=close)
    np.testing.assert_allclose(gradients, stored.T / 255 @ d_sums, atol=close)
    assert (sums[count] == 7).all()


def test_a_group_is_a_vector_of_this_processor() -> None:
    from glassnet.nn.kernels.vectors_compiled import BYTES

    for dtype in (np.dtype(np.float32), np.dtype(np.float64)):
        assert kernels.images_of_a_group.compiled(dtype) == BYTES // dtype.itemsize
        assert kernels.images_of_a_group.plain(dtype) == 64 // dtype.itemsize


NARROW = """
import numpy as np
from llvmlite.binding.targets import FeatureMap
import llvmlite.binding
llvmlite.binding.get_host_cpu_features = FeatureMap
from dataclasses import replace
from glassnet.nn.lit import LitImages, multiply, multiply_transposed

rng = np.random.default_rng(0)
stored = (rng.random((700, 100)) < 0.3) * rng.integers(0, 256, (700, 100)).astype(np.uint8)
lists = replace(LitImages.of(stored, np.float32), comes_again=True)
weights, d_sums = (rng.standard_normal((n, 10), np.float32) for n in (100, 700))
sums, gradients = np.empty((700, 10), np.float32), np.empty((100, 10), np.float32)
multiply(lists, weights, sums)
multiply_transposed(lists, d_sums, gradients)
assert lists.grouped.values.shape[1] == 8
np.testing.assert_allclose(sums, stored / 255 @ weights, atol=1e-4)
np.testing.assert_allclose(gradients, stored.T / 255 @ d_sums, atol=1e-3)
"""


def test_narrow_vectors_make_smaller_groups(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))

    subprocess.run([sys.executable, "-c", NARROW], check=True)
