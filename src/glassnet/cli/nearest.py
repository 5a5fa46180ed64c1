"""The training images nearest to one image, for `glassnet explain --nearest`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from glassnet.cli.contact_sheet import terminal_sheet
from glassnet.data import LabeledImages, load
from glassnet.errors import SettingError, format_error
from glassnet.explain import Neighbors, find_neighbors, hidden_outputs
from glassnet.models import Model
from glassnet.nn import Array

SHEET_WIDTH = 80


@dataclass(frozen=True)
class NearestImages:
    """Images of a training set: the nearest by their pixels, and by the outputs of the last hidden layer.

    `hidden` is None for a network without hidden layers.
    """

    digits: LabeledImages
    pixels: Neighbors
    hidden: Neighbors | None


def find_nearest(model: Model, image: Array, count: int) -> NearestImages:
    """The `count` nearest images of the training split of the data that the model's recipe names.

    Raises what `load` raises where this data is not here.
    """
    digits = load(model.recipe.data).train
    if digits is None:
        remedy = "Leave --nearest out."
        raise SettingError(format_error("--nearest", "data with a training split", "none", remedy))
    model.expect_images(digits.images)
    layers = [name for name in model.network.layer_names if name]
    hidden = None
    if len(layers) > 1:
        (own,) = hidden_outputs(model, image[None])
        hidden = find_neighbors(hidden_outputs(model, digits.images), own, count)
    return NearestImages(digits, find_neighbors(digits.images, image, count), hidden)


def show_nearest(console: Console, found: NearestImages) -> None:
    """Show the nearest images with their labels and distances."""
    ways = [("by pixels", found.pixels)]
    if found.hidden is not None:
        ways.append(("by the outputs of the last hidden layer", found.hidden))
    for way, neighbors in ways:
        digits = found.digits.take(neighbors.indices)
        names = [digits.class_names[label] for label in digits.labels]
        (most, votes), *_ = Counter(names).most_common(1)
        console.print(
            f"\nthe nearest of {len(found.digits):,} images of {found.digits.name}, {way}: "
            f"{votes} of {len(names)} are {most}",
            markup=False,
            highlight=False,
        )
        captions = [
            f"{name}  {distance:.3g}"
            for name, distance in zip(names, neighbors.distances, strict=True)
        ]
        color = console.color_system is not None
        console.print(terminal_sheet(digits.images, captions, SHEET_WIDTH, color))


def nearest_to_plain(found: NearestImages) -> dict[str, Any]:
    """As JSON has it: indices count from 0, as those of `--index`."""

    def describe(neighbors: Neighbors) -> list[dict[str, Any]]:
        names, labels = found.digits.class_names, found.digits.labels
        return [
            {"index": index, "label": names[labels[index]], "distance": distance}
            for index, distance in zip(
                neighbors.indices.tolist(), neighbors.distances.tolist(), strict=True
            )
        ]

    return {
        "data": found.digits.name,
        "images": len(found.digits),
        "pixels": describe(found.pixels),
        "hidden": None if found.hidden is None else describe(found.hidden),
    }
