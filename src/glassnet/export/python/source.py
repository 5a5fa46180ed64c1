"""Writing a model as a Python file: the network as code, the functions that it needs, the numbers."""

from __future__ import annotations

import ast
import base64
import math
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, cast

import numpy as np

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
from glassnet.models.reading import name_rejection
from glassnet.nn import Activate, Array, AveragePool2D, Conv2D, LayerNorm, MaxPool2D
from glassnet.version import __version__

FUNCTIONS: Final = Path(__file__).parent / "functions.py"
# Functions that other functions call.
CALLED: Final = {"max_pool": "windows", "average_pool": "windows", "silu": "sigmoid"}
LINE: Final = 100


def build_python(model: Model, name: str) -> str:
    """The file's text; `name` is the name of the module."""
    steps = list_steps(model)
    expect_known_steps("python", steps, list(CALLS))
    return "\n\n".join(
        [
            _write_head(model, name),
            _write_network(model, steps),
            *_take_functions(steps, find_probabilities(model)),
            _write_answers(model),
            _write_numbers(steps),
        ]
    )


def _write_head(model: Model, name: str) -> str:
    shape = ", ".join(map(str, image_shape(model)))
    summary = summarize_network(model.network)
    text = textwrap.dedent(f'''\
        """The network {_quote(model.name)}, {summary}. Written by Glassnet {__version__}.

            import {name}
            labels, probabilities = {name}.predict(images)

        It needs NumPy. `images` are uint8 ({", ".join(["count", shape])}), 0 for paper and 255 for full ink.
        From a shell, for an array of images in a file: python {name}.py images.npy
        """

        import base64
        import sys

        import numpy as np

        CLASS_NAMES = {model.class_names!r}
        TEMPERATURE = {model.calibration.temperature!r}  # divides the outputs: calibration
        THRESHOLD = {find_threshold(model)!r}  # the least evidence of a class; None accepts every image
        REJECTION = {name_rejection(model.class_names)!r}''')
    uses_erf = any(step.kind == "gelu" for step in list_steps(model))
    return text.replace("import sys\n", "import sys\nfrom math import erf\n") if uses_erf else text


def _quote(name: str) -> str:
    """A name for a docstring."""
    return repr(name.replace('"', "'").replace("\\", "/"))


def _write_network(model: Model, steps: list[Step]) -> str:
    shape = ", ".join(map(str, model.network.input_shape))
    lines = [
        "def compute_outputs(images):",
        f'    """The network\'s outputs (count, {model.network.output_shape[0]}), before calibration."""',
        f"    x = np.asarray(images).reshape(len(images), {shape}).astype(np.float32) / np.float32(255)",
        *(f"    x = {_write_call(step)}" for step in steps),
        "    return x",
    ]
    return "\n" + "\n".join(lines)


def _write_call(step: Step) -> str:
    arguments = ", ".join(["x", *CALLS[step.kind](step)])
    return f"{NAMES.get(step.kind, step.kind)}({arguments})"


def _take_functions(steps: list[Step], probabilities: str) -> Iterator[str]:
    """The source of each function that is called, in the order of `functions.py`."""
    kinds = {NAMES.get(step.kind, step.kind) for step in steps} | {probabilities, "center"}
    wanted = kinds | {CALLED[kind] for kind in kinds & CALLED.keys()}
    text = FUNCTIONS.read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name in wanted:
            yield "\n" + (ast.get_source_segment(text, node) or "")


