"""`glassnet predict` reads pictures and drawings; what cannot be read stops nothing else."""

import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from glassnet.cli import main
from glassnet.cli.arguments import read_source
from glassnet.data.errors import DataError
from glassnet.data.labeled_images import Dataset
from glassnet.models import Ensemble, Model, load_classifier, load_model, save_model

Captured = pytest.CaptureFixture[str]
BAR = {"strokes": [[[0, 0], [3, 50], [2, 100]]]}


@pytest.fixture
def folder(
    small_dataset: Dataset, small_model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A working folder with pictures and drawings of all kinds, and a model."""
    for number, suffix in enumerate(("png", "jpg", "webp")):
        image = Image.fromarray(255 - small_dataset.split("test").images[number])
        image.resize((280, 280)).save(tmp_path / f"digit.{suffix}")
    Image.new("L", (100, 100), 255).save(tmp_path / "blank.png")
    (tmp_path / "broken.png").write_bytes(b"nothing that can be read")
    (tmp_path / "drawn.jsonl").write_text(f'{json.dumps(BAR)}\n{{"strokes": []}}\n')
    shutil.copy(small_model_file, tmp_path / "reader.safetensors")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def readings(*arguments: str, capsys: Captured, status: int = 0) -> list[dict[str, Any]]:
    """What `glassnet predict ARGUMENTS --json -` prints."""
    assert main(["predict", *arguments, "--json", "-"]) == status
    printed = json.loads(capsys.readouterr().out)
    assert printed["model"] == "reader.safetensors"
    return printed["readings"]


def test_every_picture_has_a_row(folder: Path, capsys: Captured) -> None:
    names = ["digit.png", "digit.jpg", "digit.webp"]

    assert main(["predict", *names, "--model", "reader.safetensors"]) == 0

    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["input", "prediction", "confidence", "runner-up"]
    assert [row.split()[0] for row in rows] == names
    assert all(row.split()[1].isdigit() and row.split()[2].endswith("%") for row in rows)


def test_json_has_the_probability_of_every_class(
    folder: Path, small_model: Model, capsys: Captured
) -> None:
    [one] = readings("digit.png", "--model", "reader.safetensors", capsys=capsys)

    reading = small_model.read_image("digit.png")
    assert (one["input"], one["digit"], one["label"]) == ("digit.png", reading.digit, reading.label)
    assert one["confidence"] == pytest.approx(reading.confidence)
    assert sum(one["probabilities"].values()) == pytest.approx(1)
    assert list(one["probabilities"]) == list("0123456789")


def test_the_model_may_come_first(folder: Path, capsys: Captured) -> None:
    first = readings("reader.safetensors", "digit.png", capsys=capsys)
    by_option = readings("digit.png", "--model", "reader.safetensors", capsys=capsys)

    assert first == by_option


@pytest.mark.parametrize("many", [[], ["--many"]])
def test_several_models_read_together(
    many: list[str], folder: Path, small_model: Model, rejecting_model: Model, capsys: Captured
) -> None:
    save_model(rejecting_model, folder / "other.safetensors")
    models = ["--model", "reader.safetensors", "--model", "other.safetensors"]

    assert main(["predict", "digit.png", *many, *models, "--json", "-"]) == 0

    printed = json.loads(capsys.readouterr().out)
    assert printed["model"] == "reader.safetensors + other.safetensors"
    both = Ensemble((small_model, rejecting_model))
    (alone,) = both.read_many("digit.png") if many else [both.read_image("digit.png")]
    image = alone.rendering.image
    assert image is not None
    apart = [each.predict_proba(image[None])[0] for each in (small_model, rejecting_model)]
    expected = pytest.approx(np.mean(apart, axis=0), abs=1e-6)
    assert list(printed["readings"][0]["probabilities"].values()) == expected


def test_a_run_folder_may_come_first(folder: Path, capsys: Captured) -> None:
    (folder / "run").mkdir()
    shutil.copy("reader.safetensors", "run/model.safetensors")

    assert main(["predict", "run", "digit.png"]) == 0
    assert "digit.png" in capsys.readouterr().out


def test_a_file_named_as_a_shipped_model_is_a_picture(folder: Path, capsys: Captured) -> None:
    assert main(["predict", "tiny", "digit.png"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2

    shutil.copy("digit.png", "tiny")
    assert main(["predict", "tiny", "digit.png", "--model", "reader.safetensors"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_images_of_a_data_set_are_predicted(
    folder: Path, idx_folder: Path, small_model: Model, small_dataset: Dataset, capsys: Captured
) -> None:
    arguments = ["reader.safetensors", "--data", str(idx_folder), "--count", "3"]

    rows = readings(*arguments, capsys=capsys)

    assert [each["input"] for each in rows] == [f"small test, image {n}" for n in range(3)]
    expected = small_model.predict(small_dataset.split("test").images[:3])
    assert [each["label"] for each in rows] == [str(label) for label in expected]


def test_with_a_data_set_a_word_alone_is_a_model(
    folder: Path, idx_folder: Path, capsys: Captured
) -> None:
    assert main(["predict", "runs/lost", "--data", str(idx_folder)]) == 2

    assert "There is no model at 'runs/lost'" in capsys.readouterr().err


def test_standard_input_has_a_limit() -> None:
    with pytest.raises(DataError, match="at most 100 bytes, got more"):
        read_source(Path("-"), io.BytesIO(bytes(101)), 100)


def test_no_ink_is_no_digit(folder: Path, capsys: Captured) -> None:
    blank, drawn, empty = readings(
        "blank.png", "drawn.jsonl", "--model", "reader.safetensors", capsys=capsys
    )

    for each in (blank, empty):
        assert (each["digit"], each["label"], each["reason"]) == (None, None, "no ink")
        assert each["probabilities"] is None
    assert drawn["digit"] is not None
    assert [drawn["input"], empty["input"]] == ["drawn.jsonl, line 1", "drawn.jsonl, line 2"]


def test_what_cannot_be_read_does_not_stop_the_others(folder: Path, capsys: Captured) -> None:
    (folder / "nothing").mkdir()
    names = ["broken.png", "missing.png", "nothing", "digit.png"]

    rows = readings(*names, "--model", "reader.safetensors", capsys=capsys, status=1)

    assert [each["input"] for each in rows] == names
    assert [each["error"] for each in rows[:3]] == [
        "broken.png: not a picture (PNG, JPEG, WebP, TIFF, BMP, GIF). Save the picture as PNG.",
        "missing.png: no such file. Check the path.",
        "nothing: no picture or stroke file in this folder. Name a folder that has some.",
    ]
    assert rows[3]["digit"] is not None


def test_a_stroke_file_without_a_drawing_is_reported(folder: Path, capsys: Captured) -> None:
    (folder / "empty.jsonl").touch()

    (row,) = readings("empty.jsonl", "--model", "reader.safetensors", capsys=capsys, status=1)

    assert row["error"] == "empty.jsonl: an empty file. Save or copy it again."


def test_what_cannot_be_read_is_explained_below_the_table(folder: Path, capsys: Captured) -> None:
    assert main(["predict", "broken.png", "digit.png", "--model", "reader.safetensors"]) == 1

    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["broken.png", "unreadable"]
    assert lines[3].startswith("broken.png: not a picture (PNG")


def test_names_are_shown_as_they_are(folder: Path, capsys: Captured) -> None:
    shutil.copy("digit.png", "[bold]digit.png")

    assert main(["predict", "[bold]digit.png", "--model", "reader.safetensors"]) == 0
    assert "[bold]digit.png" in capsys.readouterr().out


def test_many_digits_are_read_one_by_one_and_as_a_number(
    folder: Path, small_model: Model, small_dataset: Dataset, capsys: Captured
) -> None:
    images = small_dataset.split("test").images[[4, 7, 9]]
    wide = np.pad(255 - np.concatenate(list(images), axis=1), 8, constant_values=255)
    Image.fromarray(wide).resize((600, 264)).save("three.png")
    arguments = ["three.png", "--many", "--model", "reader.safetensors"]

    rows = readings(*arguments, capsys=capsys)
    main(["predict", *arguments])

    read = [reading.label for reading in small_model.read_many("three.png")]
    assert [each["label"] for each in rows] == read
    assert [each["input"] for each in rows] == [f"three.png, digit {n}" for n in (1, 2, 3)]
    number = "".join(map(str, read))
    assert capsys.readouterr().out.splitlines()[-1] == f"three.png: {number}"
    main(["predict", *arguments, "--json", "-"])
    written = json.loads(capsys.readouterr().out)
    assert [each["text"] for each in written["numbers"]] == [number]
    assert written["rows"] == {"three.png": [number]}
    places = [each["place"] for each in written["readings"]]
    assert [round(3 * place["left"] - 0.3) for place in places] == [0, 1, 2]


def test_a_picture_with_several_digits_brings_a_hint(
    folder: Path, small_dataset: Dataset, capsys: Captured
) -> None:
    images = small_dataset.split("test").images[[4, 7, 9]]
    wide = np.concatenate([np.pad(255 - image, 8, constant_values=255) for image in images], axis=1)
    Image.fromarray(wide).resize((660, 220)).save("three.png")
    models = ["--model", "reader.safetensors"]

    assert main(["predict", "three.png", *models]) == 0
    assert "--many" in capsys.readouterr().out
    assert main(["predict", "digit.png", *models]) == 0
    assert "--many" not in capsys.readouterr().out


@pytest.mark.parametrize("name", ["digit.png", "drawn.jsonl"])
def test_standard_input_is_read(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    content = io.BytesIO((folder / name).read_bytes())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(content))

    piped = readings("-", "--model", "reader.safetensors", capsys=capsys)

    named = readings(name, "--model", "reader.safetensors", capsys=capsys)
    assert [{**each, "input": ""} for each in piped] == [{**each, "input": ""} for each in named]
    assert piped[0]["input"].startswith("standard input")


def test_stages_are_written_one_by_one(folder: Path, capsys: Captured) -> None:
    arguments = ["digit.png", "drawn.jsonl", "blank.png", "--stages", "stages"]

    assert main(["predict", *arguments, "--model", "reader.safetensors"]) == 0

    names = sorted(path.name for path in (folder / "stages").iterdir())
    assert "drawn.jsonl-line-1-1-as-drawn.png" in names
    assert "drawn.jsonl-line-1-4-centered.png" in names
    assert any(name.startswith("digit.png-1-") for name in names)
    with Image.open(folder / "stages" / "drawn.jsonl-line-1-4-centered.png") as centred:
        assert np.asarray(centred).shape == (28, 28)


def test_files_of_one_name_keep_their_own_stages(folder: Path) -> None:
    for name in ("one", "two"):
        (folder / name).mkdir()
        shutil.copy(folder / "digit.png", folder / name)
    arguments = ["one/digit.png", "two/digit.png", "--stages", "stages"]

    assert main(["predict", *arguments, "--model", "reader.safetensors"]) == 0

    first, second = (
        sorted((folder / "stages").glob(f"digit.png-{each}*.png")) for each in ("[1-9]", "again-2-")
    )
    assert len(first) == len(second) > 1


def test_a_file_may_have_the_name_of_an_option(folder: Path, capsys: Captured) -> None:
    shutil.copy(folder / "digit.png", folder / "-odd.png")

    assert readings("./-odd.png", "--model", "reader.safetensors", capsys=capsys)[0]["label"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "pictures or stroke files, got none"),
        (["reader.safetensors"], "pictures or stroke files, got none"),
        (["--modle", "x", "digit.png"], "Unknown option '--modle'"),
        (["tinny", "digit.png"], "There is no file or model 'tinny'. Did you mean 'tiny'?"),
        (["digit.png", "--model", "nobody"], "Unknown model 'nobody'"),
    ],
)
def test_a_wrong_call_reads_nothing(
    arguments: list[str], message: str, folder: Path, capsys: Captured
) -> None:
    assert main(["predict", *arguments]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in " ".join(captured.err.split())


@pytest.mark.parametrize(("named", "models"), [([], ["cnn", "directions"]), (["cnn"], ["cnn"])])
def test_drawings_are_read_by_the_way_of_the_pen_where_no_model_is_named(
    named: list[str], models: list[str], folder: Path, capsys: Captured
) -> None:
    assert main(["predict", *named, "drawn.jsonl", "--json", "-"]) == 0

    printed = json.loads(capsys.readouterr().out)
    expected = load_classifier(models).read_strokes(BAR["strokes"]).probabilities
    assert printed["model"] == " + ".join(models)
    assert list(printed["readings"][0]["probabilities"].values()) == pytest.approx(expected)


def test_pictures_are_read_by_the_default_model_alone(folder: Path, capsys: Captured) -> None:
    assert main(["predict", "digit.png", "--json", "-"]) == 0

    printed = json.loads(capsys.readouterr().out)
    expected = load_model().read_image("digit.png").probabilities
    assert printed["model"] == "cnn"
    assert list(printed["readings"][0]["probabilities"].values()) == pytest.approx(expected)
