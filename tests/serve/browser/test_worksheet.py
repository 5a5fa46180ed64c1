"""A worksheet in the page: the pupil's own digit, the sheet of the command, printed and saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from glassnet.explain.worksheets import make_worksheet
from glassnet.explain.worksheets.html import worksheets_html
from glassnet.explain.worksheets.pages import pages_of
from glassnet.serve.export.exporting import export_file

pytestmark = pytest.mark.browser

PIXELS = """async () => {
  const image = document.querySelector(".worksheet img");
  await image.decode();
  const canvas = new OffscreenCanvas(28, 28);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  return [...context.getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 0).map((gray) => 255 - gray);
}"""


def draw_one(page: Page) -> None:
    box = page.locator("#sheet").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 40, steps=4)
    page.mouse.up()
    expect(page.locator("#label")).to_have_text("1")


def open_worksheet(page: Page) -> None:
    page.evaluate("location.hash = '#/read'")
    draw_one(page)
    page.click("text=Print a worksheet with this digit")
    expect(page.locator(".worksheet h3").first).to_have_text("Worksheet 1")


def words(text: str) -> list[str]:
    return text.split()


def count_pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def test_tasks_are_chosen_and_stay_in_the_address(page: Page) -> None:
    open_worksheet(page)
    page.select_option("#worksheet-tasks", "3.4")
    expect(page.locator(".worksheet h4").first).to_contain_text("One neuron")
    expect(page).to_have_url(re.compile(r"tasks=3\.4"))
    page.reload()
    expect(page.locator("#worksheet-tasks")).to_have_value("3.4")
    page.select_option("#worksheet-tasks", "1.2.3.4")
    expect(page.locator(".worksheet h4").first).to_contain_text("Forward and backward")


def test_it_is_the_sheet_of_the_command_with_the_own_digit(page: Page, tmp_path: Path) -> None:
    open_worksheet(page)
    page.fill("#worksheet-seed", "7")
    page.press("#worksheet-seed", "Enter")
    expect(page.locator(".worksheet h3")).to_have_text(["Worksheet 7", "Worksheet 7: key"])
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as HTML").click()
    path = tmp_path / "saved.html"
    download.value.save_as(path)
    assert download.value.suggested_filename == "worksheet-7.html"

    image = np.array(page.evaluate(PIXELS), np.uint8).reshape(28, 28)
    commands = tmp_path / "commands.html"
    commands.write_text(worksheets_html(pages_of(make_worksheet(7, image)), "Worksheet 7"), "utf-8")
    other = page.context.new_page()
    texts = []
    for each in (commands, path):
        other.goto(each.as_uri())
        texts.append(words(other.locator("body").inner_text()))
        assert count_pages(other.pdf(prefer_css_page_size=True)) == 2
    other.close()
    assert texts[0] == texts[1]


def test_a_class_set_prints_each_sheet_on_paper_of_its_own(page: Page) -> None:
    open_worksheet(page)
    page.fill("#worksheet-count", "30")
    page.press("#worksheet-count", "Enter")
    expect(page.locator(".worksheet h3")).to_have_count(60)
    expect(page).to_have_url(re.compile("count=30"))
    assert count_pages(page.pdf(prefer_css_page_size=True)) == 60
    page.locator(".library-buttons .switch").click()
    expect(page.locator(".worksheet h3")).to_have_count(30)
    assert page.locator(".worksheet b").count() == 0
    page.get_by_role("button", name="Another sheet").click()
    expect(page.locator(".worksheet h3").first).to_have_text("Worksheet 31")


def test_without_a_digit_it_asks_for_one(page: Page) -> None:
    page.evaluate("location.hash = '#/library/worksheet'")
    expect(page.locator(".library-page [role=status]")).to_contain_text("draw one")
    expect(page.get_by_role("button", name="Print")).to_be_disabled()


def test_one_file_from_disk_makes_it_without_a_service(
    page: Page, settle: Callable[[], None], tmp_path: Path
) -> None:
    export_file(tmp_path / "page.html", ["tiny"], digit_count=60)
    page.goto((tmp_path / "page.html").as_uri())
    settle()
    page.click("#clear")
    open_worksheet(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as HTML").click()
    assert download.value.suggested_filename == "worksheet-1.html"
