"""What notebooks show of a training run: its recipe, how far it is, and its curves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from glassnet.display import Html, draw_lines, join, make_facts
from glassnet.recipes import Recipe


def show_run(folder: Path, recipe: Recipe, metrics: str) -> Html:
    """The run in a folder as HTML; the file `metrics` has a line for each finished epoch."""
    path = folder / metrics
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    history = [json.loads(line) for line in lines]
    facts = {
        "recipe": f"{recipe.name}: {recipe.description}",
        "epochs": f"{len(history)} of {recipe.epochs}",
    }
    curves = [
        draw_lines(title, _series(history, key), percent)
        for title, key, percent in (("Loss", "loss", False), ("Accuracy", "accuracy", True))
    ]
    return join(make_facts(f"Run {folder.name}", facts), *curves)


def _series(history: Sequence[Mapping[str, Any]], key: str) -> dict[str, list[float]]:
    names = {"training": f"train_{key}", "validation": f"validation_{key}"}
    return {
        name: [line[column] for line in history if line.get(column) is not None]
        for name, column in names.items()
    }
