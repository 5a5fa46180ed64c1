"""Many large bodies at once: memory has a limit, and small requests are answered."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets as POSIX has them")

PIXELS = json.dumps({"pixels": [0] * 700 + [255] * 84}).encode()
SIZE = 1_000_000


def begin_upload(address: tuple[str, int], stack: ExitStack) -> socket.socket:
    """Send all of a large body but its last byte."""
    connection = stack.enter_context(socket.create_connection(address, timeout=10))
    head = b"POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
    connection.sendall(head + b"Content-Length: %d\r\n\r\n" % SIZE + bytes(SIZE - 1))
    return connection


def post(address: tuple[str, int], kind: str, body: bytes) -> int:
    request = Request(f"http://{address[0]}:{address[1]}/api/predict", body, {"Content-Type": kind})
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310 - our own
            return answer.status
    except HTTPError as error:
        return error.code


def test_bodies_together_have_a_limit_and_small_ones_are_answered(
    serving_with: Callable[..., Any],
) -> None:
    with (
        serving_with(intake_bytes=3_500_000, body_seconds=30) as (_, address),
        ExitStack() as stack,
    ):
        uploads = [begin_upload(address, stack) for _ in range(3)]
        refused = begin_upload(address, stack)

        assert refused.recv(4096).startswith(b"HTTP/1.1 503")
        assert post(address, "application/json", PIXELS) == 200
        for each in uploads:
            each.sendall(b"x")
            assert each.recv(4096).startswith(b"HTTP/1.1 422")
        # The room of the three is free again.
        assert post(address, "image/png", bytes(3_000_000)) == 422


def test_the_room_of_clients_that_leave_is_free_again(serving_with: Callable[..., Any]) -> None:
    with serving_with(intake_bytes=1_500_000, body_seconds=30) as (_, address):
        for _ in range(5):
            with ExitStack() as stack:
                begin_upload(address, stack)
            time.sleep(0.2)

        assert post(address, "image/png", bytes(SIZE)) == 422
