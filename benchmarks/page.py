"""What the page costs in a browser: python -m benchmarks.page. Needs the extra `test` and Chromium.

The first page on a new machine, training in the page, reading one drawing, and following a run of the
service. Times of tasks are also given as the CPU time of the thread, so that the load of the machine does
not hide them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM: Final = os.environ.get("CHROMIUM", "/usr/bin/chromium")
START: Final = "import sys; from glassnet.cli import main; sys.exit(main())"
READY: Final = re.compile(r"http://[\d.]+:\d+")
SECONDS: Final = 120_000
NETWORKS: Final = ("tiny", "mlp", "cnn")
TRACED: Final = ["toplevel", "devtools.timeline", "__metadata"]
REACHED: Final = """() => Number(document.querySelector("#timeline-text").textContent
  .match(/([\\d.]+)\\s*% of the test/)?.[1]) >= 90"""


@dataclass(frozen=True)
class Tasks:
    """Of the page's main thread: the longest task in wall and CPU milliseconds, and the longest script."""

    longest: float
    longest_cpu: float
    script_cpu: float


@contextmanager
def serve(
    *arguments: str, environment: dict[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A service in a process of its own, and its address."""
    command = [sys.executable, "-c", START, "serve", "--port", "0", *arguments]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=os.environ | (environment or {})
    )
    try:
        found = next(found for line in process.stderr or () if (found := READY.search(line)))
        urlopen(f"{found[0]}/api/models", timeout=SECONDS / 1000).close()  # noqa: S310 - ours
        yield process, found[0]
    finally:
        process.terminate()
        process.wait()


def summarize_tasks(trace: bytes) -> Tasks:
    """The tasks of the page's main thread in a trace."""
    events = json.loads(trace)["traceEvents"]
    threads = {
        (each["pid"], each["tid"])
        for each in events
        if each.get("name") == "thread_name" and each["args"].get("name") == "CrRendererMain"
    }
    own = [each for each in events if (each["pid"], each["tid"]) in threads and "dur" in each]
    tasks = [each for each in own if each["name"].endswith("RunTask")]
    scripts = [each for each in own if each["name"] == "FunctionCall"]
    return Tasks(
        max(each["dur"] for each in tasks) / 1e3,
        max(each.get("tdur", 0) for each in tasks) / 1e3,
        max(each.get("tdur", 0) for each in scripts) / 1e3,
    )


def measure_training(browser: Browser, address: str) -> Iterator[str]:
    """The room's first network, trained from the start to 90 %, and on for a few seconds."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}/#/learn")
    page.wait_for_selector("#learn-play:not([disabled])", timeout=SECONDS)
    page.wait_for_timeout(3000)
    browser.start_tracing(page=page, categories=TRACED)
    began = time.perf_counter()
    page.click("#learn-play")
    page.wait_for_function(REACHED, timeout=SECONDS)
    yield f"training in the page: 90 % of the test set after {time.perf_counter() - began:.1f} s"
    page.wait_for_timeout(4000)
    text = page.locator("#timeline-text").inner_text()
    tasks = summarize_tasks(browser.stop_tracing())
    found = re.search(r"([\d,]+) examples a second", text)
    yield f"training in the page: {found[1] if found else '?'} examples a second"
    yield f"longest task meanwhile: {tasks.longest:.0f} ms, {tasks.longest_cpu:.0f} ms of CPU"
    page.close()


def measure_reading(browser: Browser, address: str) -> Iterator[str]:
    """One drawing in the room Read, read anew in each frame."""
    for name in NETWORKS:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}/#/read?net={name}")
        page.wait_for_selector("#model[aria-busy=false]", timeout=SECONDS)
        page.click("#clear")
        page.wait_for_timeout(1000)
        browser.start_tracing(page=page, categories=TRACED)
        draw(page)
        tasks = summarize_tasks(browser.stop_tracing())
        yield (
            f"a stroke read by {name}: script of at most {tasks.script_cpu:.1f} ms of CPU at a time, "
            f"with painting {tasks.longest_cpu:.0f} ms"
        )
        page.close()


def draw(page: Page) -> None:
    """A seven, slowly enough that each frame has ink of its own."""
    box = page.locator("#sheet").bounding_box()
    if box is None:
        raise RuntimeError("The page has no sheet.")
    places = [(0.25, 0.25), (0.75, 0.25), (0.45, 0.85)]
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=25)
    page.mouse.up()
    page.wait_for_timeout(500)


def measure_following(browser: Browser, process: subprocess.Popen[str], address: str) -> str:
    """CPU of the service while a page follows a run, as a share of the CPU that trains."""
    body = json.dumps({"recipe": "tiny", "epochs": 400}).encode()
    request = Request(f"{address}/api/runs", body, {"content-type": "application/json"})  # noqa: S310 - ours
    name = json.load(urlopen(request, timeout=60))["name"]  # noqa: S310 - ours
    page = browser.new_page()
    page.goto(f"{address}/#/learn?run={name}")
    page.wait_for_function(
        "() => /Update [1-9]/.test(document.querySelector('#timeline-text').textContent)",
        timeout=SECONDS,
    )
    before, began = cpu_seconds(process.pid), time.perf_counter()
    page.wait_for_timeout(10_000)
    spent, seconds = cpu_seconds(process.pid) - before, time.perf_counter() - began
    share = spent / seconds / (os.cpu_count() or 1)
    page.click("#learn-live-stop")
    page.close()
    return (
        f"a viewer of a run: {spent / seconds * 1e3:.0f} ms of CPU a second, "
        f"{share:.1%} of the CPUs that train"
    )


def cpu_seconds(pid: int) -> float:
    """CPU time of a process so far, on Linux."""
    fields: list[Any] = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure_first_page(repeats: int = 5) -> str:
    """Seconds from the command to the page, in an empty home with an empty cache of kernels."""
    seconds = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as home:
            began = time.perf_counter()
            with serve(environment={"HOME": home, "NUMBA_CACHE_DIR": home}) as (_, address):
                urlopen(address, timeout=SECONDS / 1000).close()  # noqa: S310 - ours
                seconds.append(time.perf_counter() - began)
    return f"the page in an empty home: after {min(seconds):.1f} to {max(seconds):.1f} s"


def main() -> int:
    """Print a line for each figure."""
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} CPUs")
    print(measure_first_page(), flush=True)
    models = [part for name in NETWORKS for part in ("--model", name)]
    with tempfile.TemporaryDirectory() as runs, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with serve("--runs", runs, *models) as (process, address):
            for line in (*measure_training(browser, address), *measure_reading(browser, address)):
                print(line, flush=True)
            print(measure_following(browser, process, address))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
