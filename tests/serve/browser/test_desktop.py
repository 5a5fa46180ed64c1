"""The page on a desktop: one screen without scrolling, and bars beside their outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

SIZES = [(1024, 768), (1180, 720), (1280, 900), (1366, 768), (1920, 1080)]
SCREENS = [{"viewport": {"width": width, "height": height}} for width, height in SIZES]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("page", SCREENS, indirect=True, ids=[str(size[0]) for size in SIZES]),
]


def click_output(page: Page, digit: int) -> None:
    """Click the output neuron of a digit: it is left of its bar."""
    bar: Any = page.locator("#bars li").nth(digit).bounding_box()
    page.mouse.click(bar["x"] - 40, bar["y"] + bar["height"] / 2)


@pytest.mark.parametrize("model", ["tiny", "cnn"])
def test_each_output_is_beside_its_bar(
    page: Page, use_model: Callable[[str], None], model: str
) -> None:
    page.click("#random")
    use_model(model)
    click_output(page, 3)

    expect(page.locator("#inspector-title")).to_have_text("Output “3”")


def test_the_page_does_not_scroll_whatever_is_selected(page: Page) -> None:
    page.click("#random")
    click_output(page, 3)
    expect(page.locator("#inspector-title")).to_have_text("Output “3”")
    page.click("#steps-fold summary")

    assert page.evaluate(
        """[document.documentElement.scrollHeight - innerHeight,
            document.documentElement.scrollWidth - innerWidth, scrollY]"""
    ) == [0, 0, 0]


def test_a_selection_is_let_go(page: Page) -> None:
    page.click("#random")
    for let_go in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.click("#inspector-close"),
        lambda: page.locator("#network").click(position={"x": 4, "y": 4}),
        lambda: click_output(page, 3),
    ):
        click_output(page, 3)
        expect(page.locator("#inspector-title")).to_have_text("Output “3”")
        let_go()
        expect(page.locator("#inspector-title")).to_have_text("Look inside")
