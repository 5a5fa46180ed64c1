"""A folder of pictures is a data set: one sub-folder per class."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glassnet.data import DataError
from glassnet.data.formats.image_folder import has_class_folders, read_image_folder


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

    with pytest.raises(DataError, match=r"a.png: expected a PNG, JPEG or WebP picture"):
        read_image_folder(tmp_path, "mine")


def test_a_picture_that_unpacks_to_too_many_pixels_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path / "1" / "a.png", np.zeros((90, 90), np.uint8))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)

    with pytest.raises(DataError, match=r"a.png: expected"):
        read_image_folder(tmp_path, "mine")


def test_what_is_named_a_picture_but_is_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    Image.fromarray(small(1)).save(tmp_path / "1" / "a.png", format="TIFF")

    with pytest.raises(DataError, match="expected a PNG"):
        read_image_folder(tmp_path, "mine")


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
