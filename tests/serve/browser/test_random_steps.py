"""Random steps of a user in all rooms: no error, no page that scrolls, and it still reads digits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Error, Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("page", [{"viewport": {"width": 1280, "height": 900}}], indirect=True),
]

ROOMS = ("read", "learn", "backprop", "lab", "library")
KEYS = (
    "Tab", "Enter", "Escape", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Space", "k", "j", "l",
    "b", "e", "r", "Home", "End", "Backspace",
)  # fmt: skip
ADDRESSES = (
    "#/nothing/at/all", "#/lab/fool?strength=NaN&by=none", "#/read?at=99.99&w=1.2", "#/lesson/4/2",
    "#/library/errata/none", "#/backprop/tiny?t=900", "#model=cnn&ink=broken", "#/read?net=nobody",
    "#/library/worksheet?seed=-3&count=1e9", "#/lab/map?u=Infinity", "#/read?pixels=!!&raw=2",
    "#/library/bugs/99", "#/learn?recipe=%7B", "#/lesson/77/1",
)  # fmt: skip
SIZES = ((1280, 900), (900, 600), (390, 664), (1920, 1080))
VISIBLE = """([index, tags]) => {
  const open = document.querySelector("dialog[open]") ?? document;
  const found = [...open.querySelectorAll(tags)].filter((each) => each.checkVisibility() && !each.disabled
    && !each.matches("#open-camera, #open-file, [type=file]"));
  const chosen = found[index % found.length];
  chosen?.setAttribute("data-chosen", "");
  return chosen?.tagName ?? "";
}"""
SHOW = "(each) => each.outerHTML.slice(0, 90)"
TAKE_PLACE = """() => {
  const [chosen, ...others] = document.querySelectorAll("[data-chosen]");
  for (const each of [chosen, ...others]) each?.removeAttribute("data-chosen");
}"""
SLIDE = """([share]) => {
  const input = document.querySelector("[data-chosen]");
  if (!input) return;
  input.value = String(Number(input.min) + share * (Number(input.max) - Number(input.min)));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}"""
PASTE = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 60, height: 60 });
  canvas.getContext("2d").fillRect(20, 10, 9, 40);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const transfer = new DataTransfer();
  transfer.items.add(new File([blob], "one.png", { type: "image/png" }));
  document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
}"""


def press_something(page: Page, rng: np.random.Generator) -> str:
    index = int(rng.integers(10_000))
    tag = page.evaluate(VISIBLE, [index, "button, a[href^='#'], summary, label.switch, select"])
    chosen = page.locator("[data-chosen]")
    said = f"click {tag}"
    if tag:
        # The page may draw the element anew meanwhile; then there is nothing to press.
        with suppress(Error):
            said = f"click {chosen.evaluate(SHOW, timeout=1000)}"
            if tag == "SELECT":
                count = chosen.locator("option").count()
                chosen.select_option(index=int(rng.integers(count)), timeout=1000)
            else:
                chosen.evaluate("(each) => each.click()", timeout=1000)
    page.evaluate(TAKE_PLACE)
    return said


def slide_something(page: Page, rng: np.random.Generator) -> str:
    if page.evaluate(VISIBLE, [int(rng.integers(10_000)), "input[type=range]"]):
        page.evaluate(SLIDE, [float(rng.random())])
    page.evaluate(TAKE_PLACE)
    return "slide"


def draw(page: Page, rng: np.random.Generator) -> str:
    box: Any = page.locator("#sheet").bounding_box()
    if box is None or page.locator("dialog[open]").count():
        return "draw nothing"
    points = rng.random((4, 2)) * (box["width"], box["height"]) + (box["x"], box["y"])
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=2)
    page.mouse.up()
    return "draw"


def press_keys(page: Page, rng: np.random.Generator) -> str:
    keys = [str(each) for each in rng.choice(KEYS, 3)]
    for key in keys:
        page.keyboard.press(key)
    return f"keys {keys}"


def follow_an_address(page: Page, rng: np.random.Generator) -> str:
    address = str(rng.choice(ADDRESSES))
    page.evaluate("(address) => { location.hash = address; }", address)
    return f"go to {address}"


def change_room(page: Page, rng: np.random.Generator) -> str:
    room = str(rng.choice(ROOMS))
    page.evaluate("(room) => { location.hash = `#/${room}`; }", room)
    return f"room {room}"


def change_the_world(page: Page, rng: np.random.Generator) -> str:
    what = int(rng.integers(5))
    if what == 0:
        width, height = SIZES[int(rng.integers(len(SIZES)))]
        page.set_viewport_size({"width": width, "height": height})
        return f"{width} x {height}"
    if what == 1:
        page.context.set_offline(True)
        draw(page, rng)
        page.context.set_offline(False)
        return "offline"
    if what == 2:
        page.reload()
        return "reload"
    if what == 3:
        page.evaluate(PASTE)
        return "drop a picture"
    page.go_back()
    return "back"


STEPS: tuple[tuple[Callable[[Page, np.random.Generator], str], float], ...] = (
    (press_something, 0.42), (slide_something, 0.1), (draw, 0.14), (press_keys, 0.12),
    (follow_an_address, 0.07), (change_room, 0.1), (change_the_world, 0.05),
)  # fmt: skip


def take_steps(page: Page, seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    home = page.url.partition("#")[0]
    taken: list[str] = []
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"{error} after {taken[-6:]}"))
    page.on("dialog", lambda dialog: dialog.accept())
    kinds, shares = zip(*STEPS, strict=True)
    for _ in range(count):
        kind = kinds[rng.choice(len(kinds), p=shares)]
        taken.append(kind(page, rng))
        page.wait_for_timeout(30)
        assert page.url.startswith(home), taken[-6:]
        size: Any = page.viewport_size
        wide, high = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert wide <= size["width"], taken[-6:]
        assert size["width"] < 900 or high <= size["height"], taken[-6:]
    assert faults == []

    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{home}#/read?net=tiny&ink=")
    page.reload()
    page.click("#clear")
    box: Any = page.locator("#sheet").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 50, steps=4)
    page.mouse.up()
    expect(page.locator("#label")).to_have_text("1")


def test_random_steps_break_nothing(page: Page) -> None:
    take_steps(page, seed=0, count=60)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(1, 11))
def test_five_hundred_random_steps_break_nothing(page: Page, seed: int) -> None:
    take_steps(page, seed, count=500)
