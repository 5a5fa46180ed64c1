"""The data of `glassnet train`: loaded, replaced by simulated ink, or streamed."""

from __future__ import annotations

from typing import Any

from glassnet.cli.console import error_console
from glassnet.cli.data import download_bars
from glassnet.data.download.fetch import FetchOptions
from glassnet.data.labeled_images import Dataset
from glassnet.data.sources import find_or_fallback, load
from glassnet.data.streaming import can_stream, expect_streamable, open_streamed, should_stream
from glassnet.recipes import Recipe


def choose_order(recipe: Recipe, stream: bool | None) -> dict[str, Any]:
    """The setting that streams the data of a recipe; none where it is to be read into memory.

    Where that is not said, it depends on its size. Raises `UnknownSource` for data that cannot be streamed.
    """
    if stream:
        expect_streamable(recipe.data)
    elif stream is not None or not should_stream(recipe.data):
        return {}
    return {"order": "blocks"}


def load_data(recipe: Recipe, explicit: bool) -> tuple[Dataset, str]:
    """The data, and the reason if simulated ink is used instead of MNIST."""
    with download_bars(error_console()) as report:
        options = FetchOptions(report=report)
        if recipe.data == "mnist" and not explicit:
            dataset, reason = find_or_fallback(recipe.seed, options)
            return dataset, reason or ""
        if recipe.order == "blocks" and can_stream(recipe.data):
            return open_streamed(recipe.data), ""
        return load(recipe.data, recipe.seed, options), ""
