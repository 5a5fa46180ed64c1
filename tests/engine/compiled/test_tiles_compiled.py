from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MULTIPLY_WITH_NARROW_VECTORS = """
import llvmlite.binding
import numpy as np
from llvmlite.binding.targets import FeatureMap
llvmlite.binding.get_host_cpu_features = FeatureMap

from glassnet.nn.kernels import tiles_compiled
from glassnet.nn.kernels.convolution import convolve, convolve_and_pool, correlate

assert (tiles_compiled.BYTES, tiles_compiled.ROWS) == (32, 6)
rng = np.random.default_rng(0)
images, weights = rng.normal(size=(2, 7, 8, 3)), rng.normal(size=(3, 2, 3, 11))
sums, gradients = np.empty((2, 2, 5, 7, 11)), np.zeros((2, *weights.shape))
convolve.plain(images, weights, 1, sums[0])
convolve.compiled(images, weights, 1, sums[1])
np.testing.assert_allclose(sums[1], sums[0], atol=1e-12)
largest, bias = np.empty((2, 2, 2, 3, 11)), rng.normal(size=11)
convolve_and_pool.plain(images, weights, bias, 1, 2, largest[0])
convolve_and_pool.compiled(images, weights, bias, 1, 2, largest[1])
np.testing.assert_allclose(largest[1], largest[0], atol=1e-12)
correlate.plain(images, sums[0], 1, gradients[0])
correlate.compiled(images, sums[0], 1, gradients[1])
np.testing.assert_allclose(gradients[1], gradients[0], atol=1e-10)

from glassnet.nn.lit import LitImages, multiply, multiply_transposed
stored = (rng.random((9, 100)) < 0.3) * rng.integers(0, 256, (9, 100)).astype(np.uint8)
weights, d_weights = rng.normal(size=(100, 11)), np.empty((100, 11))
sums, lists = np.empty((9, 11)), LitImages.of(stored, float)
multiply(lists, weights, sums)
multiply_transposed(lists, sums, d_weights)
np.testing.assert_allclose(sums, stored / 255 @ weights, atol=1e-10)
np.testing.assert_allclose(d_weights, stored.T / 255 @ sums, atol=1e-10)
"""


def test_processors_with_narrower_vectors_find_the_same(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    # A cache of its own: what is compiled here is not what this processor should run.
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}

    subprocess.run(
        [sys.executable, "-c", MULTIPLY_WITH_NARROW_VECTORS], env=environment, check=True
    )
