"""The room Lab in a real browser: each page answers its question on the drawing and on the test digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from benchmarks.page import MOVE_SLIDER
from playwright.sync_api import Browser, Page, expect

from glassnet import explain, load_data, load_model
from glassnet.data.published.catalog import MNIST
from glassnet.data.published.files import find

pytestmark = pytest.mark.browser

PAGES = [
    "break", "weight", "prune", "quantize", "attention", "dream", "fool", "morph", "map", "raw",
]  # fmt: skip
MEASURED = 60_000
PERCENT = re.compile(r"^\d+\.\d+\u202f%$")
needs_mnist = pytest.mark.skipif(find(MNIST) is None, reason="MNIST is not on this machine")


@pytest.fixture(scope="module")
def lab(browser: Browser, server: tuple[str, int]) -> Iterator[Page]:
    """The room on the network tiny, with a three on the sheet; loaded once for all tests of this file."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    host, port = server
    page.goto(f"http://{host}:{port}/#/lab/break?net=tiny")
    expect(page.locator("#lab-label")).to_have_text("3")
    yield page
    context.close()
    assert complaints == []


def visit(page: Page, address: str, net: str = "tiny") -> None:
    """Follow a link to a page of the lab."""
    path, _, query = address.partition("?")
    page.evaluate("(hash) => { location.hash = hash; }", f"#/lab/{path}?net={net}&{query}")
    title = path.capitalize()
    expect(page.locator(".lab-pages [aria-current]")).to_have_text(title)
    expect(page.locator("#model")).to_have_attribute("data-model", net)


def open_with_the_example(page: Page) -> None:
    """The room as it opens: with a three on the sheet."""
    page.goto(page.url.partition("#")[0] + "#/lab/break?net=tiny")
    page.reload()
    expect(page.locator("#lab-label")).to_have_text("3")


def wait_for_number(page: Page) -> float:
    """The page's number, once it is measured, 0 to 1."""
    number = page.locator("#lab-number")
    expect(number).to_have_text(PERCENT, timeout=MEASURED)
    expect(number).not_to_have_class(re.compile("unknown"), timeout=MEASURED)
    return float((number.text_content() or "").split("\u202f")[0]) / 100


@pytest.mark.parametrize("name", PAGES)
def test_each_page_asks_shows_and_measures(lab: Page, name: str) -> None:
    visit(lab, name)

    expect(lab.locator("#lab-question")).to_contain_text("?")
    expect(lab.locator("#lab-saw")).to_have_text(re.compile(r"\w.*[.:]"))
    assert lab.locator(".lab-controls > *").count() <= 3
    assert 0 <= wait_for_number(lab) <= 1
    expect(lab.locator("#lab-meaning")).to_contain_text(re.compile("test digits|triangles"))


def test_knocked_out_neurons_are_in_the_address_and_change_the_answer(lab: Page) -> None:
    visit(lab, "break")
    neurons = lab.locator("button.lab-neuron")
    expect(neurons).to_have_count(16)
    for neuron in neurons.all():
        neuron.click()
        expect(neuron).to_have_attribute("aria-pressed", "true")
    expect(lab.locator("#lab-saw")).to_contain_text("Without neurons 1, 2, 3")
    expect(lab.locator("#lab-saw")).to_contain_text("instead of 3")
    expect(lab).to_have_url(re.compile(r"out=1\.2\.3\.4"))
    lab.click("#lab-repair")
    expect(lab.locator("#lab-saw")).to_have_text("Nothing is broken yet.")
    expect(lab.locator("#lab-label")).to_have_text("3")


