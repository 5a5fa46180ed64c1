"""Several digits on the sheet, and on a picture, are read as numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.serve.browser.test_axe import serious_findings
from tests.serve.browser.test_drawing import digit_strokes, draw

from glassnet.models import Model
from glassnet.serve.export.exporting import export_file

pytestmark = pytest.mark.browser
Settle = Callable[[], None]
PHONE = {"viewport": {"width": 390, "height": 664}, "color_scheme": "dark", "has_touch": True}
DROP_PICTURE = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 500, height: 200 });
  const context = canvas.getContext("2d");
  context.fillStyle = "#f4f1e8";
  context.fillRect(0, 0, 500, 200);
  context.strokeStyle = "#223";
  context.lineWidth = 12;
  for (const x of [60, 110, 400]) {
    context.beginPath();
    context.moveTo(x, 50);
    context.lineTo(x, 150);
    context.stroke();
  }
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const transfer = new DataTransfer();
  transfer.items.add(new File([blob], "ones.png", { type: "image/png" }));
  document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
}"""


def digit_at(model: Model, label: int, place: int, count: int = 2) -> list[np.ndarray]:
    """The strokes of a digit in one of `count` parts of the sheet."""
    width = 280 / count
    strokes = digit_strokes(model, label)
    low, high = np.concatenate(strokes).min(axis=0), np.concatenate(strokes).max(axis=0)
    scale = min(0.6 * width / (high - low)[0], 150 / (high - low)[1])
    middle = (place + 0.5) * width, 140
    return [(stroke - (low + high) / 2) * scale + middle for stroke in strokes]


def test_digits_beside_each_other_are_a_number_while_one_draws(
    page: Page, model: Model, settle: Settle
) -> None:
    digits = page.locator(".number-digit")
    draw(page, digit_at(model, 4, 0))
    settle()
    expect(page.locator("#label")).to_have_text("4")
    expect(page.locator("#number")).to_be_hidden()

    draw(page, digit_at(model, 7, 1))
    settle()

    expect(digits).to_have_text(["4", "7"])
    expect(page.locator("#number-sentence")).to_contain_text("47: ")
    expect(page.locator("#number [role=status]")).to_contain_text("47: ")
    expect(page.locator("#label")).to_have_text("7")
    expect(page.locator(".digit-outline")).to_have_count(2)
    assert serious_findings(page) == []


def test_one_digit_is_chosen_by_keyboard_and_looked_into(
    page: Page, model: Model, settle: Settle
) -> None:
    draw(page, digit_at(model, 3, 0))
    draw(page, digit_at(model, 6, 1))
    settle()
    first = page.locator(".number-digit").first

    first.focus()
    page.keyboard.press("Enter")
    settle()

    expect(page.locator("#label")).to_have_text("3")
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(first).to_be_focused()
    page.click("#undo")
    settle()
    expect(page.locator("#number")).to_be_hidden()
    expect(page.locator("#label")).to_have_text("3")


def test_the_pen_draws_through_the_outlines(page: Page, model: Model, settle: Settle) -> None:
    draw(page, digit_at(model, 1, 0))
    draw(page, digit_at(model, 1, 1))
    settle()
    draw(page, [np.array([(120, 100), (90, 100), (60, 105)])])
    settle()

    expect(page.locator(".number-digit")).to_have_count(2)


def test_the_sheet_as_it_is_has_one_image(page: Page, model: Model, settle: Settle) -> None:
    draw(page, digit_at(model, 2, 0))
    draw(page, digit_at(model, 2, 1))
    settle()
    expect(page.locator(".number-digit")).to_have_count(2)

    page.click("#steps-fold summary")
    page.locator("label.switch").click()
    settle()

    expect(page.locator("#number")).to_be_hidden()
    expect(page.locator(".digit-outline")).to_have_count(0)


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_three_digits_fit_a_phone(page: Page, model: Model, settle: Settle) -> None:
    for place, label in enumerate((1, 0, 7)):
        draw(page, digit_at(model, label, place, count=3))
    settle()

    expect(page.locator(".number-digit")).to_have_text(["1", "0", "7"])
    assert serious_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_picture_shows_its_numbers(page: Page) -> None:
    page.evaluate(DROP_PICTURE)

    expect(page.locator("#source-note")).to_contain_text("3 digits found: 11 1")
    expect(page.locator(".digit-box")).to_have_count(3)
    expect(page.locator(".digit-box").first).to_have_attribute("aria-label", "Digit 1: 1, in 11")
    expect(page.locator(".number-box")).to_have_count(1)
    page.click("#clear")
    expect(page.locator(".number-box")).to_have_count(0)


def test_an_exported_page_reads_numbers_without_a_service(
    browser: Browser, model: Model, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("numbers") / "studio.html"
    export_file(file, digit_count=300)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(file.as_uri())
    expect(page.locator("#model")).to_have_attribute("aria-busy", "false")
    page.click("#clear")
    draw(page, digit_at(model, 5, 0))
    draw(page, digit_at(model, 0, 1))

    expect(page.locator(".number-digit")).to_have_count(2)
    expect(page.locator("#number-sentence")).to_contain_text("%")
    page.close()
