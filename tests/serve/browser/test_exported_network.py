"""The page that comes with an exported network, in a real browser: what is drawn is read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from glassnet.export import export_model
from glassnet.models import load_model

pytestmark = pytest.mark.browser


class Quiet(SimpleHTTPRequestHandler):
    """A file server without a log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        pass


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    export_model(load_model("cnn"), "js", tmp_path / "digits.js")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/digits.html"
        server.shutdown()


def test_a_drawn_one_is_read_and_cleared(browser: Browser, address: str) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 150, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 130, box["y"] + 240, steps=8)
    page.mouse.up()

    expect(page.locator("output")).to_contain_text("1 (")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("output")).to_have_text("Draw a digit.")
    assert errors == []
    page.close()
