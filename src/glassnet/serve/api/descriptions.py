"""Descriptions of models: their layers, their accuracies, and on request every parameter."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal
from weakref import WeakKeyDictionary

from pydantic import BaseModel, Field

from glassnet.models import Model
from glassnet.models.reading import name_rejection
from glassnet.nn import Network
from glassnet.nn.deviations import SOFTMAX_LOSSES
from glassnet.nn.plain import to_plain
from glassnet.serve.api.registry import LoadedModel
from glassnet.serve.api.replies import EncodedArray, encode_array, encode_json


class MetricReply(BaseModel):
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
    classes: list[str]
    image_shape: list[int] = Field(description="Height and width of the images that it reads.")
    reads_drawings: bool = Field(
        description="Whether it reads strokes and image files, which are turned into 28x28."
    )
    parameter_count: int
    metrics: list[MetricReply]


class ModelList(BaseModel):
    """All models that this service offers, the default one first."""

    models: list[ModelSummary]


class ModelDescription(ModelSummary):
    """All that is known of a model."""

    outputs: list[str] = Field(
        description='What each output stands for: the classes, and "no digit" after them where the model '
        "rejects other images."
    )
    input_shape: list[int]
    layers: list[LayerDescription]
    loss: str
    loss_settings: dict[str, Any] = Field(
        description="Such as label smoothing; empty for the usual ones."
    )
    probabilities: Literal["softmax", "separate"] = Field(
        description='"softmax" if they sum to 1, "separate" if not.'
    )
    temperature: float = Field(description="Divides the outputs before the softmax.")
    threshold: float | None = Field(description="Of the log odds below which it rejects an image.")
    trained_on: str
    made_by: str
    digest: str = Field(description="SHA-256 of the parameters.")
    parameters: dict[str, EncodedArray] | None = None


def summarize_model(loaded: LoadedModel, *, default: bool) -> dict[str, Any]:
    """The values of a `ModelSummary`."""
    model = loaded.model
    return {
        "name": loaded.name,
        "default": default,
        "description": model.recipe.description,
        "classes": list(model.class_names),
        "image_shape": list(loaded.image_shape),
        "reads_drawings": loaded.reads_drawings,
        "parameter_count": model.parameters.vector.size,
        "metrics": [asdict(each) for each in model.metrics],
    }


def describe_model(loaded: LoadedModel, *, default: bool, parameters: bool) -> dict[str, Any]:
    """The values of a `ModelDescription`."""
    model = loaded.model
    loss = _describe_part(model.recipe.loss)
    plain = {
        **summarize_model(loaded, default=default),
        "outputs": list(_output_names(model)),
        "input_shape": list(model.network.input_shape),
        "layers": _describe_layers(model.network),
        "loss": loss["kind"],
        "loss_settings": loss["settings"],
        "probabilities": "softmax" if isinstance(model.recipe.loss, SOFTMAX_LOSSES) else "separate",
        "temperature": model.calibration.temperature,
        "threshold": model.calibration.threshold,
        "trained_on": model.trained_on,
        "made_by": model.made_by,
        "digest": loaded.digest,
    }
    if parameters:
        arrays = model.parameters.items()
        plain["parameters"] = {name: encode_array(array) for name, array in arrays}
    return plain


def _output_names(model: Model) -> tuple[str, ...]:
    names = model.class_names
    return (*names, name_rejection(names)) if model.rejects else names


def _describe_layers(network: Network) -> list[dict[str, Any]]:
    return [
        {
            "index": index,
            "name": name,
            **_describe_part(layer),
            "input_shape": list(network.shapes[index]),
            "output_shape": list(network.shapes[index + 1]),
            "parameters": [
                f"{name}.{own}" for own in layer.parameter_shapes(network.shapes[index])
            ],
        }
        for index, (layer, name) in enumerate(zip(network.layers, network.layer_names, strict=True))
    ]


def _describe_part(part: Any) -> dict[str, Any]:
    plain = to_plain(part)
    table = {"type": plain} if isinstance(plain, str) else plain
    settings = {key: value for key, value in table.items() if key != "type"}
    return {"kind": table["type"], "settings": settings}


class Descriptions:
    """The encoded descriptions of models: made once, and sent to each client that asks."""

    def __init__(self) -> None:
        self._encoded: WeakKeyDictionary[LoadedModel, dict[tuple[bool, bool], bytes]] = (
            WeakKeyDictionary()
        )

    def encode(self, loaded: LoadedModel, *, default: bool, parameters: bool) -> bytes:
        """A `ModelDescription` as JSON."""
        known = self._encoded.setdefault(loaded, {})
        if (default, parameters) not in known:
            plain = describe_model(loaded, default=default, parameters=parameters)
            known[default, parameters] = encode_json(plain)
        return known[default, parameters]
