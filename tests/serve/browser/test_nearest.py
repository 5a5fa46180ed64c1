"""Nearest training digits, in the room Read and in a page without a service."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from glassnet.data.published.catalog import MNIST
from glassnet.data.published.files import find

pytestmark = pytest.mark.browser

FOLD = "#nearest-fold"
SEVEN = [(90, 80), (190, 80), (150, 150), (130, 220)]


def draw(page: Page, points: list[tuple[int, int]]) -> None:
    box = page.locator("#sheet").bounding_box()
    assert box
    scale = box["width"] / 280
    x, y = points[0]
    page.mouse.move(box["x"] + x * scale, box["y"] + y * scale)
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(box["x"] + x * scale, box["y"] + y * scale, steps=6)
    page.mouse.up()


def labels(page: Page, row: int) -> list[str]:
    return page.locator(f"{FOLD} .nearest").nth(row).locator("strong").all_inner_texts()


def test_the_training_digits_that_are_most_like_a_drawing(page: Page) -> None:
    page.click(f"{FOLD} summary")
    expect(page.locator(f"{FOLD} .nearest")).to_have_count(2)
    draw(page, SEVEN)
    for row in (0, 1):
        expect(page.locator(f"{FOLD} .nearest").nth(row).locator("li")).to_have_count(8)
    expect(page.locator(FOLD)).to_contain_text("By the outputs of layer 2, 16 neurons")
    said = "training digits of MNIST" if find(MNIST) else "simulated digits that come with"
    expect(page.locator(FOLD)).to_contain_text(said)
    expect(page.locator(FOLD)).not_to_contain_text("so far")
    assert labels(page, 0).count("7") >= 5
    assert labels(page, 1).count("7") >= 7

    first = page.locator(f"{FOLD} button").first
    name = first.get_attribute("aria-label") or ""
    assert name.endswith("Read it")
    first.press("Enter")
    expect(page.locator(f"{FOLD} button").first).to_contain_text("0.0")
    page.click("#clear")
    expect(page.locator(f"{FOLD} .nearest").first).to_be_hidden()


def test_pictures_alone_show_no_nearest_digits(page: Page) -> None:
    expect(page.locator(FOLD)).to_be_visible()
    page.locator("input[name=level][value='1']").check(force=True)
    expect(page.locator(FOLD)).to_be_hidden()
