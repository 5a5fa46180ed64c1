"""Clients that ask for much and read little."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are measured in /proc")

MODEL = b"GET /api/models/cnn?parameters=true HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST = MODEL.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
ANSWER_SECONDS = 1.5


@pytest.fixture(scope="module")
def service(serving_with: Callable[..., Any]) -> Iterator[tuple[Any, tuple[str, int]]]:
    limits = {"answer_seconds": ANSWER_SECONDS, "part_bytes": 4096, "waiting_bytes": 8_000_000}
    with serving_with(connections=80, head_seconds=30, idle_seconds=30, **limits) as running:
        yield running


def ask(address: tuple[str, int], request: bytes) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    connection.settimeout(20)
    connection.connect(address)
    connection.sendall(request)
    return connection


def open_sockets(process: Any) -> int:
    folder = Path(f"/proc/{process.pid}/fd")
    return sum("socket" in str(each.readlink()) for each in folder.iterdir() if each.is_symlink())


def wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("request_", [MODEL, LAST, MODEL * 20], ids=["one", "closing", "many"])
def test_clients_that_read_nothing_are_disconnected(
    service: tuple[Any, tuple[str, int]], request_: bytes
) -> None:
    process, address = service
    before = open_sockets(process)
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(ask(address, request_))

        assert wait_until(lambda: open_sockets(process) >= before + 10, 5)
        assert wait_until(lambda: open_sockets(process) <= before, 2 * ANSWER_SECONDS + 6)


def test_a_client_that_reads_a_little_now_and_then_is_disconnected(
    service: tuple[Any, tuple[str, int]],
) -> None:
    process, address = service
    before = open_sockets(process)
    with ask(address, MODEL) as connection:

        def reads_a_little() -> bool:
            try:
                connection.recv(64)
            except ConnectionError:
                return True
            return open_sockets(process) <= before

        assert wait_until(reads_a_little, 3 * ANSWER_SECONDS + 4)


def test_others_are_answered_while_many_read_nothing(
    service: tuple[Any, tuple[str, int]],
) -> None:
    _, (host, port) = service
    with ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(ask((host, port), MODEL))
        with urlopen(f"http://{host}:{port}/api/health", timeout=5) as answer:
            assert answer.status == 200


def test_what_is_left_of_a_response_that_is_handed_over_has_a_deadline(
    serving_with: Callable[..., Any],
) -> None:
    small = MODEL.replace(b"cnn", b"tiny")
    limits = {"answer_seconds": ANSWER_SECONDS, "socket_bytes": 4096, "part_bytes": 1 << 20}
    with serving_with(idle_seconds=60, **limits) as (process, address):
        before = open_sockets(process)
        with ask(address, small), ask(address, small), ask(address, small):
            assert wait_until(lambda: open_sockets(process) >= before + 1, 5)
            assert wait_until(lambda: open_sockets(process) <= before, 2 * ANSWER_SECONDS + 6)


def test_clients_that_read_nothing_give_way_to_new_ones(serving_with: Callable[..., Any]) -> None:
    with serving_with(connections=30, stall_seconds=0.5) as (_, (host, port)), ExitStack() as stack:
        for _ in range(30):
            stack.enter_context(ask((host, port), MODEL))
        time.sleep(1.5)
        with urlopen(f"http://{host}:{port}/api/health", timeout=5) as answer:
            assert answer.status == 200


HEALTH = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
HEAD = b"POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "sent",
    [b"", HEAD, HEAD + b"Content-Length: 100\r\n\r\n{", HEALTH],
    ids=["nothing", "a part of a head", "a part of a body", "one request"],
)
def test_clients_that_send_nothing_more_give_way_to_new_ones(
    serving_with: Callable[..., Any], sent: bytes
) -> None:
    limits = {"head_seconds": 60, "body_seconds": 60, "idle_seconds": 60, "stall_seconds": 0.3}
    with serving_with(connections=30, **limits) as (_, (host, port)), ExitStack() as stack:
        for _ in range(30):
            stack.enter_context(ask((host, port), sent))
        time.sleep(1)
        for _ in range(5):
            with urlopen(f"http://{host}:{port}/api/health", timeout=5) as answer:
                assert answer.status == 200


def test_a_client_that_reads_gets_all_of_a_large_response(
    service: tuple[Any, tuple[str, int]],
) -> None:
    _, (host, port) = service
    with urlopen(f"http://{host}:{port}/api/models/cnn?parameters=true", timeout=10) as answer:
        assert len(json.load(answer)["parameters"]) > 0
