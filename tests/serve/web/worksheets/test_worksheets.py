"""The page's worksheets are those of `glassnet worksheet`, word by word and number by number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.explain.worksheets import make_worksheet
from glassnet.explain.worksheets.blocks import Answer, Page
from glassnet.explain.worksheets.exact import format_exact, format_rounded
from glassnet.explain.worksheets.pages import pages_of
from glassnet.ink import from_strokes

DESCRIBE = Path(__file__).parent / "describe_worksheets.mjs"
SEVEN = [[[60, 60], [200, 60], [120, 230]]]
NAMES = {"key_only": "keyOnly", "first_column": "firstColumn", "solved": "isSolved"}
# Shares of the width: HTML finds its own.
LEFT_OUT = {"widths"}
RunNode = Callable[[Path, Any], Any]


def plain(value: Any) -> Any:
    """Blocks as the page's modules have them."""
    if isinstance(value, Answer):
        return {"answer": value.text}
    if is_dataclass(value):
        own = {
            NAMES.get(each.name, each.name): plain(getattr(value, each.name))
            for each in fields(value)
            if each.name not in LEFT_OUT
        }
        return own if isinstance(value, Page) else {"kind": type(value).__name__.lower(), **own}
    if isinstance(value, np.ndarray):
        return value.ravel().tolist()
    return [plain(each) for each in value] if isinstance(value, tuple) else value


def expect_pythons(run_node: RunNode, count: int) -> None:
    image = from_strokes(SEVEN).image
    assert image is not None
    sent = {"seeds": list(range(count)), "image": image.ravel().tolist(), "numbers": []}
    found = run_node(DESCRIBE, sent)["sheets"]

    for seed, pages in enumerate(found):
        assert pages == [plain(each) for each in pages_of(make_worksheet(seed, image))], seed


def test_every_page_is_pythons(run_node: RunNode) -> None:
    expect_pythons(run_node, 12)


@pytest.mark.full
def test_five_hundred_pages_are_pythons(run_node: RunNode) -> None:
    expect_pythons(run_node, 500)


def test_a_blank_image_has_a_sum_of_its_bias(run_node: RunNode) -> None:
    blank = np.zeros((28, 28), np.uint8)
    found = run_node(DESCRIBE, {"seeds": [3], "image": blank.ravel().tolist(), "numbers": []})

    assert found["sheets"][0] == [plain(each) for each in pages_of(make_worksheet(3, blank))]


def test_numbers_are_written_as_python_writes_them(run_node: RunNode) -> None:
    texts = ["1/8", "-5/2", "3", "0", "-7/100", "-3/16", "12345/100000", "-1/20000", "19999/10000"]
    found = run_node(DESCRIBE, {"seeds": [], "image": [], "numbers": [*texts, "1/3"]})

    assert found["exact"][:-1] == [format_exact(Fraction(each)) for each in texts]
    assert found["exact"][-1].startswith("A worksheet expects at most 5 decimals")
    assert found["rounded"] == [format_rounded(Fraction(each), 3) for each in [*texts, "1/3"]]
