"""A folder of IDX files is a data set with any labels and any image size."""

from pathlib import Path

import numpy as np
import pytest

from glassnet.data import DataError
from glassnet.data.formats.idx import write_idx
from glassnet.data.formats.idx_folder import read_idx_folder


def save(folder: Path, prefix: str, labels: list[int], side: int = 28) -> None:
    images = np.zeros((len(labels), side, side), np.uint8)
    write_idx(folder / f"{prefix}-images-idx3-ubyte", images)
    write_idx(folder / f"{prefix}-labels-idx1-ubyte", np.array(labels, np.uint8))


def test_a_folder_of_other_idx_files_needs_no_digest(tmp_path: Path) -> None:
    images = np.zeros((3, 28, 28), np.uint8)
    write_idx(tmp_path / "train-images.idx3-ubyte.gz", images)
    write_idx(tmp_path / "train-labels-idx1-ubyte", np.array([1, 2, 3], np.uint8))

    dataset = read_idx_folder(tmp_path, "mine")

    assert dataset.test is None
    assert str(dataset.train) == "mine train (3)"


def test_images_without_labels_are_refused(tmp_path: Path) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte", np.zeros((3, 28, 28), np.uint8))

    with pytest.raises(DataError, match=r"both .* only train-images-idx3-ubyte"):
        read_idx_folder(tmp_path, "mine")


def test_images_and_labels_of_different_number_are_refused(tmp_path: Path) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte", np.zeros((3, 28, 28), np.uint8))
    write_idx(tmp_path / "train-labels-idx1-ubyte", np.zeros(2, np.uint8))

    with pytest.raises(DataError, match="one for each image"):
        read_idx_folder(tmp_path, "mine")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="got neither"):
        read_idx_folder(tmp_path, "mine")


def test_labels_from_1_to_26_are_26_classes_and_it_is_said(tmp_path: Path) -> None:
    save(tmp_path, "train", list(range(1, 27)))
    save(tmp_path, "t10k", [26, 1])

    dataset = read_idx_folder(tmp_path, "mine")

    assert dataset.class_names == tuple(str(number) for number in range(1, 27))
    assert dataset.split("train").labels.tolist() == list(range(26))
    assert dataset.split("test").labels.tolist() == [25, 0]
    [note] = dataset.notes
    assert "labels 1 to 26 are read as 26 classes" in note


def test_labels_from_0_need_no_note(tmp_path: Path) -> None:
    save(tmp_path, "train", [0, 2, 1], side=8)

    dataset = read_idx_folder(tmp_path, "mine")

    assert (dataset.class_names, dataset.image_shape) == (("0", "1", "2"), (8, 8))
    assert dataset.notes == ()


def test_a_class_that_only_the_test_split_has_is_a_class(tmp_path: Path) -> None:
    save(tmp_path, "train", [0, 1])
    save(tmp_path, "t10k", [1, 2])

    dataset = read_idx_folder(tmp_path, "mine")

    assert dataset.class_names == ("0", "1", "2")
    assert dataset.untrained_classes == ("2",)


def test_a_file_of_class_names_gives_label_k_the_name_in_line_k(tmp_path: Path) -> None:
    save(tmp_path, "train", [0, 2])
    (tmp_path / "classes.txt").write_text("ant\nbee\ncat\n")

    dataset = read_idx_folder(tmp_path, "mine")

    assert dataset.class_names == ("ant", "bee", "cat")
    assert dataset.split("train").labels.tolist() == [0, 2]


def test_a_label_without_a_name_is_refused(tmp_path: Path) -> None:
    save(tmp_path, "train", [0, 2])
    (tmp_path / "classes.txt").write_text("ant\nbee\n")

    with pytest.raises(DataError, match=r"example 1: expected a label from 0 to 1, .* got 2"):
        read_idx_folder(tmp_path, "mine")


@pytest.mark.parametrize("content", [b"", b"ant\n", b"\xff\xfe\n"])
def test_a_file_of_class_names_that_has_none_is_refused(tmp_path: Path, content: bytes) -> None:
    save(tmp_path, "train", [0, 1])
    (tmp_path / "classes.txt").write_bytes(content)

    with pytest.raises(DataError, match=r"classes.txt: expected the name of a class in each line"):
        read_idx_folder(tmp_path, "mine")
