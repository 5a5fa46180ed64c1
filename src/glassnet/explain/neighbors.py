"""The images of a data set that are nearest to one image, by their pixels or as a network sees them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glassnet import engine
from glassnet.errors import SettingError, ShapeError, format_error
from glassnet.models import Model
from glassnet.nn import Array, Network, Parameters

ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class Neighbors:
    """The rows nearest to a vector, nearest first: `indices`, Euclidean `distances`, each `(count,)`."""

    indices: Array
    distances: Array


def find_neighbors(rows: Array, vector: Array, count: int) -> Neighbors:
    """The `count` of `rows` `(n, ...)` at the smallest Euclidean distance from `vector` `(...)`.

    Stored images, bytes, are read as numbers from 0 to 1. Of rows at the same distance the first comes
    first. Raises `ShapeError` where the shapes do not fit, `SettingError` for a count below 1.
    """
    if rows.shape[1:] != vector.shape:
        remedy = "Compare images of one shape."
        expected = f"rows of shape {vector.shape}"
        raise ShapeError(format_error("find_neighbors", expected, str(rows.shape[1:]), remedy))
    if count < 1:
        remedy = "Ask for one or more."
        raise SettingError(format_error("find_neighbors", "a count above 0", str(count), remedy))
    unit = 255.0 if rows.dtype == np.uint8 else 1.0
    wanted = vector.astype(np.float64).ravel()
    squares = np.empty(len(rows))
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[start : start + ROWS_AT_ONCE].astype(np.float64).reshape(-1, wanted.size)
        squares[start : start + ROWS_AT_ONCE] = ((part - wanted) ** 2).sum(axis=1)
    nearest = np.argsort(squares, kind="stable")[:count]
    return Neighbors(nearest, np.sqrt(squares[nearest]) / unit)


def hidden_outputs(model: Model, images: Array) -> Array:
    """The outputs of a network's last hidden layer for images `(count, ...)`, as `(count, neurons)`.

    The last hidden layer is all before the last layer with weights. Raises `SettingError` for a network
    without hidden layers, `ShapeError` for images of another shape.
    """
    model.expect_images(images)
    network = model.network
    with_weights = [index for index, name in enumerate(network.layer_names) if name]
    if len(with_weights) < 2:
        remedy = "Compare pixels, or choose a network with a hidden layer."
        raise SettingError(format_error(model.name, "a hidden layer", "none", remedy))
    head = Network(network.layers[: with_weights[-1]], network.input_shape)
    parameters = Parameters(head.layout, model.parameters.vector[: head.layout.size])
    parts = [
        engine.outputs(head, parameters, images[start : start + ROWS_AT_ONCE])
        for start in range(0, len(images), ROWS_AT_ONCE)
    ]
    return np.concatenate(parts).reshape(len(images), -1)
