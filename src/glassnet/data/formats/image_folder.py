"""A folder of pictures in one sub-folder per class: `digits/0/a.png`, `fruit/apple/scan.jpg`, ...

The class folders may lie in folders of splits: `train/0/a.png`, `test/0/b.png`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from glassnet.data.errors import DataError
from glassnet.data.formats.picture_files import describe_left_out, find_files, is_system_file
from glassnet.data.labeled_images import DIGIT_NAMES, Dataset, LabeledImages
from glassnet.data.labels import name_classes
from glassnet.ink import from_image
from glassnet.ink.photo.decoding import MAX_PIXELS, UNREADABLE, find_formats
from glassnet.ink.rendering import SIDE

MAX_BYTES: Final = 1 << 30
SPLIT_FOLDERS: Final = {
    "train": "train",
    "training": "train",
    "trainset": "train",
    "trainingset": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "test": "test",
    "testing": "test",
    "testset": "test",
    "testingset": "test",
}
"""Names of folders that hold the class folders of one split."""


class LabeledPictures(NamedTuple):
    """The files of labeled pictures of digits; `left_out` is a sentence on other files, or empty."""

    name: str
    folder: Path
    files: tuple[Path, ...]
    labels: NDArray[np.int64]
    left_out: str

    @property
    def names(self) -> tuple[str, ...]:
        """Each file as seen from the folder, such as `7/a.png`."""
        return tuple(each.relative_to(self.folder).as_posix() for each in self.files)


class _Examples(NamedTuple):
    """The pictures of one split with the names of their classes, and the files that are none."""

    folder: Path
    pictures: list[Path]
    classes: list[str]
    left_out: list[Path]


def read_image_dataset(folder: Path, name: str) -> Dataset:
    """The pictures of a folder with one sub-folder per class, or of such folders `train`, `test`, ...

    Pictures also lie in folders below those of the classes. Sub-folders that are all named 0 to 9 are
    digits: a picture that is 28x28, gray and on black is kept, and every other goes through the ink
    pipeline. With any other names, the pictures become gray and keep their size where all have the same
    one; else each is resized to 28x28, and its aspect ratio is not kept. Notes name the files that are
    left out. Raises DataError, and InkError where a picture is too large.
    """
    splits = {split: _find_examples(each) for split, each in _find_splits(folder).items()}
    classes = [each for examples in splits.values() for each in _class_folder_names(examples)]
    class_names = name_classes(classes)[1]
    index = {each: number for number, each in enumerate(class_names)}
    pictures = [picture for examples in splits.values() for picture in examples.pictures]
    if class_names == DIGIT_NAMES:
        images = np.stack([_read_digit(path) for path in pictures])
    else:
        images = _read_gray(pictures)
    parts, start = {}, 0
    for split, examples in splits.items():
        end = start + len(examples.pictures)
        labels = np.array([index[each] for each in examples.classes], np.int64)
        shown = name if len(splits) == 1 else f"{name} {split}"
        parts[split] = LabeledImages(images[start:end], labels, shown, class_names)
        start = end
    left_out = [path for examples in splits.values() for path in examples.left_out]
    return Dataset(name, **parts, notes=tuple(filter(None, [describe_left_out(left_out, folder)])))


def list_digit_pictures(folder: Path, name: str) -> dict[str, LabeledPictures]:
    """The files of each split of `read_image_dataset`, not read yet; none where classes are not digits.

    Raises DataError where the folder has no pictures.
    """
    found = {}
    for split, examples in _find_splits(folder).items():
        part = _find_examples(examples)
        if any(each not in DIGIT_NAMES for each in _class_folder_names(part)):
            return {}
        labels = np.array([DIGIT_NAMES.index(each) for each in part.classes], np.int64)
        left_out = describe_left_out(part.left_out, folder)
        found[split] = LabeledPictures(name, folder, tuple(part.pictures), labels, left_out)
    if len(found) == 1:
        return found
    return {split: each._replace(name=f"{name} {split}") for split, each in found.items()}


def read_image_folder(folder: Path, name: str) -> LabeledImages:
    """The training split of `read_image_dataset`."""
    return read_image_dataset(folder, name).split("train")


def has_class_folders(folder: Path) -> bool:
    """Whether a folder has sub-folders that could be classes."""
    return bool(_find_sub_folders(folder))


def _find_splits(folder: Path) -> dict[str, Path]:
    """The folder of each split; the folder itself is the training split where it has none."""
    folders = _find_sub_folders(folder)
    names = {each: re.sub("[ _-]", "", each.name.lower()) for each in folders}
    named = {SPLIT_FOLDERS.get(name, ""): _enter(each) for each, name in names.items()}
    if "train" in named and "" not in named and len(named) == len(folders):
        return {split: named[split] for split in ("train", "validation", "test") if split in named}
    if len(folders) == 1 and folders[0].name not in DIGIT_NAMES and has_class_folders(folders[0]):
        # An archive often unpacks to a folder in a folder.
        return _find_splits(folders[0])
    return {"train": folder}


def _enter(split: Path) -> Path:
    """The folder of a split, or the one of the same name in it: `testSet/testSet/0/a.png`."""
    inner = split / split.name
    return inner if [inner] == _find_sub_folders(split) else split


def _find_examples(folder: Path) -> _Examples:
    pictures, classes, left_out = [], [], []
    for each in _find_class_folders(folder):
        found = find_files(each)
        pictures += found.files
        classes += [each.name] * len(found.files)
        left_out += found.left_out
    left_out += [
        each for each in sorted(folder.iterdir()) if each.is_file() and not is_system_file(each)
    ]
    if not pictures:
        raise DataError.at(
            folder,
            "PNG, JPEG or WebP pictures in its sub-folders",
            "none",
            "Put them into one sub-folder per class.",
        )
    return _Examples(folder, pictures, classes, left_out)


def _class_folder_names(examples: _Examples) -> list[str]:
    return [each.name for each in _find_class_folders(examples.folder)]


def _find_sub_folders(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.is_dir() and not is_system_file(each))


def _find_class_folders(folder: Path) -> list[Path]:
    folders = _find_sub_folders(folder)
    digits = bool(folders) and all(each.name in DIGIT_NAMES for each in folders)
    if not digits and len(folders) < 2:
        raise DataError.at(
            folder,
            "at least 2 sub-folders, one per class",
            str(len(folders)),
            "Put the pictures of each class into a sub-folder with its name.",
        )
    return folders


@contextmanager
def _open(path: Path) -> Iterator[Image.Image]:
    """The opened picture. Raises DataError where it is damaged, of another format or too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=find_formats()) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise Image.DecompressionBombError
                yield picture
    except DataError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        problem = f"more than {MAX_PIXELS / 1e6:.0f} megapixels"
        remedy = "Scale it down: a digit needs a hundred pixels."
        raise DataError.about(path, problem, remedy) from None
    except UNREADABLE as error:
        raise DataError.about(
            path, f"damaged, or not a picture ({error})", "Replace or remove it."
        ) from error


