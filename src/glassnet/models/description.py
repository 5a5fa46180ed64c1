"""A model in a few plain words and values: what `glassnet models` and the page show of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from glassnet.models.model import Model
from glassnet.nn import Layer, Network, to_plain


def architecture(network: Network) -> str:
    """The layers in a line, as in "784, dense 256 relu, dense 10"."""
    inputs = "x".join(map(str, network.input_shape))
    return ", ".join([inputs, *map(describe_layer, network.layers)])


def describe(model: Model) -> dict[str, Any]:
    """All that a model's file says of it, as plain values, but for its parameters."""
    return {
        "recipe": model.name,
        "architecture": architecture(model.network),
        "parameters": model.parameters.vector.size,
        "precision": model.recipe.precision,
        "class_names": list(model.class_names),
        "temperature": model.temperature,
        "digit_threshold": model.digit_threshold,
        "trained_on": model.trained_on,
        "trained_on_digest": model.trained_on_digest,
        "seed": model.recipe.seed,
        "figures": [asdict(figure) for figure in model.figures],
        "made_by": model.made_by,
        "notes": dict(model.notes),
    }


def describe_layer(layer: Layer) -> str:
    """Its name, how many it makes, and its activation: what tells it from others of its kind."""
    plain = to_plain(layer)
    table = {"type": plain} if isinstance(plain, str) else plain
    telling = (table.get(name) for name in ("type", "units", "filters", "rate", "activation"))
    return " ".join(str(_named(each)) for each in telling if each is not None)


def _named(value: Any) -> Any:
    return value["type"] if isinstance(value, dict) else value
