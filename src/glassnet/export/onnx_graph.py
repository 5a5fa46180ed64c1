"""A model as an ONNX graph (opset 17, IR 8), with any number of images in a batch.

With processing the graph takes `images` uint8 and gives `label` int64 `(batch,)`, calibrated
`probabilities` `(batch, classes)`, and of a model that rejects `accepted` bool `(batch,)`. Without, it takes
`inputs` float32 from 0 to 1 in the network's own shape and gives its `outputs`. Inside, images have the axes
(batch, channels, height, width) that ONNX's convolution wants; they are transposed where a layer flattens
them, so parameters stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from glassnet.errors import GlassnetError
from glassnet.export.steps import (
    Step,
    describe_padding,
    expect_known_steps,
    find_probabilities,
    find_threshold,
    image_shape,
    list_steps,
)
from glassnet.models import Model
from glassnet.models.description import summarize_network
from glassnet.version import __version__

OPSET: Final = 17
IR_VERSION: Final = 8
TO_CHANNELS_FIRST: Final = [0, 3, 1, 2]
TO_CHANNELS_LAST: Final = [0, 2, 3, 1]


def build_onnx(model: Model, processing: bool = True) -> bytes:
    """The graph as the bytes of an .onnx file.

    Raises `GlassnetError` where the package `onnx` is not installed, `SettingError` for an unknown layer.
    """
    onnx = import_onnx()
    steps = list_steps(model)
    expect_known_steps("onnx", steps, list(WRITERS))
    graph = _Graph(onnx)
    shape = list(image_shape(model) if processing else model.network.input_shape)
    kinds = onnx.TensorProto
    if processing:
        given = graph.value("images", kinds.UINT8, ["batch", *shape])
        floats = graph.add("Cast", "images", to=kinds.FLOAT)
        floats = graph.add("Div", floats, graph.constant(np.float32(255)))
    else:
        given, floats = graph.value("inputs", kinds.FLOAT, ["batch", *shape]), "inputs"
    current = graph.reshape(floats, [-1, *model.network.input_shape])
    if len(model.network.input_shape) == 3:
        current = graph.add("Transpose", current, perm=TO_CHANNELS_FIRST)
    for step in steps:
        current = WRITERS[step.kind](graph, current, step)
    results = (
        _write_answers(graph, model, current) if processing else [graph.output("outputs", current)]
    )
    made = onnx.helper.make_graph(graph.nodes, model.name, [given], results, graph.constants)
    whole = onnx.helper.make_model(
        made,
        opset_imports=[onnx.helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="glassnet",
        producer_version=__version__,
        doc_string=f"{model.name}: {summarize_network(model.network)}",
    )
    onnx.helper.set_model_props(whole, {"class_names": "\n".join(model.class_names)})
    onnx.checker.check_model(whole, full_check=True)
    return whole.SerializeToString(deterministic=True)


def import_onnx() -> Any:
    """The package `onnx`. Raises `GlassnetError` where it is not installed."""
    try:
        import onnx
    except ImportError:
        raise GlassnetError(
            "ONNX files need the package 'onnx'. Install it: pip install 'glassnet[export]'"
        ) from None
    return onnx


class _Graph:
    """Nodes and constants, named in the order in which they are added."""

    def __init__(self, onnx: Any) -> None:
        self.onnx, self.nodes, self.constants = onnx, [], []

    def add(self, kind: str, *inputs: str, name: Any = "", **attributes: Any) -> str:
        """Add a node; returns the name of its output."""
        result = name or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(self.onnx.helper.make_node(kind, inputs, [result], **attributes))
        return result

    def constant(self, value: Any, name: str = "") -> str:
        """Add a constant; returns its name."""
        name = name or f"constant_{len(self.constants)}"
        self.constants.append(self.onnx.numpy_helper.from_array(np.asarray(value), name))
        return name

    def reshape(self, current: str, shape: list[int]) -> str:
        return self.add("Reshape", current, self.constant(np.array(shape, np.int64)))

    def value(self, name: str, kind: int, shape: list[Any]) -> Any:
        """The description of an input or output."""
        return self.onnx.helper.make_tensor_value_info(name, kind, shape)

    def output(self, name: str, current: str) -> Any:
        """Give the graph's float output a name of its own."""
        self.add("Identity", current, name=name)
        return self.value(name, self.onnx.TensorProto.FLOAT, ["batch", None])


def _write_answers(graph: _Graph, model: Model, outputs: str) -> list[Any]:
    classes, kinds = len(model.class_names), graph.onnx.TensorProto
    ends = [graph.constant(np.array([each], np.int64)) for each in (0, classes, 1)]
    logits = graph.add("Slice", outputs, ends[0], ends[1], ends[2])
    scaled = graph.add("Div", logits, graph.constant(np.float32(model.calibration.temperature)))
    kind = {"softmax": "Softmax", "sigmoid": "Sigmoid", "identity": "Identity"}[
        find_probabilities(model)
    ]
    graph.add(kind, scaled, name="probabilities", **({"axis": 1} if kind == "Softmax" else {}))
    graph.add("ArgMax", "probabilities", name="label", axis=1, keepdims=0)
    results = [
        graph.value("label", kinds.INT64, ["batch"]),
        graph.value("probabilities", kinds.FLOAT, ["batch", classes]),
    ]
    threshold = find_threshold(model)
    if threshold is not None:
        evidence = graph.add("ReduceLogSumExp", logits, axes=[1], keepdims=1)
        end = graph.constant(np.array([classes + 1], np.int64))
        last = graph.add("Slice", outputs, ends[1], end, ends[2])
        margin = graph.add("Sub", evidence, last)
        accepted = graph.add("GreaterOrEqual", margin, graph.constant(np.float32(threshold)))
        graph.add("Reshape", accepted, graph.constant(np.array([-1], np.int64)), name="accepted")
        results.append(graph.value("accepted", kinds.BOOL, ["batch"]))
    return results