@needs_mnist
def test_accuracies_are_those_of_python(lab: Page) -> None:
    model, digits = load_model("tiny"), load_data("mnist").test
    assert digits is not None
    network, parameters = model.network, model.parameters

    visit(lab, "break?out=8")
    neurons = explain.ablate_neurons(model, digits)
    assert wait_for_number(lab) == pytest.approx(neurons[7].accuracy, abs=0.0006)
    costs = lab.locator(".lab-cost")
    expect(costs.first).to_have_text(re.compile(r"\d"), timeout=MEASURED)
    whole = explain.measure(model, digits, 0).accuracy
    for text, each in zip(costs.all_text_contents(), neurons, strict=True):
        points = float(text.replace("−", "-"))
        assert points == pytest.approx(100 * (each.accuracy - whole), abs=0.061)

    visit(lab, "prune?keep=0.3")
    pruned = explain.measure(model, digits, 0, explain.prune(network, parameters, 0.3))
    assert wait_for_number(lab) == pytest.approx(pruned.accuracy, abs=0.0006)

    expect(lab.locator("#lab-meaning")).to_contain_text("17.3\u202fkB instead of 52.0\u202fkB")

    visit(lab, "quantize?bits=3")
    rounded = explain.dequantize(parameters, explain.quantize(network, parameters, 3))
    expected = explain.measure(model, digits, 0, rounded).accuracy
    assert wait_for_number(lab) == pytest.approx(expected, abs=0.0006)
    expect(lab.locator("#lab-meaning")).to_contain_text("5.2\u202fkB instead of 52.0\u202fkB")


@needs_mnist
def test_a_control_is_followed_on_ten_thousand_digits(lab: Page) -> None:
    """How quickly, `python -m benchmarks.page` measures."""
    visit(lab, "prune?keep=0.4")
    first = wait_for_number(lab)
    seconds = lab.evaluate(MOVE_SLIDER, 0.05)
    expect(lab.locator("#lab-meaning")).to_contain_text("all 10,000")
    assert wait_for_number(lab) < first
    assert seconds > 0


def test_one_weight_is_moved_by_keyboard(lab: Page) -> None:
    visit(lab, "weight?w=3.8.4")
    expect(lab.locator("#lab-weight")).to_contain_text("layer 2, neuron 8 to output “3”")
    slider = lab.locator(".lab-controls input")
    slider.focus()
    lab.keyboard.press("Home")
    expect(lab.locator("#lab-saw")).to_contain_text("instead of 3")
    moved = wait_for_number(lab)
    lab.click("#lab-reset")
    expect(lab.locator("#lab-saw")).to_have_text("The weight has its trained value. Move it.")
    expect(lab.locator("#lab-meaning")).to_contain_text("as it was trained", timeout=MEASURED)
    assert wait_for_number(lab) > moved


def test_important_ink_is_worth_more_than_ink_at_random(lab: Page) -> None:
    visit(lab, "attention?without=30")
    expect(lab.locator("#lab-saw")).to_contain_text("Without the 30 inked pixels that count most")
    important = wait_for_number(lab)
    meaning = lab.locator("#lab-meaning").text_content() or ""
    random = float(re.findall(r"([\d.]+)\u202f%", meaning)[-1]) / 100
    assert important < random - 0.2
    visit(lab, "attention?by=occlusion")
    expect(lab.locator(".lab-picture.large figcaption")).to_contain_text("5×5 square")


def test_a_dream_is_read_as_its_class_and_goes_onto_the_sheet(lab: Page) -> None:
    visit(lab, "dream?as=7")
    expect(lab.locator("#lab-saw")).to_contain_text("reads its own dream as 7", timeout=MEASURED)
    lab.click("#lab-use")
    lab.evaluate("location.hash = '#/read'")
    expect(lab.locator("#label")).to_have_text("7")

    visit(lab, "break")
    lab.click("#clear")
    expect(lab.locator("#lab-refusal")).to_contain_text("Draw a digit first")
    open_with_the_example(lab)


def test_an_attack_fools_it_and_noise_of_the_same_strength_does_not(lab: Page) -> None:
    visit(lab, "fool?by=fgsm&strength=0.15")
    expect(lab.locator("#lab-saw")).to_contain_text("instead of 3")
    attacked = wait_for_number(lab)
    visit(lab, "fool?by=noise&strength=0.15")
    expect(lab.locator("#lab-label")).to_have_text("3")
    assert wait_for_number(lab) > attacked + 0.3
    expect(lab.locator(".chart .visually-hidden")).to_contain_text("accuracy", timeout=MEASURED)


