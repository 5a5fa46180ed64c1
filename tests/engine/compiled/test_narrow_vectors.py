"""On CPUs with narrower vectors the compiled functions pass the same tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("numba", reason="compiled functions need numba, which is not installed")

RUN_TESTS_WITH_NARROW_VECTORS = """
import sys

import llvmlite.binding
import pytest
from llvmlite.binding.targets import FeatureMap

llvmlite.binding.get_host_cpu_features = FeatureMap

from glassnet.engine.simd.tiles import TILE_ROWS
from glassnet.engine.simd.vectors import VECTOR_BYTES

assert (VECTOR_BYTES, TILE_ROWS) == (32, 6)
sys.exit(pytest.main(sys.argv[1:]))
"""
# Of each kind of function that works on vectors, one that compiles soon.
FEW = [
    "test_convolution.py::test_correlate_adds_the_gradient_of_conv2d",
    "test_sparse.py::test_products_with_lists_are_products_with_images",
]
ALL = [
    *FEW,
    "test_convolution.py::test_convolve_makes_the_sums_of_conv2d",
    "test_convolution.py::test_convolve_and_pool_makes_the_maxima_of_the_sums",
    "test_group_stack.py::test_groups_have_the_outputs_and_the_gradient_of_their_images",
]


@pytest.mark.slow
@pytest.mark.parametrize(
    "tests", [FEW, pytest.param(ALL, marks=pytest.mark.full)], ids=["few", "all"]
)
def test_narrow_vectors_give_the_same_results(tmp_path: Path, tests: list[str]) -> None:
    here = Path(__file__).parent
    options = ["-q", "-k", "float32", "-p", "no:cacheprovider", f"--confcutdir={here}"]
    # A cache of its own: this CPU is not to run the code that is compiled here.
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}

    finished = subprocess.run(
        [sys.executable, "-c", RUN_TESTS_WITH_NARROW_VECTORS, *options]
        + [str(here / test) for test in tests],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr
