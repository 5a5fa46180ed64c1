"""A folder of pictures in one sub-folder per class: `digits/0/a.png`, `fruit/apple/scan.jpg`, ..."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from glassnet.data.errors import DataError
from glassnet.data.labeled_images import DIGIT_NAMES, LabeledImages
from glassnet.data.labels import name_classes
from glassnet.ink import from_image
from glassnet.ink.rendering import SIDE

FORMATS: Final = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
MAX_BYTES: Final = 1 << 30
UNREADABLE: Final = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def read_image_folder(folder: Path, name: str) -> LabeledImages:
    """The pictures of a folder with one sub-folder per class, in the order of their names.

    Sub-folders that are all named 0 to 9 are digits: a picture that is 28x28, gray and on black is
    kept, and every other goes through the ink pipeline. With any other names, the pictures become gray
    and keep their size where all have the same one; else each is resized to 28x28, and its aspect ratio
    is not kept. Raises DataError, and InkError where a picture is too large.
    """
    folders = _find_class_folders(folder)
    pictures = [path for each in folders for path in _find_pictures(each)]
    if not pictures:
        raise DataError.at(
            folder,
            "PNG, JPEG or WebP pictures in its sub-folders",
            "none",
            "Put them into one sub-folder per class.",
        )
    names = [each.name for each in folders]
    class_names = name_classes(names)[1]
    index = {each: number for number, each in enumerate(class_names)}
    labels = np.array([index[path.parent.name] for path in pictures], np.int64)
    digits = class_names == DIGIT_NAMES
    images = np.stack([_read_digit(path) for path in pictures]) if digits else _read_gray(pictures)
    return LabeledImages(images, labels, name, class_names)


def has_class_folders(folder: Path) -> bool:
    """Whether a folder has sub-folders that could be classes."""
    return bool(_find_sub_folders(folder))


def _find_sub_folders(folder: Path) -> list[Path]:
    return sorted(
        each for each in folder.iterdir() if each.is_dir() and not each.name.startswith(".")
    )


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


def _find_pictures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in FORMATS)


@contextmanager
def _open(path: Path) -> Iterator[Image.Image]:
    """The opened picture. Raises DataError where it is damaged or of another format."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=sorted(set(FORMATS.values()))) as picture:
                yield picture
    except DataError:
        raise
    except UNREADABLE as error:
        raise DataError.at(
            path, "a PNG, JPEG or WebP picture", f"another file ({error})", "Replace or remove it."
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
    ready = _read_mnist_form(path)
    if ready is not None:
        return ready
    rendering = from_image(path)
    if rendering.image is None:
        raise DataError.at(path, "a digit", f"none ({rendering.reason})", "Replace or remove it.")
    return rendering.image


def _read_mnist_form(path: Path) -> NDArray[np.uint8] | None:
    """The pixels of a picture that is preprocessed like MNIST already; None for any other."""
    with _open(path) as picture:
        if picture.size != (SIDE, SIDE) or picture.mode not in ("L", "1"):
            return None
        pixels = np.asarray(picture.convert("L"))
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return pixels if edge.mean() < 128 and pixels.any() else None
