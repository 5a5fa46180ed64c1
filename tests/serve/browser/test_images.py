"""Digits of the test set, and image files."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_test_digit_is_classified(page: Page) -> None:
    page.click("#random")

    expect(page.locator("#source-note")).to_contain_text("labeled")
    page.click("#steps-fold summary")
    expect(page.locator("#steps h3")).to_have_text(["As given"])


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
    page.click("#steps-fold summary")
    expect(page.locator("#steps h3").first).to_have_text("Your picture")
    corner, stroke = page.evaluate(
        """() => {
          const canvas = document.querySelector("#steps canvas");
          const { width, height } = canvas;
          const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
          const at = (x, y) => data[4 * (Math.floor(y * height) * width + Math.floor(x * width))];
          return [at(0.05, 0.05), at(0.5, 0.5)];
        }"""
    )
    assert corner > 200, "paper is light"
    assert stroke < 80, "and ink is dark"


def test_several_digits_are_boxed_and_read_one_by_one(page: Page) -> None:
    page.evaluate(
        """async () => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 200 });
          const context = canvas.getContext("2d");
          context.fillStyle = "#f4f1e8";
          context.fillRect(0, 0, 400, 200);
          context.strokeStyle = "#223";
          context.lineWidth = 12;
          context.strokeRect(70, 50, 60, 100);
          context.beginPath();
          context.moveTo(290, 50);
          context.lineTo(290, 150);
          context.stroke();
          const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
          const transfer = new DataTransfer();
          transfer.items.add(new File([blob], "two.png", { type: "image/png" }));
          document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
        }"""
    )

    expect(page.locator(".digit-box")).to_have_text(["0", "1"])
    expect(page.locator("#source-note")).to_contain_text("2 digits found: 0 1")
    expect(page.locator("#label")).to_have_text("0")
    page.locator(".digit-box").last.click()
    expect(page.locator("#label")).to_have_text("1")
    page.click("#clear")
    expect(page.locator(".digit-box")).to_have_count(0)
