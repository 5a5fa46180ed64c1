"""Backprop in a real browser: numbers that add up, derivatives that are right, updates and undo."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture
def open_room(browser: Browser, server: tuple[str, int]) -> Iterator[Open]:
    """Opens the room at an address; nothing may be wrong in the console afterwards."""
    host, port = server
    complaints: list[str] = []
    contexts = []

    def open_room(address: str, width: int = 1280, height: int = 900) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"http://{host}:{port}/#/backprop{address}")
        expect(page.locator("#phase-loss")).to_contain_text("loss")
        return page

    yield open_room
    for context in contexts:
        context.close()
    assert complaints == []


def numbers(text: str | None) -> list[Decimal]:
    return [Decimal(each.replace("−", "-")) for each in re.findall(r"−?\d+(?:\.\d+)?", text or "")]


def last_cells(page: Page, part: str) -> list[Decimal]:
    cells = page.locator(f".term-table {part} tr td:last-child").all_text_contents()
    return [numbers(cell)[-1] for cell in cells]


def derivative(locator: Locator) -> float:
    text = locator.text_content() or ""
    mantissa, _, power = text.replace("−", "-").partition("·10")
    digits = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(mantissa) * 10.0 ** int(digits or 0)


@pytest.mark.parametrize("phase", [0, 4, 6])
@pytest.mark.parametrize("network", ["tiny", "cnn"])
def test_sums_add_up_to_the_last_digit(open_room: Open, network: str, phase: int) -> None:
    if network == "cnn" and phase > 4:
        pytest.skip("the third step back ends at a convolution, which has no table")
    page = open_room(f"?net={network}&as=9&t={phase}")
    page.wait_for_selector(".term-table tfoot")

    terms, (total,) = last_cells(page, "tbody"), last_cells(page, "tfoot")

    assert len(terms) > 1
    assert sum(terms) == total


def test_the_errors_of_the_outputs_are_probability_minus_target(open_room: Open) -> None:
    page = open_room("?net=tiny&as=9&t=2")
    expect(page.locator("#phase-title")).to_have_text("Error at the outputs")

    rows = page.locator(".term-table tbody tr")
    expect(rows).to_have_count(10)
    for row in rows.all():
        p, y, error = (numbers(cell)[0] for cell in row.locator("td").all_text_contents())
        assert p - y == error


def test_the_time_line_goes_through_all_phases(open_room: Open) -> None:
    page = open_room("?net=tiny&as=9")
    titles = []
    for number in range(1, 11):
        expect(page.locator(".phase-number")).to_have_text(f"{number}/10")
        titles.append(page.locator("#phase-title").text_content())
        page.keyboard.press("l")

    assert titles[0] == "Forward"
    assert titles[3] == "Gradients of the last layer"
    assert titles[-3:] == ["Gradients of the first layer", "Update", "New loss"]


def test_pointing_at_a_number_says_where_it_is_from(open_room: Open) -> None:
    page = open_room("?net=tiny&as=9&t=3")
    page.hover("#phase-numbers .pointable >> nth=0")

    expect(page.locator("#phase-note")).to_contain_text("from layer 2, neuron")
    expect(page.locator("#network-tooltip")).to_be_visible()


def test_a_weights_derivative_is_that_of_the_differences(open_room: Open) -> None:
    page = open_room("?net=tiny&as=9&t=3&w=3.8.4")
    expect(page.locator("#parameter-verdict")).to_have_text("Both agree.")

    computed, measured = (
        derivative(page.locator(f"#parameter-{each}")) for each in ("computed", "measured")
    )
    assert computed == pytest.approx(measured, rel=1e-5)
    page.locator("#parameter-step").fill("0")
    expect(page.locator("#parameter-verdict")).to_contain_text("curve bends")


def test_everything_follows_a_weight(open_room: Open) -> None:
    page = open_room("?net=tiny&as=9&t=3&w=3.8.4")
    before = page.locator("#phase-loss").text_content()
    page.focus("#parameter-slider")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")

    expect(page.locator("#phase-loss")).not_to_have_text(before or "")
    expect(page.locator("#backprop-check")).to_contain_text("Changed weights")
    page.click("#teach-undo")
    expect(page.locator("#phase-loss")).to_have_text(before or "")


def test_an_update_and_undo(open_room: Open) -> None:
    page = open_room("?net=tiny&as=9&t=9")
    expect(page.locator("#teach-undo")).to_be_disabled()
    before = page.locator("#phase-loss").text_content()
    page.click("#teach-1")
    expect(page.locator("#teach-result")).to_contain_text("after 1 update")
    terms, (total,) = last_cells(page, "tbody"), last_cells(page, "tfoot")

    assert sum(terms) == total < 0
    page.click("#teach-undo")
    expect(page.locator("#phase-loss")).to_have_text(before or "")


def test_teaching_one_digit_forgets_others(open_room: Open) -> None:
    page = open_room("?net=tiny&as=9&t=9")
    expect(page.locator("#teach-others")).to_have_text("Thirty other digits, right: 30")
    page.select_option("#teach-rate", "0.1")
    page.click("#teach-100")

    expect(page.locator("#teach-result")).to_contain_text("after 100 updates")
    expect(page.locator("#teach-others")).to_contain_text("It forgets")
    assert page.locator("#teach-samples .wrong").count() > 8
    page.click("#teach-reset")
    expect(page.locator("#teach-samples .wrong")).to_have_count(0)


@pytest.mark.parametrize("network", ["tiny", "cnn"])
def test_every_number_is_pythons(open_room: Open, network: str) -> None:
    page = open_room(f"?net={network}&as=9")
    if network == "cnn":
        page.click("#backprop-ask")

    expect(page.locator("#backprop-check.right")).to_contain_text("Checked against Python")


def test_the_notation_is_chosen(open_room: Open) -> None:
    page = open_room("?net=tiny&as=9&t=3&level=3")
    page.select_option("#backprop-notation", "brackets")
    expect(page.locator("#phase-numbers")).to_contain_text("dW")
    page.select_option("#backprop-notation", "names")
    expect(page.locator("#phase-numbers")).to_contain_text("d_weights")


def test_an_array_is_shown_as_numbers(open_room: Open) -> None:
    page = open_room("?net=tiny&as=9&t=7")
    page.click("[data-quantity=dWeight]")

    expect(page.locator("#array-numbers tbody tr")).to_have_count(28)


def test_the_small_network_shows_every_value(open_room: Open) -> None:
    page = open_room("/tiny?t=7")
    picture = page.locator(".tiny-network")
    expect(picture).to_contain_text("L = 1.1369")
    expect(page.locator(".tiny-part.weight")).to_have_count(12)
    expect(page.locator(".tiny-part.weight .derivative")).to_have_count(12)
    page.fill("#tiny-input-1", "2")
    page.press("#tiny-input-1", "Enter")

    expect(picture).not_to_contain_text("L = 1.1369")


@pytest.mark.parametrize("address", ["?net=tiny&as=9&t=3&w=3.8.4&level=3", "/tiny?t=7&level=3"])
def test_nothing_scrolls_the_page(open_room: Open, address: str) -> None:
    for width, height in ((1440, 900), (1024, 768), (390, 844)):
        page = open_room(address, width, height)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if width >= 900:
            assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize("notation", ["partial", "brackets", "code", "names"])
@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "squared_error"])
def test_every_phase_has_its_formula_and_numbers(open_room: Open, notation: str, loss: str) -> None:
    page = open_room(f"/tiny?level=3&symbols={notation}")
    page.select_option("#tiny-activation", "sigmoid")
    page.select_option("#tiny-loss", loss)
    for phase in range(1, 9):
        expect(page.locator(".phase-number")).to_have_text(f"{phase}/8")
        assert page.locator(".formula-box.formulas math").count() > 0
        assert page.locator("#phase-numbers .pointable").count() > 0
        page.keyboard.press("l")
