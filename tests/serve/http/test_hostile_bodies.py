"""Bodies that are made to be expensive: others are answered meanwhile."""

from __future__ import annotations

import io
import os
import struct
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import numpy as np
import pytest
from PIL import Image

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="CPU time is read from /proc")

FORM = "multipart/form-data; boundary=x"
JSON = "application/json"
PNG = "image/png"
FILE = b'Content-Disposition: form-data; name="image"; filename="x.png"\r\n'


def chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return len(content).to_bytes(4) + checked + zlib.crc32(checked).to_bytes(4)


def png_of(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def dots(apart: int) -> np.ndarray:
    pixels = np.full((400, 400), 255, np.uint8)
    for down in range(3):
        for across in range(3):
            pixels[down::apart, across::apart] = 0
    return pixels


def many_chunks() -> bytes:
    plain = png_of(dots(40))
    return plain[:33] + 100_000 * chunk(b"tEXt", b"a\0b") + plain[33:]


def many_markers() -> bytes:
    file = io.BytesIO()
    Image.fromarray(dots(40)).save(file, "JPEG")
    plain = file.getvalue()
    return plain[:2] + 300_000 * b"\xff\xfe\x00\x02" + plain[2:]


def noise(side: int) -> bytes:
    return png_of(np.random.default_rng(0).integers(0, 256, (side, side), dtype=np.uint8))


def drawing(strokes: bytes) -> bytes:
    return b'{"strokes": [' + strokes + b"]}"


def batch(one: bytes, count: int) -> bytes:
    return b'{"drawings": [' + b",".join([one] * count) + b"]}"


def many_tags() -> bytes:
    """A BigTIFF file with as many tags as fit."""
    tags = b"".join(struct.pack("<HHQQ", n % 65_000 + 300, 3, 1, 1) for n in range(400_000))
    return b"II+\0" + struct.pack("<HHQQ", 8, 0, 16, 400_000) + tags + bytes(8)


def many_strips() -> bytes:
    """A TIFF file of one column, each of its rows a strip of its own."""
    rows, place = 900_000, 8 + 2 + 12 * 9 + 4
    entries = [
        (256, 4, 1, 1), (257, 4, 1, rows), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, rows, place), (277, 3, 1, 1), (278, 4, 1, 1), (279, 4, rows, place + 4 * rows),
    ]  # fmt: skip
    head = b"II*\0" + struct.pack("<IH", 8, len(entries))
    tags = b"".join(struct.pack("<HHII", *each) for each in entries) + bytes(4)
    return head + tags + struct.pack("<I", 8) * rows + struct.pack("<I", 1) * rows


POINTS = b",".join([b"[1,2]", b"[90,80]"] * 90)
RAW = b'{"strokes": [[' + POINTS + b']], "raw": {"side": 100, "pen": 100}}'
# Of one CPU for one request; twice what it takes, for a machine that does other things, too.
MAX_SECONDS = 4
BODIES = {
    "empty parts": ("predict", FORM, b"--x\r\n\r\n\r\n" * 180_000 + b"--x--\r\n"),
    "headers of a part": (
        "predict", FORM, b"--x\r\n" + FILE + b"a: b\r\n" * 300_000 + b"\r\n\r\n--x--\r\n",
    ),
    "empty strokes": ("predict", JSON, drawing(b",".join([b"[]"] * 80_000))),
    "empty points": ("predict", JSON, drawing(b"[" + b",".join([b"[]"] * 80_000) + b"]")),
    "keys": ("predict", JSON, b"{" + b",".join(b'"%d":1' % i for i in range(20_000)) + b"}"),
    "brackets": ("predict", JSON, drawing(b"[" * 100_000)),
    "raw drawings": ("predict/batch", JSON, batch(RAW, 1000)),
    "keys of a batch": (
        "predict/batch", JSON, batch(b"{" + b",".join(b'"%d":1' % i for i in range(300_000)) + b"}", 1),
    ),
    "empty drawings": ("predict/batch", JSON, batch(b"{}", 1_300_000)),
    "chunks": ("predict", PNG, many_chunks()),
    "markers": ("predict", "image/jpeg", many_markers()),
    "a grid of dots": ("predict", PNG, png_of(dots(7))),
    "noise": ("predict", PNG, noise(500)),
    "letters before base64": ("predict", JSON, b'{"image": "data:' + b"a" * 8_000_000 + b'"}'),
    "blanks in base64": ("predict", JSON, b'{"image": "' + b"A " * 4_000_000 + b'"}'),
    "escapes in base64": ("predict", JSON, b'{"image": "' + b"\\u0041" * 1_400_000 + b'"}'),
    "tags": ("predict", "image/tiff", many_tags()),
    "strips": ("predict", "image/tiff", many_strips()),
    "noise for many digits": ("predict?many=true", PNG, noise(500)),
    "dots for many digits": ("predict?many=true", PNG, png_of(dots(9))),
}  # fmt: skip


def send(server: tuple[str, int], name: str) -> int:
    path, content_type, body = BODIES[name]
    url = f"http://{server[0]}:{server[1]}/api/{path}"
    request = Request(url, body, {"Content-Type": content_type})
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status
    except HTTPError as error:
        return error.code


def seconds_for_health(server: tuple[str, int]) -> float:
    started = time.perf_counter()
    with urlopen(f"http://{server[0]}:{server[1]}/api/health", timeout=60) as answer:
        answer.read()
    return time.perf_counter() - started


@pytest.fixture(scope="module")
def service(serving: Callable[..., Any]) -> Iterator[tuple[Any, tuple[str, int]]]:
    with serving("--model", "cnn", "--no-page") as (process, address):
        send(address, "a grid of dots")  # compiles what it needs
        yield process, address


def seconds_of_cpu(process: Any) -> float:
    """The CPU time that a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


LONG = ("noise for many digits", "dots for many digits")


@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=[pytest.mark.full] * (each in LONG)) for each in BODIES]
)
def test_an_expensive_body_is_answered_soon_and_holds_up_nobody(
    service: tuple[Any, tuple[str, int]], name: str
) -> None:
    process, server = service
    with ThreadPoolExecutor(2) as clients:
        before = seconds_of_cpu(process)
        answers = [clients.submit(send, server, name) for _ in range(2)]
        slowest = 0.0
        while not all(each.done() for each in answers):
            slowest = max(slowest, seconds_for_health(server))
        used = seconds_of_cpu(process) - before

    assert {each.result() for each in answers} <= {200, 400, 413, 422, 503}
    # For two of them, with what the requests for health cost.
    assert used < 2 * MAX_SECONDS
    assert slowest < 2
