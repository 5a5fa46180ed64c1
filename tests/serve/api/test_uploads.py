"""Invalid and unusual image files, each by name."""

import io
import struct
import time
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from starlette.testclient import TestClient

from glassnet.serve.api.uploads import extract_image
from glassnet.serve.http.errors import ApiError

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def saved(image: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def digit(mode: str = "L", side: int = 80) -> Image.Image:
    gray = np.full((side, side), 255, np.uint8)
    gray[side // 8 : -side // 8, side // 2 - 4 : side // 2 + 4] = 0
    return Image.fromarray(gray).convert(mode)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def claiming(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG that says that it is of this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def bomb() -> bytes:
    return claiming(30_000, 30_000, zlib.compress(bytes(10_000_000)))


def animated() -> bytes:
    frames = [digit(), *(Image.new("L", (80, 80), shade) for shade in range(40))]
    return saved(frames[0], "PNG", save_all=True, append_images=frames[1:])


def with_long_texts() -> bytes:
    texts = PngInfo()
    for number in range(50):
        texts.add_text(f"key{number}", "x" * 20_000, zip=True)
    return saved(digit(), pnginfo=texts)


def rotated() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(digit("RGB"), "JPEG", exif=exif)


def with_bad_sum() -> bytes:
    content = bytearray(saved(digit()))
    content[29] ^= 0xFF
    return bytes(content)


REFUSED: dict[str, tuple[Callable[[], bytes], int]] = {
    "nothing": (lambda: b"", 422),
    "text": (lambda: b"a three", 422),
    "HTML": (lambda: b"<!doctype html><script>alert(1)</script>", 422),
    "SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', 422),
    "a signature and no more": (lambda: SIGNATURE, 422),
    "cut off": (lambda: saved(digit())[:90], 422),
    "a bad sum": (with_bad_sum, 422),
    "no rows": (lambda: claiming(10, 10), 422),
    "no size": (lambda: claiming(0, 0), 422),
    "one long row": (lambda: claiming(65_535, 100), 413),
    "a header of 30,000 x 30,000": (lambda: claiming(30_000, 30_000), 413),
    "a bomb": (bomb, 413),
    "PPM": (lambda: saved(digit(), "PPM"), 422),
    "ICO": (lambda: saved(digit("RGBA"), "ICO"), 422),
    "TGA": (lambda: saved(digit(), "TGA"), 422),
    "EPS": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", 422),
    "PSD": (lambda: b"8BPS\x00\x01" + bytes(40), 422),
}
READ: dict[str, Callable[[], bytes]] = {
    "one pixel": lambda: saved(Image.new("L", (1, 1), 0)),
    "16 bits": lambda: saved(digit().convert("I;16")),
    "palette": lambda: saved(digit("P")),
    "one bit": lambda: saved(digit("1")),
    "alpha": lambda: saved(digit("LA")),
    "color and alpha": lambda: saved(digit("RGBA")),
    "CMYK": lambda: saved(digit("CMYK"), "JPEG"),
    "rotated by EXIF": rotated,
    "progressive": lambda: saved(digit(), "JPEG", progressive=True),
    "lossless WebP": lambda: saved(digit("RGB"), "WEBP", lossless=True),
    "TIFF": lambda: saved(digit(), "TIFF"),
    "GIF": lambda: saved(digit(), "GIF"),
    "BMP": lambda: saved(digit(), "BMP"),
    "animated": animated,
    "long texts": with_long_texts,
    "bytes after the end": lambda: saved(digit()) + b"<script>",
    "a JPEG that says it is a PNG": lambda: saved(digit(), "JPEG"),
    "four million pixels": lambda: saved(digit(side=2000)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_are_not_accepted_images_are_refused(client: TestClient, name: str) -> None:
    make, expected = REFUSED[name]

    answer = client.post("/api/predict", content=make(), headers={"content-type": "image/png"})

    assert answer.status_code == expected, answer.text


@pytest.mark.parametrize("name", READ)
def test_unusual_but_valid_images_are_read(client: TestClient, name: str) -> None:
    answer = client.post(
        "/api/predict", content=READ[name](), headers={"content-type": "image/png"}
    )

    assert answer.status_code == 200, answer.text


def test_a_file_above_its_limit_is_too_large(client: TestClient) -> None:
    content = saved(digit()) + bytes(8 << 20)

    answer = client.post("/api/predict", content=content, headers={"content-type": "image/png"})

    assert answer.status_code == 413


FILE = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
FORMS = {
    "nothing": b"",
    "no end": FILE + b"abc",
    "another field": FILE.replace(b"image", b"picture") + b"abc\r\n--x--\r\n",
    "a text instead of a file": FILE.replace(b'; filename="a"', b"") + b"abc\r\n--x--\r\n",
    "two files": FILE + b"a\r\n" + FILE + b"b\r\n--x--\r\n",
    "no name": b"--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--\r\n",
    "no disposition": b"--x\r\n\r\nabc\r\n--x--\r\n",
    "a thousand headers": b"--x\r\n" + b"A: b\r\n" * 1000 + b"\r\nabc\r\n--x--\r\n",
    "another boundary": FILE.replace(b"--x", b"--y") + b"abc\r\n--y--\r\n",
    "binary": bytes(range(256)),
    "no picture": FILE + b"abc\r\n--x--\r\n",
}


@pytest.mark.parametrize("name", FORMS)
def test_an_invalid_form_is_refused(client: TestClient, name: str) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}

    answer = client.post("/api/predict", content=FORMS[name], headers=headers)

    assert answer.status_code in (400, 422), answer.text


@pytest.mark.parametrize("boundary", ["", "; boundary=", f"; boundary={'x' * 300}"])
def test_a_form_without_a_valid_boundary_is_refused(client: TestClient, boundary: str) -> None:
    headers = {"content-type": f"multipart/form-data{boundary}"}

    assert client.post("/api/predict", content=b"--x--", headers=headers).status_code in (400, 422)


def test_a_form_is_refused_at_its_seventeenth_part_however_many_follow() -> None:
    body = b"--x\r\n\r\n\r\n" * 180_000 + b"--x--\r\n"
    started = time.process_time()

    with pytest.raises(ApiError, match="more than 16 fields"):
        extract_image("multipart/form-data; boundary=x", body)

    # All of it takes seconds.
    assert time.process_time() - started < 0.3
