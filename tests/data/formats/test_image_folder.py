"""A folder of pictures is a data set: one sub-folder per class."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glassnet.data import DataError
from glassnet.data.formats.image_folder import (
    has_class_folders,
    read_image_dataset,
    read_image_folder,
)


def small(seed: int) -> np.ndarray:
    """A picture in the form of MNIST: gray ink on black, nothing at the edge."""
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 4:24] = np.random.default_rng(seed).integers(0, 256, (20, 20))
    return image


def save(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


def test_pictures_in_the_form_of_mnist_are_taken_as_they_are(tmp_path: Path) -> None:
    save(tmp_path / "7" / "b.png", small(1))
    save(tmp_path / "7" / "a.PNG", small(2))
    save(tmp_path / "0" / "c.png", small(3))

    digits = read_image_folder(tmp_path, "mine")

    assert np.array_equal(digits.images, np.stack([small(3), small(2), small(1)]))
    assert digits.labels.tolist() == [0, 7, 7]
    assert digits.class_names == tuple("0123456789")


def test_other_names_are_numbered_in_their_order(tmp_path: Path) -> None:
    for name in ("zebra", "ant"):
        save(tmp_path / name / "a.png", small(1))

    digits = read_image_folder(tmp_path, "mine")

    assert digits.class_names == ("ant", "zebra")
    assert digits.labels.tolist() == [0, 1]


def test_ink_on_paper_goes_through_the_ink_pipeline(tmp_path: Path) -> None:
    paper = np.full((200, 300), 255, np.uint8)
    paper[40:160, 140:160] = 0
    save(tmp_path / "1" / "scan.png", paper)

    [image] = read_image_folder(tmp_path, "mine").images

    assert image[14, 14] > 200
    assert image[0].max() == 0


def test_a_white_picture_of_28_by_28_is_not_taken_for_ink(tmp_path: Path) -> None:
    save(tmp_path / "1" / "a.png", 255 - small(1))

    [image] = read_image_folder(tmp_path, "mine").images

    assert image[0].max() == 0


@pytest.mark.parametrize("gray", [0, 255])
@pytest.mark.parametrize("shape", [(28, 28), (90, 90)])
def test_a_blank_picture_is_named(tmp_path: Path, gray: int, shape: tuple[int, int]) -> None:
    save(tmp_path / "1" / "blank.png", np.full(shape, gray, np.uint8))

    with pytest.raises(DataError, match=r"blank.png"):
        read_image_folder(tmp_path, "mine")


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_a_damaged_picture_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "a.png").write_bytes(content)

    with pytest.raises(DataError, match=r"a.png: damaged, or not a picture"):
        read_image_folder(tmp_path, "mine")


def test_a_picture_that_unpacks_to_too_many_pixels_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path / "1" / "a.png", np.zeros((90, 90), np.uint8))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)

    with pytest.raises(DataError, match=r"a.png: more than 66 megapixels. Scale it down: "):
        read_image_folder(tmp_path, "mine")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF"])
@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.bmp", "a.gif", "a.JPG", "a.dat", "a"])
def test_the_content_decides_not_the_name(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / "1").mkdir()
    paper = np.full((200, 300), 255, np.uint8)
    paper[40:160, 140:160] = 0
    Image.fromarray(paper).save(tmp_path / "1" / name, format=kind)

    assert len(read_image_folder(tmp_path, "mine")) == 1


def test_other_files_and_hidden_folders_are_passed_over(tmp_path: Path) -> None:
    save(tmp_path / "3" / "a.png", small(1))
    (tmp_path / "3" / "notes.txt").touch()
    (tmp_path / ".hidden").mkdir()

    assert len(read_image_folder(tmp_path, "mine")) == 1


def test_a_folder_with_fewer_than_two_classes_is_refused(tmp_path: Path) -> None:
    assert not has_class_folders(tmp_path)
    with pytest.raises(DataError, match="at least 2 sub-folders, one per class, got 0"):
        read_image_folder(tmp_path, "mine")
    (tmp_path / "apple").mkdir()
    assert has_class_folders(tmp_path)
    with pytest.raises(DataError, match="at least 2 sub-folders, one per class, got 1"):
        read_image_folder(tmp_path, "mine")


def test_pictures_of_one_size_keep_it(tmp_path: Path) -> None:
    wide = np.random.default_rng(1).integers(0, 256, (12, 17), np.uint8)
    save(tmp_path / "apple" / "a.png", wide)
    save(tmp_path / "pear" / "a.png", 255 - wide)

    pictures = read_image_folder(tmp_path, "fruit")

    assert np.array_equal(pictures.images, np.stack([wide, 255 - wide]))
    assert pictures.image_shape == (12, 17)


def test_pictures_of_different_sizes_are_resized_to_28_by_28(tmp_path: Path) -> None:
    save(tmp_path / "apple" / "a.png", np.full((12, 17), 40, np.uint8))
    save(tmp_path / "pear" / "a.png", np.full((90, 30), 200, np.uint8))

    pictures = read_image_folder(tmp_path, "fruit")

    assert pictures.image_shape == (28, 28)
    assert [int(image.mean()) for image in pictures.images] == [40, 200]


def test_colors_become_gray(tmp_path: Path) -> None:
    color = np.zeros((8, 8, 3), np.uint8)
    color[..., 1] = 100
    save(tmp_path / "apple" / "a.png", color)
    save(tmp_path / "pear" / "a.png", np.zeros((8, 8), np.uint8))

    assert read_image_folder(tmp_path, "fruit").images[0].tolist() == [[59] * 8] * 8


def test_more_than_ten_classes_are_read(tmp_path: Path) -> None:
    names = tuple("abcdefghijkl")
    for name in names:
        save(tmp_path / name / "a.png", small(1))

    assert read_image_folder(tmp_path, "mine").class_names == names


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    with pytest.raises(DataError, match="pictures in its sub-folders, got none"):
        read_image_folder(tmp_path, "mine")


def test_what_is_left_out_is_named(tmp_path: Path) -> None:
    save(tmp_path / "3" / "a.png", small(1))
    for name in ("3/notes.txt", "3/b.psd", "readme.md"):
        (tmp_path / name).write_bytes(b"text")

    dataset = read_image_dataset(tmp_path, "mine")

    assert dataset.notes == (
        "3 files are left out, since not a picture: 3/b.psd, 3/notes.txt, readme.md.",
    )


@pytest.mark.parametrize("extra", ["__MACOSX/3/._a.png", "3/._a.png", "3/.DS_Store", "3/Thumbs.db",
                                   "desktop.ini", "3/@eaDir/a.png", "__MACOSX/._3"])  # fmt: skip
def test_what_an_operating_system_adds_is_passed_over(tmp_path: Path, extra: str) -> None:
    save(tmp_path / "3" / "a.png", small(1))
    (tmp_path / extra).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / extra).write_bytes(b"resource fork")

    dataset = read_image_dataset(tmp_path, "mine")

    assert str(dataset) == "mine (1)"
    assert dataset.notes == ()


def test_pictures_in_folders_below_a_class_are_read(tmp_path: Path) -> None:
    save(tmp_path / "3" / "ada" / "a.png", small(1))
    save(tmp_path / "4" / "bob" / "page 1" / "a.png", small(2))

    assert read_image_folder(tmp_path, "mine").labels.tolist() == [3, 4]


@pytest.mark.parametrize(
    ("names", "splits"),
    [
        (("train", "test"), {"train", "test"}),
        (("Training", "Testing"), {"train", "test"}),
        (("trainingSet", "testSet"), {"train", "test"}),
        (("train_set/train_set", "test"), {"train", "test"}),
        (("train", "val"), {"train", "validation"}),
        (("train", "valid", "test"), {"train", "validation", "test"}),
        (("mine/train", "mine/test"), {"train", "test"}),
        (("mine",), {"train"}),
    ],
)
def test_folders_of_splits_are_splits(
    tmp_path: Path, names: tuple[str, ...], splits: set[str]
) -> None:
    for number, name in enumerate(names):
        save(tmp_path / name / "3" / "a.png", small(number))
        save(tmp_path / name / str(number) / "a.png", small(number))

    dataset = read_image_dataset(tmp_path, "mine")

    assert set(dataset.splits) == splits
    assert all(len(split) == 2 for split in dataset)


def test_splits_share_their_classes(tmp_path: Path) -> None:
    for name in ("train/ant", "train/bee", "test/bee", "test/cow"):
        save(tmp_path / name / "a.png", small(1))

    dataset = read_image_dataset(tmp_path, "mine")

    assert dataset.class_names == ("ant", "bee", "cow")
    assert dataset.untrained_classes == ("cow",)


def test_a_link_to_a_folder_above_is_passed_over(tmp_path: Path) -> None:
    save(tmp_path / "7" / "a.png", small(1))
    save(tmp_path / "3" / "b.png", small(2))
    (tmp_path / "7" / "again").symlink_to(tmp_path, target_is_directory=True)

    assert len(read_image_folder(tmp_path, "mine")) == 2
