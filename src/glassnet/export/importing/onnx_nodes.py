"""What each kind of ONNX node adds to a chain of layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from glassnet.export.importing import onnx_axes
from glassnet.export.importing.chain import IMAGE_AXES, OUR_AXES, Chain
from glassnet.export.importing.onnx_node import Node
from glassnet.nn import (
    ELU,
    GELU,
    AveragePool2D,
    Conv2D,
    GlobalAveragePool,
    LayerNorm,
    LeakyReLU,
    MaxPool2D,
    ReLU,
    Sigmoid,
    Softmax,
    Softplus,
    Tanh,
)


def _expect_rows(chain: Chain, node: Node, inputs: int) -> None:
    if chain.shape != (inputs,):
        raise node.refuse(f"rows of {inputs} values", f"values of shape {chain.shape}")


def _gemm(chain: Chain, node: Node) -> None:
    if node.get("transA", 0) or node.position != 0:
        raise node.refuse("inputs x weights", "another order")
    weights = node.constant(1)
    assert weights is not None  # noqa: S101 - Gemm has two inputs
    weights = weights.T if node.get("transB", 0) else weights
    _expect_rows(chain, node, len(weights))
    bias = node.constant(2)
    bias = np.zeros(1) if bias is None else bias.ravel()
    chain.add_dense(
        weights * node.get("alpha", 1.0),
        np.broadcast_to(bias * node.get("beta", 1.0), (weights.shape[1],)),
    )


def _matmul(chain: Chain, node: Node) -> None:
    weights = node.constant(1) if node.position == 0 else None
    if weights is None or weights.ndim != 2:
        raise node.refuse("inputs x a matrix of weights", "another product")
    _expect_rows(chain, node, len(weights))
    chain.add_dense(weights, np.zeros(weights.shape[1]))


def _convolution(chain: Chain, node: Node) -> None:
    weights, bias = node.constant(1), node.constant(2)
    if weights is None or weights.ndim != 4:
        raise node.refuse("a convolution of images", "another one")
    if node.get("group", 1) != 1:
        raise node.refuse(
            "a convolution of all channels together", f"{node.get('group', 1)} groups"
        )
    if any(each != 1 for each in node.get("dilations", [1])):
        raise node.refuse("a kernel without gaps", f"dilations {node.get('dilations', [])}")
    strides = node.get("strides", [1, 1])
    if len(set(strides)) != 1:
        raise node.refuse("the same stride on both axes", f"{list(strides)}")
    layer = _pad(chain, node, Conv2D(weights.shape[0], tuple(weights.shape[2:]), strides[0]))
    chain.add_convolution(layer, weights, np.zeros(weights.shape[0]) if bias is None else bias)


def _pad(chain: Chain, node: Node, layer: Conv2D) -> Conv2D:
    """The convolution with the padding of the node."""
    height, width = chain.image_size()
    auto = _auto_pad(node)
    if auto == "SAME_UPPER":
        return Conv2D(layer.filters, layer.kernel_size, layer.stride, "same")
    top, left, bottom, right = node.get("pads", [0, 0, 0, 0]) if auto == "NOTSET" else (0, 0, 0, 0)
    if top == left == bottom == right:
        return Conv2D(layer.filters, layer.kernel_size, layer.stride, top or "valid")
    same = Conv2D(layer.filters, layer.kernel_size, layer.stride, "same")
    (_, same_top), (_, same_left) = same.positions(height, width)
    full = same.padded_size(height, width)
    if (top, left) == (same_top, same_left) and (
        height + top + bottom,
        width + left + right,
    ) == full:
        return same
    raise node.refuse(
        'padding as "same", or the same on all sides', f"pads {[top, left, bottom, right]}"
    )


def _auto_pad(node: Node) -> str:
    auto = node.get("auto_pad", b"NOTSET")
    auto = auto.decode() if isinstance(auto, bytes) else str(auto)
    if auto == "SAME_LOWER":
        raise node.refuse("padding with the odd zero below and to the right", auto)
    return auto


def _pooling(kind: type[MaxPool2D] | type[AveragePool2D]) -> Callable[[Chain, Node], None]:
    def add(chain: Chain, node: Node) -> None:
        sizes = node.get("kernel_shape", [0])
        strides = node.get("strides", [1] * len(sizes))
        if len({*sizes}) != 1 or len({*strides}) != 1 or len(sizes) != 2:
            raise node.refuse("square windows", f"windows {list(sizes)}, strides {list(strides)}")
        size, stride = sizes[0], strides[0]
        padded = _auto_pad(node).startswith("SAME") and any(
            -(-length // stride) != (length - size) // stride + 1 for length in chain.image_size()
        )
        if padded or any(node.get("pads", [0])):
            raise node.refuse("pooling without padding", "padding")
        if node.get("ceil_mode", 0) and any((n - size) % stride for n in chain.image_size()):
            raise node.refuse("whole windows", "ceil_mode with windows that reach past the edge")
        if any(each != 1 for each in node.get("dilations", [1])):
            raise node.refuse("windows without gaps", f"dilations {node.get('dilations', [])}")
        chain.add_pooling(kind(size, 0 if stride == size else stride))

    return add


def _global_maximum(chain: Chain, node: Node) -> None:
    height, width = chain.image_size()
    if height != width:
        raise node.refuse("square images", f"{height}x{width}")
    chain.add_pooling(MaxPool2D(height))


def _mean_of_image(chain: Chain, node: Node) -> None:
    axes = node.attributes.get("axes")
    if axes is None:
        constant = node.constant(1)
        axes = [] if constant is None else constant.ravel().tolist()
    reduced = {chain.axes[axis - 1 if axis > 0 else axis] for axis in axes}
    if reduced != {"h", "w"}:
        raise node.refuse("the mean over height and width", f"axes {list(axes)}")
    if chain.axes == OUR_AXES:
        chain.transpose([0, 3, 1, 2])
    chain.add_pooling(GlobalAveragePool())


def _batch_normalization(chain: Chain, node: Node) -> None:
    gain, bias, mean, variance = (np.asarray(node.constant(i), np.float64) for i in range(1, 5))
    scale = gain / np.sqrt(variance + node.get("epsilon", 1e-5))
    chain.scale_and_shift(scale, bias - mean * scale)


def _layer_normalization(chain: Chain, node: Node) -> None:
    if not chain.is_flat or chain.rows is not None:
        raise node.refuse("normalization of rows of values", f"of values of shape {chain.shape}")
    gain, bias = node.constant(1), node.constant(2)
    assert gain is not None  # noqa: S101 - LayerNormalization has two inputs
    bias = np.zeros_like(gain) if bias is None else bias
    chain.add(LayerNorm(float(node.get("epsilon", 1e-5))), gain=gain, bias=bias)


def _scale_or_shift(chain: Chain, node: Node) -> None:
    """Add, Sub, Mul and Div with constants, one for each channel or one for all."""
    value = node.constant(1 - node.position)
    assert value is not None  # noqa: S101 - these have two inputs
    value = np.asarray(value, np.float64)
    per_channel = value.ravel()
    width = chain.shape[0] if chain.is_flat or chain.axes == IMAGE_AXES else chain.shape[-1]
    if per_channel.size not in (1, width) or (node.kind in ("Div", "Sub") and node.position != 0):
        raise node.refuse("a number for each channel", f"numbers of shape {value.shape}")
    one, zero = np.ones_like(per_channel), np.zeros_like(per_channel)
    scale = {"Mul": per_channel, "Div": 1 / per_channel if node.kind == "Div" else one}.get(
        node.kind, one
    )
    shift = {"Add": per_channel, "Sub": -per_channel}.get(node.kind, zero)
    chain.scale_and_shift(scale, shift)


def _clip(chain: Chain, node: Node) -> None:
    low = node.attributes.get("min", node.constant(1))
    high = node.attributes.get("max", node.constant(2))
    if low != 0 or (high is not None and high < 1e30):
        raise node.refuse("a limit at 0 (ReLU) and none above", f"limits {low} and {high}")
    chain.activate(ReLU())


def _softmax(chain: Chain, node: Node) -> None:
    if not chain.is_flat:
        raise node.refuse("a softmax over classes", "one over images")
    chain.activate(Softmax())


def _nothing(chain: Chain, node: Node) -> None:
    pass


NODES: Final[dict[str, Callable[[Chain, Node], None]]] = {
    "Gemm": _gemm,
    "MatMul": _matmul,
    "Conv": _convolution,
    "MaxPool": _pooling(MaxPool2D),
    "AveragePool": _pooling(AveragePool2D),
    "GlobalAveragePool": lambda chain, node: chain.add_pooling(GlobalAveragePool()),
    "GlobalMaxPool": _global_maximum,
    "ReduceMean": _mean_of_image,
    "BatchNormalization": _batch_normalization,
    "LayerNormalization": _layer_normalization,
    **dict.fromkeys(("Add", "Sub", "Mul", "Div"), _scale_or_shift),
    "Clip": _clip,
    "Relu": lambda chain, node: chain.activate(ReLU()),
    "LeakyRelu": lambda chain, node: chain.activate(LeakyReLU(float(node.get("alpha", 0.01)))),
    "Elu": lambda chain, node: chain.activate(ELU(float(node.get("alpha", 1.0)))),
    "Gelu": lambda chain, node: chain.activate(GELU()),
    "Softplus": lambda chain, node: chain.activate(Softplus()),
    "Sigmoid": lambda chain, node: chain.activate(Sigmoid()),
    "Tanh": lambda chain, node: chain.activate(Tanh()),
    "Softmax": _softmax,
    "LogSoftmax": _softmax,
    "Flatten": onnx_axes.flatten,
    "Reshape": onnx_axes.reshape,
    "Unsqueeze": onnx_axes.unsqueeze,
    "Squeeze": onnx_axes.squeeze,
    "Transpose": onnx_axes.transpose,
    **dict.fromkeys(("Identity", "Dropout", "Cast"), _nothing),
}
"""What each kind of node adds."""