def _dense(graph: _Graph, current: str, step: Step) -> str:
    names = [
        graph.constant(step.parameters[name], f"{step.number}.{name}")
        for name in ("weights", "bias")
    ]
    return graph.add("Gemm", current, *names)


def _convolution(graph: _Graph, current: str, step: Step) -> str:
    layer: Any = step.layer
    weights = np.ascontiguousarray(step.parameters["weights"].transpose(3, 2, 0, 1))
    height, width, _ = step.input_shape
    (top, left), (padded_height, padded_width) = (
        describe_padding(step),
        layer.padded_size(height, width),
    )
    return graph.add(
        "Conv",
        current,
        graph.constant(weights, f"{step.number}.weights"),
        graph.constant(step.parameters["bias"], f"{step.number}.bias"),
        kernel_shape=list(layer.kernel),
        strides=[layer.stride, layer.stride],
        pads=[top, left, padded_height - top - height, padded_width - left - width],
    )


def _pooling(kind: str) -> Callable[[_Graph, str, Step], str]:
    def write(graph: _Graph, current: str, step: Step) -> str:
        layer: Any = step.layer
        sizes = {"kernel_shape": [layer.size] * 2, "strides": [layer.step] * 2}
        return graph.add(kind, current, **sizes)

    return write


def _global_average_pool(graph: _Graph, current: str, step: Step) -> str:
    return graph.add("ReduceMean", current, axes=[2, 3], keepdims=0)


def _flatten(graph: _Graph, current: str, step: Step) -> str:
    if len(step.input_shape) == 3:
        current = graph.add("Transpose", current, perm=TO_CHANNELS_LAST)
    return graph.add("Flatten", current, axis=1)


def _layer_norm(graph: _Graph, current: str, step: Step) -> str:
    layer: Any = step.layer
    shape = (-1, 1, 1) if len(step.input_shape) == 3 else (-1,)
    axes = list(range(1, 1 + len(step.input_shape)))
    names = [
        graph.constant(step.parameters[name].reshape(shape), f"{step.number}.{name}")
        for name in ("gain", "bias")
    ]
    mean = graph.add("ReduceMean", current, axes=axes, keepdims=1)
    centered = graph.add("Sub", current, mean)
    squares = graph.add("Mul", centered, centered)
    variance = graph.add("ReduceMean", squares, axes=axes, keepdims=1)
    variance = graph.add("Add", variance, graph.constant(np.float32(layer.epsilon)))
    normalized = graph.add("Div", centered, graph.add("Sqrt", variance))
    return graph.add("Add", graph.add("Mul", normalized, names[0]), names[1])


def _plain(kind: str, **settings: str) -> Callable[[_Graph, str, Step], str]:
    """A node of its own; `settings` name the attribute for each field of the activation."""

    def write(graph: _Graph, current: str, step: Step) -> str:
        activation: Any = getattr(step.layer, "activation", None)
        attributes = {to: float(getattr(activation, name)) for name, to in settings.items()}
        return graph.add(kind, current, **attributes)

    return write


def _softmax(graph: _Graph, current: str, step: Step) -> str:
    return graph.add("Softmax", current, axis=1)  # the channels, or the units


def _silu(graph: _Graph, current: str, step: Step) -> str:
    return graph.add("Mul", current, graph.add("Sigmoid", current))


def _gelu(graph: _Graph, current: str, step: Step) -> str:
    scaled = graph.add("Div", current, graph.constant(np.float32(np.sqrt(2))))
    share = graph.add("Add", graph.add("Erf", scaled), graph.constant(np.float32(1)))
    return graph.add("Mul", graph.add("Mul", current, share), graph.constant(np.float32(0.5)))


WRITERS: Final[dict[str, Callable[[_Graph, str, Step], str]]] = {
    "dense": _dense,
    "conv2d": _convolution,
    "max_pool2d": _pooling("MaxPool"),
    "average_pool2d": _pooling("AveragePool"),
    "global_average_pool": _global_average_pool,
    "flatten": _flatten,
    "layer_norm": _layer_norm,
    "relu": _plain("Relu"),
    "leaky_relu": _plain("LeakyRelu", slope="alpha"),
    "elu": _plain("Elu", alpha="alpha"),
    "gelu": _gelu,
    "silu": _silu,
    "softplus": _plain("Softplus"),
    "sigmoid": _plain("Sigmoid"),
    "tanh": _plain("Tanh"),
    "softmax": _softmax,
}
"""For each layer and activation what writes its nodes and returns the name of their output."""
