import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glassnet.ink import InkError, from_image
from glassnet.ink.photo.decoding import MAX_BYTES, WORKING_SIDE, decode


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises this many pixels."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    header = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + header + struct.pack(">I", 0) + b"IDAT" + b"\0" * 8


@pytest.mark.parametrize("side", [8_200, 10_000, 30_000])
def test_too_many_pixels_are_refused_by_the_header_alone(side: int) -> None:
    with pytest.raises(InkError, match=r": .*pixels, more than 66 megapixels\. Scale it down"):
        decode(png_that_claims(side, side))


def test_too_many_bytes_are_refused_unread(tmp_path: Path) -> None:
    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)

    with pytest.raises(InkError, match=r"large.png: 40.0 MB, more than 40 MB. Scale it down"):
        decode(large)


@pytest.mark.parametrize(
    "content",
    [b"", b"ink", b"%PDF-1.7 not a picture", b"\x89PNG\r\n\x1a\n", png_that_claims(5, 5)],
)
def test_what_is_not_a_picture_is_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(
        InkError, match=r"picture: (not a picture|a damaged picture|empty).*\. Save the picture"
    ):
        decode(content)


@pytest.mark.parametrize("size", [(1, 801), (3, 2000), (2000, 3), (1, 1)])
def test_the_thinnest_pictures_have_no_ink(size: tuple[int, int]) -> None:
    assert from_image(Image.new("L", size, 200)).image is None


@pytest.mark.parametrize("compression", [None, "group4", "tiff_lzw"])
def test_scans_in_two_colours_are_read(compression: str | None) -> None:
    picture = Image.new("1", (60, 40), 1)
    picture.paste(0, (20, 5, 30, 35))
    written = io.BytesIO()
    picture.save(written, "TIFF", compression=compression)

    assert (decode(written.getvalue()) == decode(picture)).all()


def test_formats_that_are_not_named_are_not_opened() -> None:
    written = io.BytesIO()
    Image.new("RGB", (9, 9)).save(written, "PPM")

    with pytest.raises(InkError, match=r"not a picture \(PNG, JPEG, WebP, TIFF, BMP, GIF\)"):
        decode(written.getvalue())


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_was_cut_off_is_refused(form: str, cut: float) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    written = io.BytesIO()
    Image.fromarray(noise).save(written, form)
    content = written.getvalue()

    with pytest.raises(InkError, match="a damaged picture"):
        decode(content[: int(cut * len(content))])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InkError, match=r"none.png: no such file. Check the path."):
        decode(tmp_path / "none.png")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"])
def test_every_way_to_write_grey_is_read_alike(mode: str) -> None:
    gray = Image.fromarray(np.repeat([[0, 255]], 4, axis=0).astype(np.uint8))
    wide = Image.fromarray(np.asarray(gray).astype(np.uint16) * 257)
    picture = wide if mode == "I;16" else gray.convert(mode)

    assert decode(picture)[0, :, 0] == pytest.approx([0, 1], abs=0.01)


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
def test_fewer_bits_stored_in_sixteen_are_read_alike(bits: int) -> None:
    values = np.repeat([[0, 2**bits - 1]], 4, axis=0).astype(np.uint16)

    assert decode(Image.fromarray(values))[0, :, 0] == pytest.approx([0, 1], abs=0.01)


def test_large_pictures_are_averaged_down() -> None:
    assert decode(Image.new("L", (4 * WORKING_SIDE, WORKING_SIDE))).shape[:2] == (
        WORKING_SIDE // 4,
        WORKING_SIDE,
    )


def test_the_first_picture_of_an_animation_is_read() -> None:
    written = io.BytesIO()
    frames = [Image.new("L", (5, 5), tone) for tone in (255, 0)]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])

    assert decode(written.getvalue()).min() == 1
