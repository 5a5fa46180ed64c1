"""axe-core finds nothing serious in any room: in light and dark, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

axe_module = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)

pytestmark = pytest.mark.browser

ROOMS = ("read", "learn", "backprop", "lab", "library")
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 664}
SERIOUS = {"serious", "critical"}


def serious_findings(page: Page) -> list[str]:
    """Each finding as its rule and the elements that it is about."""
    found = axe_module.Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for each in found
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


def open_room(page: Page, room: str) -> None:
    page.evaluate(f"location.hash = '#/{room}'")
    expect(page.locator("#main")).to_have_attribute("data-room", room)
    if room == "learn":
        expect(page.locator("#learn-play")).to_be_enabled(timeout=60_000)
        expect(page.locator(".learn-findings li").first).not_to_have_text("Looking …")
    page.wait_for_timeout(300)


def check_rooms(page: Page) -> None:
    page.click("#random")
    expect(page.locator("#source-note")).to_contain_text("labeled")
    for room in ROOMS:
        open_room(page, room)
        assert serious_findings(page) == [], room


@pytest.mark.parametrize(
    "page",
    [
        {"viewport": DESK, "color_scheme": "light"},
        {"viewport": PHONE, "color_scheme": "dark", "has_touch": True},
    ],
    ids=["desk, light", "phone, dark"],
    indirect=True,
)
def test_axe_finds_nothing_serious(page: Page) -> None:
    check_rooms(page)


@pytest.mark.full
@pytest.mark.parametrize(
    "page",
    [
        {"viewport": DESK, "color_scheme": "dark"},
        {"viewport": PHONE, "color_scheme": "light", "has_touch": True},
    ],
    ids=["desk, dark", "phone, light"],
    indirect=True,
)
def test_axe_finds_nothing_serious_the_other_way_round(page: Page) -> None:
    check_rooms(page)


@pytest.mark.parametrize("page", [{"viewport": DESK}], indirect=True)
def test_axe_finds_nothing_serious_in_the_views_of_learn(page: Page) -> None:
    open_room(page, "learn")
    page.click("#learn-setup-open")
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    page.click("#learn-runs-open")
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    page.evaluate("location.hash = '#/learn?set=own'")
    expect(page.locator("#learn-own-missing")).to_be_visible()
    assert serious_findings(page) == []
    page.click("#learn-own-leave")
    for tab in ("mistakes", "weights", "map", "race", "rate"):
        page.click(f"#learn-tab-{tab}")
        page.wait_for_timeout(300)
        assert serious_findings(page) == [], tab
