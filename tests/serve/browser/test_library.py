"""The Library in a real browser: networks, tutorials, errata with their checks, the bug lab."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[[str], Page]


@pytest.fixture(scope="module")
def visit(browser: Browser, server: tuple[str, int]) -> Iterator[Visit]:
    """Goes to an address in one page, which all tests of this file share."""
    host, port = server
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"http://{host}:{port}/#/library")

    def visit(address: str) -> Page:
        page.evaluate("(address) => { location.hash = address; }", f"#/library{address}")
        return page

    yield visit
    context.close()
    assert complaints == []


def test_every_network_has_a_card_with_its_accuracy(visit: Visit) -> None:
    page = visit("")

    expect(page.locator(".library-card h4")).to_have_text(["tiny", "cnn"])
    expect(page.locator(".library-card").first).to_contain_text("97.0")
    expect(page.locator(".library-table tbody tr")).to_have_count(6)


def test_a_network_shows_its_record_and_its_mistakes(visit: Visit) -> None:
    page = visit("/tiny")
    expect(page.locator(".library-list")).to_contain_text("glassnet train tiny")
    expect(page.locator(".library-table")).to_contain_text(re.compile(r"96\.70.* to 97\.36"))
    expect(page.locator(".library-digits li")).to_have_count(40)

    label = page.locator(".library-digits button").first.get_attribute("aria-label") or ""
    found = re.search(r"taken for (\d)", label)
    assert found is not None
    page.locator(".library-digits button").first.click()

    expect(page.locator("#rooms [aria-current]")).to_have_text("Read")
    expect(page.locator("#label")).to_have_text(found[1])


def test_a_tutorial_shows_its_log_beside_ours(visit: Visit) -> None:
    page = visit("/wang")
    expect(page.locator("body")).to_contain_text("15 of 15 lines agree in every printed digit")
    expect(page.locator(".library-plot circle")).to_have_count(20)
    page.locator(".library-page .switch").click()

    expect(page.locator("body")).to_contain_text("1 of 15 lines agree")


def test_every_check_of_the_errata_fails_only_as_written(visit: Visit) -> None:
    page = visit("/errata")
    checks = page.locator(".library-check")
    expect(checks.first).to_be_visible()
    count = checks.count()
    assert count >= 10

    for check in checks.all():
        check.scroll_into_view_if_needed()
        expect(check.locator(".library-verdict")).to_have_class("library-verdict holds")
        check.locator(".switch").click()
        expect(check.locator(".library-verdict")).to_have_class("library-verdict fails")


def test_one_erratum_has_an_address(visit: Visit) -> None:
    page = visit("/errata/stated-rate")

    expect(page.locator(".library-erratum")).to_have_count(1)
    expect(page.locator(".library-erratum h3")).to_contain_text("learning rate")


def test_an_effect_is_a_line_for_each_seed_and_their_mean(visit: Visit) -> None:
    page = visit("/lessons")
    right, written = [85.0 + 0.1 * i for i in range(10)], [84.5 + 0.12 * i for i in range(10)]
    difference = {"mean": -0.41, "low": -0.46, "high": -0.36}
    effect = {
        "metric": "accuracy on the test images, in per cent",
        "right": right,
        "written": written,
    }
    erratum = {
        "key": "sign-of-the-error", "tutorial": "zhang", "title": "Made up for a test", "written": "w",
        "right": "r", "why": "y", "deviation": None, "effect": {**effect, "difference": difference},
    }  # fmt: skip
    report = {"made_by": "a test", "seeds": list(range(10)), "errata": [erratum]}
    page.route("**/data/errata.json", lambda route: route.fulfill(json=report))
    page.reload()
    visit("/errata")

    expect(page.locator(".library-effect .seed")).to_have_count(10)
    expect(page.locator(".library-effect circle")).to_have_count(20)
    expect(page.locator(".library-effect")).to_contain_text("−0.41, 95 % interval −0.46 to −0.36")
    page.unroute("**/data/errata.json")
    page.reload()


def test_a_bug_is_found_from_its_symptoms(visit: Visit) -> None:
    page = visit("/bugs/3")
    table = page.locator(".library-table").first
    expect(table.locator(".wrong").first).to_be_visible(timeout=60_000)
    expect(table.locator("tr", has=page.locator(".wrong"))).to_have_count(1)
    expect(table.locator("tr", has=page.locator(".wrong"))).to_contain_text("Layer 3, bias")

    page.get_by_role("button", name="Hint").click()
    page.select_option("#bug-place", "layer-2")
    page.select_option("#bug-what", "sum-over-wrong-axis")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".library-answer")).to_contain_text("in another place")
    page.select_option("#bug-place", "layer-3")
    page.get_by_role("button", name="Check").click()

    expect(page.locator(".library-answer")).to_have_text("Right: 2 of 4 points.")
    expect(page.locator(".library-pair .right").last).to_contain_text("axis=0")
    page.reload()
    expect(page.locator(".library-exercises [aria-current]")).to_contain_text("2/4")


@pytest.mark.parametrize("address", ["", "/tiny", "/zhang", "/errata", "/bugs", "/teacher"])
def test_no_page_is_wider_than_a_phone(visit: Visit, address: str) -> None:
    page = visit(address)
    expect(page.locator(".library-head")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.querySelector('#slot-page').scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})

    assert wide <= 390


def test_look_alikes_show_what_each_network_reads_and_open_in_read(visit: Visit) -> None:
    page = visit("/lookalikes")
    sections = page.locator(".library-section")
    expect(sections).to_have_count(7, timeout=60_000)
    first = sections.first
    expect(first.locator("tbody th")).to_have_text(["tiny", "cnn"])
    shown = page.evaluate("() => new URLSearchParams(location.hash.split('?')[1]).get('net')")
    row = first.locator("tbody tr", has_text=shown or "tiny")
    read = row.locator("td").first.text_content()

    first.get_by_role("button", name="Open in Read").click()

    expect(page.locator("#rooms [aria-current]")).to_have_text("Read")
    expect(page.locator("#label")).to_have_text(str(read))
