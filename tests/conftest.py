"""What tests of several packages share: how they run in parallel, and small sets of digits."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.data.simulated import simulate
from glassnet.models import Model, save_model
from glassnet.models.fitting import build_model
from glassnet.nn import Dense, ReLU
from glassnet.recipes import Recipe
from glassnet.training import TrainingState, prepare, train


def pytest_configure(config: pytest.Config) -> None:
    """What the processes of tests share.

    Python keeps its bytecode: there are hundreds of processes, and each would compile all sources. NumPy
    multiplies with one thread: side by side, threads of several processes wait for each other.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if _without_browsers(config):
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Run single tests in this process; None leaves the number of workers to xdist.

    Many tests wait for another process: one worker more than there are CPUs keeps these busy. Browsers do
    not wait.
    """
    if config.args and all("::" in argument for argument in config.args):
        return 0
    return (os.cpu_count() or 1) + 1 if _without_browsers(config) else None


def _without_browsers(config: pytest.Config) -> bool:
    return "not browser" in str(config.getoption("markexpr"))


@pytest.fixture(scope="session")
def simulated_digits() -> LabeledImages:
    return simulate(np.random.default_rng(5), 600)


@pytest.fixture(scope="session")
def small_dataset(simulated_digits: LabeledImages) -> Dataset:
    return Dataset(
        "small",
        train=simulated_digits.take(slice(0, 400), "small train"),
        validation=simulated_digits.take(slice(400, 500), "small validation"),
        test=simulated_digits.take(slice(500, 600), "small test"),
    )


@pytest.fixture(scope="session")
def small_data_file(small_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The training and test splits as a file, which commands load at once."""
    path = tmp_path_factory.mktemp("data") / "few.npz"
    train_split, test_split = small_dataset.split("train"), small_dataset.split("test")
    np.savez(
        path,
        x_train=train_split.images,
        y_train=train_split.labels,
        x_test=test_split.images,
        y_test=test_split.labels,
    )
    return path


@pytest.fixture(scope="session")
def small_model(small_dataset: Dataset) -> Model:
    """A model that was trained for a moment: often right, not always."""
    recipe = Recipe(
        name="small",
        layers=(Dense(16, ReLU()), Dense(10)),
        epochs=6,
        batch_size=16,
        input_shape=(784,),
    )
    return trained(recipe, small_dataset)


@pytest.fixture(scope="session")
def rejecting_model(small_dataset: Dataset) -> Model:
    """A model that was trained for a moment on non-digits, too."""
    layers = (Dense(32, ReLU()), Dense(11))
    recipe = Recipe(
        name="rejecting",
        layers=layers,
        epochs=10,
        batch_size=16,
        input_shape=(784,),
        rejects=True,
        non_digits=200,
    )
    return trained(recipe, prepare(recipe, small_dataset))


def trained(recipe: Recipe, dataset: Dataset) -> Model:
    state = TrainingState.begin(recipe)
    for _ in train(recipe, dataset, state):
        pass
    return build_model(recipe, dataset, state, f"glassnet train {recipe.name}.toml")


@pytest.fixture(scope="session")
def small_model_file(small_model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "small.safetensors"
    save_model(small_model, path)
    return path


@pytest.fixture
def blas_threads() -> Callable[[], int]:
    """The number of threads of NumPy's matrix products now; tests skip where it cannot be read."""
    controller = pytest.importorskip("threadpoolctl").ThreadpoolController
    libraries = controller().select(user_api="blas").lib_controllers
    of_numpy = [each for each in libraries if "numpy" in each.filepath] or libraries
    if not of_numpy:
        pytest.skip("threadpoolctl finds no library whose threads it can limit")
    return lambda: of_numpy[0].num_threads


@pytest.fixture(scope="session")
def mnist_folder() -> Path:
    """Where the real MNIST is; tests that need it skip where it is not."""
    folder = Path(os.environ.get("GLASSNET_DATA", ""), "mnist")
    if not os.environ.get("GLASSNET_DATA") or not folder.is_dir():
        pytest.skip("GLASSNET_DATA does not point at a folder with mnist/ in it")
    return folder


@pytest.fixture(scope="session")
def reference_folder() -> Path:
    """Published figures, beside the folder of the data."""
    folder = Path(os.environ.get("GLASSNET_DATA", ""), "..", "reference")
    if not os.environ.get("GLASSNET_DATA") or not folder.is_dir():
        pytest.skip("no reference/ beside the folder that GLASSNET_DATA points at")
    return folder
