"""A model is loaded by its name, its path or its run folder."""

import shutil
from pathlib import Path

import pytest

from glassnet.data.formats.idx_folder import read_idx_folder
from glassnet.data.labeled_images import LabeledImages
from glassnet.models import (
    DEFAULT_MODEL,
    DamagedFile,
    Ensemble,
    Model,
    load_classifier,
    load_model,
    shipped_names,
)
from glassnet.models.loading import find_model_file
from glassnet.nn import SettingError


def test_shipped_models_are_listed_in_order() -> None:
    assert list(shipped_names()) == sorted(shipped_names())
    assert {DEFAULT_MODEL, "tiny", "mlp"} <= {*shipped_names()}


def test_a_shipped_model_is_loaded_once() -> None:
    assert load_model("tiny") is load_model("tiny")
    assert load_model() is load_model(DEFAULT_MODEL)


def test_one_name_gives_a_model_and_several_an_ensemble(small_model_file: Path) -> None:
    assert isinstance(load_classifier([small_model_file]), Model)
    assert isinstance(load_classifier([small_model_file, "tiny"]), Ensemble)
    assert load_classifier() is load_model()


def test_every_model_of_the_package_is_whole() -> None:
    for name in shipped_names():
        assert load_model(name).metrics, f"{name} has no metrics in its record"


def test_every_model_of_the_package_reproduces_its_record(mnist_folder: Path) -> None:
    test = read_idx_folder(mnist_folder, "MNIST").split("test")
    measured = [name for name in shipped_names() if _recorded(name, test) is not None]
    assert measured or not shipped_names()

    for name in measured:
        correct = load_model(name).evaluate(test).correct
        # Another processor rounds otherwise: that may tip a doubtful image or two.
        assert correct == pytest.approx(10_000 * (_recorded(name, test) or 0), abs=2), name


def _recorded(name: str, digits: LabeledImages) -> float | None:
    metrics = load_model(name).metrics
    return next((each.accuracy for each in metrics if each.digest == digits.digest()), None)


def test_a_model_is_found_by_its_path_and_by_its_run_folder(
    small_model_file: Path, tmp_path: Path
) -> None:
    shutil.copy(small_model_file, tmp_path / "model.safetensors")

    assert load_model(str(small_model_file)).name == "small"
    assert load_model(tmp_path).name == "small"
    assert find_model_file(str(tmp_path)) == tmp_path / "model.safetensors"


def test_a_misspelled_name_is_answered_with_the_right_one() -> None:
    with pytest.raises(SettingError, match=r"Unknown model 'tinny'\. Did you mean 'tiny'\?"):
        load_model("tinny")


def test_a_path_without_a_model_is_named() -> None:
    with pytest.raises(SettingError, match=r"There is no model at 'missing\.safetensors'"):
        load_model("missing.safetensors")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"half a mod")

    with pytest.raises(DamagedFile, match=r"model\.safetensors expects"):
        load_model(tmp_path)
