"""A user's own small set: training on it, training on from a model, and predicting whole folders."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glassnet.cli import main
from glassnet.data.formats.idx import write_idx
from glassnet.data.labeled_images import Dataset
from glassnet.models import load_model

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(small_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with 40 pictures of the digits 3 and 7, as class folders `own`."""
    data = small_dataset.split("train")
    for label in (3, 7):
        (tmp_path / "own" / str(label)).mkdir(parents=True)
        for number, index in enumerate(np.flatnonzero(data.labels == label)[:20]):
            Image.fromarray(data.images[index]).save(
                tmp_path / "own" / str(label) / f"{number}.png"
            )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def train(*arguments: str) -> int:
    return main(["train", *arguments, "--no-plots", "--no-snapshots"])


def test_forty_pictures_are_learned_by_the_defaults(folder: Path, capsys: Captured) -> None:
    assert train("--data", "own", "--out", "run") == 0

    shown = capsys.readouterr().out
    model = load_model("run")
    assert model.recipe.validation == 4
    assert model.recipe.batch_size == 8
    assert model.recipe.epochs == 60
    assert "trained on own (36), validated on own validation (4)" in shown
    assert "No training image of the classes 0, 1, 2, 4, 5, 6, 8, 9" in shown


def test_settings_that_are_given_stay(folder: Path) -> None:
    assert train("--data", "own", "--out", "run", "--epochs", "2", "--batch-size", "20") == 0

    assert (load_model("run").recipe.epochs, load_model("run").recipe.batch_size) == (2, 20)


def test_a_named_recipe_stays_as_it_is(folder: Path) -> None:
    assert train("standard", "--data", "own", "--out", "run") == 0

    assert load_model("run").recipe.epochs == 6


def test_names_of_other_libraries_are_understood(folder: Path) -> None:
    options = ["--optimizer", "sgd", "--lr", "0.5", "--batch-size", "full", "--epochs", "3"]

    assert train("--data", "own", "--out", "run", *options) == 0

    recipe = load_model("run").recipe
    assert type(recipe.optimizer).__name__ == "GradientDescent"
    assert recipe.batch_size == "full"
    assert load_model("run").made_by == (
        "glassnet train standard --data own --epochs 3 --batch-size full --learning-rate 0.5 --optimizer sgd"
    )


def test_an_unknown_optimizer_is_named(folder: Path, capsys: Captured) -> None:
    assert train("--data", "own", "--optimizer", "adm") == 2

    assert "--optimizer: unknown optimizer 'adm'. Did you mean 'adam'?" in capsys.readouterr().err


def test_training_goes_on_from_a_model(folder: Path, small_model_file: Path) -> None:
    options = ["--data", "own", "--epochs", "1", "--lr", "1e-9"]

    assert train("--init", str(small_model_file), "--out", "tuned", *options) == 0

    before, after = load_model(small_model_file), load_model("tuned")
    assert np.allclose(before.parameters.vector, after.parameters.vector, atol=1e-5)
    assert after.name == "small-tuned"
    assert after.made_by.startswith(
        "glassnet train --data own --epochs 1 --learning-rate 1e-09 --init "
    )


def test_other_classes_get_a_new_last_layer(folder: Path, small_model_file: Path) -> None:
    (folder / "own" / "3").rename(folder / "own" / "three")
    (folder / "own" / "7").rename(folder / "own" / "seven")
    options = ["--data", "own", "--epochs", "1", "--lr", "1e-9"]

    assert train("--init", str(small_model_file), "--out", "tuned", *options) == 0

    before, after = load_model(small_model_file), load_model("tuned")
    assert after.class_names == ("seven", "three")
    assert np.allclose(before.parameters["1.weights"], after.parameters["1.weights"], atol=1e-5)
    assert after.parameters["2.weights"].shape == (16, 2)


def test_a_recipe_with_other_layers_cannot_start_from_a_model(
    folder: Path, small_model_file: Path, capsys: Captured
) -> None:
    assert train("standard", "--data", "own", "--init", str(small_model_file)) == 1

    assert "--init small expects a model with 1.weights of shape (784, 256), got (784, 16)." in (
        capsys.readouterr().err
    )


