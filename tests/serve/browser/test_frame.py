"""The frame: rooms, addresses, levels, the timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Settle = Callable[[], None]
SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifted += entry.value;
  }).observe({ type: "layout-shift" });
}"""


def stroke(page: Page, points: list[tuple[float, float]]) -> None:
    """One stroke, in shares of the sheet's side."""
    box: Any = page.locator("#sheet").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()


def draw_one(page: Page) -> None:
    stroke(page, [(0.5, 0.2), (0.5, 0.8)])
    expect(page.locator("#label")).to_have_text("1")


def hash_of(page: Page) -> str:
    return page.evaluate("location.hash")


def test_the_first_visit_shows_the_small_network(page: Page) -> None:
    expect(page.locator("#model")).to_have_attribute("data-model", "tiny")
    expect(page.locator("#privacy")).to_have_text("What you draw stays on this computer.")
    page.click("#model")

    expect(page.locator(".model-card strong")).to_have_text(["tiny", "cnn"])
    expect(page.locator(".model-card").first).to_contain_text("3Blue1Brown")
    page.get_by_role("link", name="train one in Learn").click()
    expect(page.locator("#model-dialog")).to_be_hidden()
    expect(page.locator("#rooms [aria-current]")).to_have_text("Learn")


def test_rooms_have_addresses_and_the_drawing_travels_with_the_reader(page: Page) -> None:
    draw_one(page)
    page.click("#rooms a[href='#/learn']")
    expect(page.locator("#rooms [aria-current]")).to_have_text("Learn")
    page.wait_for_function("() => location.hash.startsWith('#/learn?net=tiny')")
    page.go_back()

    expect(page.locator("#rooms [aria-current]")).to_have_text("Read")
    expect(page.locator("#label")).to_have_text("1")


def test_every_change_is_written_to_the_address_and_read_from_it(
    page: Page, use_model: Callable[[str], None]
) -> None:
    draw_one(page)
    use_model("cnn")
    page.click("#level label:last-child")
    page.select_option("#neuron-layer", "9")
    page.wait_for_function("() => location.hash.includes('at=9.1')")
    assert "net=cnn" in hash_of(page)
    assert "level=3" in hash_of(page)
    page.reload()

    expect(page.locator("#label")).to_have_text("1")
    expect(page.locator("#inspector-title")).to_have_text("Output “0”")
    expect(page.locator("#level input").last).to_be_checked()


def test_an_address_of_earlier_versions_is_read(page: Page) -> None:
    draw_one(page)
    page.wait_for_function("() => location.hash.includes('ink=')")
    ink = page.evaluate("new URLSearchParams(location.hash.split('?')[1]).get('ink')")
    other = page.context.new_page()
    other.goto(f"{page.url.partition('#')[0]}#model=cnn&pen=18&ink={ink}")

    expect(other.locator("#model")).to_have_attribute("data-model", "cnn")
    expect(other.locator("#label")).to_have_text("1")


def test_an_address_typed_into_the_open_page_keeps_the_own_drawing(page: Page) -> None:
    draw_one(page)
    page.evaluate("location.hash = '#model=cnn'")

    expect(page.locator("#model")).to_have_attribute("data-model", "cnn")
    expect(page.locator("#label")).to_have_text("1")
    expect(page.locator("#undo")).to_be_enabled()


def test_writing_the_address_keeps_undo(page: Page) -> None:
    draw_one(page)
    page.click("#share")
    page.click("#undo")

    expect(page.locator("#sentence")).to_have_text("No ink yet.")


def test_levels_show_pictures_then_numbers_then_formulas(page: Page) -> None:
    draw_one(page)
    page.select_option("#neuron-layer", "2")
    parts = ("#inspector canvas", "#inspector table", "#inspector math")
    for level, seen in enumerate([[True, False, False], [True, True, False], [True, True, True]]):
        page.click(f"#level label:nth-of-type({level + 1})")
        assert [page.locator(part).first.is_visible() for part in parts] == seen


def test_the_timeline_shows_the_layers_one_by_one_and_the_answer_last(page: Page) -> None:
    draw_one(page)
    page.click("#timeline-first")
    expect(page.locator("#timeline-text")).to_contain_text("Input")
    expect(page.locator("#label")).to_have_text("")
    expect(page.locator("#bars .value").first).to_have_text("")
    page.keyboard.press("l")
    expect(page.locator("#timeline-text")).to_contain_text("Layer 1 of 3")
    page.keyboard.press("j")
    expect(page.locator("#timeline-text")).to_contain_text("Input")
    page.click("#timeline-play")
    expect(page.locator("#timeline-play")).to_have_attribute("aria-label", "Pause")

    expect(page.locator("#label")).to_have_text("1")
    expect(page.locator("#timeline-play")).to_have_attribute("aria-label", "Play")


def test_nothing_moves_while_somebody_draws(page: Page, settle: Settle) -> None:
    page.evaluate(SHIFTS)
    angles = np.linspace(0, 2 * np.pi, 40)
    stroke(page, [(0.5 + 0.2 * np.cos(a), 0.5 + 0.3 * np.sin(a)) for a in angles])
    settle()
    expect(page.locator("#label")).to_have_text("0")

    assert page.evaluate("window.shifted") < 0.005
    assert page.evaluate("scrollY") == 0


def test_a_line_is_explained_where_it_is_pointed_at_and_selected_by_a_click(page: Page) -> None:
    draw_one(page)
    place = page.evaluate(
        """async () => {
          const canvas = document.getElementById("network");
          const tooltip = document.getElementById("network-tooltip");
          const { width, height } = canvas.getBoundingClientRect();
          for (let y = 40; y < height - 10; y += 2) {
            for (let x = width * 0.3; x < width * 0.75; x += 7) {
              canvas.dispatchEvent(new PointerEvent("pointermove", {
                clientX: canvas.getBoundingClientRect().left + x,
                clientY: canvas.getBoundingClientRect().top + y,
              }));
              if (!tooltip.hidden && /(raises|lowers) the sum/.test(tooltip.textContent)) return [x, y];
            }
          }
          return null;
        }"""
    )
    assert place is not None
    page.locator("#network").click(position={"x": place[0], "y": place[1]})

    expect(page.locator("#inspector-title")).to_have_text("One weight")
    page.wait_for_function("() => location.hash.includes('w=')")


def test_the_network_is_printed_with_its_answer(page: Page) -> None:
    draw_one(page)
    page.emulate_media(media="print")

    assert page.locator("#network").is_visible()
    assert page.locator("#bars li").first.is_visible()
    assert not page.locator(".toolbar").is_visible()
    assert not page.locator("#timeline").is_visible()
