"""Slow, numerous and malformed clients, on real sockets."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="signals and sockets as POSIX has them"
)

HEAD = b"POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@contextlib.contextmanager
def connected(server: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(server, timeout=30) as connection:
        yield connection


def everything(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    parts = []
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def exchanged(server: tuple[str, int], content: bytes) -> bytes:
    with connected(server) as connection:
        connection.sendall(content)
        return everything(connection)


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def error_in(answer: bytes) -> dict[str, str]:
    return json.loads(answer.partition(b"\r\n\r\n")[2])["error"]


GARBAGE = {
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "words": b"hello\r\n\r\n",
    "HTTP of no version": b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\n: x\r\nHost: localhost\r\n\r\n",
    "a blank in a name": b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a negative length": HEAD + b"Content-Length: -1\r\n\r\n{}",
    "a length in words": HEAD + b"Content-Length: two\r\n\r\n{}",
    "length and chunks": HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks of no size": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_malformed_http_is_refused_in_the_shape_of_all_errors(
    server: tuple[str, int], name: str
) -> None:
    answer = exchanged(server, GARBAGE[name])

    assert status_of(answer) == 400
    assert b"content-security-policy" in answer
    assert error_in(answer)["code"] == "bad_request"


@pytest.mark.parametrize("hosts", [b"", b"Host: localhost\r\nHost: localhost\r\n"])
def test_the_host_must_be_sent_exactly_once(server: tuple[str, int], hosts: bytes) -> None:
    request = b"GET /api/health HTTP/1.1\r\nConnection: close\r\n" + hosts + b"\r\n"

    assert status_of(exchanged(server, request)) == 400


@pytest.mark.parametrize(
    "target",
    [
        b"/../../etc/passwd", b"/%2e%2e/%2e%2e/etc/passwd", b"/..%2fapp.py", b"/web/../app.py",
        b"//etc/passwd", b"/.%00./app.py", b"/index.html", b"/fonts", b"/fonts/", b"/styles/../main.js",
        b"http://example.org/", b"*",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_page(server: tuple[str, int], target: bytes) -> None:
    request = b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    answer = exchanged(server, request)

    assert status_of(answer) in (400, 404) or target == b"http://example.org/"
    assert b"root:" not in answer
    assert b"import " not in answer or target == b"http://example.org/"


@pytest.mark.parametrize("method", [b"PUT", b"DELETE", b"PATCH", b"TRACE", b"CONNECT"])
def test_other_methods_are_not_allowed(server: tuple[str, int], method: bytes) -> None:
    target = b"localhost:80" if method == b"CONNECT" else b"/api/predict"
    request = method + b" " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    assert status_of(exchanged(server, request)) in (400, 404, 405)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"http://localhost/api/health", 200), (b"http://127.0.0.1:1/api/health", 200),
        (b"http://evil.example/api/health", 421), (b"http://localhost@evil.example/api/health", 421),
        (b"HTTPS://EVIL.example:80/api/health", 421), (b"//evil.example/api/health", 404),
    ],
)  # fmt: skip
def test_the_name_in_a_whole_address_counts(
    server: tuple[str, int], target: bytes, status: int
) -> None:
    request = b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    assert status_of(exchanged(server, request)) == status


def test_refusals_of_connections_have_an_id_too(server: tuple[str, int]) -> None:
    answer = exchanged(server, b"hello\r\n\r\n")

    assert error_in(answer)["request_id"]
    assert f"x-request-id: {error_in(answer)['request_id']}".encode() in answer


def test_a_head_that_never_ends_is_refused(server: tuple[str, int]) -> None:
    with connected(server) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000)
        with contextlib.suppress(ConnectionError):
            assert status_of(everything(connection)) == 431


def test_a_declared_body_that_is_too_large_is_refused_before_it_comes(
    server: tuple[str, int],
) -> None:
    answer = exchanged(server, HEAD + b"Content-Length: 10000000000\r\n\r\n")

    assert status_of(answer) == 413
    assert b"connection: close" in answer.lower()


def test_pipelined_requests_are_answered_in_order(server: tuple[str, int]) -> None:
    one = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")

    assert exchanged(server, one * 5 + last).count(b'{"status":"ok"}') == 6


def test_a_websocket_is_not_offered(server: tuple[str, int]) -> None:
    upgrade = b"Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    request = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n" + upgrade

    with connected(server) as connection:
        connection.sendall(request + b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        assert status_of(connection.recv(65536)) != 101


@pytest.mark.slow
@pytest.mark.parametrize(
    "start", [b"GET / HT", HEAD + b"Content-Length: 20\r\n\r\n{"], ids=["head", "body"]
)
def test_a_slow_client_is_disconnected(server: tuple[str, int], start: bytes) -> None:
    with connected(server) as connection:
        connection.sendall(start)
        answer = everything(connection)

    assert status_of(answer) == 408


@pytest.mark.slow
def test_idle_clients_do_not_block_others(server: tuple[str, int]) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(600):
            with contextlib.suppress(OSError):
                stack.enter_context(connected(server))
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and not healthy(server):
            time.sleep(0.5)

        assert healthy(server)


def healthy(server: tuple[str, int]) -> bool:
    request = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    try:
        return status_of(exchanged(server, request)) == 200
    except (OSError, IndexError):
        return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_with_clients_connected(serving: Callable[..., Any], how: signal.Signals) -> None:
    with (
        serving("--model", "tiny") as (process, address),
        connected(address) as busy,
        connected(address),
    ):
        busy.sendall(HEAD + b"Content-Length: 20\r\n\r\n{")
        time.sleep(0.3)
        process.send_signal(how)

        assert process.wait(timeout=120) == 0


@pytest.mark.parametrize("headers", [b"X: " + b"x" * 150_000, b"\r\n".join([b"X: x"] * 30_000)])
def test_a_head_that_is_too_large_is_refused_when_it_comes_in_one_piece(
    server: tuple[str, int], headers: bytes
) -> None:
    head = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n" + headers + b"\r\n\r\n"

    assert status_of(exchanged(server, head)) == 431
