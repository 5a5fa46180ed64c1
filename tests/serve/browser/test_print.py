"""Each room on paper: what is seen, without controls, and nothing wider than the sheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

pytestmark = pytest.mark.browser

# A4 with its margins.
PAPER: ViewportSize = {"width": 703, "height": 1000}
CONTROLS = """() => [...document.querySelectorAll("#slot-controls button, #slot-controls select,"
  + " .timeline button, .toolbar button, .learn-tabs button, #slot-strip button")]
  .filter((each) => each.checkVisibility()).map((each) => each.id || each.textContent)"""


@pytest.mark.parametrize(
    ("room", "kept", "shown"),
    [
        ("read", [], "#network"),
        ("learn", ["learn-setup-open"], ".learn-curves"),
        ("backprop", [], "#network"),
        ("lab/fool", [], "#lab-saw"),
        ("lab/map", [], "#lab-saw"),
        ("library", [], ".library-card"),
        ("library/errata", [], ".library-erratum"),
        ("library/lessons", [], ".library-lesson"),
        ("library/worksheet", [], ".worksheet"),
    ],
)
def test_a_room_prints_without_its_controls(
    page: Page, room: str, kept: list[str], shown: str
) -> None:
    page.click("#random")
    expect(page.locator("#source-note")).to_contain_text("labeled")
    page.evaluate(f"location.hash = '#/{room}'")
    expect(page.locator("#main")).to_have_attribute("data-room", room.split("/")[0])
    first = page.locator(f"#learn-play, #bars, .arrays, {shown}").first
    first.wait_for(state="attached", timeout=60_000)
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)

    expect(page.locator(shown).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
    assert page.evaluate(CONTROLS) == kept
