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
from dataclasses import dataclass
from statistics import median
from typing import Final
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.serving import SECONDS, cpu_seconds, serve

CHROMIUM: Final = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WAIT: Final = 1000 * SECONDS  # milliseconds
NETWORKS: Final = ("tiny", "mlp", "cnn")
TRACED: Final = ["toplevel", "devtools.timeline", "__metadata"]
REACHED: Final = """() => Number(document.querySelector("#timeline-text").textContent
  .match(/([\\d.]+)\\s*% of the test/)?.[1]) >= 90"""
MOVE_SLIDER: Final = """async (value) => {
  const slider = document.querySelector(".lab-controls input[type=range]");
  const number = document.querySelector("#lab-number");
  const sleep = () => new Promise((resolve) => setTimeout(resolve, 2));
  slider.value = String(value);
  const began = performance.now();
  slider.dispatchEvent(new Event("input"));
  while (!number.classList.contains("unknown")) await sleep();
  while (number.classList.contains("unknown")) await sleep();
  return (performance.now() - began) / 1000;
}"""


@dataclass(frozen=True)
class Tasks:
    """Of the page's main thread: the longest task in wall and CPU milliseconds, and the longest script."""

    longest: float
    longest_cpu: float
    script_cpu: float


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
    page.wait_for_selector("#learn-play:not([disabled])", timeout=WAIT)
    page.wait_for_timeout(3000)
    browser.start_tracing(page=page, categories=TRACED)
    began = time.perf_counter()
    page.click("#learn-play")
    page.wait_for_function(REACHED, timeout=WAIT)
    yield f"training in the page: 90 % of the test set after {time.perf_counter() - began:.1f} s"
    page.wait_for_timeout(4000)
    text = page.locator("#timeline-text").inner_text()
    tasks = summarize_tasks(browser.stop_tracing())
    found = re.search(r"([\d,]+) examples a second", text)
    yield f"training in the page: {found[1] if found else '?'} examples a second"
    yield f"longest task meanwhile: {tasks.longest:.0f} ms, {tasks.longest_cpu:.0f} ms of CPU"
    page.close()


def measure_lab(browser: Browser, address: str, times: int = 5) -> str:
    """Seconds from a control of the lab to the accuracy on 10,000 test digits, in the worker of the page."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}/#/lab/prune?net=tiny")
    page.wait_for_selector("#lab-number:not(.unknown)", timeout=WAIT)
    page.wait_for_timeout(3000)
    seconds = [page.evaluate(MOVE_SLIDER, 0.41 + 0.01 * i) for i in range(times)]
    meaning = page.locator("#lab-meaning").inner_text()
    page.close()
    if "all 10,000" not in meaning:
        raise RuntimeError(f"Measured on other digits: {meaning}")
    return (
        f"10,000 test digits classified by tiny in the page: {median(seconds):.2f} s from the control to "
        f"the figure (median of {times}, {min(seconds):.2f} to {max(seconds):.2f}), 0.25 s of it a pause"
    )


def measure_reading(browser: Browser, address: str) -> Iterator[str]:
    """One drawing in the room Read, read anew in each frame."""
    for name in NETWORKS:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}/#/read?net={name}")
        page.wait_for_selector("#model[aria-busy=false]", timeout=WAIT)
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
        timeout=WAIT,
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


def measure_first_page(repeats: int = 5) -> str:
    """Seconds from the command to the page, in an empty home with an empty cache of kernels."""
    seconds = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as home:
            began = time.perf_counter()
            with serve(environment={"HOME": home, "NUMBA_CACHE_DIR": home}) as (_, address):
                urlopen(address, timeout=SECONDS).close()  # noqa: S310 - ours
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
            for line in measure_training(browser, address):
                print(line, flush=True)
            print(measure_lab(browser, address), flush=True)
            for line in measure_reading(browser, address):
                print(line, flush=True)
            print(measure_following(browser, process, address))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
