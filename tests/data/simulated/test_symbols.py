"""Windows of simulated lines: each symbol is seen in its place on the line."""

import numpy as np
import pytest

from glassnet.data.simulated.glyphs.symbols import SYMBOL_VARIANTS
from glassnet.data.simulated.lines import simulate_lines
from glassnet.data.simulated.symbol_windows import simulate_symbols
from glassnet.ink.symbols.marks import CLASSES
from glassnet.ink.symbols.names import SYMBOLS
from glassnet.ink.symbols.windows import LINE_HEIGHT


@pytest.fixture(scope="module")
def windows():
    return simulate_symbols(np.random.default_rng(3), 300)


def test_every_symbol_has_variants_whose_shares_sum_to_one() -> None:
    assert tuple(SYMBOL_VARIANTS) == SYMBOLS
    for variants in SYMBOL_VARIANTS.values():
        assert sum(each.frequency for each in variants) == pytest.approx(1)


def test_windows_have_the_mark_and_what_is_around_it(windows) -> None:
    assert windows.class_names == CLASSES
    assert windows.images.shape == (300, 28, 28, 2)
    assert set(windows.labels.tolist()) == set(range(len(CLASSES)))
    own, others = windows.images[..., 0], windows.images[..., 1]
    assert (own.max(axis=(1, 2)) > 50).mean() > 0.97
    assert (others.max(axis=(1, 2)) > 100).mean() > 0.95


def test_symbols_are_where_they_belong_on_the_line(windows) -> None:
    middle, foot = 14, 14 + LINE_HEIGHT / 2

    def row_of(symbol: str) -> float:
        own = windows.only(CLASSES.index(symbol)).images[..., 0].astype(float)
        rows = (own.sum(axis=2) * np.arange(28)).sum(axis=1) / own.sum(axis=(1, 2))
        return float(np.median(rows))

    assert row_of("-") == pytest.approx(middle, abs=2.5)
    assert row_of("/") == pytest.approx(middle, abs=2.5)
    assert foot - 3.5 < row_of(".") < foot  # a point stands on the foot of the line
    assert row_of(",") > row_of(".") + 1
    assert middle - 1 < row_of(":") < foot


def test_the_same_seed_gives_the_same_windows() -> None:
    one, other = (simulate_symbols(np.random.default_rng(5), 8) for _ in range(2))

    assert np.array_equal(one.images, other.images)
    assert np.array_equal(one.labels, other.labels)


def test_a_line_has_the_boxes_of_its_characters() -> None:
    for line in simulate_lines(np.random.default_rng(0), ["12.5", "-3/4", "10:07"]):
        assert len(line.boxes) == len(line.text)
        for left, top, right, bottom in line.boxes.tolist():
            inside = line.ink[
                max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1
            ]
            assert inside.max() > 0.5