def _read_gray(paths: list[Path]) -> NDArray[np.uint8]:
    """Gray pictures `(count, height, width)`: of their own size if they share one, else 28x28."""
    sizes = {_measure(path) for path in paths}
    width, height = next(iter(sizes)) if len(sizes) == 1 else (SIDE, SIDE)
    if len(paths) * width * height > MAX_BYTES:
        raise DataError.at(
            paths[0].parent.parent,
            f"at most {MAX_BYTES:,} pixels in all pictures together",
            f"{len(paths):,} pictures of {width}x{height}",
            "Resize the pictures first.",
        )
    images = np.empty((len(paths), height, width), np.uint8)
    for image, path in zip(images, paths, strict=True):
        with _open(path) as picture:
            gray = ImageOps.exif_transpose(picture).convert("L")
            if gray.size != (width, height):
                gray = gray.resize((width, height), Image.Resampling.BILINEAR)
            image[:] = np.asarray(gray)
    return images


def _measure(path: Path) -> tuple[int, int]:
    """Width and height of a picture, upright."""
    with _open(path) as picture:
        return ImageOps.exif_transpose(picture).size


def _read_digit(path: Path) -> NDArray[np.uint8]:
    ready = read_mnist_form(path)
    if ready is not None:
        return ready
    rendering = from_image(path)
    if rendering.image is None:
        raise DataError.about(path, "no ink found", "Replace or remove it.")
    return rendering.image


def read_mnist_form(path: Path) -> NDArray[np.uint8] | None:
    """The pixels of a picture that is preprocessed like MNIST already; None for any other."""
    with _open(path) as picture:
        if picture.size != (SIDE, SIDE) or picture.mode not in ("L", "1"):
            return None
        pixels = np.asarray(picture.convert("L"))
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return pixels if edge.mean() < 128 and pixels.any() else None
