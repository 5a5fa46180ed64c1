"""The page for people who do not see it, or do not use a mouse."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

NAMELESS = """() => [...document.querySelectorAll("button, select, input, a, canvas[tabindex]")]
  .filter((each) => each.checkVisibility() || each.matches("#raw, .level input"))
  .filter((each) => !(each.getAttribute("aria-label") || each.getAttribute("aria-labelledby")
    || each.labels?.[0]?.textContent.trim() || each.textContent.trim()))
  .map((each) => each.outerHTML.slice(0, 90))"""

CONTRASTS = """() => {
  const light = (text) => {
    const [r, g, b] = text.match(/[\\d.]+/g).map(Number).map((each) => {
      const share = each / 255;
      return share <= .03928 ? share / 12.92 : ((share + .055) / 1.055) ** 2.4;
    });
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if (!/, 0\\)$/.test(color) && color !== "transparent") return color;
    }
    return "rgb(255, 255, 255)";
  };
  const poor = [];
  const texts = "h1, h2, h3, p, label, span, td, th, button, a, figcaption, li";
  for (const element of document.querySelectorAll(texts)) {
    const own = [...element.childNodes].some((each) => each.nodeType === 3 && each.data.trim());
    if (!element.checkVisibility() || !own) continue;
    if (element.closest(":disabled, .visually-hidden, [aria-hidden=true]")) continue;
    const style = getComputedStyle(element);
    const [one, other] = [light(style.color), light(ground(element))];
    const contrast = (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
    const large = parseFloat(style.fontSize) >= 24;
    if (contrast < (large ? 3 : 4.5)) poor.push(contrast.toFixed(2) + element.textContent.slice(0, 40));
  }
  return poor;
}"""


@pytest.mark.parametrize(
    "page", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True
)
def test_all_text_has_enough_contrast(page: Page) -> None:
    page.click("#random")
    expect(page.locator("#source-note")).to_contain_text("labeled")
    for fold in ("#steps-fold", "#why-not-fold", "#program-fold"):
        page.click(f"{fold} summary")

    page.mouse.move(0, 0)  # a control under the mouse has a mixed background

    assert page.evaluate(CONTRASTS) == []


def test_every_control_has_a_name(page: Page) -> None:
    assert page.evaluate(NAMELESS) == []


def test_headings_come_in_order(page: Page) -> None:
    levels = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3')].map((each) => Number(each.tagName[1]))"
    )

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_ids_are_unique(page: Page) -> None:
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")

    assert len(ids) == len(set(ids))


def test_the_answer_is_announced(page: Page) -> None:
    page.click("#random")

    expect(page.locator("#announcement")).to_contain_text("sure")


def test_keys_select_neurons(page: Page) -> None:
    page.click("#random")
    expect(page.locator("#source-note")).to_contain_text("labeled")
    page.focus("#network")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#announcement")).to_contain_text("output “1”")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")

    expect(page.locator("#inspector-title")).to_contain_text(", neuron")
    expect(page.locator("#network")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#inspector-title")).to_have_text("Look inside")


def test_tab_reaches_every_control(page: Page) -> None:
    page.click("#random")
    expect(page.locator("#source-note")).to_contain_text("labeled")
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id"))

    assert {
        "model",
        "share",
        "theme",
        "sheet",
        "undo",
        "eraser",
        "pen-width",
        "clear",
        "random",
        "network",
        "neuron-layer",
        "neuron-number",
        "timeline-play",
    } <= reached


@pytest.mark.parametrize("page", [{"color_scheme": "light"}], indirect=True)
def test_the_theme_is_remembered(page: Page) -> None:
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()

    assert dark != light
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
