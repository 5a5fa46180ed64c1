"""A stack of layers computes of groups what it computes of images, and the gradient is that of the images."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from glassnet.nn.kernels import group_stack as kernels
from glassnet.nn.kernels.dense_stack import LINEAR, SIGMOID, TANH
from glassnet.nn.lit import LitImages

from glassnet.nn import Array

pytest.importorskip("numba", reason="compiled kernels need numba, which is not installed")

FORMS = pytest.mark.parametrize("form", ["plain", "compiled"])
# One image, part of a group, and several blocks of groups, the last of them not full.
COUNTS = pytest.mark.parametrize("count", [1, 9, 1100])
PIXELS = 31
STACKS = {
    "one layer": [(PIXELS, 4, LINEAR, 1.0)],
    "few units": [(PIXELS, 10, LINEAR, 0.0), (10, 4, LINEAR, 1.0)],
    "more units": [(PIXELS, 16, TANH, 0.0), (16, 15, SIGMOID, 0.0), (15, 3, LINEAR, 0.1)],
}


def images(count: int) -> Array:
    rng = np.random.default_rng(count)
    lit = rng.random((count, PIXELS)) < 0.2
    return (rng.integers(1, 256, (count, PIXELS)) * lit).astype(np.uint8)


def stack(name: str, dtype: type) -> tuple[Array, Array]:
    layers = np.array(STACKS[name])
    size = int(((layers[:, 0] + 1) * layers[:, 1]).sum())
    return layers, np.random.default_rng(0).standard_normal(size).astype(dtype)


def both_ways(
    stored: Array, layers: Array, vector: Array, d_outputs: Array, form: str
) -> tuple[Array, Array]:
    groups = LitImages.of(stored, vector.dtype).grouped(int(layers[0, 1]))
    blocks, units = len(groups.block_starts), int(layers[:, 1].sum())
    values = np.full((blocks, units, groups.images_of_a_block), np.nan, vector.dtype)
    outputs, gradients = np.empty((d_outputs.shape[0], len(stored)), vector.dtype), vector.copy()
    totals = np.empty(
        (groups.block_starts.shape[1] - 1, int(layers[0, 1]), *groups.block_values.shape[1:]),
        vector.dtype,
    )
    by_group = groups.starts, groups.pixels, groups.values
    forward = getattr(kernels.forward_groups, form)
    # Blocks are for whoever works on them.
    for block in range(blocks):
        forward(vector, layers, *by_group, block, block + 1, values, outputs)
    by_block = groups.block_starts, groups.block_vectors, groups.block_values
    backward = getattr(kernels.backward_groups, form)
    backward(vector, layers, *by_block, values, d_outputs, totals, gradients)
    return outputs, gradients


@COUNTS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", STACKS)
def test_both_forms_compute_the_same(name: str, dtype: type, count: int) -> None:
    layers, vector = stack(name, dtype)
    drawn = np.random.default_rng(1).standard_normal((int(layers[-1, 1]), count))
    inputs = images(count), layers, vector, drawn.astype(dtype)

    plain, compiled = (both_ways(*inputs, form) for form in ("plain", "compiled"))

    close = 1e-4 if dtype == np.float32 else 1e-12
    for one, other in zip(plain, compiled, strict=True):
        np.testing.assert_allclose(other, one, rtol=close, atol=close * count**0.5)


@FORMS
@pytest.mark.parametrize("name", STACKS)
def test_the_gradient_is_the_slope_of_the_outputs(name: str, form: str) -> None:
    layers, vector = stack(name, np.float64)
    stored = images(40)
    direction = np.random.default_rng(2).standard_normal((int(layers[-1, 1]), 40))
    _, gradients = both_ways(stored, layers, vector, direction, form)

    for number in np.random.default_rng(3).choice(vector.size, 20, replace=False):
        nudge = np.zeros_like(vector)
        nudge[number] = 1e-6
        ahead, behind = (
            (both_ways(stored, layers, vector + sign * nudge, direction, form)[0] * direction).sum()
            for sign in (1, -1)
        )
        assert gradients[number] == pytest.approx((ahead - behind) / 2e-6, rel=1e-4, abs=1e-6)


NARROW = """
import numpy as np
from llvmlite.binding.targets import FeatureMap
import llvmlite.binding
llvmlite.binding.get_host_cpu_features = FeatureMap
from glassnet.nn.lit import LitImages
import test_group_stack_kernels as tests

stored = tests.images(700)
for name in tests.STACKS:
    assert LitImages.of(stored, np.float32).grouped(10).values.shape[1] == 8
    tests.test_both_forms_compute_the_same(name, np.float32, 700)
"""


def test_narrow_vectors_make_smaller_groups(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))

    subprocess.run([sys.executable, "-c", NARROW], check=True, cwd=Path(__file__).parent)
