"""A real browser on the real page of a real service."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")

import numpy as np
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright
from tests.serve.runs.conftest import finished_run, terminal_run

__all__ = ["finished_run", "terminal_run"]

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
NOT_OUR_FAULT = ("Failed to load resource", "net::ERR_")
PAINTED = """async () => {
  await document.fonts.ready;
  for (let i = 0; i < 4; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
}"""
Settle = Callable[[], None]
UseModel = Callable[[str], None]

expect.set_options(timeout=20_000)  # a busy machine takes its time


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the browser's camera sees: a dark stroke on bright paper, a one."""
    height, width = 480, 640
    paper = np.full((height, width), 215, np.uint8)
    paper[140:340, 312:330] = 30
    colors = np.full((2, height // 2, width // 2), 128, np.uint8)
    path = tmp_path_factory.mktemp("camera") / "one.y4m"
    frame = b"FRAME\n" + paper.tobytes() + colors.tobytes()
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420\n".encode() + 3 * frame)
    return path


@pytest.fixture(scope="session")
def browser(playwright: Playwright, film: Path) -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}: install it, or name it in CHROMIUM")
    camera = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *camera])
    yield browser
    browser.close()


@pytest.fixture
def page(
    browser: Browser, server: tuple[str, int], request: pytest.FixtureRequest
) -> Iterator[Page]:
    """The page with an empty sheet; nothing may be wrong in its console afterwards.

    Parametrised indirectly, its parameter holds further settings of the browser's context.
    """
    host, port = server
    settings: dict[str, Any] = {
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",
    }
    context = browser.new_context(**{**settings, **getattr(request, "param", {})})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"http://{host}:{port}/")
    settle_on(page)
    page.click("#clear")
    yield page
    context.close()
    assert not [each for each in complaints if not each.startswith(NOT_OUR_FAULT)]


def settle_on(page: Page) -> None:
    """Wait until the page has its network, and has painted its answer to the newest drawing.

    Where the last answer took long, the page waits for a pause of the pen: its answer is busy until then.
    """
    expect(page.locator("#model")).to_have_attribute("aria-busy", "false", timeout=20_000)
    page.evaluate(PAINTED)
    expect(page.locator("#slot-aside")).not_to_have_attribute("aria-busy", "true")
    page.evaluate(PAINTED)


@pytest.fixture
def settle(page: Page) -> Settle:
    """Waits until nothing that the test did is still on its way."""
    return lambda: settle_on(page)


@pytest.fixture
def use_model(page: Page) -> UseModel:
    """Selects a network of this name."""

    def use_model(name: str) -> None:
        page.click("#model")
        page.click(f"#model-groups [value='{name}']")
        expect(page.locator("#model")).to_have_attribute("data-model", name)
        settle_on(page)

    return use_model
