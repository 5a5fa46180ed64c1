"""`load` reads the files that people have, by their content; each is written here as its publisher does."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image
from scipy.io import savemat

from glassnet.data import DataError, Dataset, LabeledImages, load
from glassnet.data.simulated import simulate

PNG = "PNG"


@pytest.fixture(scope="module")
def digits() -> LabeledImages:
    """Digits of simulated ink, each class several times."""
    return simulate(np.random.default_rng(3), 120)


def expect_same(dataset: Dataset, digits: LabeledImages, split: str = "train") -> None:
    found = dataset.split(split)
    assert found.class_names == digits.class_names
    np.testing.assert_array_equal(found.labels, digits.labels)
    np.testing.assert_array_equal(found.images, digits.images)


def png(image: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, PNG)
    return stream.getvalue()


# NumPy


@pytest.mark.parametrize(
    "names",
    [
        ("x_train", "y_train", "x_test", "y_test"),
        ("train_images", "train_labels", "test_images", "test_labels"),
        ("trainX", "trainY", "testX", "testY"),
        ("training_data", "training_targets", "testing_data", "testing_targets"),
    ],
    ids=lambda names: names[0],
)
def test_an_npz_as_keras_and_others_write_it(
    tmp_path: Path, digits: LabeledImages, names: tuple[str, ...]
) -> None:
    arrays: tuple[Any, ...] = (digits.images, digits.labels, digits.images[:60], digits.labels[:60])
    path = tmp_path / "mnist.data"
    with path.open("wb") as stream:
        np.savez_compressed(stream, **dict(zip(names, arrays, strict=True)))
    dataset = load(path)

    expect_same(dataset, digits)
    assert len(dataset.split("test")) == 60


@pytest.mark.parametrize(
    "change",
    [
        lambda images: images.reshape(len(images), -1),
        lambda images: images[..., np.newaxis],
        lambda images: images[:, np.newaxis],
        lambda images: images / 255,
        lambda images: images.astype(np.float32),
    ],
    ids=["rows", "channels last", "channels first", "from 0 to 1", "floats"],
)
def test_images_of_any_shape_and_scale(
    tmp_path: Path, digits: LabeledImages, change: Callable[[np.ndarray], np.ndarray]
) -> None:
    np.savez(tmp_path / "a.npz", change(digits.images), np.eye(10)[digits.labels])

    expect_same(load(tmp_path / "a.npz"), digits)


def test_colors_keep_their_channels(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (8, 3, 32, 32), np.uint8)
    np.savez(tmp_path / "a.npz", images=images, labels=np.arange(8) % 2)

    assert load(tmp_path / "a.npz").image_shape == (32, 32, 3)


def test_a_pair_of_npy_files_is_read_from_either_or_the_folder(
    tmp_path: Path, digits: LabeledImages
) -> None:
    np.save(tmp_path / "X_train.npy", digits.images)
    np.save(tmp_path / "y_train.npy", digits.labels)
    np.save(tmp_path / "X_test.npy", digits.images[:50])
    np.save(tmp_path / "y_test.npy", digits.labels[:50])

    expect_same(load(tmp_path / "X_train.npy"), digits)
    expect_same(load(tmp_path / "y_train.npy"), digits)
    assert len(load(tmp_path).split("test")) == 50


def test_a_pair_of_npz_files_of_one_array_as_kmnist_has_them(
    tmp_path: Path, digits: LabeledImages
) -> None:
    np.savez_compressed(tmp_path / "kmnist-train-imgs.npz", digits.images)
    np.savez_compressed(tmp_path / "kmnist-train-labels.npz", digits.labels)

    expect_same(load(tmp_path / "kmnist-train-imgs.npz"), digits)


def test_labels_of_another_set_in_the_folder_are_not_taken(
    tmp_path: Path, digits: LabeledImages
) -> None:
    np.save(tmp_path / "mine.npy", digits.images)
    np.savez(tmp_path / "mnist.npz", x_train=digits.images, y_train=digits.labels[::-1])

    with pytest.raises(DataError, match="one of labels"):
        load(tmp_path / "mine.npy")


def test_of_several_files_of_labels_the_one_of_the_same_name_is_taken(
    tmp_path: Path, digits: LabeledImages
) -> None:
    np.save(tmp_path / "mine_x.npy", digits.images)
    np.save(tmp_path / "mine_y.npy", digits.labels)
    np.save(tmp_path / "other_y.npy", digits.labels[::-1])

    expect_same(load(tmp_path / "mine_x.npy"), digits)


def test_where_several_files_may_be_the_labels_none_is_taken(
    tmp_path: Path, digits: LabeledImages
) -> None:
    np.save(tmp_path / "images.npy", digits.images)
    for name in ("writer_y.npy", "digit_y.npy"):
        np.save(tmp_path / name, digits.labels)

    with pytest.raises(DataError, match=r"one file of labels beside it, got digit_y, writer_y"):
        load(tmp_path / "images.npy")


def test_one_hot_labels_belong_to_their_images(tmp_path: Path, digits: LabeledImages) -> None:
    np.save(tmp_path / "images.npy", digits.images)
    np.save(tmp_path / "onehot.npy", np.eye(10, dtype=np.uint8)[digits.labels])

    expect_same(load(tmp_path / "images.npy"), digits)
    expect_same(load(tmp_path / "onehot.npy"), digits)


def test_arrays_without_labels_are_refused(tmp_path: Path, digits: LabeledImages) -> None:
    np.save(tmp_path / "x.npy", digits.images)

    with pytest.raises(DataError, match="one of labels"):
        load(tmp_path / "x.npy")


def test_python_objects_are_not_loaded(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.array([{"a": 1}], object), allow_pickle=True)

    with pytest.raises(DataError, match="Python objects"):
        load(tmp_path / "a.npz")


def test_numbers_that_are_no_pixels_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.random.default_rng(0).normal(size=(9, 4)), y=np.arange(9))

    with pytest.raises(DataError, match=r"glassnet\.sklearn"):
        load(tmp_path / "a.npz")


# MATLAB


def test_emnist_mat_is_turned_upright_and_says_so(tmp_path: Path, digits: LabeledImages) -> None:
    rows = digits.images.swapaxes(1, 2).reshape(len(digits), -1)
    part = {"images": rows, "labels": digits.labels[:, np.newaxis].astype(np.uint8)}
    mapping = np.array([[number, ord(str(number))] for number in range(10)])
    savemat(
        tmp_path / "emnist-digits.mat",
        {"dataset": {"train": part, "test": part, "mapping": mapping}},
    )
    dataset = load(tmp_path / "emnist-digits.mat")

    expect_same(dataset, digits)
    expect_same(dataset, digits, "test")
    assert "turned upright" in " ".join(dataset.notes)


def test_emnist_letters_have_the_names_of_the_mapping(
    tmp_path: Path, digits: LabeledImages
) -> None:
    part = {
        "images": digits.images.reshape(len(digits), -1),
        "labels": digits.labels[:, np.newaxis] + 1,
    }
    mapping = np.array([[number, 64 + number, 96 + number] for number in range(1, 27)])
    savemat(tmp_path / "emnist-letters.mat", {"dataset": {"train": part, "mapping": mapping}})

    assert load(tmp_path / "emnist-letters.mat").class_names == tuple("abcdefghij")


def test_a_mat_with_the_examples_last_as_svhn_has_it(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (32, 32, 3, 40), np.uint8)
    savemat(tmp_path / "a.mat", {"X": images, "y": np.arange(40)[:, np.newaxis] % 10 + 1})
    dataset = load(tmp_path / "a.mat")
    train = dataset.split("train")

    np.testing.assert_array_equal(train.images[7], images[..., 7])
    assert [train.class_names[label] for label in train.labels[8:11]] == ["9", "0", "1"]
    assert dataset.notes == (
        "The labels 1 to 10 are read as digits, 10 as 0: MATLAB counts from 1.",
    )


def test_a_mat_with_an_image_in_each_column(tmp_path: Path, digits: LabeledImages) -> None:
    rows = digits.images.reshape(len(digits), -1)
    savemat(tmp_path / "a.mat", {"data": rows.T, "label": digits.labels[np.newaxis].astype(float)})

    expect_same(load(tmp_path / "a.mat"), digits)


def test_bitmaps_of_quick_draw_are_a_class_for_each_word(
    tmp_path: Path, digits: LabeledImages
) -> None:
    rows = digits.images.reshape(len(digits), -1)
    np.save(tmp_path / "full_numpy_bitmap_sun.npy", rows[:30])
    np.save(tmp_path / "full_numpy_bitmap_hot dog.npy", rows[30:50])
    train = load(tmp_path).split("train")

    assert train.class_names == ("hot dog", "sun")
    assert train.counts().tolist() == [20, 30]


def test_a_file_of_objects_beside_an_array_does_not_matter(
    tmp_path: Path, digits: LabeledImages
) -> None:
    np.savez(tmp_path / "other.npz", train=np.array([[1], [2, 3]], object))
    np.save(tmp_path / "x.npy", digits.images)
    np.save(tmp_path / "y.npy", digits.labels)

    expect_same(load(tmp_path / "x.npy"), digits)


# Parquet


def write_parquet(path: Path, digits: LabeledImages, names: list[str] | None = None) -> None:
    images = [{"bytes": png(image), "path": None} for image in digits.images]
    table = pa.table({"image": images, "label": digits.labels})
    if names is not None:
        features = {"image": {"_type": "Image"}, "label": {"names": names, "_type": "ClassLabel"}}
        metadata = {"huggingface": json.dumps({"info": {"features": features}})}
        table = table.replace_schema_metadata(metadata)
    pq.write_table(table, path)


def test_parquet_as_hugging_face_has_it(tmp_path: Path, digits: LabeledImages) -> None:
    (tmp_path / "mnist").mkdir()
    write_parquet(tmp_path / "mnist" / "train-00000-of-00001.parquet", digits, list("abcdefghij"))
    write_parquet(tmp_path / "mnist" / "test-00000-of-00001.parquet", digits, list("abcdefghij"))
    dataset = load(tmp_path)

    assert dataset.class_names == tuple("abcdefghij")
    np.testing.assert_array_equal(dataset.split("train").images, digits.images)
    np.testing.assert_array_equal(dataset.split("test").labels, digits.labels)


def test_one_parquet_file_of_pictures(tmp_path: Path, digits: LabeledImages) -> None:
    write_parquet(tmp_path / "a", digits)

    expect_same(load(tmp_path / "a"), digits)


def test_parquet_with_a_column_for_each_pixel(tmp_path: Path, digits: LabeledImages) -> None:
    rows = digits.images.reshape(len(digits), -1)
    columns = {"id": np.arange(len(rows)), "kind": digits.labels}
    pq.write_table(
        pa.table(columns | {f"{i}x": rows[:, i] for i in range(784)}), tmp_path / "a.parquet"
    )

    expect_same(load(f"{tmp_path}/a.parquet#kind"), digits)
    with pytest.raises(DataError, match="--label-column"):
        load(tmp_path / "a.parquet")


# CSV


def write_csv(
    path: Path, header: list[str] | None, rows: Iterator[list[Any]] | list[list[Any]], **form: Any
) -> None:
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream, **form)
        writer.writerows(([header] if header else []) + list(rows))


def pixel_rows(digits: LabeledImages) -> list[list[Any]]:
    return digits.images.reshape(len(digits), -1).tolist()


PIXELS = [f"pixel{number}" for number in range(1, 785)]
FORMS: dict[str, Callable[[Path, list[list[Any]], list[int]], None]] = {
    "label first": lambda path, rows, labels: write_csv(
        path, ["label", *PIXELS], [[label, *row] for label, row in zip(labels, rows, strict=True)]
    ),
    "label last": lambda path, rows, labels: write_csv(
        path, [*PIXELS, "class"], [[*row, label] for label, row in zip(labels, rows, strict=True)]
    ),
    "label last, no header": lambda path, rows, labels: write_csv(
        path, None, [[*row, label] for label, row in zip(labels, rows, strict=True)]
    ),
    "label first, no header": lambda path, rows, labels: write_csv(
        path, None, [[label, *row] for label, row in zip(labels, rows, strict=True)]
    ),
    "index of pandas": lambda path, rows, labels: write_csv(
        path,
        ["", "label", *PIXELS],
        [[at, label, *row] for at, (label, row) in enumerate(zip(labels, rows, strict=True))],
    ),
    "index, no header": lambda path, rows, labels: write_csv(
        path, None, [[at, label, *row] for at, (label, row) in enumerate(zip(labels, rows, strict=True))]
    ),
    "semicolons and quotes": lambda path, rows, labels: write_csv(
        path,
        ["label", *PIXELS],
        [[label, *row] for label, row in zip(labels, rows, strict=True)],
        delimiter=";",
        quoting=csv.QUOTE_ALL,
    ),
    "floats": lambda path, rows, labels: write_csv(
        path, ["label", *PIXELS],
        [[float(label), *(pixel / 255 for pixel in row)] for label, row in zip(labels, rows, strict=True)],
    ),
    "blanks for zeros": lambda path, rows, labels: write_csv(
        path, ["label", *PIXELS],
        [[label, *(pixel or "" for pixel in row)] for label, row in zip(labels, rows, strict=True)],
    ),
    "tabs": lambda path, rows, labels: write_csv(
        path, None, [[label, *row] for label, row in zip(labels, rows, strict=True)], delimiter="\t"
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_csv_of_every_form(tmp_path: Path, digits: LabeledImages, form: str) -> None:
    FORMS[form](tmp_path / "a.csv", pixel_rows(digits), digits.labels.tolist())

    expect_same(load(tmp_path / "a.csv"), digits)


@pytest.mark.parametrize("form", ["label first", "semicolons and quotes"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_csv_with_a_byte_order_mark_is_read(
    tmp_path: Path, digits: LabeledImages, form: str, encoding: str
) -> None:
    FORMS[form](tmp_path / "a", pixel_rows(digits), digits.labels.tolist())
    (tmp_path / "a.csv").write_text((tmp_path / "a").read_text("utf-8-sig"), encoding)

    expect_same(load(tmp_path / "a.csv"), digits)


def test_csv_is_known_by_its_content_and_may_be_gzip(tmp_path: Path, digits: LabeledImages) -> None:
    FORMS["semicolons and quotes"](tmp_path / "a", pixel_rows(digits), digits.labels.tolist())
    (tmp_path / "b").write_bytes(gzip.compress((tmp_path / "a").read_bytes()))

    expect_same(load(tmp_path / "b"), digits)


@pytest.mark.parametrize("column", ["kind", "3"])
def test_the_column_of_labels_may_be_named_or_counted(
    tmp_path: Path, digits: LabeledImages, column: str
) -> None:
    rows = [
        [*row[:2], label, *row[2:]]
        for label, row in zip(digits.labels.tolist(), pixel_rows(digits), strict=True)
    ]
    write_csv(tmp_path / "a.csv", [*PIXELS[:2], "kind", *PIXELS[2:]], rows)

    expect_same(load(f"{tmp_path}/a.csv#{column}"), digits)


def test_labels_of_text_and_any_number_of_columns(tmp_path: Path) -> None:
    rows = [
        [number * 10, 200, 5, name] for number, name in enumerate(["yes", "no", "yes", "maybe"])
    ]
    write_csv(tmp_path / "a.csv", ["a", "b", "c", "answer"], rows)
    dataset = load(tmp_path / "a.csv")

    assert dataset.class_names == ("maybe", "no", "yes")
    assert dataset.image_shape == (1, 3)
    assert "Column 4 is read as the label." in dataset.notes


def test_a_cell_that_is_no_number_is_named(tmp_path: Path, digits: LabeledImages) -> None:
    rows = [
        [label, *row] for label, row in zip(digits.labels.tolist(), pixel_rows(digits), strict=True)
    ]
    rows[5][9] = "x7"
    write_csv(tmp_path / "a.csv", ["label", *PIXELS], rows, delimiter=";")

    with pytest.raises(DataError, match="line 7, column 10: expected a number"):
        load(tmp_path / "a.csv")


def test_an_emnist_csv_is_turned_upright(tmp_path: Path, digits: LabeledImages) -> None:
    rows = digits.images.swapaxes(1, 2).reshape(len(digits), -1).tolist()
    FORMS["label first, no header"](
        tmp_path / "emnist-digits-train.csv", rows, digits.labels.tolist()
    )
    dataset = load(tmp_path / "emnist-digits-train.csv")

    expect_same(dataset, digits)
    assert "turned upright" in " ".join(dataset.notes)


@pytest.mark.parametrize("upright", [True, False])
def test_letters_labeled_with_numbers_are_turned_upright(
    tmp_path: Path, digits: LabeledImages, upright: bool
) -> None:
    tall = digits.only(1).images[:6]
    images = np.repeat(digits.images[:1], 32, axis=0)
    images[26:] = tall
    labels = np.array([*range(1, 27), *[9] * 6])
    stored = images if upright else images.swapaxes(1, 2)
    np.savez(tmp_path / "emnist-letters.npz", x=stored, y=labels)
    dataset = load(tmp_path / "emnist-letters.npz")

    np.testing.assert_array_equal(dataset.split("train").images, images)
    assert any("turned upright" in note for note in dataset.notes) is not upright


# Zip


def test_a_zip_of_class_folders(tmp_path: Path, digits: LabeledImages) -> None:
    order = np.argsort(digits.labels, kind="stable")
    with zipfile.ZipFile(tmp_path / "digits.zip", "w") as archive:
        for number in order.tolist():
            name = f"my digits/{digits.labels[number]}/{number:03}.png"
            archive.writestr(name, png(digits.images[number]))
        archive.writestr("__MACOSX/my digits/._x", b"junk")
    dataset = load(tmp_path / "digits.zip")

    expect_same(dataset, digits.take(order))
    assert str(dataset.split("train")) == "digits (120)"


def test_a_zip_of_one_csv_as_kaggle_sends_it(tmp_path: Path, digits: LabeledImages) -> None:
    FORMS["label first"](tmp_path / "train.csv", pixel_rows(digits), digits.labels.tolist())
    with zipfile.ZipFile(tmp_path / "digit-recognizer.zip", "w") as archive:
        archive.write(tmp_path / "train.csv", "train.csv")
        archive.writestr("sample_submission.csv", "ImageId,Label\n1,0\n")

    expect_same(load(tmp_path / "digit-recognizer.zip"), digits)


@pytest.mark.parametrize("kind", ["zip", "parquet", "mat", "npy"])
def test_a_cut_file_is_an_error_that_names_it(
    tmp_path: Path, digits: LabeledImages, kind: str
) -> None:
    path = tmp_path / f"a.{kind}"
    if kind == "zip":
        np.savez(tmp_path / "b.npz", x=digits.images, y=digits.labels)
        (tmp_path / "b.npz").rename(path)
    elif kind == "parquet":
        write_parquet(path, digits)
    elif kind == "mat":
        savemat(path, {"x": digits.images, "y": digits.labels})
    else:
        np.save(path, digits.images)
    path.write_bytes(path.read_bytes()[:-2000])

    with pytest.raises(DataError, match=rf"{path.name}: (damaged|expected)"):
        load(path)
