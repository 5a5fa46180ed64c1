"""Labeled images as one small file, for a page that has no service to ask.

    bytes 0 to 7      the magic number, "GLASSET1"
    bytes 8 to 11     the length of the header in bytes, little-endian
    the header        JSON in UTF-8: name, license, class_names, count, shape of an image, bits of a pixel
    the rest          one zlib stream: labels, a byte each; then pixels image by image, row by row

Pixels of 8 bits are the gray levels themselves. Pixels of 4 bits are a sixteenth of the gray scale: the
gray level is 17 times the value. Two share a byte, the first in the upper half.
"""

from __future__ import annotations

import json
import zlib
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.data import LabeledImages
from glassnet.errors import SettingError, format_error

MAGIC: Final = b"GLASSET1"
MAX_CLASSES: Final = 256


def pack_digits(digits: LabeledImages, license: str, *, bits: Literal[4, 8] = 4) -> bytes:  # noqa: A002
    """The digits as one file: about 95 bytes for a 28x28 digit of 4 bits a pixel, 155 of 8.

    With 4 bits a gray level changes by at most 8 of 255. `license` says what may be done with the
    digits. Raises SettingError for more than 256 classes.
    """
    if len(digits.class_names) > MAX_CLASSES:
        got = str(len(digits.class_names))
        raise SettingError(
            format_error("pack_digits", f"at most {MAX_CLASSES} classes", got, "Pack fewer.")
        )
    header = {
        "name": digits.name,
        "license": license,
        "class_names": list(digits.class_names),
        "count": len(digits),
        "shape": list(digits.images.shape[1:]),
        "bits": bits,
    }
    described = json.dumps(header, ensure_ascii=False).encode()
    pixels = pack_half_bytes(digits.images) if bits == 4 else digits.images.tobytes()
    content = zlib.compress(digits.labels.astype(np.uint8).tobytes() + pixels, 9)
    return MAGIC + len(described).to_bytes(4, "little") + described + content


def pack_half_bytes(images: NDArray[np.uint8]) -> bytes:
    """Gray levels rounded to 16, two of them in a byte."""
    levels = (images.reshape(-1).astype(np.uint16) + 8) // 17
    padded = np.append(levels, [0] * (levels.size % 2)).astype(np.uint8)
    return (padded[0::2] << 4 | padded[1::2]).tobytes()
