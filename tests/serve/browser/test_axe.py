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
LAB_PAGES = (
    "break", "weight", "prune", "quantize", "attention", "dream", "fool", "morph", "map", "raw",
)  # fmt: skip
LIBRARY_PAGES = (
    "tiny", "wang", "zhang", "errata", "bugs", "bugs/1", "lessons", "worksheet", "teacher",
)  # fmt: skip
LESSONS = 10


def serious_findings(page: Page, within: str | None = None) -> list[str]:
    """Each finding as its rule and the elements that it is about; `within` is a part of the page."""
    found = axe_module.Axe().run(page, context=within).response["violations"]
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


def check_pages(page: Page) -> None:
    """Every page of the Lab and the Library, the bug lab, and the strip of every lesson."""
    page.click("#random")
    expect(page.locator("#source-note")).to_contain_text("labeled")
    found = {}
    for name in LAB_PAGES:
        page.evaluate("(name) => { location.hash = `#/lab/${name}`; }", name)
        expect(page.locator("#main")).to_have_attribute("data-lab", name)
        expect(page.locator("#lab-saw")).not_to_be_empty()
        found[name] = serious_findings(page)
    for name in LIBRARY_PAGES:
        page.evaluate("(name) => { location.hash = `#/library/${name}`; }", name)
        if name == "bugs/1":
            expect(page.locator(".library-curves")).to_be_visible(timeout=60_000)
        expect(page.locator(".library-head").first).to_be_visible()
        page.wait_for_timeout(200)
        found[name] = serious_findings(page)
    for number in range(1, LESSONS + 1):
        page.evaluate("(number) => { location.hash = `#/lesson/${number}/1`; }", number)
        expect(page.locator("#lesson .heading")).to_contain_text(f"Lesson {number}")
        found[f"lesson {number}"] = serious_findings(page, "#lesson")
    assert {name: each for name, each in found.items() if each} == {}


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


@pytest.mark.parametrize("page", [{"viewport": DESK, "color_scheme": "light"}], indirect=True)
def test_axe_finds_nothing_serious_in_labs_library_and_lessons(page: Page) -> None:
    check_pages(page)


@pytest.mark.full
@pytest.mark.parametrize(
    "page",
    [
        {"viewport": DESK, "color_scheme": "dark"},
        {"viewport": PHONE, "color_scheme": "light", "has_touch": True},
        {"viewport": PHONE, "color_scheme": "dark", "has_touch": True},
    ],
    ids=["desk, dark", "phone, light", "phone, dark"],
    indirect=True,
)
def test_axe_finds_nothing_serious_in_labs_library_and_lessons_elsewhere(page: Page) -> None:
    check_pages(page)


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
