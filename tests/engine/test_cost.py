"""Whether work is compiled: by its size, and training never by what is compiled already."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from glassnet.engine import plan_training, using
from glassnet.engine.cost import estimate_reading, estimate_training
from glassnet.engine.kernel import compiler_available
from glassnet.engine.tuning import Tuning
from glassnet.nn import Conv2D, Dense, Dropout, Flatten, Network, ReLU, SoftmaxCrossEntropy

# Dropout of all pixels is the widest layer.
NARROW = Network((Dropout(0.1), Dense(16, ReLU()), Dense(10)), (784,))
IMAGES = Network((Conv2D(24, 5), Flatten(), Dense(10)), (28, 28, 1))


def images(count: int) -> np.ndarray:
    return np.broadcast_to(np.uint8(0), (count, 28, 28))


@pytest.fixture(autouse=True)
def work_is_compiled() -> None:
    """Nothing is chosen here: the size of the work decides."""


@pytest.fixture(autouse=True)
def _compiler() -> None:
    if not compiler_available():
        pytest.skip("compiled code needs numba, which is not installed")


def test_estimates_grow_with_the_work() -> None:
    assert estimate_reading(NARROW, 1) < estimate_reading(NARROW, 1000)
    assert estimate_reading(NARROW, 1000) < estimate_reading(IMAGES, 1000)
    assert estimate_training(NARROW, 1000, 10) < estimate_training(NARROW, 1000, 100)


# Prints whether predictions are compiled: of few images, of many, and of few where that is chosen.
PLAN = """
import numpy as np
from glassnet.engine import plan_prediction, using
from glassnet.nn import Conv2D, Dense, Flatten, Network, ReLU

narrow = Network((Dense(16, ReLU()), Dense(10)), (784,))
convolution = Network((Conv2D(24, 5), Flatten(), Dense(10)), (28, 28, 1))
for network in (narrow, convolution):
    few, many = (np.broadcast_to(np.uint8(0), (count, 28, 28)) for count in (5, 2_000_000))
    print(plan_prediction(network, few).compiled, plan_prediction(network, many).compiled)
    with using("compiled"):
        print(plan_prediction(network, few).compiled)
"""


def test_a_handful_of_images_is_read_as_written_and_millions_by_compiled_code(
    tmp_path: Path,
) -> None:
    """In a process of its own: what was read before in this one counts, too."""
    found = subprocess.run(
        [sys.executable, "-c", PLAN],
        env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )

    assert found.stdout.split() == ["False", "True", "True"] * 2


def test_short_training_runs_as_written_and_long_training_compiled() -> None:
    def plan(count: int, epochs: int) -> bool:
        loss = SoftmaxCrossEntropy()
        return plan_training(NARROW, loss, images(count), 32, epochs=epochs).compiled

    assert not plan(200, 10)
    assert plan(60_000, 10)
    assert plan(200, 10_000)
    with using("compiled"):
        assert plan(200, 10)
    with using("reference"):
        assert not plan(60_000, 10)


def test_short_training_keeps_small_products_on_one_thread() -> None:
    """Threads of BLAS would wait for each other, on busy CPUs many times as long as a product takes."""
    products = 32 * 784 * 784  # the widest layers are dropout of all pixels

    small, large = (
        plan_training(
            NARROW,
            SoftmaxCrossEntropy(),
            images(200),
            32,
            Tuning(min_parallel_products=shared_from),
            epochs=10,
        )
        for shared_from in (products + 1, products)
    )

    assert small.limits_blas
    assert not large.limits_blas


# Trains on 300 images, after what argument 1 says, and prints a digest of the weights.
TRAIN = """
import hashlib, sys
import numpy as np
from glassnet.data.labeled_images import Dataset
from glassnet.data.simulated import simulate
from glassnet.engine import prefer_compiled
from glassnet.nn import Dense, ReLU
from glassnet.recipes import Recipe
from glassnet.training import TrainingState, train

if sys.argv[1] == "compiled":
    import numba

    prefer_compiled()
drawn = simulate(np.random.default_rng(0), 300)
recipe = Recipe("small", (Dense(16, ReLU()), Dense(10)), epochs=3, batch_size=16, input_shape=(784,))
state = TrainingState.begin(recipe)
data = Dataset("x", train=drawn.take(slice(0, 200), "a"), validation=drawn.take(slice(200, 300), "b"))
kernels = {event.implementation for event in train(recipe, data, state) if hasattr(event, "implementation")}
print(hashlib.sha256(state.kept.vector.tobytes()).hexdigest(), *kernels, "numba" in sys.modules)
"""


def test_what_is_compiled_already_does_not_change_the_bits_of_a_training(tmp_path: Path) -> None:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    found = [
        subprocess.run(
            [sys.executable, "-c", TRAIN, before],
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout.split()
        for before in ("nothing", "compiled")
    ]

    assert [each[1:] for each in found] == [["reference", "False"], ["reference", "True"]]
    assert found[0][0] == found[1][0]