def test_the_least_that_fools_it_is_said_and_shown(lab: Page) -> None:
    visit(lab, "fool?by=fgsm&strength=0.01")
    enough = lab.locator("#lab-enough")
    expect(enough).to_contain_text("is enough for your digit: then it is read as", timeout=MEASURED)
    other = (enough.text_content() or "").rpartition(" ")[2].rstrip(".")
    expect(lab.locator("#lab-label")).to_have_text("3")
    lab.click("#lab-show-least")
    expect(lab.locator("#lab-label")).to_have_text(other)


def test_a_morph_changes_from_one_digit_to_the_other(lab: Page) -> None:
    visit(lab, "morph?to=7&share=0")
    expect(lab.locator("#lab-label")).to_have_text("3")
    lab.locator(".lab-strip button").last.click()
    expect(lab.locator("#lab-label")).to_have_text("7")
    expect(lab.locator(".lab-strip button").last).to_have_attribute("aria-pressed", "true")


def test_a_kept_drawing_is_the_other_one(lab: Page) -> None:
    visit(lab, "morph?share=1")
    expect(lab.locator("#lab-label")).to_have_text("8")
    lab.click("#lab-keep")
    expect(lab.locator("#lab-refusal")).to_be_visible()
    box = lab.locator("#sheet").bounding_box()
    assert box is not None
    lab.mouse.move(box["x"] + box["width"] / 2, box["y"] + 30)
    lab.mouse.down()
    lab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 30, steps=4)
    lab.mouse.up()
    expect(lab.locator(".lab-controls select")).to_have_value("kept1")
    expect(lab.locator("#lab-label")).to_have_text("3")
    expect(lab.locator("#lab-saw")).to_contain_text("On the whole way: 1, then")
    open_with_the_example(lab)


def test_the_map_is_walked_by_keyboard(lab: Page) -> None:
    visit(lab, "map?b=8&c=7&u=0&v=0")
    expect(lab.locator("#lab-saw")).to_contain_text("Of the whole map", timeout=MEASURED)
    expect(lab.locator("#lab-label")).to_have_text("3")
    lab.focus(".lab-map")
    for _ in range(20):
        lab.keyboard.press("ArrowRight")
    expect(lab.locator("#lab-label")).to_have_text("8")


def test_preparation_helps(lab: Page) -> None:
    visit(lab, "raw")
    expect(lab.locator("#lab-saw")).to_contain_text("scaled and centered, as 3")
    raw = wait_for_number(lab)
    meaning = lab.locator("#lab-meaning").text_content() or ""
    assert float(re.findall(r"([\d.]+)\u202f%", meaning)[-1]) / 100 > raw + 0.4


def test_long_work_is_asked_for_and_can_be_stopped(lab: Page) -> None:
    visit(lab, "attention?by=occlusion", net="cnn")
    lab.click("#lab-begin", timeout=MEASURED)
    expect(lab.locator(".lab-progress")).to_be_visible()
    lab.click("#lab-stop")
    expect(lab.locator("#lab-begin")).to_be_visible()
    expect(lab.locator(".lab-progress")).to_be_hidden()
    visit(lab, "break")


def test_everything_has_a_name(lab: Page) -> None:
    for name in PAGES:
        visit(lab, name)
        nameless = lab.evaluate(
            """() => [...document.querySelectorAll("#main input, #main select, #main button, #main canvas")]
              .filter((each) => each.checkVisibility() && each.ariaHidden !== "true")
              .filter((each) => !each.ariaLabel && !each.labels?.length && !each.textContent.trim())
              .map((each) => each.outerHTML)"""
        )
        assert nameless == []


def test_nothing_is_wider_than_a_phone(lab: Page) -> None:
    lab.set_viewport_size({"width": 390, "height": 844})
    for name in PAGES:
        visit(lab, name)
        lab.wait_for_timeout(100)
        assert lab.evaluate("document.documentElement.scrollWidth") <= 390, name
    lab.set_viewport_size({"width": 1280, "height": 900})
