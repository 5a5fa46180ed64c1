"""A folder of pictures in one sub-folder per class: `digits/0/a.png`, `digits/7/scan.jpg`, ..."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from glassnet.data.errors import DataError
from glassnet.data.labeled_images import DIGIT_NAMES, SIDE, LabeledImages
from glassnet.ink import from_image

FORMATS: Final = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
UNREADABLE: Final = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


def read_folder(folder: Path, name: str) -> LabeledImages:
    """The pictures of a folder with one sub-folder per class, in the order of their names.

    Sub-folders named 0 to 9 are those digits; with any other names they are numbered in the order
    of the names. A picture that is 28x28, grey and on black is taken as it is; every other goes
    through the ink pipeline. Raises DataError, and InkError where a picture is too large.
    """
    classes = _classes(folder)
    pictures = [(path, label) for each, label in classes.items() for path in _pictures(each)]
    if not pictures:
        raise DataError.at(
            folder,
            "PNG, JPEG or WebP pictures in its sub-folders",
            "none",
            "Put them into one sub-folder per class.",
        )
    return LabeledImages(
        np.stack([_read(path) for path, _ in pictures]),
        np.array([label for _, label in pictures], np.int64),
        name,
        _class_names(classes),
    )


def has_classes(folder: Path) -> bool:
    """Whether a folder has sub-folders that could be classes."""
    return bool(_sub_folders(folder))


def _sub_folders(folder: Path) -> list[Path]:
    return sorted(
        each for each in folder.iterdir() if each.is_dir() and not each.name.startswith(".")
    )


def _classes(folder: Path) -> dict[Path, int]:
    """Each class's folder, and its label."""
    folders = _sub_folders(folder)
    if not 1 <= len(folders) <= 10:
        raise DataError.at(
            folder,
            "1 to 10 sub-folders, one per class",
            str(len(folders)),
            "Put the pictures of each digit into a sub-folder named after it.",
        )
    if all(each.name in DIGIT_NAMES for each in folders):
        return {each: int(each.name) for each in folders}
    return {each: label for label, each in enumerate(folders)}


def _class_names(classes: dict[Path, int]) -> tuple[str, ...]:
    names = tuple(each.name for each in classes)
    return DIGIT_NAMES if set(names) <= set(DIGIT_NAMES) else names


def _pictures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in FORMATS)


def _read(path: Path) -> NDArray[np.uint8]:
    ready = _ready(path)
    return _rendered(path) if ready is None else ready


def _ready(path: Path) -> NDArray[np.uint8] | None:
    """The pixels of a picture that is in the form of MNIST already; None for any other."""
    try:
        with Image.open(path, formats=sorted(set(FORMATS.values()))) as picture:
            if picture.size != (SIDE, SIDE) or picture.mode not in ("L", "1"):
                return None
            pixels = np.asarray(picture.convert("L"))
    except UNREADABLE as error:
        raise DataError.at(
            path, "a PNG, JPEG or WebP picture", f"what is not ({error})", "Replace or remove it."
        ) from error
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return pixels if edge.mean() < 128 and pixels.any() else None


def _rendered(path: Path) -> NDArray[np.uint8]:
    rendering = from_image(path)
    if rendering.image is None:
        raise DataError.at(path, "a digit", f"none ({rendering.reason})", "Replace or remove it.")
    return rendering.image
