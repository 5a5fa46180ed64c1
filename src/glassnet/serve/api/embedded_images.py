"""Image files inside JSON: {"image": "data:image/png;base64,..."}, or the base64 alone."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Final

from glassnet.serve.http.errors import ApiError

KEY: Final = "image"
MAX_PREFIX: Final = 256
"""Characters of what comes before the base64: the pattern for it takes the square of their number."""
BLANKS: Final = b" \t\r\n\v\f"
BEGINNING: Final = re.compile(rb'\s*\{\s*"image"\s*:')
DATA_URL: Final = re.compile(r"data:[\w.+-]*/?[\w.+-]*(?:;[\w=.+-]+)*;base64,", re.IGNORECASE)


def holds_image(beginning: bytes) -> bool:
    """Whether a JSON body that begins like this holds an image file."""
    return BEGINNING.match(beginning) is not None


def max_embedded_bytes(max_image_bytes: int) -> int:
    """The size of a JSON body with an image of so many bytes: base64 has four characters for three."""
    return max_image_bytes * 4 // 3 + 1024


def extract_embedded(body: bytes) -> bytes:
    """The image file in a JSON body. Raises `ApiError` 400 for other JSON, 422 for what is not base64."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, f"The body is not valid JSON: {error}.") from None
    if not isinstance(parsed, dict) or set(parsed) != {KEY} or not isinstance(parsed[KEY], str):
        raise ApiError(
            422, f'The body must be {{"{KEY}": "..."}} with a file as base64 or data URL.'
        )
    text = parsed[KEY]
    prefix = DATA_URL.match(text[:MAX_PREFIX])
    content = text[prefix.end() :] if prefix else text
    try:
        # Line breaks are allowed in base64, and some write it with the alphabet for addresses.
        plain = content.encode("ascii").translate(bytes.maketrans(b"-_", b"+/"), BLANKS)
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ApiError(
            422, f"{KEY}: this is not base64. Send the file as base64 or data URL."
        ) from None
