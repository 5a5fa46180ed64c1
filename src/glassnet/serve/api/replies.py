"""The bodies of responses: plain values, and the classes that publish their schema."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, Final, Literal, get_args

from pydantic import BaseModel, Field, RootModel
from pydantic_core import to_json

from glassnet.explain import Trace
from glassnet.models import Reading
from glassnet.nn import Array

Encoding = Literal["list", "base64"]
ENCODINGS: Final[tuple[str, ...]] = get_args(Encoding)


class EncodedArray(BaseModel):
    """An array: its shape, and its values row by row, as a list or as little-endian bytes in base64."""

    shape: list[int]
    values: list[float] | None = None
    dtype: Literal["float32", "float64", "uint8"] | None = None
    base64: str | None = None


class StageReply(BaseModel):
    """One step from the ink to the 28x28: gray levels, 255 is full ink."""

    name: str
    image: EncodedArray


class LayerReply(BaseModel):
    """The output of one layer."""

    index: int
    activations: EncodedArray


class PlaceReply(BaseModel):
    """Where a digit lies on an image: its row, from 1, and its box, in shares of the image's sides.

    `column` counts columns of text and `number` the numbers of the page, from 1.
    """

    row: int
    left: float
    top: float
    right: float
    bottom: float
    column: int
    number: int


class Prediction(BaseModel):
    """What a model says of a drawing."""

    model: str
    digest: str = Field(description="SHA-256 of the model's parameters: which model it was.")
    label: str | None = Field(description="The name of the predicted class, or null.")
    reason: str = Field(
        description='Why there is no label: "no ink", or "no digit" where the model rejects the image; '
        "empty where there is one."
    )
    detail: str = Field(description="The reason as a sentence, where there is more to say.")
    confidence: float | None = Field(description="The probability of the predicted class.")
    probabilities: list[float] | None = Field(
        description="One for each class, in the order of the model's classes; null without ink."
    )
    image: EncodedArray | None = Field(
        None, description="The image that the model read; sent with activations."
    )
    stages: list[StageReply] | None = None
    layers: list[LayerReply] | None = None
    place: PlaceReply | None = Field(None, description="Of a digit found with `many=true`.")


class PredictionList(BaseModel):
    """One prediction for each drawing, or for each model, in the order of the request."""

    predictions: list[Prediction]


class BoxReply(BaseModel):
    """A rectangle in shares of the upright page's width and height, from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


class AlternativeReply(BaseModel):
    """Another text that a number may be."""

    text: str
    confidence: float


class NumberReply(BaseModel):
    """Digits that are read together."""

    text: str = Field(description="`?` stands for a rejected digit.")
    line: int
    column: int
    box: BoxReply
    confidence: float = Field(description="The probability of the whole text.")
    alternatives: list[AlternativeReply]
    digits: list[int] = Field(description="The indices of its digits in `predictions`.")
    consistent: bool | None = Field(
        description="Whether some reading has the pattern, checksum and length; null where none was given."
    )
    odds: float | None = Field(
        description="How many times as probable the text is as the second one with the structure."
    )


class PageReply(BaseModel):
    """The digits of a page and the numbers that they make up, in reading order."""

    predictions: list[Prediction]
    numbers: list[NumberReply]
    turn: Literal[0, 90, 180, 270] = Field(
        description="By how many degrees the page was turned clockwise to be upright."
    )


class PredictReply(RootModel[Prediction | PageReply]):
    """One prediction; with `many=true` one for each digit that was found, and the numbers."""


class LayerTraceReply(BaseModel):
    """One layer's values for one image, and the derivatives of the loss: z is its sums, a its outputs."""

    name: str = Field(description="The number of a layer that has parameters, else empty.")
    sums: EncodedArray = Field(description="z, before the layer's own activation.")
    outputs: EncodedArray = Field(description="a.")
    d_outputs: EncodedArray = Field(description="dL/da.")
    d_sums: EncodedArray = Field(description="dL/dz.")
    d_inputs: EncodedArray = Field(description="dL/d(inputs).")
    gradients: dict[str, EncodedArray] = Field(description="dL/dW as weights, dL/db as bias.")


class TraceReply(BaseModel):
    """One image's forward and backward pass, every array in float64."""

    model: str
    label: str
    loss: float
    probabilities: EncodedArray
    layers: list[LayerTraceReply]


class SampleReply(BaseModel):
    """A sample digit: its label, the set that it is from, and its 28x28."""

    label: str
    set: str
    image: EncodedArray


class StatusReply(BaseModel):
    """Whether the service is alive, or ready."""

    status: Literal["ok", "ready"]


class ErrorDetail(BaseModel):
    """A machine-readable code, a message, and the id of the request."""

    code: str
    message: str
    request_id: str


class ErrorReply(BaseModel):
    """The body of every error."""

    error: ErrorDetail


def describe_reading(model_name: str, reading: Reading, digest: str) -> dict[str, Any]:
    """The values of a `Prediction` without stages and layers."""
    return {
        "model": model_name,
        "digest": digest,
        "label": reading.label,
        "reason": reading.reason,
        "detail": reading.rendering.reason,
        "confidence": None if reading.confidence is None else float(reading.confidence),
        "probabilities": None if reading.probabilities is None else reading.probabilities.tolist(),
    }


def describe_found(model_name: str, reading: Reading, digest: str) -> dict[str, Any]:
    """The values of a `Prediction` of one of several digits: its image and its place are with it."""
    image, place = reading.rendering.image, reading.rendering.place
    return {
        **describe_reading(model_name, reading, digest),
        "image": None if image is None else encode_array(image),
        "place": None if place is None else place._asdict(),
    }


def describe_stages(reading: Reading) -> dict[str, Any]:
    """The steps from the ink to the image, for a `Prediction`."""
    stages = reading.rendering.stages
    return {"stages": [{"name": each.name, "image": encode_array(each.image)} for each in stages]}


def describe_layers(
    reading: Reading, layers: Sequence[Array], encoding: Encoding
) -> dict[str, Any]:
    """The image that was read and the output of each layer, for a `Prediction`."""
    image = reading.rendering.image
    return {
        "image": None if image is None else encode_array(image, encoding),
        "layers": [
            {"index": index, "activations": encode_array(outputs[0], encoding)}
            for index, outputs in enumerate(layers)
        ],
    }


def describe_trace(model_name: str, trace: Trace) -> dict[str, Any]:
    """The values of a `TraceReply`."""
    names = ("sums", "outputs", "d_outputs", "d_sums", "d_inputs")
    return {
        "model": model_name,
        "label": trace.class_names[trace.label],
        "loss": float(trace.loss),
        "probabilities": encode_array(trace.probabilities),
        "layers": [
            {
                "name": layer.name,
                **{name: encode_array(getattr(layer, name)) for name in names},
                "gradients": {own: encode_array(each) for own, each in layer.gradients.items()},
            }
            for layer in trace.layers
        ],
    }


def encode_array(array: Array, encoding: Encoding = "base64") -> dict[str, Any]:
    """The values of an `EncodedArray`."""
    shape = list(array.shape)
    if encoding == "list":
        return {"shape": shape, "values": array.reshape(-1).tolist()}
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return {
        "shape": shape,
        "dtype": array.dtype.name,
        "base64": base64.b64encode(little.tobytes()).decode("ascii"),
    }


def encode_json(plain: Any) -> bytes:
    """Plain values as JSON."""
    return to_json(plain)
