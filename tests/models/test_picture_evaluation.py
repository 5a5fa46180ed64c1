"""A folder of photos is measured as its pictures are read, with how far their confidences can be trusted."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from glassnet.cli import main
from glassnet.data import Dataset
from glassnet.models import Model, evaluate, load_model
from glassnet.models.picture_evaluation import PictureEvaluation
from glassnet.training import Evaluation

SEVEN = [(70, 60), (200, 60), (120, 230)]
ONE = [(140, 40), (140, 240)]


def save(path: Path, line: list[tuple[int, int]], ink: int = 0, paper: int = 255) -> None:
    page = Image.new("L", (280, 280), paper)
    if line:
        ImageDraw.Draw(page).line(line, fill=ink, width=22)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.save(path)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six pictures: four that are read correctly, a seven among the ones, and a blank zero."""
    folder = tmp_path_factory.mktemp("evaluated") / "photos"
    save(folder / "1" / "dark.png", ONE)
    save(folder / "1" / "light.jpg", ONE, 255, 20)
    save(folder / "1" / "mislaid.png", SEVEN)
    save(folder / "7" / "dark.png", SEVEN)
    save(folder / "7" / "faint.png", SEVEN, 120, 160)
    save(folder / "0" / "blank.png", [])
    (folder / "7" / "list.txt").write_text("not a picture")
    return folder


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


@pytest.fixture(scope="module")
def evaluation(model: Model, photos: Path) -> PictureEvaluation:
    found = evaluate(model, photos)
    assert isinstance(found, PictureEvaluation)
    return found


def test_each_picture_is_read_as_predict_reads_it(
    model: Model, photos: Path, evaluation: PictureEvaluation
) -> None:
    for index, file in enumerate(evaluation.files):
        reading = model.read_image(photos / file)

        assert evaluation.reasons[index] == reading.reason
        if reading.probabilities is not None:
            assert evaluation.probabilities[index] == pytest.approx(reading.probabilities, abs=1e-5)


def test_correct_wrong_and_not_read_are_counted(evaluation: PictureEvaluation) -> None:
    assert evaluation.read_correctly == 4
    assert evaluation.sure_and_wrong == 1
    assert evaluation.not_read == {"no ink": 1}


def test_a_picture_that_is_not_read_is_not_correct(evaluation: PictureEvaluation) -> None:
    assert evaluation.correct == 4


def test_the_reliability_curve_is_over_the_pictures_that_are_read(
    evaluation: PictureEvaluation,
) -> None:
    bins = evaluation.reliability

    assert sum(each.count for each in bins) == 5
    assert sum(each.count * each.accuracy for each in bins) == pytest.approx(4)
    assert all(each.low <= each.confidence <= each.high + 1e-6 for each in bins)


def test_the_command_reports_pictures_reliability_and_the_files_of_mistakes(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("matplotlib")
    out, result = tmp_path / "plots", tmp_path / "result.json"

    arguments = ["evaluate", "--data", str(photos), "--out", str(out), "--json", str(result)]
    assert main(arguments) == 0

    text, report = capsys.readouterr().out, json.loads(result.read_text())
    assert "pictures: 4 correct, 1 wrong, 1 no ink; 1 sure (above 95%) and wrong" in text
    assert "1 file is left out, since not a picture: 7/list.txt." in text
    assert "1/mislaid.png" in text
    assert report["pictures"] == {
        "correct": 4, "wrong": 1, "sure_and_wrong": 1, "not_read": {"no ink": 1},
    }  # fmt: skip
    assert [each["file"] for each in report["mistakes"]] == ["1/mislaid.png", "0/blank.png"]
    assert sum(each["count"] for each in report["reliability"]) == 5
    assert (out / "calibration.png").stat().st_size > 1000


def test_a_zip_archive_of_photos_is_measured_as_its_folder(
    photos: Path, tmp_path: Path, model: Model, evaluation: PictureEvaluation
) -> None:
    archive = shutil.make_archive(str(tmp_path / "photos"), "zip", photos)

    found = evaluate(model, archive)

    assert isinstance(found, PictureEvaluation)
    assert found.files == evaluation.files
    assert np.array_equal(found.probabilities, evaluation.probabilities)


def test_the_chosen_split_is_measured(photos: Path, tmp_path: Path, model: Model) -> None:
    shutil.copytree(photos, tmp_path / "set" / "train")
    shutil.copytree(photos / "7", tmp_path / "set" / "test" / "7")

    evaluations = [evaluate(model, tmp_path / "set", split) for split in (None, "train")]

    assert [str(each.data) for each in evaluations] == ["set test (2)", "set train (6)"]


def test_digits_saved_as_pictures_give_the_result_of_the_set(
    model: Model, small_dataset: Dataset, tmp_path: Path
) -> None:
    test = small_dataset.split("test")
    order = np.argsort(test.labels, kind="stable")
    for place, index in enumerate(order.tolist()):
        path = tmp_path / "saved" / str(test.labels[index]) / f"{place:03}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(test.images[index]).save(path)

    found, expected = evaluate(model, tmp_path / "saved"), evaluate(model, test.take(order))

    assert found.data.digest() == expected.data.digest()
    assert found.probabilities == pytest.approx(expected.probabilities, abs=1e-6)


def test_pictures_of_other_classes_are_a_data_set(tmp_path: Path, small_model: Model) -> None:
    save(tmp_path / "ant" / "a.png", ONE)
    save(tmp_path / "bee" / "b.png", SEVEN)

    with pytest.raises(ValueError, match="Choose data of these classes"):
        evaluate(small_model, tmp_path)


def test_an_evaluation_of_arrays_has_a_reliability_curve_too(
    small_model: Model, small_dataset: Dataset
) -> None:
    found = evaluate(small_model, small_dataset)

    assert type(found) is Evaluation
    assert sum(each["count"] for each in found.to_plain()["reliability"]) == 100
