"""The page groups the strokes of several digits as Python does, to the last bit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.data.simulated.simulate import simulate_strokes
from glassnet.ink import group_strokes

SCRIPT = Path(__file__).parent / "group_strokes.mjs"
RunNode = Callable[[Path, Any], Any]


def write_page(rng: np.random.Generator) -> list[list[list[float]]]:
    """Digits in a line or two, with gaps of all sizes, on the page's grid of quarters or not; and dots."""
    strokes: list[np.ndarray] = []
    for line in range(int(rng.integers(1, 3))):
        left = 0.0
        for label in rng.integers(0, 10, int(rng.integers(1, 6))).tolist():
            digit = simulate_strokes(rng, label)
            scale = 0.5 * float(rng.uniform(0.6, 1.2))
            low = np.concatenate(digit).min(axis=0)
            offset = (left, 160 * line + float(rng.uniform(0, 40)))
            strokes += [(stroke - low) * scale + offset for stroke in digit]
            width = float(np.concatenate(digit).max(axis=0)[0] - low[0]) * scale
            left += width + float(rng.uniform(-15, 60)) + (150 if rng.random() < 0.1 else 0)
    if rng.random() < 0.3:
        strokes.append(rng.uniform(0, 200, (1, 2)))
    if rng.random() < 0.3:
        strokes.insert(0, np.empty((0, 2)))
    if rng.random() < 0.5:
        strokes = [np.rint(4 * stroke) / 4 for stroke in strokes]
    return [stroke.tolist() for stroke in strokes]


def groups_in_python(strokes: list[list[list[float]]]) -> list[dict[str, Any]]:
    return [
        {
            "strokes": list(group.strokes),
            "box": group.box._asdict(),
            "line": group.line,
            "number": group.number,
        }
        for group in group_strokes(strokes)
    ]


def check_pages(run_node: RunNode, count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pages = [write_page(rng) for _ in range(count)]

    found = run_node(SCRIPT, pages)

    expected = [groups_in_python(page) for page in pages]
    assert found == expected
    assert len({len(groups) for groups in expected}) > 4


def test_groups_are_those_of_python(run_node: RunNode) -> None:
    check_pages(run_node, 60, seed=1)


@pytest.mark.full
def test_groups_of_a_thousand_pages_are_those_of_python(run_node: RunNode) -> None:
    check_pages(run_node, 1000, seed=2)


def test_an_empty_sheet_has_no_groups(run_node: RunNode) -> None:
    assert run_node(SCRIPT, [[], [[]]]) == [[], []]
