"""`import glassnet` is fast, and offers what a user of the library needs."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import glassnet
from glassnet.data.labeled_images import Dataset
from glassnet.models import TrainingDiverged
from glassnet.models.run_folder import RunFolder
from glassnet.nn import Constant, Dense, GradientDescent, ReLU
from glassnet.training import EpochDone, Event, prepare, resolve_recipe

SMALL = glassnet.Recipe(
    name="small",
    layers=(Dense(16, ReLU()), Dense("classes")),
    epochs=2,
    batch_size=32,
    validation=50,
)


@pytest.fixture
def own_data(small_dataset: Dataset) -> Dataset:
    return Dataset("own", train=small_dataset.train, test=small_dataset.test)


def test_dir_shows_the_public_names_and_nothing_else() -> None:
    assert dir(glassnet) == sorted([*glassnet.__all__, "__version__"])
    assert all(getattr(glassnet, name) is not None for name in glassnet.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'lode'"):
        _ = glassnet.lode  # type: ignore[attr-defined] # wrong on purpose


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, glassnet; print([m for m in ('numpy', 'PIL', 'numba') if m in sys.modules])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert done.stdout.decode().strip() == "[]"


def test_train_returns_the_model_of_the_command(own_data: Dataset, tmp_path: Path) -> None:
    events: list[Event] = []

    model = glassnet.train(SMALL, own_data, on_event=events.append)

    resolved = resolve_recipe(SMALL, own_data)
    run = RunFolder(resolved, prepare(resolved, own_data), tmp_path / "run")
    list(run.start())
    loaded = glassnet.load_model(tmp_path / "run")
    np.testing.assert_array_equal(model.parameters.vector, loaded.parameters.vector)
    assert model.calibration == loaded.calibration
    assert model.calibration.temperature != 1.0
    assert model.metrics == loaded.metrics
    assert sum(isinstance(event, EpochDone) for event in events) == 2


def test_train_takes_a_recipe_s_name_and_images_alone(small_dataset: Dataset) -> None:
    model = glassnet.train("tiny", small_dataset.split("train").take(slice(100)), None, "by hand")

    assert model.recipe.name == "tiny"
    assert model.made_by == "by hand"


def test_a_recipe_for_many_examples_holds_out_a_tenth_of_few(own_data: Dataset) -> None:
    model = glassnet.train(SMALL.with_changes(validation=5000, epochs=1), own_data)

    assert model.recipe.validation == 40
    assert [metric.set for metric in model.metrics] == ["small validation (40)", "small test (100)"]


def test_training_that_diverges_raises(own_data: Dataset) -> None:
    wild = SMALL.with_changes(optimizer=GradientDescent(), schedule=Constant(1e30))

    with pytest.raises(TrainingDiverged, match="not a number"):
        glassnet.train(wild, own_data)


def test_classes_of_any_name_are_trained_and_read(small_dataset: Dataset) -> None:
    names = ("zero", "one", "two")
    few = small_dataset.split("train")
    few = few.take(np.flatnonzero(few.labels < 3))
    data = glassnet.LabeledImages(few.images, few.labels, "three words", names)
    recipe = SMALL.with_changes(layers=(Dense("classes"),), epochs=20)

    model = glassnet.train(recipe, data)
    reading = model.read_pixels(data.images[0])

    assert model.class_names == names
    assert reading.label in names
    assert reading.digit is None
    assert glassnet.evaluate(model, data).accuracy > 0.8


def test_evaluate_takes_a_model_s_name_and_a_data_set(own_data: Dataset) -> None:
    evaluation = glassnet.evaluate("tiny", own_data)

    assert str(evaluation.data) == "small test (100)"
    assert (
        evaluation.accuracy
        == glassnet.evaluate(glassnet.load_model("tiny"), own_data.split("test")).accuracy
    )
