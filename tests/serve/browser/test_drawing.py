"""Digits drawn in the browser, and what the page makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from glassnet.data.simulated.simulate import simulate_strokes
from glassnet.models import Model

pytestmark = pytest.mark.browser
Settle = Callable[[], None]


def draw(page: Page, strokes: list[np.ndarray], *, steps: int = 1) -> None:
    """Draw strokes, in units of the sheet's 280, with the mouse."""
    box = page.locator("#sheet").bounding_box()
    assert box is not None
    for stroke in strokes:
        points = [
            (box["x"] + x * box["width"] / 280, box["y"] + y * box["width"] / 280)
            for x, y in stroke
        ]
        page.mouse.move(*points[0])
        page.mouse.down()
        for x, y in points[1:]:
            page.mouse.move(x, y, steps=steps)
        page.mouse.up()


def digit_strokes(model: Model, label: int, seed: int = 0) -> list[np.ndarray]:
    """A simulated digit in the middle of the sheet that the model reads right."""
    rng = np.random.default_rng([seed, label])
    for _ in range(50):
        strokes = simulate_strokes(rng, label)
        if model.read_strokes(strokes).digit == label:
            every = np.concatenate(strokes)
            low, high = every.min(axis=0), every.max(axis=0)
            scale = 180 / (high - low).max()
            return [(stroke - (low + high) / 2) * scale + 140 for stroke in strokes]
    raise AssertionError(f"No {label} was read right")


def inked(page: Page) -> float:
    """The share of the sheet that is covered."""
    return page.evaluate(
        """() => {
          const sheet = document.getElementById("sheet");
          const { data } = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height);
          let covered = 0;
          for (let i = 3; i < data.length; i += 4) covered += data[i] > 127;
          return covered / (data.length / 4);
        }"""
    )


def strokes_on(page: Page) -> list[list[list[float]]]:
    """The strokes on the sheet, as the page writes them for other programs."""
    page.evaluate("document.getElementById('program-fold').open = true")
    page.get_by_role("button", name="curl").click()
    body = (page.locator("#program-fold pre").text_content() or "").partition("-d '")[2]
    return json.loads(body.rstrip("'"))["strokes"]


@pytest.mark.parametrize("label", range(10))
def test_a_digit_drawn_stroke_by_stroke_is_read(
    page: Page, model: Model, label: int, settle: Settle
) -> None:
    draw(page, digit_strokes(model, label))
    settle()

    expect(page.locator("#label")).to_have_text(str(label))
    expect(page.locator(".bars .best .name")).to_have_text(str(label))


def test_a_fast_stroke_has_no_gap(page: Page, settle: Settle) -> None:
    draw(page, [np.array([[20, 140], [260, 140]])])
    settle()

    gaps = page.evaluate(
        """() => {
          const sheet = document.getElementById("sheet");
          const row = sheet.getContext("2d").getImageData(0, sheet.height / 2, sheet.width, 1).data;
          let gaps = 0;
          for (let x = Math.ceil(sheet.width * .1); x < sheet.width * .9; x++) gaps += row[4 * x + 3] < 200;
          return gaps;
        }"""
    )

    assert gaps == 0


def test_points_between_two_frames_are_kept(page: Page) -> None:
    box: Any = page.locator("#sheet").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.evaluate(
        """() => {
          const sheet = document.getElementById("sheet");
          const { left, top, width } = sheet.getBoundingClientRect();
          const at = (x, y) => ({ pointerId: 1, isPrimary: true, buttons: 1,
            clientX: left + x * width / 280, clientY: top + y * width / 280 });
          const coalescedEvents = [[140, 240], [240, 40]].map(
            ([x, y]) => new PointerEvent("pointermove", at(x, y)));
          sheet.dispatchEvent(new PointerEvent("pointermove", { ...at(240, 40), coalescedEvents }));
        }"""
    )
    page.mouse.up()

    [stroke] = strokes_on(page)
    assert len(stroke) == 3


def test_the_page_and_the_library_agree(page: Page, model: Model, settle: Settle) -> None:
    draw(page, digit_strokes(model, 5))
    settle()

    probabilities = np.asarray(model.read_strokes(strokes_on(page)).probabilities)
    bars = page.locator("#bars .track i").evaluate_all(
        "(all) => all.map((each) => Number(each.style.getPropertyValue('--share')))"
    )
    assert np.allclose(bars, probabilities, atol=1e-5)


def test_all_activations_are_checked_against_the_service(page: Page, model: Model) -> None:
    draw(page, digit_strokes(model, 5))

    expect(page.locator("#check")).to_contain_text("largest difference")
    said = page.locator("#check").inner_text()
    assert float(said.split()[-1]) < 1e-4


def test_a_finished_stroke_is_compared_once(page: Page, settle: Settle) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    draw(page, [np.array([[140, 40], [140, 240]])], steps=20)
    expect(page.locator("#compare .chip")).to_have_count(1)

    assert sum("/api/compare" in url for url in asked) == 1
    assert sum("/api/predict" in url for url in asked) <= 1


def test_the_answer_follows_while_drawing(page: Page) -> None:
    box: Any = page.locator("#sheet").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 40, steps=8)

    expect(page.locator("#label")).to_have_text("1")
    page.mouse.up()


