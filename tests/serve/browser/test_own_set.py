"""One's own training set: drawn in the page, trained on, downloaded, read by Python, loaded again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from glassnet.data.sources import load
from glassnet.models import load_model
from glassnet.serve.export.exporting import export_file

pytestmark = pytest.mark.browser

SECONDS = 60_000
NOT_OUR_FAULT = ("Failed to load resource", "net::ERR_")


@pytest.fixture
def own(browser: Browser, server: tuple[str, int]) -> Iterator[Page]:
    """The room with an empty set; nothing may be wrong in its console afterwards."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", accept_downloads=True
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    host, port = server
    page.goto(f"http://{host}:{port}/#/learn")
    page.locator("#learn-own-open").click(timeout=SECONDS)
    expect(page.locator("#learn-own-missing")).to_be_visible()
    page.click("#clear")
    yield page
    context.close()
    assert not [each for each in complaints if not each.startswith(NOT_OUR_FAULT)]


def draw(page: Page, *points: tuple[float, float]) -> None:
    """One stroke on the sheet, in shares of its side."""
    box = page.locator("#sheet").bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def add(page: Page, class_name: str) -> None:
    page.click(f"[title^='The drawing on the sheet is a'][title$=' {class_name}']")


def draw_set(page: Page) -> None:
    """Upright strokes, flat strokes and hooks, four of each."""
    for i, name in enumerate(("up", "flat", "hook")):
        page.get_by_label(f"Name of class {i + 1}").fill(name)
        page.get_by_label(f"Name of class {i + 1}").press("Tab")
    for i in range(4):
        lean = 0.04 * (i - 1.5)
        draw(page, (0.5 - lean, 0.2), (0.5 + lean, 0.8))
        add(page, "up")
        draw(page, (0.2, 0.5 - lean), (0.8, 0.5 + lean))
        add(page, "flat")
        draw(page, (0.3 + lean, 0.2), (0.3, 0.8), (0.75, 0.8 - lean))
        add(page, "hook")


def test_own_drawings_are_trained_on_before_and_after(own: Page, tmp_path: Path) -> None:
    draw_set(own)
    expect(own.locator("#learn-own-train")).to_be_enabled()
    own.click("#learn-own-train")
    expect(own.locator("#learn-setup-open")).to_contain_text("784-16-16-3")
    expect(own.locator(".learn-data")).to_contain_text("9 of your drawings to train on, 3 held out")
    own.click("#learn-tab-held-out")
    own.click("#learn-play")
    expect(own.locator("#timeline-text")).to_contain_text("finished", timeout=SECONDS)
    expect(own.locator("#learn-held-out")).to_contain_text(
        re.compile(r"before training, 100\s% after epoch 40\.")
    )
    expect(own.locator(".learn-held-out .right")).to_have_text(
        [re.compile(rf"{name}: \w+ → {name}") for name in ("up", "flat", "hook")]
    )

    with own.expect_download() as download:
        own.click("#learn-download")
    download.value.save_as(tmp_path / "own.safetensors")
    model = load_model(tmp_path / "own.safetensors")
    assert model.class_names == ("up", "flat", "hook")

    own.click("#learn-use-in-read")
    draw(own, (0.5, 0.2), (0.5, 0.8))
    expect(own.locator(".bars .best .name")).to_have_text("up")
    own.evaluate("location.hash = '#/learn?set=own'")
    expect(own.locator("#timeline-text")).to_contain_text("finished")
    own.click("#learn-own-leave")
    expect(own.locator(".learn-data")).to_contain_text("training and", timeout=SECONDS)


def test_a_downloaded_set_is_read_by_python_and_loaded_again(own: Page, tmp_path: Path) -> None:
    draw_set(own)
    with own.expect_download() as download:
        own.click("#learn-own-download")
    path = tmp_path / "drawings.jsonl"
    download.value.save_as(path)

    digits = load(path).split("train")
    assert len(digits) == 12
    assert sorted(digits.class_names) == ["flat", "hook", "up"]
    assert np.bincount(digits.labels).tolist() == [4, 4, 4]
    assert digits.images.max() == 255

    own.evaluate("localStorage.clear()")
    own.reload()
    expect(own.locator("#learn-own-missing")).to_be_visible(timeout=SECONDS)
    own.set_input_files("#learn-own-file", path)
    expect(own.locator(".learn-own-count")).to_have_text(["4", "4", "4"])
    own.reload()
    expect(own.locator(".learn-own-count")).to_have_text(["4", "4", "4"], timeout=SECONDS)
    own.set_input_files(
        "#learn-own-file",
        {"name": "bad.jsonl", "mimeType": "text/plain", "buffer": b'{"label": 3}\n'},
    )
    expect(own.locator("#toasts")).to_contain_text('Line 1 of the file has no "strokes"')


def test_it_works_in_one_file_opened_from_disk(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    export_file(path, ["tiny"], digit_count=1500)
    drawings = tmp_path / "drawings.jsonl"
    lines = [
        f'{{"label": "{name}", "strokes": [[[10, 10], [{10 + x + i}, {10 + y - i}]]]}}\n'
        for i in range(4)
        for name, x, y in (("up", 0, 100), ("flat", 100, 0))
    ]
    drawings.write_text("".join(lines))
    page = browser.new_page()
    page.goto(f"{path.as_uri()}#/learn?set=own")
    expect(page.locator("#learn-own-missing")).to_be_visible(timeout=SECONDS)
    page.set_input_files("#learn-own-file", drawings)
    page.click("#learn-own-train")
    page.locator("#learn-play").click(timeout=SECONDS)
    expect(page.locator("#timeline-text")).to_contain_text("finished", timeout=SECONDS)
    page.close()
