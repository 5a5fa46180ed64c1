"""The page on a phone: fingers draw, nothing scrolls, and layers go from top to bottom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("page", [PHONE], indirect=True)]
Point = tuple[float, float]


def touch(session: CDPSession, kind: str, *points: Point) -> None:
    """What the screen reports when fingers are at these points, one each."""
    fingers = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})


def line_down_the_sheet(page: Page) -> list[Point]:
    box: Any = page.locator("#sheet").bounding_box()
    middle, top, height = box["x"] + box["width"] / 2, box["y"] + 50, box["height"] - 100
    return [(middle, top + height * step / 10) for step in range(11)]


def shown_sample(page: Page) -> None:
    """The page as it opens: with a three on the sheet."""
    page.goto(page.url.partition("#")[0])
    page.reload()
    expect(page.locator("#label")).to_have_text("3", timeout=20_000)


def test_a_finger_draws_and_the_page_stays_where_it_is(page: Page) -> None:
    session, line = page.context.new_cdp_session(page), line_down_the_sheet(page)
    touch(session, "touchStart", line[0])
    for point in line[1:]:
        touch(session, "touchMove", point)
    touch(session, "touchEnd")

    expect(page.locator("#label")).to_have_text("1")
    assert page.evaluate("scrollY") == 0


def test_a_second_finger_neither_draws_nor_scrolls_nor_zooms(page: Page) -> None:
    session, line = page.context.new_cdp_session(page), line_down_the_sheet(page)
    beside = [(x + 90, 1.2 * y - 20) for x, y in line]
    touch(session, "touchStart", line[0])
    touch(session, "touchStart", line[0], beside[0])
    for one, other in zip(line[1:], beside[1:], strict=True):
        touch(session, "touchMove", one, other)
    touch(session, "touchEnd")

    expect(page.locator("#label")).to_have_text("1")
    assert page.evaluate("[scrollY, visualViewport.scale]") == [0, 1]


def test_nothing_is_wider_than_a_phone(page: Page) -> None:
    shown_sample(page)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("model", ["tiny", "cnn"])
def test_the_layers_go_from_top_to_bottom(
    page: Page, use_model: Callable[[str], None], model: str
) -> None:
    shown_sample(page)
    use_model(model)
    network = page.locator("#network")
    box: Any = network.bounding_box()
    network.tap(position={"x": 20, "y": box["height"] - 34})

    expect(page.locator("#inspector-title")).to_have_text("Output “0”")


def test_the_answer_is_seen_while_drawing(page: Page) -> None:
    shown_sample(page)

    for part in ("#sheet", "#label", "#sentence"):
        box: Any = page.locator(part).bounding_box()
        assert box["y"] + box["height"] < 664


def test_what_is_selected_comes_from_below_and_leaves_the_network_in_sight(page: Page) -> None:
    shown_sample(page)
    network = page.locator("#network")
    box: Any = network.bounding_box()
    network.tap(position={"x": 20, "y": box["height"] - 34})
    scrolled = page.evaluate("scrollY")
    inspector: Any = page.locator("#inspector").bounding_box()

    assert inspector["y"] > 844 * 0.3
    page.click("#inspector-close")
    expect(page.locator("#inspector-title")).to_have_text("Look inside")
    assert page.evaluate("scrollY") == scrolled
