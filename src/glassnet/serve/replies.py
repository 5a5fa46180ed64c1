"""What is sent back: answers as plain values, and the classes that publish their schema."""

from __future__ import annotations

import base64
from typing import Any, Literal

from pydantic import BaseModel, Field
from pydantic_core import to_json

from glassnet.nn import Array
from glassnet.serve.reading import Seen
from glassnet.serve.shelf import Shelved

Encoding = Literal["list", "base64"]


class Numbers(BaseModel):
    """An array: its shape, and its numbers row by row, either as a list or as little-endian bytes."""

    shape: list[int]
    values: list[float] | None = None
    dtype: Literal["float32", "float64", "uint8"] | None = None
    base64: str | None = None


class StageReply(BaseModel):
    """One step on the way from ink to the 28x28: grey levels, 255 is full ink."""

    name: str
    image: Numbers


class LayerReply(BaseModel):
    """What one layer handed on, in the order of the network's layers."""

    index: int
    activations: Numbers


class Answer(BaseModel):
    """What a model says of a drawing."""

    digit: int | None = Field(description="The digit read, or null.")
    label: str | None = Field(description="The name of the class read, or null.")
    reason: Literal["", "no ink", "no digit"] = Field(description="Why there is no digit.")
    detail: str = Field(description="The reason as a sentence, where there is one.")
    confidence: float | None = Field(description="The probability of the class read.")
    probabilities: list[float] | None = Field(description="One for each class; null without ink.")
    model: str
    image: Numbers | None = Field(None, description="The 28x28 that was read; with activations.")
    stages: list[StageReply] | None = None
    layers: list[LayerReply] | None = None


class Answers(BaseModel):
    """One answer for each drawing, or for each model, in the order asked."""

    answers: list[Answer]


class SampleReply(BaseModel):
    """A digit to try: what it shows, where it is from, and its 28x28."""

    label: str
    set: str
    image: Numbers


class ErrorDetail(BaseModel):
    """What went wrong: a word for programs, a sentence for people, and a number to quote."""

    code: str
    message: str
    request_id: str


class ErrorReply(BaseModel):
    """The body of every refusal."""

    error: ErrorDetail


def answer(
    shelved: Shelved, seen: Seen, *, stages: bool = False, activations: Encoding | None = None
) -> dict[str, Any]:
    """The plain values of an `Answer`."""
    reading = seen.reading
    plain: dict[str, Any] = {
        "digit": reading.digit,
        "label": reading.label,
        "reason": reading.reason,
        "detail": reading.rendering.reason,
        "confidence": None if reading.confidence is None else float(reading.confidence),
        "probabilities": None if reading.probabilities is None else reading.probabilities.tolist(),
        "model": shelved.name,
    }
    if stages:
        plain["stages"] = [
            {"name": stage.name, "image": numbers(stage.image, "base64")}
            for stage in reading.rendering.stages
        ]
    if activations is not None:
        image = reading.rendering.image
        plain["image"] = None if image is None else numbers(image, activations)
        plain["layers"] = [
            {"index": index, "activations": numbers(outputs[0], activations)}
            for index, outputs in enumerate(seen.layers)
        ]
    return plain


def numbers(array: Array, encoding: Encoding) -> dict[str, Any]:
    """The plain values of `Numbers`."""
    shape = list(array.shape)
    if encoding == "list":
        return {"shape": shape, "values": array.reshape(-1).tolist()}
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return {
        "shape": shape,
        "dtype": array.dtype.name,
        "base64": base64.b64encode(little.tobytes()).decode("ascii"),
    }


def encoded(plain: Any) -> bytes:
    """The plain values as JSON."""
    return to_json(plain)
