"""Clients of a service of runs, and what they ask of processes."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

Address = tuple[str, int]
SECONDS = 120

# Trains on simulated digits, which need no download, for as long as a test lasts.
LONG: dict[str, Any] = {
    "name": "long",
    "data": "sklearn-digits",  # loads at once
    "layers": [{"type": "dense", "units": 16}, {"type": "dense", "units": 10}],
    "input_shape": [64],
    "examples": 600,
    "validation": 100,
    "epochs": 1000,
    "batch_size": 4,
}


def call(address: Address, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    """Status and JSON of one request, a POST where there is a body."""
    url = f"http://{address[0]}:{address[1]}{path}"
    content = None if body is None else json.dumps(body).encode()
    request = Request(url, content, {"content-type": "application/json", **headers})
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - our own
            status, text = answer.status, answer.read()
    except HTTPError as error:
        status, text = error.code, error.read()
    return status, json.loads(text) if text[:1] in b"{[" else text


def wait_for(condition: Callable[[], Any], what: str = "the condition") -> Any:
    """What `condition` returns once it is true."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} was not met in {SECONDS} s")


class Viewer:
    """One viewer of a run's events, on a socket of its own."""

    def __init__(self, address: Address, name: str, last_id: int = 0) -> None:
        self._socket = socket.create_connection(address, timeout=SECONDS)
        self._socket.sendall(
            f"GET /api/runs/{name}/events HTTP/1.1\r\nHost: localhost\r\n"
            f"Last-Event-ID: {last_id}\r\n\r\n".encode()
        )
        self._file = self._socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        while self._file.readline().strip():
            pass

    def __enter__(self) -> Viewer:
        return self

    def __exit__(self, *raised: object) -> None:
        self._file.close()
        self._socket.close()

    def events(self) -> Iterator[dict[str, Any]]:
        """The events as they come: `event`, `id` where there is one, and `data`."""
        event: dict[str, Any] = {}
        for raw in self._lines():
            line = raw.decode().rstrip("\n")
            if not line and "data" in event:
                yield event
                event = {}
            name, _, value = line.partition(": ")
            if name in ("event", "id", "data"):
                event[name] = json.loads(value) if name != "event" else value

    def _lines(self) -> Iterator[bytes]:
        """The lines of a chunked body."""
        rest = b""
        while size := int(self._file.readline().strip() or b"0", 16):
            rest += self._file.read(size)
            self._file.readline()
            *lines, rest = rest.split(b"\n")
            yield from (line + b"\n" for line in lines)


def is_alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status != "Z"


def children_of(pid: int) -> list[int]:
    """The processes that this one started, on Linux."""
    found = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(each) for each in tasks.read_text().split()]
    return found
