"""A mirror on this machine that misbehaves as asked, and a tiny data set for it to serve."""

import gzip
import hashlib
import io
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from glassnet.data.download.client import RetryPolicy
from glassnet.data.download.fetch import FetchOptions
from glassnet.data.formats.idx import to_idx_bytes
from glassnet.data.published.catalog import MNIST, PublishedFile, PublishedSet

# A busy machine is no fault of the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

ETAG = '"first"'
HURRIED = RetryPolicy(
    answer_seconds=5,
    stall_seconds=0.2,
    stall_bytes=100,
    total_seconds=20,
    max_attempts=2,
    pause_seconds=0.01,
    max_pause=0.05,
)


class Visit(BaseHTTPRequestHandler):
    """One request. How it is answered is the next of the mirror's answers; the last one stays."""

    server: "Mirror"  # pyright: ignore[reportIncompatibleVariableOverride] # narrower

    def do_GET(self) -> None:
        self.server.ranges.append(self.headers.get("Range"))
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        with suppress(OSError):
            answer(self)

    @property
    def content(self) -> bytes:
        return self.server.files[self.path.rpartition("/")[2]]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass

    def head(self, status: int, length: int | None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("ETag", self.server.etag)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def whole(self) -> None:
        """The file, or the rest of it where a range was asked for."""
        match = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(match[1]) if match else 0
        size = len(self.content)
        if self.headers.get("If-Range", self.server.etag) != self.server.etag:
            start = 0
        if start >= size:
            self.head(416, 0, Content_Range=f"bytes */{size}")
        elif start:
            self.head(206, size - start, Content_Range=f"bytes {start}-{size - 1}/{size}")
        else:
            self.head(200, size)
        self.wfile.write(self.content[start:])

    def half(self) -> None:
        """Half of the file, then the line goes dead."""
        self.head(200, len(self.content))
        self.wfile.write(self.content[: len(self.content) // 2])

    def reset(self) -> None:
        self.half()
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def stall(self) -> None:
        self.half()
        self.wfile.flush()
        self.server.over.wait(10)

    def silence(self) -> None:
        self.server.over.wait(10)

    def drip(self) -> None:
        self.head(200, len(self.content))
        for byte in self.content:
            self.wfile.write(bytes((byte,)))
            self.wfile.flush()
            if self.server.over.wait(0.02):
                return

    def dripping_head(self) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n" + b"X-More: more\r\n" * 99:
            self.wfile.write(bytes((byte,)))
            self.wfile.flush()
            if self.server.over.wait(0.02):
                return

    def ranges_ignored(self) -> None:
        self.head(200, len(self.content))
        self.wfile.write(self.content)

    def wrong_range(self) -> None:
        if "Range" not in self.headers:
            return self.whole()
        size = len(self.content)
        self.head(206, size - 1, Content_Range=f"bytes 1-{size - 1}/{size}")
        self.wfile.write(self.content[1:])
        return None

    def short_length(self) -> None:
        self.head(200, len(self.content) - 10)
        self.wfile.write(self.content)

    def long_length(self) -> None:
        self.head(200, len(self.content) + 10)
        self.wfile.write(self.content)

    def no_length(self) -> None:
        self.head(200, None)
        self.wfile.write(self.content)

    def other_bytes(self) -> None:
        wrong = bytearray(self.content)
        wrong[len(wrong) // 2] ^= 0xFF
        self.head(200, len(wrong))
        self.wfile.write(wrong)

    def html(self) -> None:
        page = b"<!DOCTYPE html><title>Sign in</title>"
        self.head(200, len(page), Content_Type="text/html")
        self.wfile.write(page)

    def endless(self) -> None:
        self.head(200, None)
        while not self.server.over.is_set():
            self.wfile.write(b"\x1f\x8b" + bytes(1 << 16))

    def bomb(self) -> None:
        packed = gzip.compress(bytes(20 << 20))
        self.head(200, len(packed))
        self.wfile.write(packed)

    def unpacked(self) -> None:
        content = gzip.decompress(self.content)
        self.head(200, len(content))
        self.wfile.write(content)


Answer = Callable[[Visit], None]


class Mirror(ThreadingHTTPServer):
    """What it serves, how it answers, and which ranges it was asked for."""

    daemon_threads = True

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.files = files
        self.etag = ETAG
        self.answers: list[Answer] = [Visit.whole]
        self.ranges: list[str | None] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        pass


def status(code: int, **headers: str) -> Answer:
    return lambda visit: visit.head(code, 0, **headers)


def packed(content: bytes) -> bytes:
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb", mtime=0) as file:
        file.write(content)
    return stream.getvalue()


@pytest.fixture(scope="session")
def tiny_contents() -> dict[str, bytes]:
    """The four files of a data set of seven images."""
    rng = np.random.default_rng(7)
    arrays = (
        rng.integers(0, 256, (5, 28, 28), np.uint8),
        rng.integers(0, 10, 5, np.uint8),
        rng.integers(0, 256, (2, 28, 28), np.uint8),
        rng.integers(0, 10, 2, np.uint8),
    )
    return {file.name: to_idx_bytes(array) for file, array in zip(MNIST.files, arrays, strict=True)}


@pytest.fixture
def mirror(tiny_contents: dict[str, bytes]) -> Iterator[Mirror]:
    files = {f"{name}.gz": packed(content) for name, content in tiny_contents.items()}
    with Mirror(files) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def tiny(tiny_contents: dict[str, bytes], mirror: Mirror) -> PublishedSet:
    """A published data set that only the mirror on this machine has."""
    files = tuple(
        PublishedFile(name, len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        for name, content in tiny_contents.items()
    )
    return replace(MNIST, name="Tiny", mirrors=(mirror.url,), files=files)


@pytest.fixture
def hurried() -> FetchOptions:
    return FetchOptions(retry=HURRIED, loopback=True)