def test_undo_redo_and_clear(page: Page, settle: Settle) -> None:
    draw(page, [np.array([[140, 40], [140, 240]])])
    settle()
    one = inked(page)
    draw(page, [np.array([[40, 140], [240, 140]])])
    settle()
    two = inked(page)
    assert two > one > 0

    page.click("#undo")
    settle()
    assert inked(page) == one
    page.click("#redo")
    settle()
    assert inked(page) == two
    page.click("#clear")
    settle()
    assert inked(page) == 0
    expect(page.locator("#sentence")).to_have_text("No ink yet.")
    page.keyboard.press("Control+z")
    settle()
    assert inked(page) == two


def test_the_eraser_cuts_a_stroke_in_two(page: Page, settle: Settle) -> None:
    draw(page, [np.array([[40, 140], [240, 140]])])
    settle()
    whole = inked(page)
    page.click("#eraser")
    draw(page, [np.array([[140, 100], [140, 180]])], steps=10)
    settle()

    assert 0.6 * whole < inked(page) < 0.95 * whole


def test_a_wider_pen_covers_more_and_changes_no_answer(
    page: Page, model: Model, settle: Settle
) -> None:
    draw(page, digit_strokes(model, 2))
    settle()
    thin, sure = inked(page), page.locator("#sentence").inner_text()
    page.locator("#pen-width").fill("34")
    settle()

    assert inked(page) > 1.3 * thin
    expect(page.locator("#sentence")).to_have_text(sure)


def test_a_dot_is_no_digit(page: Page) -> None:
    draw(page, [np.array([[140, 140]])])

    expect(page.locator("#sentence")).to_contain_text("no ink")
    expect(page.locator("#label")).to_have_text("")


def test_the_keyboard_draws(page: Page) -> None:
    page.focus("#sheet")
    page.keyboard.press("Space")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Space")

    expect(page.locator("#label")).to_have_text("1")
    page.keyboard.press("Backspace")
    expect(page.locator("#sentence")).to_have_text("No ink yet.")


def test_an_address_holds_the_drawing_and_the_model(
    page: Page, model: Model, settle: Settle
) -> None:
    draw(page, digit_strokes(model, 7))
    settle()
    before = page.locator("#sentence").inner_text()
    page.click("#share")
    address = page.evaluate("location.href")
    assert "ink=" in address

    other = page.context.new_page()
    other.goto(address)

    expect(other.locator("#label")).to_have_text("7")
    expect(other.locator("#sentence")).to_have_text(before)


@pytest.mark.parametrize(
    "fragment",
    [
        "#ink=%%%",
        "#ink=AAAA&pen=x",
        "#pixels=AA",
        "#model=nope",
        "#raw=1&ink=" + "_" * 99,
        "#/read?at=9.9999999&level=7",
        "#/read?w=0.1.1&t=-4",
        "#/nowhere/%E0%A4%A?net=",
    ],
)
def test_a_made_up_address_does_no_harm(page: Page, fragment: str) -> None:
    other = page.context.new_page()
    wrong: list[str] = []
    other.on("pageerror", lambda error: wrong.append(str(error)))
    other.goto(page.url.partition("#")[0] + fragment)
    other.wait_for_timeout(500)

    assert not wrong


def test_the_first_stage_is_the_sheet_itself(page: Page, settle: Settle) -> None:
    page.click("#steps-fold summary")
    draw(page, [np.array([[60, 40], [60, 100]])])
    settle()

    middle = page.evaluate(
        """() => {
          const canvas = document.querySelector("#steps canvas");
          const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const inked = [];
          for (let i = 0; i < data.length / 4; i++) {
            if (data[4 * i + 3] > 127) inked.push([i % width, Math.floor(i / width)]);
          }
          const sum = (axis) => inked.reduce((sum, each) => sum + each[axis], 0);
          return [0, 1].map((axis) => sum(axis) / inked.length / width);
        }"""
    )

    assert np.allclose(middle, [60 / 280, 70 / 280], atol=0.02)


def test_raw_ink_in_a_corner_is_shown_as_it_is_sent(page: Page, model: Model) -> None:
    page.click("#steps-fold summary")
    small = [stroke / 3 for stroke in digit_strokes(model, 3)]
    draw(page, small)
    expect(page.locator("#label")).to_have_text("3")
    expect(page.locator("#steps h3")).to_have_text(
        [
            "As drawn",
            "Scaled",
            "Drawn on 28 × 28",
            "Centered",
        ]
    )
    page.click("#raw", force=True)

    expect(page.locator("#steps h3")).to_have_text(["As drawn", "As sent"])
    expect(page.locator("#steps-note")).to_contain_text("Scaled and centered: 3")


def test_every_other_model_says_what_it_reads(page: Page, model: Model) -> None:
    draw(page, digit_strokes(model, 6))

    expect(page.locator("#compare .chip")).to_have_text(["cnn says 6"])
    page.click("#compare .chip")
    expect(page.locator("#model")).to_have_attribute("data-model", "cnn")
    expect(page.locator("#compare .chip")).to_have_text(["tiny says 6"])


def test_another_class_is_a_few_pixels_away(page: Page, model: Model, settle: Settle) -> None:
    draw(page, digit_strokes(model, 3))
    page.click("#why-not-fold summary")
    page.select_option("#why-not", label="a 9")
    expect(page.locator("#why-not-fold")).to_contain_text("would be enough: then it answers 9")
    page.get_by_role("button", name="Read the changed digit").click()

    expect(page.locator("#label")).to_have_text("9")
