"""One neuron's sum: the values on the page add up to the last digit."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def column(page: Page, part: str, number: int) -> list[Decimal]:
    """The numbers of one column of the table, as they are written."""
    cells = page.locator(f"#inspector {part} tr td:nth-child({number})").all_inner_texts()
    return [Decimal(cell.replace("−", "-")) for cell in cells if cell]


def numbers_in(page: Page, formula: int) -> list[Decimal]:
    """The numbers in one of the formulas."""
    said = page.locator("#inspector .formula math").nth(formula).text_content() or ""
    return [Decimal(each.replace("−", "-")) for each in re.findall(r"−?\d+\.\d+", said)]


Choose = Callable[[str, int, int], None]


@pytest.fixture
def choose(page: Page, settle: Callable[[], None], use_model: Callable[[str], None]) -> Choose:
    """Shows a neuron's sum for the three that the page opens with."""

    def choose(model: str, layer: int, neuron: int) -> None:
        page.goto(page.url.partition("#")[0])
        page.reload()
        expect(page.locator("#label")).to_have_text("3", timeout=20_000)
        page.click("#level label:last-child")
        use_model(model)
        page.select_option("#neuron-layer", str(layer))
        page.fill("#neuron-number", str(neuron))
        page.press("#neuron-number", "Enter")
        settle()

    return choose


DENSE_AND_CONVOLUTION = pytest.mark.parametrize(
    ("model", "layer", "neuron"),
    [("tiny", 1, 3), ("tiny", 3, 4), ("cnn", 1, 6030), ("cnn", 3, 2700)],
)


@DENSE_AND_CONVOLUTION
@pytest.mark.parametrize("all_terms", [False, True])
def test_the_table_adds_up_to_its_last_digit(
    page: Page, choose: Choose, model: str, layer: int, neuron: int, all_terms: bool
) -> None:
    choose(model, layer, neuron)
    if all_terms:
        page.get_by_role("button", name="terms that are not zero").click()
    terms, (*others, total) = column(page, "tbody", 4), column(page, "tfoot", 4)

    assert terms
    assert sum(terms) + sum(others) == total


@DENSE_AND_CONVOLUTION
def test_input_times_weight_is_the_term(
    page: Page, choose: Choose, model: str, layer: int, neuron: int
) -> None:
    choose(model, layer, neuron)
    inputs, weights, terms = (column(page, "tbody", number) for number in (2, 3, 4))

    for read, weight, term in zip(inputs, weights, terms, strict=True):
        assert abs(read * weight - term) < Decimal("0.0000075")  # half a digit, and a hair


@DENSE_AND_CONVOLUTION
def test_the_formula_says_what_the_table_says(
    page: Page, choose: Choose, model: str, layer: int, neuron: int
) -> None:
    choose(model, layer, neuron)
    terms, bias, total = numbers_in(page, 1)

    assert terms + bias == total == column(page, "tfoot", 4)[-1]
    activated = numbers_in(page, 2)
    if len(activated) > 1 and total > 0:  # ReLU passes values above zero
        assert activated[:2] == [total, total]
