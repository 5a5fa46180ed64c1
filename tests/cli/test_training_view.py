"""What `glassnet train` shows while it trains, and how it introduces what it trains."""

from __future__ import annotations

import io
import re

from rich.console import Console

from glassnet.cli.training_settings import change_recipe
from glassnet.cli.training_view import TrainingView
from glassnet.recipes import Recipe
from glassnet.training import Progress, Started
from glassnet.tutorials import find_recipe

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def show_progress(width: int) -> list[str]:
    """The lines of the bar in a terminal of this width."""
    output = io.StringIO()
    console = Console(file=output, width=width, force_terminal=True, color_system=None)
    started = Started("MNIST train (55,000)", None, 203_530, 6, 430, 55_000, 0, "compiled")
    steps = [Progress(5, step, 128 * step, 1.2345, 0.98765, 0.003, 123_456.0) for step in range(9)]
    TrainingView(console).show([started, *steps])
    lines = re.split(r"[\r\n]+", ANSI.sub("", output.getvalue()))
    return [line.strip() for line in lines if line.startswith("epoch") and "loss" in line]


def test_the_bar_is_one_line_in_a_terminal_of_80_columns() -> None:
    lines = show_progress(80)

    assert lines
    for line in lines:
        assert len(line) <= 80
        assert re.search(r"accuracy 98.7\d%\s+[\d:-]+$", line)


def test_a_wider_terminal_shows_the_speed_too() -> None:
    assert all("123,456 examples/s" in line for line in show_progress(120))


def test_a_changed_recipe_no_longer_promises_the_accuracy_of_the_unchanged_one() -> None:
    changed = change_recipe(find_recipe("standard"), {"learning_rate": 100.0})

    assert "98 %" in find_recipe("standard").description
    assert (
        changed.description == "one hidden layer of 256, ReLU, Adam; changed: learning_rate 100.0"
    )


def test_a_seed_changes_no_description() -> None:
    assert change_recipe(find_recipe("standard"), {"seed": 3}).description == (
        find_recipe("standard").description
    )


def test_a_recipe_without_a_description_gets_none() -> None:
    recipe: Recipe = find_recipe("standard").with_changes(description="")

    assert change_recipe(recipe, {"epochs": 2}).description == ""
