"""Replicas behind nginx, as deploy/compose.yaml has them, as plain processes, where nginx is installed."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from tests.trust.check import Check, Tally, sizes
from tests.trust.load import Answers, keep_sending, make_request
from tests.trust.pictures import draw_canvas
from tests.trust.restarts import find_port
from tests.trust.service import send, serving_process

Generator = np.random.Generator
CONFIGURATION: Final = Path(__file__).parents[2] / "deploy" / "nginx.conf"
REPLICAS: Final = 3
AROUND: Final = """
daemon off;
pid FOLDER/pid;
error_log FOLDER/errors;
worker_processes 1;
USER
events { worker_connections 1024; }
http {
    access_log off;
    client_body_temp_path FOLDER/body;
    proxy_temp_path FOLDER/proxy;
    fastcgi_temp_path FOLDER/fastcgi;
    uwsgi_temp_path FOLDER/uwsgi;
    scgi_temp_path FOLDER/scgi;
    include FOLDER/service.conf;
}
"""


def configure(folder: Path, port: int, replicas: list[tuple[str, int]], seconds: int) -> Path:
    """The configuration of deploy/ for these addresses, which have so many seconds to answer."""
    servers = "".join(
        f"    server {host}:{at} max_fails=2 fail_timeout=5s;\n" for host, at in replicas
    )
    text = CONFIGURATION.read_text()
    text = re.sub(r" *resolver .*?;\n", "", text)
    text = re.sub(r" *server glassnet:8000 .*?;\n", servers, text)
    text = text.replace("listen 8080;", f"listen 127.0.0.1:{port};")
    text = text.replace("proxy_read_timeout 40s;", f"proxy_read_timeout {seconds}s;")
    (folder / "service.conf").write_text(text)
    around = folder / "nginx.conf"
    user = "user root;" if os.getuid() == 0 else ""
    around.write_text(AROUND.replace("FOLDER", str(folder)).replace("USER", user))
    return around


@contextmanager
def proxying(replicas: list[tuple[str, int]], seconds: int = 40) -> Iterator[tuple[str, int]]:
    """nginx in front of these replicas, which have so many seconds to answer."""
    port = find_port()
    with tempfile.TemporaryDirectory() as name:
        path = configure(Path(name), port, replicas, seconds)
        command = ["nginx", "-c", str(path), "-p", name]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            try:
                deadline = time.monotonic() + 10
                while send(("127.0.0.1", port), "GET", "/api/health").status != 200:
                    if time.monotonic() > deadline or process.poll() is not None:
                        raise TimeoutError(
                            "nginx does not answer: " + (Path(name) / "errors").read_text()
                        )
                    time.sleep(0.05)
                yield ("127.0.0.1", port)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=10)


def check_lost_replicas(rng: Generator, trials: int) -> Tally:
    """Requests to three replicas; two are killed meanwhile. Predictions are answered by another one."""
    if shutil.which("nginx") is None:
        return Tally(0, [], "nginx is not installed")
    requests = [make_request("/api/predict", draw_canvas(rng), "image/png") for _ in range(10)]
    answers = Answers()
    with ExitStack() as stack:
        replicas = [stack.enter_context(serving_process("--no-page")) for _ in range(REPLICAS)]
        address = stack.enter_context(proxying([each for _, each in replicas]))

        async def run() -> None:
            sending = asyncio.create_task(keep_sending(address, requests, 8, trials, answers))
            for process, _ in replicas[:2]:
                await asyncio.sleep(0.5)
                process.kill()
            await sending

        asyncio.run(run())
        after = Counter(send(address, "GET", "/api/models").status for _ in range(20))
    # 503 is a refusal where all are busy, and says when to try again.
    wrong = {
        status: count for status, count in answers.statuses.items() if status not in (200, 503)
    }
    failures = [f"{count} answers {status}" for status, count in wrong.items()]
    failures += [f"afterwards {dict(after)}"] if set(after) != {200} else []
    return Tally(
        answers.statuses.total(),
        failures,
        f"{answers.statuses[200]:,} answered, two of three killed",
    )


def check_no_second_try(rng: Generator, trials: int) -> Tally:
    """A replica that takes too long: no other gets its request; one that changes something is sent once."""
    if shutil.which("nginx") is None:
        return Tally(0, [], "nginx is not installed")
    return asyncio.run(_count_tries(trials))


async def _count_tries(trials: int) -> Tally:
    """Two replicas that say nothing (or close): how often does each request arrive?"""
    arrived: Counter[bytes] = Counter()

    def replica(silent: bool) -> Any:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while b"/api/health" in (head := await reader.readuntil(b"\r\n\r\n")):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            arrived[head.split(b" ")[1]] += 1
            if silent:
                await asyncio.sleep(30)
            writer.close()

        return answer

    failures: list[str] = []
    for silent in (True, False):
        arrived.clear()
        servers = [await asyncio.start_server(replica(silent), "127.0.0.1", 0) for _ in range(2)]
        addresses = [each.sockets[0].getsockname()[:2] for each in servers]
        paths = [
            f"/api/{name}?n={number}" for number in range(trials) for name in ("predict", "runs")
        ]
        statuses = await asyncio.to_thread(_post_all, addresses, paths)
        for path, status in zip(paths, statuses, strict=True):
            tries = arrived[path.encode()]
            most = 1 if silent or "runs" in path else 2
            if not 1 <= tries <= most or status not in (502, 504):
                failures.append(
                    f"{path}, {'silent' if silent else 'closing'}: {tries} tries, {status}"
                )
        for each in servers:
            each.close()
    return Tally(4 * trials, failures)


def _post_all(addresses: list[tuple[str, int]], paths: list[str]) -> list[int]:
    with proxying(addresses, seconds=1) as address:
        return [send(address, "POST", path, b"{}").status for path in paths]


CHECKS: Final = (
    Check(
        "lost replicas", "A replica that is killed loses no prediction: another one answers.",
        sizes(60, 2_000, 50_000), check_lost_replicas,
    ),
    Check(
        "no second try", "The proxy sends what took too long, and what changes something, once.",
        sizes(1, 5, 20), check_no_second_try,
    ),
)  # fmt: skip
