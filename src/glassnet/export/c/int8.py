"""The network in C on 8-bit weights and values; sums are whole numbers.

The weights are those of `glassnet.explain.quantization`: int8 with one scale for each output. Values between
layers are stored in 8 bits, q = value / scale + zero, with the range that they have on images given for
that (Jacob et al. 2018, "Quantization and training of neural networks for efficient integer-arithmetic-only
inference"). Inputs are the image's own bytes, and the outputs are floats: both are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from glassnet.explain.quantization import quantize_weights
from glassnet.export.c.body import Body
from glassnet.export.c.float32 import ACTIVATIONS, LAYERS
from glassnet.export.steps import Step, describe_padding, expect_known_steps, is_flat
from glassnet.nn import Activate, Array, Conv2D, Dense, LayerNorm

MAX_RANGE_IMAGES: Final = 1000


@dataclass(frozen=True)
class Stored:
    """Where stored values lie, and what they stand for: (q - zero) x scale."""

    name: str
    scale: float
    zero: int


@dataclass(frozen=True, eq=False)
class Group:
    """A layer (or none) with the activations after it, and the range of its outputs on some images."""

    layer: Step | None
    activations: list[Step]
    low: float
    high: float

    @property
    def output_size(self) -> int:
        """How many values one example has after it."""
        steps = [each for each in (self.layer, *self.activations) if each is not None]
        return steps[-1].output_size

    @property
    def scale(self) -> float:
        """The distance from one stored value to the next."""
        return max(self.high - self.low, 1e-6) / 255

    @property
    def zero(self) -> int:
        """The stored value of 0."""
        return round(-self.low / self.scale)


def write_int8(steps: Sequence[Step], images: Array) -> Body:
    """The body for `parts/int8.c`. `images` uint8 `(count, ...)` decide the ranges of stored values."""
    inner = [kind for kind in ACTIVATIONS if kind != "softmax"]
    last = 1 + max(i for i, step in enumerate(steps) if not isinstance(step.layer, Activate))
    expect_known_steps("c with int8", steps[:last], [*LAYERS, *inner])
    expect_known_steps("c with int8", steps[last:], ACTIVATIONS)
    groups = _group(steps, images[:MAX_RANGE_IMAGES])
    body, current = Body("int8.c"), Stored("image", 1 / 255, 0)
    sizes = {"buffer_a": 0, "buffer_b": 0, "buffer_sums": 0}
    for group in groups[:-1]:
        target = Stored(_other_buffer(current), group.scale, group.zero)
        if group.layer is not None and isinstance(group.layer.layer, Dense | Conv2D):
            sizes["buffer_sums"] = max(
                sizes["buffer_sums"], group.output_size // _positions(group.layer)
            )
            _write_sums(body, group, current, target)
        else:
            sizes["buffer_sums"] = max(sizes["buffer_sums"], 1)
            target = _write_stored(body, group, current, target)
        sizes[target.name] = max(
            sizes[target.name],
            group.output_size if group.layer is None else group.layer.output_size,
        )
        current = target
    last = groups[-1]
    sizes["buffer_sums"] = max(sizes["buffer_sums"], last.output_size)
    if last.layer is not None and not isinstance(last.layer.layer, Dense):
        other = _other_buffer(current)
        sizes[other] = max(sizes[other], last.output_size)
    _write_outputs(body, last, current)
    for name, size in sizes.items():
        body.add_buffer("float" if name == "buffer_sums" else "uint8_t", name, size)
    body.outputs = "buffer_sums"
    return body


def _other_buffer(current: Stored) -> str:
    return "buffer_b" if current.name == "buffer_a" else "buffer_a"


def _group(steps: Sequence[Step], images: Array) -> list[Group]:
    """Each layer with the activations after it; the range of its outputs on the images."""
    parts: list[tuple[Step | None, list[Step]]] = []
    for step in steps:
        if isinstance(step.layer, Activate):
            if not parts:
                parts.append((None, []))
            parts[-1][1].append(step)
        else:
            parts.append((step, []))
    values = images.reshape(len(images), *steps[0].input_shape).astype(np.float32) / np.float32(255)
    groups = []
    for layer, activations in parts:
        for step in [*([layer] if layer else []), *activations]:
            values, _ = step.layer.forward(step.parameters, values)
        if layer is None or not is_flat(layer) or activations:
            low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
            groups.append(Group(layer, activations, low, high))
    return groups


def _positions(step: Step) -> int:
    return step.output_size // step.output_shape[-1]


def _write_linear(body: Body, step: Step, source: Stored, at: tuple[str, str] | None) -> None:
    """Write the sums of a dense layer, or of a convolution at the position `at`."""
    quantized = quantize_weights(step.parameters["weights"])
    number, outputs = step.number, step.output_shape[-1]
    names = (
        body.add_array(f"weights_{number}", np.moveaxis(quantized.codes, -1, 0)),
        body.add_array(f"scales_{number}", (quantized.scales * source.scale).astype(np.float32)),
        body.add_array(f"bias_{number}", step.parameters["bias"]),
    )
    if at is None:
        body.call(
            "dense", source.name, source.zero, step.input_size, *names, "buffer_sums", outputs
        )
    else:
        layer: Any = step.layer
        body.call(
            "convolve", source.name, source.zero, *step.input_shape, *names, *layer.kernel, *at,
            "buffer_sums", outputs,
        )  # fmt: skip


def _write_sums(body: Body, group: Group, source: Stored, target: Stored) -> None:
    """A dense layer or a convolution: sums, activations, stored values."""
    step = group.layer
    assert step is not None  # noqa: S101 - for the type checker
    rows = columns = 1
    at = None
    if isinstance(step.layer, Conv2D):
        rows, columns, _ = step.output_shape
        top, left = describe_padding(step)
        stride = step.layer.stride
        at = (f"row * {stride} - {top}", f"column * {stride} - {left}")
        body.lines.append(f"for (int row = 0, at = 0; row < {rows}; row++) {{")
        width = step.output_shape[-1]
        body.lines.append(f"for (int column = 0; column < {columns}; column++, at += {width}) {{")
    _write_linear(body, step, source, at)
    count = step.output_shape[-1]
    for activation in group.activations:
        body.activate(activation, "buffer_sums", count)
    place = target.name if at is None else f"{target.name} + at"
    body.call("store", "buffer_sums", count, float(1 / target.scale), target.zero, place)
    if at is not None:
        body.lines += ["}", "}"]


def _write_stored(body: Body, group: Group, source: Stored, target: Stored) -> Stored:
    """Pooling and normalization, from stored values to stored values, and activations one by one."""
    step, current = group.layer, source
    if step is not None and not is_flat(step):
        layer: Any = step.layer
        scale, zero = (group.scale, group.zero) if _rescales(group) else (source.scale, source.zero)
        current = Stored(target.name, scale, zero)
        if step.kind == "layer_norm":
            names = [
                body.add_array(f"{name}_{step.number}", step.parameters[name])
                for name in ("gain", "bias")
            ]
            body.call(
                "layer_norm", source.name, step.input_size, float(source.scale), *names,
                step.input_shape[-1], float(layer.epsilon), float(1 / scale), zero, current.name,
            )  # fmt: skip
        elif step.kind == "global_average_pool":
            height, width, channels = step.input_shape
            body.call(step.kind, source.name, height * width, channels, current.name)
        else:
            _, width, channels = step.input_shape
            rows, columns, _ = step.output_shape
            function = step.kind.removesuffix("2d")
            body.call(
                function,
                source.name,
                width,
                channels,
                layer.size,
                layer.step,
                current.name,
                rows,
                columns,
            )
    if not group.activations:
        return current
    body.lines.append(f"for (int i = 0; i < {group.output_size}; i++) {{")
    body.call(
        "restore", f"{current.name} + i", 1, float(current.scale), current.zero, "buffer_sums"
    )
    for activation in group.activations:
        body.activate(activation, "buffer_sums", 1)
    body.call("store", "buffer_sums", 1, float(1 / group.scale), group.zero, f"{target.name} + i")
    body.lines.append("}")
    return Stored(target.name, group.scale, group.zero)


def _rescales(group: Group) -> bool:
    """Normalization alone changes the range; its activations are expected to keep it."""
    return group.layer is not None and isinstance(group.layer.layer, LayerNorm)


def _write_outputs(body: Body, group: Group, source: Stored) -> None:
    """The last layer leaves floats."""
    step = group.layer
    count = group.output_size
    if step is not None and isinstance(step.layer, Dense):
        _write_linear(body, step, source, None)
    else:
        bare = Group(step, [], group.low, group.high)
        target = Stored(_other_buffer(source), group.scale, group.zero)
        stored = _write_stored(body, bare, source, target)
        body.call("restore", stored.name, count, float(stored.scale), stored.zero, "buffer_sums")
    for activation in group.activations:
        body.activate(activation, "buffer_sums", count)