def _write_answers(model: Model) -> str:
    apply = find_probabilities(model)
    scaled = f"outputs[:, :{len(model.class_names)}] / np.float32(TEMPERATURE)"
    probabilities = scaled if apply == "identity" else f"{apply}({scaled})"
    shape = ", ".join(map(str, image_shape(model)))
    size = math.prod(image_shape(model))
    return "\n" + textwrap.dedent(f'''\
        def predict(images):
            """The label of each image, None for a rejected one, and probabilities (count, classes)."""
            images = np.asarray(images)
            if images.dtype != np.uint8 or images.ndim < 2 or images.size != len(images) * {size}:
                got = f"{{images.dtype}} {{images.shape}}"
                raise ValueError(f"expected images as uint8 (count, {shape}), from 0 to 255; got {{got}}")
            outputs = compute_outputs(images)
            probabilities = {probabilities}
            labels = [CLASS_NAMES[i] for i in probabilities.argmax(axis=1)]
            if THRESHOLD is not None:
                evidence = np.logaddexp.reduce(outputs[:, :-1], axis=1) - outputs[:, -1]
                labels = [a if e >= THRESHOLD else None for a, e in zip(labels, evidence, strict=True)]
            return labels, probabilities


        def decode(text, shape):
            """An array of float32 from its base64."""
            return np.frombuffer(base64.b64decode(text), "<f4").reshape(shape)


        def main():
            """Print the label and the probabilities of each image in a .npy file."""
            if len(sys.argv) != 2:
                sys.exit(f"usage: python {{sys.argv[0]}} images.npy")
            images = np.load(sys.argv[1])
            for start in range(0, len(images), 500):
                labels, probabilities = predict(images[start : start + 500])
                for label, row in zip(labels, probabilities, strict=True):
                    print(label or REJECTION, *(f"{{p:.9g}}" for p in row), sep="\\t")''')


def _write_numbers(steps: list[Step]) -> str:
    lines = ["\n# The parameters, float32 in base64."]
    for step in steps:
        for name, array in step.parameters.items():
            lines.append(f'{name}_{step.number} = decode("""')
            lines += _encode(array)
            lines.append(f'""", {array.shape})')
    return "\n".join([*lines, "", 'if __name__ == "__main__":', "    main()", ""])


def _encode(array: Array) -> list[str]:
    text = base64.b64encode(np.ascontiguousarray(array, "<f4").tobytes()).decode()
    return [text[i : i + LINE] for i in range(0, len(text), LINE)]


def _linear(step: Step) -> list[str]:
    return [f"weights_{step.number}", f"bias_{step.number}"]


def _convolution(step: Step) -> list[str]:
    layer, (height, width, _) = cast(Conv2D, step.layer), step.input_shape
    top, left = describe_padding(step)
    padded_height, padded_width = layer.padded_size(height, width)
    padding = (top, padded_height - top - height, left, padded_width - left - width)
    return [*_linear(step), f"stride={layer.stride}", f"padding={padding}"]


def _pooling(step: Step) -> list[str]:
    layer = cast(MaxPool2D | AveragePool2D, step.layer)
    return [f"size={layer.size}", f"stride={layer.step}"]


def _setting(name: str) -> Callable[[Step], list[str]]:
    return lambda step: [f"{name}={getattr(cast(Activate, step.layer).activation, name)!r}"]


def _norm(step: Step) -> list[str]:
    epsilon = cast(LayerNorm, step.layer).epsilon
    return [f"gain_{step.number}", f"bias_{step.number}", f"epsilon={epsilon!r}"]


def _nothing(step: Step) -> list[str]:
    return []


NAMES: Final = {"conv2d": "convolve", "max_pool2d": "max_pool", "average_pool2d": "average_pool"}
"""The functions that are not called as their layer is in recipes."""

CALLS: Final[dict[str, Callable[[Step], list[str]]]] = {
    "dense": _linear,
    "conv2d": _convolution,
    "max_pool2d": _pooling,
    "average_pool2d": _pooling,
    "global_average_pool": _nothing,
    "flatten": _nothing,
    "layer_norm": _norm,
    "leaky_relu": _setting("slope"),
    "elu": _setting("alpha"),
    **dict.fromkeys(("relu", "gelu", "silu", "softplus", "sigmoid", "tanh", "softmax"), _nothing),
}
"""For each layer and activation the arguments of its function, after the inputs."""
