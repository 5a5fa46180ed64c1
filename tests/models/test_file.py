"""A model file gives back the model that was saved, and nothing else is taken for one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.models import Calibration, DamagedFile, Metric, Model, read_model, save_model
from glassnet.models.sealed import read_sealed, seal, unseal, write_sealed
from glassnet.nn import Dense, Flatten, Network, SettingError
from glassnet.recipes import Recipe

# One unit: the smallest network that reads images, so that every bit of its file can be flipped.
SMALLEST = Recipe(name="smallest", layers=(Dense(1), Dense(10)), input_shape=(784,))


@pytest.fixture
def smallest() -> Model:
    return Model(
        SMALLEST,
        SMALLEST.initial_parameters(),
        calibration=Calibration(1.25, -2.5),
        metrics=(Metric("some test (10)", "ab" * 32, 0.7),),
        trained_on="some train (50)",
        trained_on_digest="cd" * 32,
        made_by="glassnet train smallest.toml",
        notes={"written": "by hand"},
    )


@pytest.fixture
def path(smallest: Model, tmp_path: Path) -> Path:
    save_model(smallest, tmp_path / "model.safetensors")
    return tmp_path / "model.safetensors"


def change_header(path: Path, **changes: Any) -> None:
    """Change entries of a file's header, and seal it again: the seal is no secret."""
    arrays, header = read_sealed(path)
    write_sealed(path, arrays, {**header, **changes})


def change_arrays(path: Path, change: Callable[[dict[str, np.ndarray]], object]) -> None:
    arrays, header = read_sealed(path)
    arrays = {name: array.copy() for name, array in arrays.items()}
    change(arrays)
    write_sealed(path, arrays, header)


def test_a_loaded_model_is_the_saved_one(smallest: Model, path: Path) -> None:
    loaded = read_model(path)

    np.testing.assert_array_equal(loaded.parameters.vector, smallest.parameters.vector, strict=True)
    for name in ("recipe", "class_names", "calibration", "metrics",
                 "trained_on", "trained_on_digest", "made_by", "notes"):  # fmt: skip
        assert getattr(loaded, name) == getattr(smallest, name), name


def test_saving_a_loaded_model_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    save_model(read_model(path), tmp_path / "again")

    assert (tmp_path / "again").read_bytes() == path.read_bytes()


def test_a_trained_model_reads_the_same_once_loaded(
    small_model: Model, small_model_file: Path, simulated_digits
) -> None:
    images = simulated_digits.images[:50]

    loaded = read_model(small_model_file)

    np.testing.assert_array_equal(loaded.outputs(images), small_model.outputs(images))


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_the_precision_is_kept(precision: str, tmp_path: Path) -> None:
    recipe = SMALLEST.with_changes(precision=precision)
    save_model(Model(recipe, recipe.initial_parameters()), tmp_path / "m")

    assert read_model(tmp_path / "m").parameters.vector.dtype == precision


def test_every_truncation_of_a_model_is_refused(path: Path) -> None:
    content = path.read_bytes()

    for length in range(len(content)):
        with pytest.raises(DamagedFile):
            unseal(content[:length], path)


def test_every_flipped_bit_of_a_model_is_refused(path: Path) -> None:
    content = bytearray(path.read_bytes())

    for position in range(len(content)):
        for bit in range(8):
            content[position] ^= 1 << bit
            with pytest.raises(DamagedFile):
                unseal(bytes(content), path)
            content[position] ^= 1 << bit


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2},
        {"format": None},
        {"recipe": "standard"},
        {"recipe": {}},
        {"recipe": {"name": "r", "layers": []}},
        {"recipe": {"name": "r", "layers": "dense"}},
        {"recipe": {"name": "r", "layers": [{"type": "os.system", "units": 1}]}},
        {"recipe": {"name": "r", "layers": ["flatten"] * 1001}},
        {"recipe": {"name": "r", "layers": [{"type": "dense", "units": 10**12}]}},
        {"recipe": {"name": "r", "layers": [{"type": "dense", "units": 11}]}},
        {"recipe": {"name": "r", "layers": ["flatten"], "input_shape": [2, 5]}},
        {"recipe": {"name": "r", "layers": ["flatten"], "epochs": 10**400}},
        {"recipe": {"name": "r", "layers": ["flatten"], "loss": {"type": "dense"}}},
        {"class_names": list("012345678")},
        {"class_names": "0123456789"},
        {"class_names": ["only"]},
        {"calibration": {"temperature": 0.0, "threshold": None}},
        {"calibration": {"temperature": -1.0, "threshold": None}},
        {"calibration": {"temperature": "1", "threshold": None}},
        {"calibration": {"temperature": True, "threshold": None}},
        {"calibration": {"temperature": 1.0, "threshold": "low"}},
        {"calibration": {"temperature": 1.0}},
        {"metrics": [{"set": "test"}]},
        {"metrics": [{"set": "test", "digest": "", "accuracy": "high"}]},
        {"metrics": [1]},
        {"metrics": {}},
        {"made_by": 3},
        {"notes": []},
    ],
    ids=lambda changes: str(changes)[:60],
)
def test_a_header_that_makes_no_sense_is_refused(changes: dict[str, Any], path: Path) -> None:
    change_header(path, **changes)

    with pytest.raises(DamagedFile, match=r"^.*model.safetensors expects "):
        read_model(path)


