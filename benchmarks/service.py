"""How many requests a second one process of the service answers on one CPU: canvases, pixels, health.

python -m benchmarks.service [--seconds 5] [--models cnn,mlp]

The service runs on one CPU and the client on another. CPU seconds are those of the service: they say what it
does for a request even where the machine does other things meanwhile.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import select
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.serving import cpu_seconds, serve
from glassnet.data.simulated import simulate_strokes

CONNECTIONS = 8
SIDE = 280
SMOOTH = 4
IDLE_SHARE = 0.05  # of a CPU
DRAWINGS = 30
Color = tuple[int, int, int]
# Ink and paper of canvases; None is transparent.
CANVASES: dict[str, tuple[Color, Color | None]] = {
    "black on white": ((0, 0, 0), (255, 255, 255)),
    "white on black": ((255, 255, 255), (0, 0, 0)),
    "black on transparent": ((0, 0, 0), None),
    "blue on white": ((30, 60, 200), (255, 255, 255)),
    "yellow on dark gray": ((250, 210, 40), (40, 40, 44)),
}


@dataclass(frozen=True)
class Rate:
    """Requests a second as they were answered, and CPU seconds of the service for each."""

    a_second: float
    cpu_seconds: float


def draw_canvas(rng: np.random.Generator, digit: int, ink: Color, paper: Color | None) -> bytes:
    """A digit drawn with a round pen, as a PNG file with alpha, as browsers write their canvases."""
    strokes, pen = simulate_strokes(rng, digit), rng.uniform(12, 24)
    points = np.concatenate(strokes)
    low, span = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-6)
    size = float(rng.uniform(0.45, 0.7)) * SIDE
    start = (SIDE - np.ptp(points, axis=0) / span * size) / 2
    mask = Image.new("L", (SIDE * SMOOTH, SIDE * SMOOTH))
    pencil, radius = ImageDraw.Draw(mask), pen * SMOOTH / 2
    for stroke in strokes:
        path = [tuple(each) for each in ((stroke - low) / span * size + start) * SMOOTH]
        pencil.line(path, fill=255, width=round(pen * SMOOTH), joint="curve")
        for x, y in path:
            pencil.ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)
    mask = mask.reduce(SMOOTH)
    drawn = Image.new("RGBA", mask.size, (*ink, 255))
    if paper is None:
        drawn.putalpha(mask)
    else:
        drawn = Image.composite(drawn, Image.new("RGBA", mask.size, (*paper, 255)), mask)
    file = io.BytesIO()
    drawn.save(file, "PNG")
    return file.getvalue()


def make_request(method: str, path: str, kind: str = "", body: bytes = b"") -> bytes:
    """The bytes of a request."""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n"
    if kind:
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def make_workloads() -> dict[str, list[bytes]]:
    """Requests by what they are."""
    levels = [255 if 13 <= i % 28 <= 15 and 4 <= i // 28 <= 23 else 0 for i in range(784)]
    pixels = f'{{"pixels":{levels},"scale":255}}'.replace(" ", "").encode()
    found = {
        "nothing (health)": [make_request("GET", "/api/health")],
        "784 whole numbers": [make_request("POST", "/api/predict", "application/json", pixels)],
    }
    for name, (ink, paper) in CANVASES.items():
        rng = np.random.default_rng(0)
        pictures = [draw_canvas(rng, number % 10, ink, paper) for number in range(DRAWINGS)]
        found[f"PNG {SIDE}x{SIDE}, {name}"] = [
            make_request("POST", "/api/predict", "image/png", each) for each in pictures
        ]
    return found


def measure(address: tuple[str, int], pid: int, requests: Sequence[bytes], seconds: float) -> Rate:
    """Send requests over some connections, each waiting for its answer, for so many seconds."""
    with _connecting(address) as sockets:
        _send_for(sockets, requests, 1.0)
    _wait_until_idle(pid)
    with _connecting(address) as sockets:
        cpu, began = cpu_seconds(pid), time.perf_counter()
        count = _send_for(sockets, requests, seconds)
        took = time.perf_counter() - began
        return Rate(count / took, (cpu_seconds(pid) - cpu) / count)


def _wait_until_idle(pid: int) -> None:
    """Until the service has compiled what it compiles in the background."""
    before = -1.0
    while cpu_seconds(pid) - before > IDLE_SHARE:
        before = cpu_seconds(pid)
        time.sleep(1)


@contextmanager
def _connecting(address: tuple[str, int]) -> Iterator[list[socket.socket]]:
    sockets = [socket.create_connection(address, timeout=30) for _ in range(CONNECTIONS)]
    try:
        yield sockets
    finally:
        for each in sockets:
            each.close()


def _send_for(sockets: list[socket.socket], requests: Sequence[bytes], seconds: float) -> int:
    """How many were answered; raises ValueError for any answer but 200."""
    count, sent, deadline = 0, 0, time.perf_counter() + seconds
    for each in sockets:
        each.sendall(requests[sent % len(requests)])
        sent += 1
    waiting = set(sockets)
    while waiting:
        for each in select.select(list(waiting), [], [], 30)[0]:
            answer = _receive(each)
            if not answer.startswith(b"HTTP/1.1 200"):
                raise ValueError(answer[:300].decode("utf-8", "replace"))
            count += 1
            if time.perf_counter() < deadline:
                each.sendall(requests[sent % len(requests)])
                sent += 1
            else:
                waiting.discard(each)
    return count


def _receive(connection: socket.socket) -> bytes:
    answer = connection.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    found = re.search(rb"content-length: (\d+)", head.lower())
    missing = (int(found[1]) if found else 0) - len(body)
    while missing > 0:
        part = connection.recv(65536)
        missing -= len(part)
        answer += part
    return answer


def main() -> None:
    """Measure each model with each workload, and print a table."""
    parser = argparse.ArgumentParser("python -m benchmarks.service", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--models", default="mlp,cnn")
    chosen = parser.parse_args()
    cpus = sorted(os.sched_getaffinity(0))
    server, client = cpus[0], cpus[-1]
    os.sched_setaffinity(0, {client})
    print("| model | request | answered a second | CPU ms for each | a second and CPU |")
    print("| --- | --- | ---: | ---: | ---: |")
    for model in chosen.models.split(","):
        with serve("--no-page", "--model", model, cpu=server) as (process, url):
            address = ("127.0.0.1", int(url.rpartition(":")[2]))
            for name, requests in make_workloads().items():
                rate = measure(address, process.pid, requests, chosen.seconds)
                cost = f"{1000 * rate.cpu_seconds:.2f} | {1 / rate.cpu_seconds:,.0f}"
                print(f"| {model} | {name} | {rate.a_second:,.0f} | {cost} |", flush=True)


if __name__ == "__main__":
    main()
