"""The network in C on float32, in the order of the model's own parameters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from typing import Any, Final

from glassnet.export.c.body import Body
from glassnet.export.steps import Step, describe_padding, expect_known_steps, is_flat
from glassnet.nn import Activate

LAYERS: Final = (
    "dense", "conv2d", "max_pool2d", "average_pool2d", "global_average_pool", "flatten", "layer_norm",
)  # fmt: skip
ACTIVATIONS: Final = (
    "relu", "leaky_relu", "elu", "gelu", "silu", "softplus", "sigmoid", "tanh", "softmax",
)  # fmt: skip


def write_float32(steps: Sequence[Step]) -> Body:
    """The body for `parts/float32.c`: two buffers take turns as inputs and outputs."""
    expect_known_steps("c", steps, [*LAYERS, *ACTIVATIONS])
    body = Body("float32.c")
    turns = cycle(("buffer_b", "buffer_a"))
    sizes = {"buffer_a": steps[0].input_size, "buffer_b": 0}
    body.call("scale", "image", steps[0].input_size, "buffer_a")
    inputs = "buffer_a"
    for step in steps:
        if isinstance(step.layer, Activate):
            body.activate(step, inputs, step.output_size)
        elif not is_flat(step):
            outputs = next(turns)
            sizes[outputs] = max(sizes[outputs], step.output_size)
            _write_layer(body, step, inputs, outputs)
            inputs = outputs
    for name, size in sizes.items():
        body.add_buffer("float", name, size)
    body.outputs = inputs
    return body


def _write_layer(body: Body, step: Step, inputs: str, outputs: str) -> None:
    layer: Any = step.layer
    names = {
        name: body.add_array(f"{name}_{step.number}", array)
        for name, array in step.parameters.items()
    }
    if step.kind == "dense":
        body.call(
            "dense",
            inputs,
            step.input_size,
            names["weights"],
            names["bias"],
            outputs,
            step.output_size,
        )
    elif step.kind == "conv2d":
        body.call(
            "convolve", inputs, *step.input_shape, names["weights"], names["bias"], *layer.kernel,
            layer.stride, *describe_padding(step), outputs, *step.output_shape,
        )  # fmt: skip
    elif step.kind == "global_average_pool":
        height, width, channels = step.input_shape
        body.call("global_average_pool", inputs, height * width, channels, outputs)
    elif step.kind == "layer_norm":
        body.call(
            "layer_norm", inputs, step.input_size, names["gain"], names["bias"], step.input_shape[-1],
            layer.epsilon, outputs,
        )  # fmt: skip
    else:
        _, width, channels = step.input_shape
        rows, columns, _ = step.output_shape
        function = step.kind.removesuffix("2d")
        body.call(function, inputs, width, channels, layer.size, layer.step, outputs, rows, columns)
