"""Descriptions of models as text and plain values, for `glassnet models`, `explain` and the page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from glassnet.models.model import Model
from glassnet.nn import Layer, Network, to_plain


def describe_network(network: Network) -> str:
    """The layers in a line, as in "784, dense 256 relu, dense 10"."""
    inputs = "x".join(map(str, network.input_shape))
    return ", ".join([inputs, *map(describe_layer, network.layers)])


def describe(model: Model) -> dict[str, Any]:
    """Everything in a model's file except its parameters, as plain values."""
    return {
        "recipe": model.name,
        "architecture": describe_network(model.network),
        "parameters": model.parameters.vector.size,
        "precision": model.recipe.precision,
        "class_names": list(model.class_names),
        "rejects": model.rejects,
        "calibration": asdict(model.calibration),
        "trained_on": model.trained_on,
        "trained_on_digest": model.trained_on_digest,
        "seed": model.recipe.seed,
        "metrics": [asdict(metric) for metric in model.metrics],
        "made_by": model.made_by,
        "notes": dict(model.notes),
    }


def describe_layer(layer: Layer) -> str:
    """The layer's type, size and activation, as in "dense 256 relu"."""
    plain = to_plain(layer)
    table = {"type": plain} if isinstance(plain, str) else plain
    settings = (table.get(name) for name in ("type", "units", "filters", "rate", "activation"))
    return " ".join(str(_type_of(each)) for each in settings if each is not None)


def _type_of(value: Any) -> Any:
    return value["type"] if isinstance(value, dict) else value


def summarize_network(network: Network) -> str:
    """The sizes of the main layers, as in "784-16-16-10" or "28x28x1, conv 24-48, dense 128-10"."""
    inputs = "x".join(map(str, network.input_shape))
    words = [describe_layer(each).split() for each in network.layers]
    groups = [("conv", [each[1] for each in words if each[0] == "conv2d"])]
    groups += [("dense", [each[1] for each in words if each[0] == "dense"])]
    if not groups[0][1]:
        return "-".join([inputs, *groups[1][1]])
    return ", ".join([inputs, *(f"{name} {'-'.join(sizes)}" for name, sizes in groups if sizes)])
