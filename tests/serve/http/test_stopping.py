"""The end of the service: by a signal, with work in progress."""

from __future__ import annotations

import asyncio
import io
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import numpy as np
import pytest
from PIL import Image

from glassnet.serve.http.errors import ApiError
from glassnet.serve.http.worker import Queue

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")


def noise(side: int) -> bytes:
    pixels = np.random.default_rng(0).integers(0, 256, (side, side), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def post(address: tuple[str, int], picture: bytes) -> tuple[int, str | None]:
    """The status and Retry-After of one picture's answer."""
    url = f"http://{address[0]}:{address[1]}/api/predict"
    request = Request(url, picture, {"Content-Type": "image/png"})
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, None
    except HTTPError as error:
        return error.code, error.headers["Retry-After"]


def test_work_in_progress_is_answered_or_refused_within_six_seconds(
    serving: Callable[..., Any],
) -> None:
    with serving("--model", "tiny", "--no-page") as (process, address):
        picture = noise(600)
        with ThreadPoolExecutor(24) as clients:
            answers = [clients.submit(post, address, picture) for _ in range(24)]
            time.sleep(1)
            process.send_signal(signal.SIGTERM)
            started = time.monotonic()
            status = process.wait(timeout=60)
            took = time.monotonic() - started
            outcomes = {answer.result() for answer in answers}

        assert status == 0
        assert took < 6
        assert outcomes <= {(200, None), (503, "1")}
        assert "Traceback" not in (process.stderr.read() if process.stderr else "")


def test_what_waits_is_refused_when_time_is_over() -> None:
    release = Event()

    async def stop_while_one_waits() -> int:
        queue = Queue("test", 1, 8, 60)
        running = asyncio.create_task(queue.run(lambda: release.wait(10)))
        waiting = asyncio.create_task(queue.run(lambda: 1))
        await asyncio.sleep(0.1)
        queue.stop()
        done, _ = await asyncio.wait([running, waiting], timeout=3)
        release.set()
        return sum(isinstance(each.exception(), ApiError) for each in done)

    assert asyncio.run(stop_while_one_waits()) == 2