def test_a_model_to_start_from_that_is_not_there_is_named(folder: Path, capsys: Captured) -> None:
    assert train("--data", "own", "--init", "nothing.safetensors") == 2

    assert "There is no model at 'nothing.safetensors'" in capsys.readouterr().err


def test_an_interrupted_run_from_a_model_is_resumed_from_it(
    folder: Path, small_model_file: Path
) -> None:
    options = ["--data", "own", "--epochs", "1", "--lr", "1e-9"]
    train("--init", str(small_model_file), "--out", "tuned", *options)
    about = json.loads((folder / "tuned" / "recipe.json").read_text())
    again = folder / "again"
    again.mkdir()
    (again / "recipe.json").write_text(json.dumps(about))

    assert train("--resume", "again") == 0

    one, two = load_model("tuned"), load_model("again")
    assert np.array_equal(one.parameters.vector, two.parameters.vector)


def predict_csv(*arguments: str, model: Path, capsys: Captured, status: int = 0) -> list[list[str]]:
    """The lines of `glassnet predict ARGUMENTS --csv -`."""
    assert main(["predict", *arguments, "--model", str(model), "--csv", "-"]) == status
    return list(csv.reader(io.StringIO(capsys.readouterr().out)))


def test_a_folder_stands_for_the_pictures_below_it(
    folder: Path, small_model_file: Path, capsys: Captured
) -> None:
    (folder / "own" / "notes.md").write_text("text")

    head, *rows = predict_csv("own", model=small_model_file, capsys=capsys)

    assert head == ["input", "label", "confidence", "reason"]
    assert len(rows) == 40
    assert rows[0][0] == str(Path("own/3/0.png"))
    assert all(label in "0123456789" and 0.05 < float(sure) <= 1 for _, label, sure, _ in rows)


def test_what_a_folder_holds_besides_is_named(
    folder: Path, small_model_file: Path, capsys: Captured
) -> None:
    (folder / "own" / "notes.md").write_text("text")

    main(["predict", "own", "--model", str(small_model_file)])

    assert "own: 1 file is left out, since not a picture: notes.md." in capsys.readouterr().err


def test_the_reason_says_why_there_is_no_label(
    folder: Path, small_model_file: Path, capsys: Captured
) -> None:
    Image.new("L", (90, 90), 255).save("blank.png")

    _, blank, missing = predict_csv(
        "blank.png", "missing.png", model=small_model_file, capsys=capsys, status=1
    )

    assert blank == ["blank.png", "", "", "no ink"]
    assert missing == ["missing.png", "", "", "missing.png: no such file. Check the path."]


@pytest.mark.parametrize("name", ["set.idx3-ubyte", "set.idx.gz", "anything"])
def test_an_idx_file_stands_for_its_images(
    folder: Path, small_dataset: Dataset, small_model_file: Path, capsys: Captured, name: str
) -> None:
    data = small_dataset.split("test")
    write_idx(folder / name, data.images)

    _, *rows = predict_csv(name, model=small_model_file, capsys=capsys)

    labels = load_model(small_model_file).predict(data.images)
    assert [row[0] for row in rows[:2]] == [f"{name}, image 0", f"{name}, image 1"]
    assert [int(row[1]) for row in rows] == labels.tolist()


def test_a_csv_file_is_written_beside_the_table(
    folder: Path, small_model_file: Path, capsys: Captured
) -> None:
    assert main(["predict", "own", "--model", str(small_model_file), "--csv", "out/r.csv"]) == 0

    assert len((folder / "out" / "r.csv").read_text().splitlines()) == 41
    assert "prediction" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["one.json", "one.ndjson", "one.txt", "one"])
def test_strokes_are_read_whatever_the_file_is_called(
    folder: Path, small_model_file: Path, capsys: Captured, name: str
) -> None:
    Path(name).write_text(json.dumps({"strokes": [[[30, 10], [28, 60], [26, 110]]]}))

    _, row = predict_csv(name, model=small_model_file, capsys=capsys)

    assert row[0].startswith(name)
    assert row[1] in "0123456789"
