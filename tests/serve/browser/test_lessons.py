"""Lessons in a real browser: a strip over the rooms, questions that are checked, progress that stays."""

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
    page.goto(f"http://{host}:{port}/")
    expect(page.locator("#model")).to_have_attribute("aria-busy", "false")

    def visit(address: str) -> Page:
        page.evaluate("(address) => { location.hash = address; }", address)
        return page

    yield visit
    context.close()
    assert complaints == []


def enter(page: Page, answer: str) -> None:
    page.fill(".lesson-number", answer)
    page.click(".lesson-question button")


def test_a_step_opens_its_room_and_checks_the_answer(visit: Visit) -> None:
    page = visit("#/lesson/1/1")
    expect(page.locator(".lesson h2")).to_have_text("A weighted sum")
    expect(page.locator("#rooms [aria-current]")).to_have_text("Read")
    total = page.locator("#inspector tfoot tr").last.locator("td").last
    expect(total).to_be_visible()
    z = (total.text_content() or "").strip()

    enter(page, "99")
    expect(page.locator(".lesson .library-answer")).to_contain_text("Not yet")
    enter(page, z)
    expect(page.locator(".lesson .library-answer")).to_contain_text("Right.")

    page.click(".lesson-next")
    expect(page.locator(".lesson h2")).to_have_text("ReLU")


def test_progress_stays(visit: Visit) -> None:
    page = visit("#/library/lessons")
    expect(page.locator(".library-page")).to_contain_text("1 of 30 steps done")
    page.reload()

    expect(page.locator(".library-page")).to_contain_text("1 of 30 steps done")
    expect(page.locator(".library-start")).to_have_text("Go on with 1.2, ReLU")


def test_a_lesson_is_closed_and_stays_closed(visit: Visit) -> None:
    page = visit("#/lesson/2/1")
    expect(page.locator("#lesson")).to_be_visible()
    page.click("#lesson .close")
    page.reload()

    expect(page.locator("#model")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#lesson")).to_be_hidden()


@pytest.mark.parametrize(
    ("step", "room"),
    [
        ("3/1", "Backprop"),
        ("5/1", "Backprop"),
        ("6/3", "Learn"),
        ("9/3", "Lab"),
        ("10/3", "Library"),
    ],
)
def test_lessons_lead_through_all_rooms(visit: Visit, step: str, room: str) -> None:
    page = visit(f"#/lesson/{step}")

    expect(page.locator("#rooms [aria-current]")).to_have_text(room)
    expect(page.locator(".lesson-question")).to_be_visible()


def test_a_choice_is_checked_by_training_a_network(visit: Visit) -> None:
    page = visit("#/lesson/8/2")
    page.select_option(".lesson-question select", "90 %")
    page.click(".lesson-question button")
    expect(page.locator(".lesson .library-answer")).to_contain_text("Not yet", timeout=60_000)
    page.select_option(".lesson-question select", "10 %")
    page.click(".lesson-question button")

    expect(page.locator(".lesson .library-answer")).to_contain_text("Trained here on 300")


def test_the_strip_leaves_room_on_desk_and_phone(visit: Visit) -> None:
    page = visit("#/lesson/4/2")
    expect(page.locator(".lesson h2")).to_have_text("Up or down?")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.click("#lesson .close")


def test_the_teachers_page_computes_the_answers(visit: Visit) -> None:
    page = visit("#/library/teacher")
    page.get_by_role("button", name="Compute the answers").click()
    rows = page.locator(".library-table tbody tr")

    expect(rows.filter(has_text="2.1 13,002")).to_contain_text("Now: 13,002.")
    expect(rows.filter(has_text="1.1 A weighted")).to_contain_text(re.compile(r"Now: −?\d"))
    expect(rows.filter(has_text="3.1 The price")).to_contain_text(re.compile(r"Now: \d"))


def test_a_projector_gets_larger_letters_and_more_contrast(visit: Visit) -> None:
    page = visit("#/library/teacher")
    look = """() => {
      const { fontSize, color } = getComputedStyle(document.querySelector(".lead"));
      return [parseFloat(fontSize), Math.max(...color.match(/\\d+/g).map(Number))];
    }"""
    size, brightness = page.evaluate(look)
    page.locator(".library-buttons .switch").click()
    larger, darker = page.evaluate(look)
    assert larger > 1.1 * size
    assert darker < brightness

    page.reload()
    visit("#/library/teacher")
    expect(page.locator("html")).to_have_attribute("data-projector", "")
    page.set_viewport_size({"width": 1024, "height": 768})
    for room in ("read", "learn", "backprop", "lab/fool", "library"):
        visit(f"#/{room}")
        expect(page.locator("#main")).to_have_attribute("data-room", room.split("/")[0])
        page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), room
    page.set_viewport_size({"width": 1280, "height": 900})
    visit("#/library/teacher")
    page.locator(".library-buttons .switch").click()
    assert page.evaluate(look) == [size, brightness]


@pytest.mark.parametrize("page", [{"viewport": {"width": 1366, "height": 700}}], indirect=True)
def test_beside_a_lesson_on_a_low_screen_nothing_lies_over_the_legend(page: Page) -> None:
    sheet = page.locator("#sheet").bounding_box()
    assert sheet is not None
    page.mouse.move(sheet["x"] + 100, sheet["y"] + 40)
    page.mouse.down()
    page.mouse.move(sheet["x"] + 110, sheet["y"] + 190, steps=5)
    page.mouse.up()
    page.evaluate("location.hash = '#/lesson/4/2'")
    expect(page.locator(".arrays-view .array").first).to_be_visible()
    legend, arrays = (
        page.locator(".stage .legend").bounding_box(),
        page.locator(".arrays-view").bounding_box(),
    )
    assert legend is not None
    assert arrays is not None
    assert legend["y"] + legend["height"] <= arrays["y"] + 1


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 740}}], indirect=True)
def test_on_a_phone_the_question_of_a_lesson_is_not_under_the_inspector(page: Page) -> None:
    page.evaluate("location.hash = '#/lesson/1/1'")
    expect(page.locator("#inspector.selected")).to_be_visible()
    question = page.locator(".lesson-enter").bounding_box()
    inspector = page.locator("#inspector").bounding_box()
    assert question is not None
    assert inspector is not None
    assert question["y"] + question["height"] <= inspector["y"]
