"""Digits of the test set, and image files."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_test_digit_is_classified(page: Page) -> None:
    page.click("#random")

    expect(page.locator("#source-note")).to_contain_text("labeled")
    expect(page.locator("#stages h3")).to_have_text(["As given"])


def test_an_image_is_classified(page: Page) -> None:
    page.evaluate(
        """async () => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 400 });
          const context = canvas.getContext("2d");
          context.fillStyle = "#f4f1e8";
          context.fillRect(0, 0, 300, 400);
          context.fillStyle = "#223";
          context.fillRect(140, 80, 18, 220);
          const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
          const transfer = new DataTransfer();
          transfer.items.add(new File([blob], "one.png", { type: "image/png" }));
          document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
        }"""
    )

    expect(page.locator("#label")).to_have_text("1")
