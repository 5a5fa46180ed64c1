"""Kaggle's test.csv, which has no labels, and the submission made of it."""

import shutil
from pathlib import Path

import pytest

from glassnet.cli import main
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.models import load_model

PIXELS = ",".join(f"pixel{number}" for number in range(784))


@pytest.fixture
def digits(small_dataset: Dataset) -> LabeledImages:
    return small_dataset.split("train").take(slice(12))


@pytest.fixture
def test_csv(tmp_path: Path, digits: LabeledImages) -> Path:
    rows = [",".join(map(str, image.ravel())) for image in digits.images]
    path = tmp_path / "test.csv"
    path.write_text("\n".join([PIXELS, *rows]) + "\n")
    return path


@pytest.mark.parametrize("form", [["{}"], ["--data", "{}"], ["tiny", "{}"]])
def test_a_submission_has_a_line_for_each_image(
    tmp_path: Path, test_csv: Path, digits: LabeledImages, form: list[str]
) -> None:
    target = tmp_path / "submission.csv"
    asked = [each.format(test_csv) for each in form]

    assert main(["predict", *asked, "--kaggle", str(target)]) == 0

    header, *lines = target.read_text().splitlines()
    model = load_model("tiny" if "tiny" in form else "cnn")
    assert header == "ImageId,Label"
    assert lines == [f"{at},{label}" for at, label in enumerate(model.predict(digits.images), 1)]


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_of_kaggles_files_the_one_without_labels_is_predicted(
    tmp_path: Path, test_csv: Path, digits: LabeledImages, packed: bool
) -> None:
    source, target = tmp_path / "digit-recognizer", tmp_path / "submission.csv"
    source.mkdir()
    header, *rows = test_csv.read_text().splitlines()
    (source / "test.csv").write_text("\n".join([header, *rows[:5]]))
    (source / "train.csv").write_text(f"label,{header}\n0,{rows[0]}\n1,{rows[1]}\n")
    (source / "sample_submission.csv").write_text("ImageId,Label\n1,0\n")
    if packed:
        source = Path(shutil.make_archive(str(source), "zip", source))

    assert main(["predict", "--data", str(source), "--kaggle", str(target)]) == 0

    assert len(target.read_text().splitlines()) == 1 + 5


def test_images_without_labels_are_predicted_as_data(
    test_csv: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["predict", "--data", str(test_csv), "--count", "3"]) == 0

    assert capsys.readouterr().out.count("test.csv, image") == 3


def test_a_file_without_a_header_may_have_labels_or_not(
    tmp_path: Path, digits: LabeledImages
) -> None:
    path, target = tmp_path / "plain.csv", tmp_path / "submission.csv"
    rows = [",".join(map(str, image.ravel())) for image in digits.images]
    for lines in (rows, [f"{label},{row}" for label, row in zip(digits.labels, rows, strict=True)]):
        path.write_text("\n".join(lines))
        assert main(["predict", str(path), "--kaggle", str(target)]) == 0
        assert len(target.read_text().splitlines()) == 13


def test_what_cannot_be_submitted_is_said(
    tmp_path: Path, test_csv: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    two = ["predict", str(test_csv), str(test_csv), "--kaggle", str(tmp_path / "s.csv")]
    assert main(two) != 0
    assert "one file of images" in capsys.readouterr().err

    assert main(["train", "tiny", "--data", str(test_csv)]) != 0
    assert "glassnet predict --data FILE" in capsys.readouterr().err
