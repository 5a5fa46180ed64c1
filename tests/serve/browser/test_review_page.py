"""The review page of forms, opened from disk: correct by keyboard, download, come back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from glassnet.forms.corrections import FieldKey, read_corrections
from glassnet.forms.reading import FieldReading
from glassnet.forms.review_page import ReviewedField, make_review_page

axe_module = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)

pytestmark = pytest.mark.browser

FORMS = ("a.png", "</script><b>.png")


@pytest.fixture(params=["light", "dark"])
def review(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    picture = Image.new("RGB", (200, 60), "white")
    fields = [
        ReviewedField(
            FieldKey(name, 1, field), text, FieldReading(field, text, confidence, picture)
        )
        for name in FORMS
        for field, text, confidence in (("number", "417", 0.5), ("reading", "12", 0.999))
    ]
    path = tmp_path / "review.html"
    path.write_text(make_review_page("meter", fields), encoding="utf-8")
    context = browser.new_context(
        viewport={"width": 390, "height": 664}, color_scheme=request.param
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else None
    )
    page.goto(path.as_uri())
    yield page
    context.close()
    assert errors == []


def test_corrections_are_made_by_keyboard_kept_and_downloaded(review: Page, tmp_path: Path) -> None:
    expect(review.locator("#fields li")).to_have_count(2)  # the unsure ones
    expect(review.locator("#status")).to_have_text("4 fields, 0 checked, 0 corrected")
    assert review.locator("#fields li").nth(1).inner_text().startswith("number in </script><b>.png")

    review.locator("#field-0").fill("471")
    review.keyboard.press("Enter")
    review.keyboard.press("Enter")

    expect(review.locator("#status")).to_have_text("4 fields, 2 checked, 1 corrected")
    expect(review.locator("#download")).to_be_focused()
    review.reload()
    expect(review.locator("#field-0")).to_have_value("471")
    with review.expect_download() as download:
        review.click("#download")
    download.value.save_as(tmp_path / "corrections.json")
    assert download.value.suggested_filename == "corrections.json"
    texts = read_corrections(tmp_path / "corrections.json").texts
    assert texts == {FieldKey(FORMS[0], 1, "number"): "471", FieldKey(FORMS[1], 1, "number"): "417"}
    assert (
        json.loads((tmp_path / "corrections.json").read_text())["corrections"][0]["read"] == "417"
    )


def test_the_page_is_accessible_and_fits_a_phone(review: Page) -> None:
    review.select_option("#shown", "all")
    expect(review.locator("#fields li")).to_have_count(4)

    found = axe_module.Axe().run(review).response["violations"]

    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
    assert review.evaluate("document.documentElement.scrollWidth <= innerWidth")
