"""What tests of several packages share: how they run in parallel, and small sets of digits."""

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.data.simulated import simulate
from glassnet.models import Model, save_model
from glassnet.models.fitting import build_model
from glassnet.nn import Dense, ReLU
from glassnet.recipes import Recipe
from glassnet.training import TrainingState, prepare, train

IN_PARALLEL = "PYTEST_XDIST_WORKER" in os.environ


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Run single tests in this process; None leaves the number of workers to xdist."""
    return 0 if config.args and all("::" in argument for argument in config.args) else None


def pytest_configure() -> None:
    if IN_PARALLEL and os.name == "posix" and importlib.util.find_spec("numba"):
        compile_each_kernel_once(Path(__file__).parent.parent / ".pytest_cache" / "compiling")


def compile_each_kernel_once(locks: Path) -> None:
    """Let one worker at a time compile a kernel; the others load it from numba's cache.

    The cache has no lock of its own: workers that compile the same function at the same time do the work
    twice, and may overwrite each other's entries.
    """
    import fcntl

    from numba.core.compiler_lock import global_compiler_lock
    from numba.core.dispatcher import Dispatcher

    compile_now = Dispatcher.compile
    locks.mkdir(parents=True, exist_ok=True)
    held: set[str] = set()

    def compile_alone(self: Any, sig: Any) -> Any:
        name = f"{self.py_func.__module__}.{self.py_func.__qualname__}"
        with global_compiler_lock:  # of this process, so that no two threads wait for each other
            if name in held or not name.startswith("glassnet."):
                return compile_now(self, sig)
            with open(locks / name, "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                held.add(name)
                try:
                    return compile_now(self, sig)
                finally:
                    held.remove(name)

    Dispatcher.compile = compile_alone


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
