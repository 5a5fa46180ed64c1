"""Reading ONNX graphs that are chains of layers, from PyTorch, Keras and others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import Any, Final

import numpy as np

from glassnet.errors import GlassnetError, SettingError, ShapeError, format_error
from glassnet.export.importing.assembling import ImportedNetwork
from glassnet.export.importing.chain import Chain
from glassnet.export.importing.onnx_axes import guess_axes
from glassnet.export.importing.onnx_node import Node
from glassnet.export.importing.onnx_nodes import NODES
from glassnet.export.importing.onnx_weights import load_onnx
from glassnet.export.onnx_graph import import_onnx
from glassnet.models import DamagedFile
from glassnet.models.file import BUILD_ERRORS, MAX_LAYER_VALUES
from glassnet.nn import (
    GELU,
    Activate,
    Activation,
    Array,
    Conv2D,
    Dense,
    Identity,
    Loss,
    Sigmoid,
    SigmoidCrossEntropy,
    SiLU,
    Softmax,
    SoftmaxCrossEntropy,
)

# What a graph does with shapes, to reshape: the values do not go through it.
SHAPES: Final = {
    "Shape",
    "Gather",
    "Concat",
    "Unsqueeze",
    "Squeeze",
    "Slice",
    "Cast",
    "Constant",
    "Range",
}
BEFORE_DIVISION: Final = {"Cast", "Reshape", "Transpose", "Identity", "Unsqueeze"}
LAST: Final = {"ArgMax", "TopK"}
BYTES: Final = 255


def read_onnx(path: Path) -> ImportedNetwork:
    """The network in an ONNX file. Raises `SettingError` for what a chain of our layers cannot express."""
    if not path.is_file():
        raise SettingError(format_error("import", "a file", str(path), "Check the path."))
    onnx = import_onnx()
    model = load_onnx(onnx, path)
    names = {each.key: each.value for each in model.metadata_props}.get("class_names")
    try:
        found = _Reader(onnx, model.graph).read()
    except ShapeError as error:
        raise SettingError(f"{path}: {error}") from None
    except GlassnetError:
        raise
    except BUILD_ERRORS as error:
        # Weights of shapes that do not fit, or attributes that a node of this kind has not.
        raise DamagedFile.at(path, "an ONNX file", repr(error)[:200]) from None
    return replace(found, class_names=tuple(names.split("\n")) if names else None)


class _Reader:
    """The nodes in order, and which of them the chain's current value goes through."""

    def __init__(self, onnx: Any, graph: Any) -> None:
        self.onnx, self.graph = onnx, graph
        self.constants: dict[str, Array] = {
            each.name: onnx.numpy_helper.to_array(each) for each in graph.initializer
        }
        self.aside: set[str] = set()
        self.current = ""

    def read(self) -> ImportedNetwork:
        given = [each for each in self.graph.input if each.name not in self.constants]
        if len(given) != 1:
            names = ", ".join(each.name for each in given) or "none"
            raise SettingError(
                format_error("The ONNX graph", "one input", names, "Export it with one.")
            )
        shape, takes_bytes = self._input_shape(given[0])
        chain, self.current = Chain(shape, guess_axes(shape)), given[0].name
        nodes = [node for node in self.graph.node if not self._read_constant(node)]
        division = self._find_division_by_255(nodes)
        if division is not None:
            # The network takes 0 to 255, and models here pixels from 0 to 1.
            division.op_type = "Identity"
        elif takes_bytes:
            chain.scale_and_shift(np.full(1, float(BYTES)), np.zeros(1))
        while nodes:
            node = nodes.pop(0)
            if not self._is_aside(node):
                self._read_node(chain, node, nodes)
        return _finish(chain)

    def _input_shape(self, value: Any) -> tuple[tuple[int, ...], bool]:
        kind = value.type.tensor_type
        sizes = tuple(each.dim_value for each in kind.shape.dim)[1:]
        if not sizes or min(sizes) < 1 or prod(sizes) > MAX_LAYER_VALUES:
            raise SettingError(
                format_error(
                    f"The ONNX input {value.name!r}", "a batch of examples of a fixed shape",
                    f"the shape {[each.dim_param or each.dim_value for each in kind.shape.dim]}",
                    "Export the network with a fixed height, width and number of channels.",
                )
            )  # fmt: skip
        return sizes, kind.elem_type == self.onnx.TensorProto.UINT8

    def _find_division_by_255(self, nodes: list[Any]) -> Any:
        """The node with which the graph itself makes shares of bytes, among its first steps; or None."""
        name = self.current
        for node in nodes:
            if name not in node.input:
                continue
            if node.op_type in ("Div", "Mul"):
                numbers = [self.constants[each] for each in node.input if each in self.constants]
                wanted = 1 / BYTES if node.op_type == "Mul" else BYTES
                divides = [each.size == 1 and np.isclose(each, wanted).all() for each in numbers]
                return node if divides == [True] else None
            if node.op_type not in BEFORE_DIVISION:
                return None
            name = node.output[0]
        return None

    def _read_constant(self, node: Any) -> bool:
        """Note a node that only gives a constant."""
        if node.op_type == "Constant":
            self.constants[node.output[0]] = self._attributes(node)["value"]
            return True
        if node.op_type == "Identity" and node.input[0] in self.constants:
            self.constants[node.output[0]] = self.constants[node.input[0]]
            return True
        return False

    def _is_aside(self, node: Any) -> bool:
        """Whether a node computes with shapes alone."""
        known = self.aside | self.constants.keys()
        if node.op_type == "Shape" or (
            node.op_type in SHAPES and all(name in known for name in node.input)
        ):
            self.aside.update(node.output)
            return True
        return False

    def _read_node(self, chain: Chain, node: Any, following: list[Any]) -> None:
        if node.op_type in LAST and self.current in node.input:
            following.clear()
            return
        if self.current not in node.input:
            raise self._view(node, 0).refuse("a chain of layers", "a branch of the network")
        if (activation := self._match_pair(node, following)) is not None:
            chain.activate(activation)
            return
        view = self._view(node, list(node.input).index(self.current))
        if node.op_type not in NODES:
            raise view.refuse(f"one of {', '.join(sorted(NODES))}", node.op_type)
        NODES[node.op_type](chain, view)
        others = [name for name in node.output[1:] if name]
        if any(name in each.input for each in following for name in others):
            raise view.refuse("one output that is used", "several")
        if any(self.current in each.input and each.op_type != "Shape" for each in following):
            raise view.refuse("a chain of layers", "values that go to several nodes")
        self.current = node.output[0]

    def _match_pair(self, node: Any, following: list[Any]) -> Activation | None:
        """SiLU and GELU, which are several nodes in ONNX; takes those that follow."""
        users = [each for each in following if self.current in each.input]
        if (
            node.op_type == "Sigmoid"
            and [each.op_type for each in users] == ["Mul"]
            and node.output[0] in users[0].input
        ):
            return self._take(following, [users[0]], SiLU())
        names = [node.op_type, *(each.op_type for each in following[:4])]
        constants = {
            round(float(self.constants[name].ravel()[0]), 3)
            for each in (node, *following[:4])
            for name in each.input
            if name in self.constants and self.constants[name].size == 1
        }
        forms = (["Div", "Erf", "Add", "Mul", "Mul"], ["Mul", "Erf", "Add", "Mul", "Mul"])
        if (
            names in forms
            and len(users) == 1
            and constants in ({1.414, 1.0, 0.5}, {0.707, 1.0, 0.5})
        ):
            return self._take(following, following[:4], GELU())
        return None

    def _take(self, following: list[Any], taken: list[Any], activation: Activation) -> Activation:
        self.current = taken[-1].output[0]
        for each in taken:
            following.remove(each)
        return activation

    def _view(self, node: Any, position: int) -> Node:
        constants = tuple(self.constants.get(name) if name else None for name in node.input)
        # An optional input may be left out at the end.
        while constants and constants[-1] is None and not node.input[len(constants) - 1]:
            constants = constants[:-1]
        return Node(
            node.op_type, node.name or node.output[0], self._attributes(node), constants, position
        )

    def _attributes(self, node: Any) -> dict[str, Any]:
        values = {}
        for each in node.attribute:
            value = self.onnx.helper.get_attribute_value(each)
            is_tensor = each.type == self.onnx.AttributeProto.TENSOR
            values[each.name] = self.onnx.numpy_helper.to_array(value) if is_tensor else value
        if node.op_type == "Constant" and "value" not in values:
            values["value"] = np.array(next(iter(values.values())))
        return values


LOSSES: Final[tuple[tuple[type, Callable[[], Loss]], ...]] = (
    (Softmax, SoftmaxCrossEntropy),
    (Sigmoid, SigmoidCrossEntropy),
)
"""What an activation at the end says of the outputs before it."""


def _finish(chain: Chain) -> ImportedNetwork:
    """The network; a softmax or sigmoid at its end belongs to its loss."""
    chain.finish()
    if not chain.layers or not chain.is_flat or prod(chain.shape) < 2:
        raise SettingError(
            format_error(
                "The ONNX graph", "a classifier with two outputs or more", f"outputs of shape {chain.shape}",
                "Import a classifier.",
            )
        )  # fmt: skip
    layers, arrays, loss = list(chain.layers), list(chain.arrays), SoftmaxCrossEntropy()
    last: Any = layers[-1]
    for kind, make in LOSSES:
        if isinstance(getattr(last, "activation", None), kind):
            loss = make()
            if isinstance(last, Activate):
                layers.pop()
                arrays.pop()
            elif isinstance(last, Dense | Conv2D):
                layers[-1] = replace(last, activation=Identity())
    return ImportedNetwork(tuple(layers), tuple(arrays), chain.input_shape, loss)
