"""The types that all files share, and the conventions for axes and names.

Axes. The batch comes first. Dense inputs are `(batch, features)`, images `(batch, height, width,
channels)`. Weights are `(inputs, outputs)`, so that code reads `inputs @ weights + bias`. A name
that begins with `d_` is the derivative of the loss by what follows: `d_outputs` is dL/d(outputs).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from numpy.typing import NDArray

Array = NDArray[Any]
Shape = tuple[int, ...]
Arrays = Mapping[str, Array]


class Backward(Protocol):
    """The backward pass through one forward pass: the chain rule for one layer."""

    def __call__(self, d_outputs: Array, gradients: Arrays) -> Array:
        """Fill `gradients` with dL/d(parameters) and return dL/d(inputs), given dL/d(outputs)."""
        ...


ForwardPass = tuple[Array, Backward]


def format_shape(shape: Shape) -> str:
    """The shape of a batch of such examples, as error messages write it: "(batch, 28, 28)"."""
    return f"({', '.join(['batch', *map(str, shape)])})"
