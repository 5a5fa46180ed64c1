"""Without numba everything runs, slower, with the same results up to rounding."""

import json
import subprocess
import sys

import numpy as np
import pytest

from glassnet.engine import implementation_in_use

# Prints as JSON what a short training ends with, one line for each recipe.
TRAINING = """
import json
import numpy as np
from glassnet import engine, nn
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.recipes import Recipe
from glassnet.training import TrainingState, train

rng = np.random.default_rng(0)
labels = rng.integers(0, 3, 90)
images = (rng.random((90, 28, 28)) < 0.1) * rng.integers(1, 256, (90, 28, 28))
images[np.arange(90), 9 * labels + 4] = 200
data = LabeledImages(images.astype(np.uint8), labels, "bars", ("a", "b", "c"))
dense = (nn.Dense(8, nn.Tanh()), nn.Dense(3))
convolution = (
    nn.Conv2D(4, 3), nn.MaxPool2D(), nn.Activate(nn.ReLU()), nn.Flatten(), nn.LayerNorm(), nn.Dense(3)
)
common = dict(epochs=2, validation=0, optimizer=nn.Adam(), schedule=nn.Constant(0.01))
recipes = [
    Recipe("batches", dense, batch_size=30, **common),
    Recipe("full batch", dense, batch_size="full", **common),
    Recipe("convolution", convolution, batch_size=30, averaging=nn.ExponentialAverage(0.5), **common),
    Recipe(
        "one at a time", dense, batch_size=1, epochs=1, validation=0, optimizer=nn.GradientDescent(),
        schedule=nn.Constant(0.1),
    ),
]
for recipe in recipes:
    recipe = recipe.resolve(3, (28, 28))
    state = TrainingState.begin(recipe)
    list(train(recipe, Dataset("bars", train=data), state))
    predict = engine.prepare_one(recipe.network, state.kept)
    example = np.divide(images[0], 255, dtype=np.float32).reshape(recipe.network.input_shape)
    print(json.dumps({
        "outputs": engine.outputs(recipe.network, state.kept, data.images).tolist(),
        "one": predict(example).tolist(),
        "implementation": engine.implementation_in_use(),
    }))
"""

BLOCKED = """
import sys

class WithoutNumba:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("numba", "llvmlite"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, WithoutNumba())
# `importlib.util.find_spec` asks the same finders.
import importlib.util
find_spec = importlib.util.find_spec
def find_without_numba(name, package=None):
    return None if name.split(".")[0] in ("numba", "llvmlite") else find_spec(name, package)
importlib.util.find_spec = find_without_numba
"""

REFUSED = """
from glassnet.engine import using
try:
    with using("compiled"):
        pass
except RuntimeError as error:
    print(error)
"""


def run(code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_training_and_prediction_agree_with_the_compiled_implementation() -> None:
    if implementation_in_use() != "compiled":
        pytest.skip("compiled code needs numba, which is not installed")
    compiled, without = (
        [json.loads(line) for line in run(code)] for code in (TRAINING, BLOCKED + TRAINING)
    )

    assert [each["implementation"] for each in compiled] == ["compiled"] * 4
    assert [each["implementation"] for each in without] == ["reference"] * 4
    for one, other in zip(compiled, without, strict=True):
        largest = np.abs(one["outputs"]).max()
        np.testing.assert_allclose(other["outputs"], one["outputs"], rtol=0, atol=1e-4 * largest)
        np.testing.assert_allclose(other["one"], other["outputs"][0], rtol=0, atol=1e-5 * largest)


def test_asking_for_compiled_code_without_numba_says_what_to_install() -> None:
    assert run(BLOCKED + REFUSED) == [
        "Compiled code needs numba, which is not installed. "
        "Install it with: pip install 'glassnet[fast]'"
    ]
