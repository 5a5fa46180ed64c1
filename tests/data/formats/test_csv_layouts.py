"""CSVs as spreadsheets and pandas write them, and a CSV for each split."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from glassnet.data import DataError, LabeledImages, load
from glassnet.data.simulated import simulate

Writer = Callable[[pd.DataFrame, Path], Any]


@pytest.fixture(scope="module")
def digits() -> LabeledImages:
    """Some digits of simulated ink, each class among them."""
    return simulate(np.random.default_rng(3), 60)


@pytest.fixture
def table(digits: LabeledImages) -> pd.DataFrame:
    """A label, and 784 pixels without names."""
    table = pd.DataFrame(digits.images.reshape(len(digits), -1))
    table.insert(0, "label", digits.labels)
    return table


def read_labels(images: LabeledImages) -> list[str]:
    return [images.class_names[label] for label in images.labels]


def grid_names(table: pd.DataFrame) -> pd.DataFrame:
    names = [f"{row}x{column}" for row in range(1, 29) for column in range(1, 29)]
    return table.set_axis(["label", *names], axis=1)


FORMS: dict[str, Writer] = {
    "numbers as names": lambda table, path: table.to_csv(path, index=False),
    "numbers as names, index": lambda table, path: table.to_csv(path),
    "numbers alone as names": lambda table, path: table.set_axis(range(785), axis=1).to_csv(
        path, index=False
    ),
    "numbers alone as names, index": lambda table, path: table.set_axis(range(785), axis=1).to_csv(
        path
    ),
    "rows and columns as names": lambda table, path: grid_names(table).to_csv(path, index=False),
    "decimal commas": lambda table, path: table.astype({0: float}).to_csv(
        path, index=False, sep=";", decimal=","
    ),
    "decimal commas from 0 to 1": lambda table, path: pd.concat(
        [table[["label"]], table.drop(columns="label") / 255], axis=1
    ).to_csv(path, index=False, sep=";", decimal=","),
    "as np.savetxt writes it": lambda table, path: np.savetxt(path, table.to_numpy()),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_spreadsheets_and_pandas_write_is_read(
    tmp_path: Path, table: pd.DataFrame, digits: LabeledImages, form: str
) -> None:
    FORMS[form](table, tmp_path / "a.csv")
    train = load(tmp_path / "a.csv").split("train")

    assert read_labels(train) == [str(label) for label in digits.labels]
    np.testing.assert_array_equal(train.images, digits.images)


def test_columns_beside_numbered_pixels_are_left_out_and_named(
    tmp_path: Path, table: pd.DataFrame, digits: LabeledImages
) -> None:
    names = ["truth", *(f"pixel{number}" for number in range(784))]
    table = table.set_axis(names, axis=1)
    table.insert(0, "writer", np.arange(len(table)) % 7)
    table.insert(1, "file", [f"{number}.png" for number in range(len(table))])
    table.to_csv(tmp_path / "a.csv", index=False)

    dataset = load(f"{tmp_path}/a.csv#truth")

    assert read_labels(dataset.split("train")) == [str(label) for label in digits.labels]
    np.testing.assert_array_equal(dataset.split("train").images, digits.images)
    assert "No pixels, and left out: 'writer', 'file'." in dataset.notes
    with pytest.raises(
        DataError, match=r"got 'writer', 'file', 'truth'\. Name it with --label-column"
    ):
        load(tmp_path / "a.csv")
    with pytest.raises(DataError, match=r"Choose from: writer, file, truth.$"):
        load(f"{tmp_path}/a.csv#nothing")


def test_pixels_in_one_column_are_read(
    tmp_path: Path, table: pd.DataFrame, digits: LabeledImages
) -> None:
    rows = [" ".join(map(str, row)) for row in table.drop(columns="label").to_numpy()]
    names = {"emotion": digits.labels, "pixels": rows, "Usage": ["Training"] * len(rows)}
    pd.DataFrame(names).to_csv(tmp_path / "a.csv", index=False)

    train = load(f"{tmp_path}/a.csv#emotion").split("train")

    assert read_labels(train) == [str(label) for label in digits.labels]
    np.testing.assert_array_equal(train.images, digits.images)


def test_a_table_of_file_names_is_not_one_of_pixels(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("file,label\n1.png,7\n2.png,8\n")

    with pytest.raises(DataError, match=r"got cells such as '1\.png'. Pictures need no table"):
        load(tmp_path / "a.csv")


def test_words_in_a_header_do_not_separate_its_columns(tmp_path: Path) -> None:
    header = "top left (cm),top right (cm),low left (cm),low right (cm),target"
    (tmp_path / "a.csv").write_text(f"{header}\n5,3,1,0,0\n6,2,4,1,1\n")

    assert load(tmp_path / "a.csv").split("train").images.tolist() == [
        [[5, 3], [1, 0]],
        [[6, 2], [4, 1]],
    ]


def test_pixels_that_are_no_number_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("label,a,b,c,d\n1,NaN,2,3,4\n0,1,NaN,NaN,4\n")

    with pytest.raises(DataError, match="got 3 that are no number"):
        load(tmp_path / "a.csv")


# Folders


def write_split(path: Path, digits: LabeledImages, labels: bool = True) -> None:
    rows = digits.images.reshape(len(digits), -1)
    np.savetxt(path, np.c_[digits.labels, rows] if labels else rows, fmt="%d", delimiter=",")


def test_a_csv_for_each_split_is_a_data_set(tmp_path: Path, digits: LabeledImages) -> None:
    write_split(tmp_path / "mnist_train.csv", digits)
    write_split(tmp_path / "mnist_test.csv", digits.take(np.flatnonzero(digits.labels < 3)))
    dataset = load(tmp_path)

    assert list(dataset.splits) == ["train", "test"]
    assert dataset.class_names == digits.class_names
    np.testing.assert_array_equal(dataset.split("train").images, digits.images)
    assert read_labels(dataset.split("test")) == [str(each) for each in digits.labels if each < 3]


def test_the_training_images_decide_whether_all_are_transposed(
    tmp_path: Path, digits: LabeledImages
) -> None:
    """As in EMNIST's files; without ones, a test split cannot say it."""
    test = digits.take(np.flatnonzero(digits.labels != 1))
    for name, split in (("emnist-digits-train", digits), ("emnist-digits-test", test)):
        turned = replace(split, images=split.images.swapaxes(1, 2))
        write_split(tmp_path / f"{name}.csv", turned)
    dataset = load(tmp_path)

    assert dataset.notes == ("The images are stored transposed; they are turned upright.",)
    np.testing.assert_array_equal(dataset.split("train").images, digits.images)
    np.testing.assert_array_equal(dataset.split("test").images, test.images)


def test_a_split_without_labels_is_left_out_and_named(
    tmp_path: Path, digits: LabeledImages
) -> None:
    write_split(tmp_path / "train.csv", digits)
    write_split(tmp_path / "test.csv", digits, labels=False)
    dataset = load(tmp_path)

    assert list(dataset.splits) == ["train"]
    assert dataset.notes == ("test.csv has no labels, and is left out.",)


def test_two_files_of_a_split_are_named(tmp_path: Path, digits: LabeledImages) -> None:
    write_split(tmp_path / "a-train.csv", digits)
    write_split(tmp_path / "b-train.csv", digits)

    with pytest.raises(DataError, match=r"one CSV named train, got a-train\.csv, b-train\.csv"):
        load(tmp_path)
