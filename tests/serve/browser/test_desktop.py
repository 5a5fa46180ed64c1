"""The page on a desktop: drawing, network and answer in one row, on small screens, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

SCREENS = [{"viewport": {"width": width, "height": 720}} for width in (1180, 1280, 1366, 1920)]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("page", SCREENS, indirect=True, ids=["1180", "1280", "1366", "1920"]),
]


@pytest.mark.parametrize(("model", "second"), [("tiny", "784 → 16 →"), ("cnn", "784 → 24 maps")])
def test_each_output_is_beside_its_bar(
    page: Page, settle: Callable[[], None], model: str, second: str
) -> None:
    page.reload()
    page.select_option("#model", model)
    expect(page.locator("#network-caption")).to_contain_text(second)
    settle()
    network: Any = page.locator("#network").bounding_box()
    bar: Any = page.locator(".bars li").nth(3).bounding_box()

    page.mouse.click(network["x"] + network["width"] - 34, bar["y"] + bar["height"] / 2)

    expect(page.locator("#neuron-lead")).to_have_text("Output “3”.")
