"""What training compiles ahead is all that it needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("numba", reason="without numba nothing is compiled")

# Prints which kernels are compiled before and after the first event of a training.
TRAIN = """
import json, sys
import numpy as np
from glassnet import nn
from glassnet.data.labeled_images import Dataset
from glassnet.data.simulated import simulate
from glassnet.engine import using
from glassnet.engine.compiling import watching_compiler
from glassnet.recipes import Recipe
from glassnet.training import TrainingState, train

narrow = (nn.Dense(8, nn.Tanh()), nn.Dense(10))
convolution = (
    nn.Conv2D(4, 3), nn.MaxPool2D(), nn.Activate(nn.ReLU()), nn.Flatten(), nn.LayerNorm(), nn.Dense(10)
)
common = dict(epochs=1, optimizer=nn.Adam(), schedule=nn.Constant(0.01))
recipes = {
    "one at a time": Recipe(
        "a", narrow, batch_size=1, epochs=1, optimizer=nn.GradientDescent(), schedule=nn.Constant(0.1)
    ),
    "batches": Recipe("b", narrow, batch_size=30, **common),
    "full batch": Recipe("c", narrow, batch_size="full", **common),
    "wide": Recipe("d", (nn.Dense(128, nn.ReLU()), nn.Dense(10)), batch_size=30, **common),
    "convolution": Recipe(
        "e", convolution, batch_size=30, averaging=nn.ExponentialAverage(0.5), **common
    ),
}
drawn = simulate(np.random.default_rng(0), 300)
parts = dict(train=drawn.take(slice(0, 200), "a"), validation=drawn.take(slice(200, 300), "b"))
before, after = [], []
for name in sys.argv[1:]:
    recipe = recipes[name].resolve(10, (28, 28))
    state = TrainingState.begin(recipe)
    with using("compiled"):
        with watching_compiler(lambda now: before.append(now.kernel)):
            events = train(recipe, Dataset("x", **parts), state)
        with watching_compiler(lambda now: after.append(now.kernel)):
            list(events)
print(json.dumps([sorted(filter(None, names)) for names in (before, after)]))
"""


def train(folder: Path, *names: str) -> tuple[list[str], list[str]]:
    environment = os.environ | {"NUMBA_CACHE_DIR": str(folder)}
    printed = subprocess.run(
        [sys.executable, "-c", TRAIN, *names],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    before, after = json.loads(printed)
    return before, after


@pytest.mark.parametrize(
    "names",
    [
        ("wide",),
        pytest.param(
            ("one at a time", "batches", "full batch", "convolution"), marks=pytest.mark.full
        ),
    ],
    ids=len,
)
def test_training_compiles_everything_ahead(tmp_path: Path, names: tuple[str, ...]) -> None:
    before, after = train(tmp_path, *names)
    kept = {path.name.partition("-")[0] for path in tmp_path.glob("*/*.kernel")}

    assert before
    assert not after
    # Other processes help: what they have compiled is kept as well.
    assert set(before) <= kept
