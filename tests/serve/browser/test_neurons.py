"""One neuron in the inspector: counted as in the commands, and one cell of a map."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
COMMAND = "import sys; from glassnet.cli import main; sys.exit(main(sys.argv[1:]))"


def open_at(page: Page, query: str) -> None:
    page.evaluate("(hash) => { location.hash = hash; }", f"#/read?{query}")
    name = query.partition("net=")[2].partition("&")[0]
    expect(page.locator("#model")).to_have_attribute("data-model", name)


def draw_one(page: Page) -> None:
    box = page.locator("#sheet").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 150, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 230, steps=6)
    page.mouse.up()


@pytest.mark.parametrize("page", [CLIPBOARD], indirect=True)
def test_the_sum_of_a_neuron_is_copied_as_a_command_that_prints_it(page: Page) -> None:
    open_at(page, "net=tiny&at=2.5&level=3")
    draw_one(page)
    shown = page.locator("#inspector-body tfoot tr:last-child td:last-child")
    expect(shown).to_have_text(re.compile(r"\d"))
    page.get_by_role("button", name="Copy as command").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    command = page.evaluate("navigator.clipboard.readText()")

    found = re.fullmatch(r"echo '(.+)' \| glassnet (explain tiny - --neuron 2:5)", command)
    assert found
    said = subprocess.run(
        [sys.executable, "-c", COMMAND, *found[2].split()],
        input=found[1], capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    printed = float(said.split("layer 2, neuron 5: ")[1].split("\nz ")[1].split()[0])
    assert printed == pytest.approx(float(shown.inner_text().replace("−", "-")), abs=1e-3)


def test_where_one_points_at_a_neuron_its_formula_has_its_numbers(page: Page) -> None:
    open_at(page, "net=tiny&at=2.5")
    draw_one(page)
    shown = page.locator("#inspector-body tfoot tr:last-child td:last-child").inner_text()
    page.focus("#network")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    formula = page.locator("#network-tooltip").inner_text()
    found = re.search(r"neuron 5: Σ .* over 16 \+ bias = (\S+), ReLU\((\S+)\) = (\S+)$", formula)
    assert found
    total = float(shown.replace("−", "-"))
    assert float(found[1].replace("−", "-")) == pytest.approx(total, abs=6e-4)
    assert found[1] == found[2]
    assert float(found[3]) == pytest.approx(max(total, 0), abs=6e-4)


def test_a_layer_has_the_number_of_its_weights_and_old_links_go_on_working(page: Page) -> None:
    open_at(page, "net=cnn&at=8.77")
    draw_one(page)
    expect(page.locator("#inspector-title")).to_have_text("Layer 5, neuron 77")
    open_at(page, "net=cnn&at=2.1")
    expect(page.locator("#inspector-title")).to_have_text("Layer 1, pooled, map 1, row 1, column 1")


def test_moving_over_a_map_slides_the_kernel(page: Page) -> None:
    open_at(page, "net=cnn&at=1.1")
    draw_one(page)
    title = page.locator("#inspector-title")
    expect(title).to_have_text("Layer 1, map 1, row 1, column 1")
    box = page.locator(".map-frame").bounding_box()
    assert box is not None
    side = box["width"] / 24
    page.mouse.move(box["x"] + 9.5 * side, box["y"] + 4.5 * side)
    expect(title).to_have_text("Layer 1, map 1, row 5, column 10")
    expect(page.locator("#network-tooltip")).to_be_hidden()

    page.focus("#slide")
    page.keyboard.press("Enter")
    expect(page.locator("#slide")).to_have_text("Stop")
    expect(title).to_have_text(re.compile(r"Layer 1, map 1, row 5, column 1[2-9]"))
    expect(page.locator("#slide")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#slide")).to_have_text("Slide the kernel")
    stopped = title.inner_text()
    page.wait_for_timeout(400)
    expect(title).to_have_text(stopped)
