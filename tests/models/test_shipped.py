"""A model is found by its name, its path or its run folder."""

import shutil
from pathlib import Path

import pytest

from glassnet.data.formats.idx_folder import read_idx_folder
from glassnet.data.labeled_images import LabeledImages
from glassnet.models import DamagedFile, default_name, find_model, shipped_model, shipped_names
from glassnet.models.shipped import model_path
from glassnet.nn import SettingError

MODULE = "glassnet.models.shipped"


@pytest.fixture
def package(small_model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As if these models came with the package."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    for name in ("another", "mlp", "tiny"):
        shutil.copy(small_model_file, folder / f"{name}.safetensors")
    monkeypatch.setattr(f"{MODULE}.FOLDER", folder)
    return folder


@pytest.fixture
def empty_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{MODULE}.FOLDER", tmp_path / "nothing")


def test_shipped_models_are_listed_in_order(package: Path) -> None:
    assert shipped_names() == ("another", "mlp", "tiny")


def test_the_best_of_the_shipped_models_is_the_default(package: Path) -> None:
    assert default_name() == "mlp"
    (package / "mlp.safetensors").unlink()
    (package / "tiny.safetensors").unlink()
    assert default_name() == "another"


def test_a_shipped_model_is_loaded_once(package: Path) -> None:
    assert find_model("tiny") is find_model("tiny") is shipped_model("tiny")
    assert find_model() is shipped_model("mlp")


def test_every_model_of_the_package_is_whole() -> None:
    for name in shipped_names():
        assert shipped_model(name).figures, f"{name} has no figures in its record"


def test_every_model_of_the_package_reproduces_its_record(mnist_folder: Path) -> None:
    test = read_idx_folder(mnist_folder, "MNIST").split("test")
    measured = [name for name in shipped_names() if _recorded(name, test) is not None]
    assert measured or not shipped_names()

    for name in measured:
        correct = shipped_model(name).evaluate(test).correct
        # Another processor rounds otherwise: that may tip a doubtful image or two.
        assert correct == pytest.approx(10_000 * (_recorded(name, test) or 0), abs=2), name


def _recorded(name: str, digits: LabeledImages) -> float | None:
    figures = shipped_model(name).figures
    return next((each.accuracy for each in figures if each.digest == digits.digest()), None)


def test_a_model_is_found_by_its_path_and_by_its_run_folder(
    small_model_file: Path, tmp_path: Path
) -> None:
    shutil.copy(small_model_file, tmp_path / "model.safetensors")

    assert find_model(str(small_model_file)).name == "small"
    assert find_model(tmp_path).name == "small"
    assert model_path(str(tmp_path)) == tmp_path / "model.safetensors"


def test_a_misspelt_name_is_answered_with_the_right_one(package: Path) -> None:
    with pytest.raises(SettingError, match=r"got .tinny.[.] Did you mean 'tiny'"):
        find_model("tinny")


def test_without_shipped_models_one_has_to_be_named(empty_package: None) -> None:
    with pytest.raises(SettingError, match="Name one of your own"):
        find_model()
    with pytest.raises(SettingError, match="check the path"):
        find_model("tiny")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"half a mod")

    with pytest.raises(DamagedFile, match=r"model\.safetensors expects"):
        find_model(tmp_path)