@pytest.mark.parametrize("name", ["recipe", "class_names", "calibration", "metrics", "notes"])
def test_an_entry_that_is_missing_is_named(name: str, path: Path) -> None:
    arrays, header = read_sealed(path)
    write_sealed(path, arrays, {key: value for key, value in header.items() if key != name})

    with pytest.raises(DamagedFile, match=f"'{name}' in its header, got nothing"):
        read_model(path)


def test_entries_that_a_later_version_may_add_are_passed_over(path: Path) -> None:
    change_header(path, license="MIT")

    assert read_model(path).name == "smallest"


@pytest.mark.parametrize(
    "change",
    [
        lambda arrays: arrays.pop("1.bias"),
        lambda arrays: arrays.update({"3.bias": np.zeros(1, np.float32)}),
        lambda arrays: arrays.update({"1.weights": arrays["1.weights"].T}),
        lambda arrays: arrays.update({"1.weights": arrays["1.weights"].ravel()}),
        lambda arrays: arrays.update({"1.weights": arrays["1.weights"].astype(np.float64)}),
        lambda arrays: arrays["2.weights"].fill(np.nan),
        lambda arrays: arrays["2.bias"].fill(np.inf),
    ],
    ids=["one missing", "one too many", "transposed", "flat", "other precision", "NaN", "infinity"],
)
def test_arrays_that_do_not_fit_the_recipe_are_refused(
    change: Callable[[dict[str, np.ndarray]], object], path: Path
) -> None:
    change_arrays(path, change)

    with pytest.raises(DamagedFile):
        read_model(path)


def test_images_of_less_than_nothing_are_refused(tmp_path: Path) -> None:
    recipe = Recipe(name="r", layers=(Flatten(), Dense(10)), input_shape=(28, 28))
    save_model(Model(recipe, recipe.initial_parameters()), tmp_path / "m")
    _, header = read_sealed(tmp_path / "m")
    change_header(tmp_path / "m", recipe={**header["recipe"], "input_shape": [-28, -28]})

    with pytest.raises(DamagedFile, match="an input shape"):
        read_model(tmp_path / "m")


def test_a_layer_that_would_fill_the_memory_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = [{"type": "dense", "units": 2_000_000}, {"type": "dense", "units": 10}]
    change_header(path, recipe={"name": "r", "layers": layers, "input_shape": [784]})
    monkeypatch.setattr(Network, "empty_parameters", None)

    with pytest.raises(DamagedFile, match="layers of at most 1,048,576 values"):
        read_model(path)


def test_a_message_stays_short_whatever_the_file_says(path: Path) -> None:
    change_header(path, format="x" * 100_000)

    with pytest.raises(DamagedFile) as caught:
        read_model(path)

    assert len(str(caught.value)) < 400


def test_a_model_that_is_not_finite_is_not_saved(smallest: Model, tmp_path: Path) -> None:
    parameters = smallest.parameters.copy()
    parameters.vector[3] = np.nan

    with pytest.raises(SettingError, match="finite parameters"):
        save_model(replace(smallest, parameters=parameters), tmp_path / "m")

    assert not (tmp_path / "m").exists()


def test_a_checkpoint_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_bytes(seal({}, {"about": {}, "counters": {}}))

    with pytest.raises(DamagedFile, match="a model file of format 1, got format None"):
        read_model(tmp_path / "checkpoint")


def test_a_rejecting_model_is_the_same_from_its_file(
    rejecting_model: Model, small_dataset: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "rejecting.safetensors"
    save_model(rejecting_model, path)

    loaded = read_model(path)

    assert loaded.class_names == tuple("0123456789")
    images = small_dataset.split("test").images
    np.testing.assert_array_equal(loaded.outputs(images), rejecting_model.outputs(images))
    assert loaded.calibration == rejecting_model.calibration
