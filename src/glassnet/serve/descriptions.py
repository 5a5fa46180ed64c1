"""Models described: what they are made of, how well they read, and on request every parameter."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, Field

from glassnet.nn import Network
from glassnet.nn.deviations import SOFTMAX_LOSSES
from glassnet.nn.plain import to_plain
from glassnet.serve.replies import Numbers, numbers
from glassnet.serve.shelf import Shelved


class FigureReply(BaseModel):
    """An accuracy, 0 to 1, and the set that it was measured on."""

    set: str
    digest: str
    accuracy: float


class LayerDescription(BaseModel):
    """One layer: its kind and settings, and the shapes of one example before and after it."""

    index: int
    name: str = Field(description="The number of a layer that has parameters, else empty.")
    kind: str
    settings: dict[str, Any]
    input_shape: list[int]
    output_shape: list[int]
    parameters: list[str]


class ModelSummary(BaseModel):
    """A model in the list."""

    name: str
    default: bool
    description: str
    parameter_count: int
    figures: list[FigureReply]


class ModelList(BaseModel):
    """All models that this service offers, the default one first."""

    models: list[ModelSummary]


class ModelDescription(ModelSummary):
    """All that is known of a model."""

    classes: list[str]
    input_shape: list[int]
    layers: list[LayerDescription]
    loss: str
    probabilities: str = Field(description='"softmax" if they sum to 1, "separate" if not.')
    temperature: float
    digit_threshold: float | None
    trained_on: str
    made_by: str
    digest: str = Field(description="SHA-256 of the parameters.")
    parameters: dict[str, Numbers] | None = None


def summary(shelved: Shelved, *, default: bool) -> dict[str, Any]:
    """The plain values of a `ModelSummary`."""
    model = shelved.model
    return {
        "name": shelved.name,
        "default": default,
        "description": model.recipe.description,
        "parameter_count": model.parameters.vector.size,
        "figures": [asdict(metric) for metric in model.metrics],
    }


def description(shelved: Shelved, *, default: bool, parameters: bool) -> dict[str, Any]:
    """The plain values of a `ModelDescription`."""
    model = shelved.model
    loss = _plain_part(model.recipe.loss)["kind"]
    plain = {
        **summary(shelved, default=default),
        "classes": list(model.class_names),
        "input_shape": list(model.network.input_shape),
        "layers": _layers(model.network),
        "loss": loss,
        "probabilities": "softmax" if isinstance(model.recipe.loss, SOFTMAX_LOSSES) else "separate",
        "temperature": model.calibration.temperature,
        "digit_threshold": model.calibration.threshold,
        "trained_on": model.trained_on,
        "made_by": model.made_by,
        "digest": shelved.digest,
    }
    if parameters:
        arrays = model.parameters.items()
        plain["parameters"] = {name: numbers(array, "base64") for name, array in arrays}
    return plain


def _layers(network: Network) -> list[dict[str, Any]]:
    return [
        {
            "index": index,
            "name": name,
            **_plain_part(layer),
            "input_shape": list(network.shapes[index]),
            "output_shape": list(network.shapes[index + 1]),
            "parameters": [
                f"{name}.{own}" for own in layer.parameter_shapes(network.shapes[index])
            ],
        }
        for index, (layer, name) in enumerate(zip(network.layers, network.layer_names, strict=True))
    ]


def _plain_part(part: Any) -> dict[str, Any]:
    plain = to_plain(part)
    table = {"type": plain} if isinstance(plain, str) else plain
    settings = {key: value for key, value in table.items() if key != "type"}
    return {"kind": table["type"], "settings": settings}
