import io

import numpy as np
import pytest
from PIL import Image

from glassnet.ink import InkError, from_image


def picture(kind: str, **options: object) -> bytes:
    pixels = np.full((120, 120), 255, np.uint8)
    pixels[20:100, 55:65] = 0
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def test_a_png_of_very_many_chunks_is_refused() -> None:
    plain = picture("PNG")
    # An ancillary chunk without content; decoders would check each one.
    empty = b"\0\0\0\0teXt\0\0\0\0"

    with pytest.raises(InkError, match="at most 4,000 chunks"):
        from_image(plain[:33] + 100_000 * empty + plain[33:])


@pytest.mark.parametrize("part", [b"\xff\xfe\x00\x02", b"\xff", b"\x00"])
def test_a_jpeg_of_very_many_segments_is_refused(part: bytes) -> None:
    plain = picture("JPEG")

    with pytest.raises(InkError, match="at most 1,000 segments"):
        from_image(plain[:2] + 300_000 * part + plain[2:])


def test_a_jpeg_of_very_many_scans_is_refused() -> None:
    plain = picture("JPEG", progressive=True)
    scan = plain.rindex(b"\xff\xda")

    with pytest.raises(InkError, match="at most 40 scans"):
        from_image(plain[:scan] + 500 * plain[scan:-2] + plain[-2:])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_usual_files_are_read(kind: str) -> None:
    assert from_image(picture(kind)).image is not None
