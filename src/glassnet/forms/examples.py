"""Digits of checked fields as training examples: a folder with one sub-folder for each class."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from glassnet.data.output_file import write_picture
from glassnet.forms.reading import FieldReading


def write_examples(folder: Path, fields: Iterable[FieldReading]) -> dict[str, int]:
    """Write the 28x28 of each digit of checked fields below the class that the text says; count by class.

    Fields whose text has another length than the digits that were found are left out: which digit is which is
    not known. Raises OSError.
    """
    counts: dict[str, int] = {}
    for field in fields:
        if not field.checked or len(field.text) != len(field.digits):
            continue
        for label, digit in zip(field.text, field.digits, strict=True):
            image = digit.rendering.image
            if image is None or label not in "0123456789":
                continue
            counts[label] = counts.get(label, 0) + 1
            _write(folder / label / f"{counts[label]:05d}.png", image)
    return counts


def _write(path: Path, image: np.ndarray) -> None:
    write_picture(path, Image.fromarray(image))
