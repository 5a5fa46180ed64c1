import io
import struct

import numpy as np
import pytest
from PIL import Image

from glassnet.ink import InkError, from_image
from glassnet.ink.photo.tiff_structure import find_excess


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


def big_tiff(tags: int) -> bytes:
    entries = b"".join(struct.pack("<HHQQ", n % 65_000 + 300, 3, 1, 1) for n in range(tags))
    return b"II+\0" + struct.pack("<HHQQ", 8, 0, 16, tags) + entries + bytes(8)


def test_a_tiff_of_very_many_tags_is_refused() -> None:
    with pytest.raises(InkError, match="at most 1,000 tags"):
        from_image(big_tiff(100_000))


def test_a_tiff_of_very_many_strips_is_refused() -> None:
    plain = picture("TIFF")
    # The number of the offsets of strips, and their kind.
    place = plain.index(struct.pack("<HH", 273, 4)) + 4
    many = plain[:place] + struct.pack("<I", 900_000) + plain[place + 4 :]

    with pytest.raises(InkError, match="at most 50,000 numbers in a tag"):
        from_image(many)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_exif_of_very_many_tags_is_refused(kind: str) -> None:
    content = picture(kind, exif=b"Exif\0\0" + big_tiff(100_000))

    with pytest.raises(InkError, match="at most 1,000 tags"):
        from_image(content)


def test_later_pages_of_a_tiff_are_counted_too() -> None:
    first = b"II*\0" + struct.pack("<IHHHII", 8, 1, 256, 4, 1, 1)
    many = b"".join(struct.pack("<HHII", 300 + n, 4, 1, 1) for n in range(2_000))
    content = first + struct.pack("<IH", len(first) + 4, 2_000) + many + bytes(4)

    assert find_excess(content) is None
    assert find_excess(content, pages=2) == "at most 1,000 tags"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP"])
def test_ordinary_pictures_have_no_excess(kind: str) -> None:
    assert find_excess(picture(kind), pages=100) is None
    assert from_image(picture(kind)).image is not None
