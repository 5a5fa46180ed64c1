"""The service under hostile clients: it answers as documented, stays alive, and lets nobody in."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from tests.trust.check import Check, Tally, sizes, try_all
from tests.trust.files import ODD, change_value, mutate

Generator = np.random.Generator
START: Final = "import sys; from glassnet.cli import main; sys.exit(main())"
READY: Final = re.compile(r"http://([\d.]+):(\d+)")
KEY: Final = "a-key-for-tests-0123456789"
EXPECTED: Final = frozenset(
    {200, 304, 400, 401, 403, 404, 405, 408, 409, 413, 415, 421, 422, 429, 431}
)
PATHS: Final = (
    "/api/predict", "/api/compare", "/api/predict/batch", "/api/trace", "/api/models", "/api/models/tiny",
    "/api/digits/random", "/api/ready", "/metrics", "/", "/docs", "/api/runs",
)  # fmt: skip
BODIES: Final[tuple[Any, ...]] = (
    {"strokes": [[[1, 2], [3, 40], [5, 6]]]},
    {"pixels": [0] * 700 + [255] * 84},
    {"strokes": [[[1, 2], [30, 40]]], "raw": {"side": 100, "pen": 5}},
    {"drawings": [{"pixels": [0.5] * 784, "scale": 1}, {"strokes": [[[1, 2], [3, 4]]]}]},
)


@dataclass(frozen=True)
class Answer:
    """Status and body of a response; status 0 where the connection was closed without one."""

    status: int
    body: bytes = b""


@contextmanager
def serving_process(
    *arguments: str, model: str = "tiny", **environment: str
) -> Iterator[tuple[subprocess.Popen[str], tuple[str, int]]]:
    """A service with one model, in a process of its own."""
    command = [sys.executable, "-c", START, "serve", "--port", "0", "--model", model, *arguments]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}
    ) as process:
        try:
            yield process, wait_until_ready(process)
        finally:
            process.kill()


def wait_until_ready(process: subprocess.Popen[str]) -> tuple[str, int]:
    """The address of a service that was started. Raises AssertionError, with its log, where it ended."""
    assert process.stderr is not None
    lines: list[str] = []
    for line in process.stderr:
        lines.append(line)
        if found := READY.search(line):
            break
    else:
        raise AssertionError("".join(lines))
    # What it writes to its log must not fill the pipe.
    threading.Thread(target=process.stderr.read, daemon=True).start()
    address = (found[1], int(found[2]))
    send(address, "GET", "/api/health")
    return address


@contextmanager
def serving(*arguments: str, **environment: str) -> Iterator[tuple[str, int]]:
    """The address of a service with the smallest model, in a process of its own."""
    with serving_process(*arguments, **environment) as (_, address):
        yield address


def send(
    address: tuple[str, int], method: str, path: str, body: bytes = b"", **headers: str
) -> Answer:
    """One request; names of headers are written with underscores."""
    connection = http.client.HTTPConnection(*address, timeout=60)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.putrequest(method, path, skip_host="Host" in named)
        for name, value in {**named, "Content-Length": str(len(body))}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read())
    except (OSError, http.client.HTTPException):
        return Answer(0)
    finally:
        connection.close()


def send_raw(address: tuple[str, int], content: bytes) -> Answer:
    """Bytes as they are, and all that comes back within a second."""
    with socket.create_connection(address, timeout=1) as connection:
        with suppress(OSError):
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
        parts = []
        with suppress(OSError):
            while part := connection.recv(65_536):
                parts.append(part)
    received = b"".join(parts)
    status = received[9:12]
    return Answer(int(status) if status.isdigit() else 0, received)


def is_alive(address: tuple[str, int]) -> bool:
    """Whether the service answers."""
    return send(address, "GET", "/api/health").status == 200


def check_raw_bytes(rng: Generator, trials: int) -> Tally:
    """Mutated requests on sockets: an error in the documented shape or nothing, and the service lives."""
    body = json.dumps(BODIES[0]).encode()
    whole = (
        b"POST /api/predict?stages=true HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body)
    )
    with serving() as address:

        def attempt(number: int) -> str | None:
            answer = send_raw(address, mutate(rng, whole))
            if answer.status not in EXPECTED | {0}:
                return f"request {number}: {answer.status}"
            if b"Traceback" in answer.body or b"site-packages" in answer.body:
                return f"request {number}: internals in the answer"
            return None if number % 50 or is_alive(address) else f"not alive after {number}"

        return try_all(trials, attempt)


def check_bodies(rng: Generator, trials: int) -> Tally:
    """JSON with odd values, to every address: no 5xx, and JSON in every answer."""
    with serving() as address:

        def attempt(number: int) -> str | None:
            body = BODIES[number % len(BODIES)]
            for _ in range(int(rng.integers(0, 3))):
                body = change_value(rng, body)
            path = PATHS[int(rng.integers(4))]
            content = json.dumps(body, ensure_ascii=True).encode()
            if rng.random() < 0.2:
                content = mutate(rng, content)
            answer = send(address, "POST", path, content, Content_Type="application/json")
            if answer.status not in EXPECTED:
                return f"body {number} to {path}: {answer.status}"
            json.loads(answer.body)
            return None

        return try_all(trials, attempt)


def check_access(rng: Generator, trials: int) -> Tally:
    """Hosts, origins, sites and keys that are not allowed, on every address and method: refused."""
    hosts = (
        "evil.com",
        "localhost.evil.com",
        "localhost.",
        "127.0.0.1.nip.io",
        "",
        "localhost@evil.com",
    )
    origins = ("https://evil.com", "null", "http://localhost.evil.com", "http://127.0.0.1:1")
    keys = ("", "wrong", KEY[:-1], KEY + "x", KEY.upper(), "é" * 20, "x" * 20_000)
    cases: list[tuple[str, str, dict[str, str]]] = []
    for path, host in itertools.product(PATHS, hosts):
        cases += [(method, path, {"Host": host, "X_API_Key": KEY}) for method in ("GET", "POST")]
    for path, origin in itertools.product(PATHS, origins):
        cases.append(("POST", path, {"Origin": origin, "X_API_Key": KEY}))
    for path, site in itertools.product(PATHS, ("cross-site", "same-site", "x")):
        cases.append(("POST", path, {"Sec_Fetch_Site": site, "X_API_Key": KEY}))
    for path, key in itertools.product(PATHS[:7], keys):
        cases.append(("POST", path, {"X_API_Key": key}))
        cases.append(("POST", path, {"Authorization": f"Bearer {key}"}))
    order = rng.permutation(len(cases))[:trials].tolist()
    with serving(GLASSNET_API_KEY=KEY) as address:

        def attempt(number: int) -> str | None:
            method, path, headers = cases[order[number]]
            answer = send(address, method, path, b"{}", **headers)
            is_refused = answer.status in (400, 401, 403, 421, 431)
            return None if is_refused else f"{method} {path} {headers}: {answer.status}"

        return try_all(len(order), attempt)


def check_leaving_clients(rng: Generator, trials: int) -> Tally:
    """Clients that leave at any byte: the service answers the next one."""
    body = json.dumps(BODIES[0]).encode()
    head = b"POST /api/trace HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    whole = head + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    with serving() as address:

        def attempt(number: int) -> str | None:
            with socket.create_connection(address, timeout=10) as connection:
                connection.sendall(whole[: int(rng.integers(1, len(whole) + 1))])
            if number % 20:
                return None
            answer = send(address, "POST", "/api/predict", body, Content_Type="application/json")
            return None if answer.status == 200 else f"after {number}: {answer.status}"

        return try_all(trials, attempt)


CHECKS: Final = (
    Check(
        "raw requests", "No bytes on a socket end the service, or show its inside.",
        sizes(200, 5_000, 100_000), check_raw_bytes,
    ),
    Check(
        "request bodies", f"No JSON, with values such as {len(ODD)} odd ones, ends in a 5xx.",
        sizes(200, 5_000, 50_000), check_bodies,
    ),
    Check(
        "access", "No wrong host, origin, site or key is let in.",
        sizes(100, 400, 400), check_access,
    ),
    Check(
        "leaving clients", "Clients may leave at any byte.",
        sizes(100, 2_000, 20_000), check_leaving_clients,
    ),
)  # fmt: skip
