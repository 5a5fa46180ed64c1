"""The page that comes with an exported network, in a real browser: what is drawn is read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from glassnet.export import export_model
from glassnet.models import load_model

pytestmark = pytest.mark.browser


class Quiet(SimpleHTTPRequestHandler):
    """A file server without a log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        pass


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    export_model(load_model("cnn"), "js", tmp_path / "digits.js")
    return tmp_path


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/digits.html"
        server.shutdown()


def draw(page: Page, points: list[tuple[int, int]]) -> None:
    """A stroke of the mouse on the canvas."""
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + points[0][0], box["y"] + points[0][1])
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(box["x"] + x, box["y"] + y, steps=8)
    page.mouse.up()


DIGITS: Final = {
    "1": [[(150, 40), (130, 240)]],
    "7": [[(70, 60), (210, 60), (120, 240)]],
    "4": [[(110, 40), (70, 150), (210, 150)], [(170, 90), (165, 250)]],
    "2": [[(80, 90), (110, 50), (170, 50), (195, 95), (80, 230), (205, 230)]],
}


def test_what_is_drawn_is_read_and_cleared(browser: Browser, address: str) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    output = page.locator("output")
    for label, strokes in DIGITS.items():
        for points in strokes:
            draw(page, points)
        expect(output).to_contain_text(f"{label} (")
        page.get_by_role("button", name="Clear").click()
        expect(output).to_have_text("Draw a digit.")
    assert errors == []
    page.close()


def test_a_page_that_is_opened_as_a_file_says_what_to_do(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "digits.html").as_uri())

    expect(page.locator("output")).to_contain_text("open this page from a web server")
    page.close()
