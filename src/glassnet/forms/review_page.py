"""The review page: one HTML file that shows the least certain fields first, and takes corrections."""

from __future__ import annotations

import io
import json
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image

from glassnet.forms.corrections import FORMAT, FieldKey
from glassnet.forms.reading import FieldReading

PAGE: Final = Path(__file__).parent / "review.html"
MAX_PICTURE_SIDE: Final = 560  # pixels
QUALITY: Final = 80


class ReviewedField(NamedTuple):
    """One field of one form: as it was read at first, and as it is now, with its corrections."""

    key: FieldKey
    read: str
    reading: FieldReading
    pages: int = 1


def make_review_page(template: str, fields: Sequence[ReviewedField]) -> str:
    """The page for these fields, in the order of their confidence; it needs nothing but itself."""
    ordered = sorted(fields, key=lambda each: each.reading.confidence)
    plain = [_to_plain(each) for each in ordered]
    # By what is shown: drafts that the browser keeps belong to these readings alone.
    digest = sha256(json.dumps([template, plain]).encode()).hexdigest()[:16]
    data = {"format": FORMAT, "template": template, "id": digest, "fields": plain}
    text = json.dumps(data).replace("<", "\\u003c")
    return PAGE.read_text("utf-8").replace("{{data}}", text, 1)


def _to_plain(field: ReviewedField) -> dict[str, object]:
    return {
        **field.key._asdict(),
        "pages": field.pages,
        "read": field.read,
        "text": field.reading.text,
        "confidence": round(field.reading.confidence, 6),
        "checked": field.reading.checked,
        "picture": _to_address(field.reading.picture),
    }


def _to_address(picture: Image.Image) -> str:
    """The picture as a data URL."""
    small = picture.copy()
    small.thumbnail((MAX_PICTURE_SIDE, MAX_PICTURE_SIDE))
    file = io.BytesIO()
    small.save(file, "JPEG", quality=QUALITY)
    return f"data:image/jpeg;base64,{b64encode(file.getvalue()).decode()}"
