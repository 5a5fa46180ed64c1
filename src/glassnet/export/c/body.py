"""The part of a C file that differs between float32 and int8: numbers, buffers, and the network as calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from glassnet.export.steps import Step
from glassnet.nn import Activate, Array

LINE = 110
C_TYPES = {"float32": "float", "int8": "int8_t"}


@dataclass
class Body:
    """What `compute_outputs` needs: `file` has its functions, `lines` are its statements.

    `outputs` is the expression for the network's outputs, floats. `flash` and `ram` count bytes.
    """

    file: str
    functions: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    arrays: list[str] = field(default_factory=list)
    buffers: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    outputs: str = ""
    flash: int = 0
    ram: int = 0

    def add_array(self, name: str, array: Array) -> str:
        """Write an array of constants; returns its name."""
        kind = C_TYPES[str(array.dtype)]
        lines = wrap(map(format_float if kind == "float" else str, array.ravel().tolist()))
        self.arrays.append(f"static const FLASH {kind} {name}[{array.size}] = {{\n{lines}\n}};\n")
        self.flash += array.nbytes
        return name

    def add_buffer(self, kind: str, name: str, size: int) -> None:
        """Write a static buffer, unless it is empty."""
        if size:
            self.buffers.append(f"static {kind} {name}[{size}];")
            self.ram += size * (4 if kind == "float" else 1)

    def call(self, function: str, *arguments: object) -> None:
        """Write a call of a function of `file`."""
        self.functions.add(function)
        self.lines.append(f"{function}({', '.join(map(format_value, arguments))});")

    def activate(self, step: Step, values: str, count: int) -> None:
        """Write a call of an activation on `count` floats."""
        function = "tanh_of" if step.kind == "tanh" else step.kind
        self.values.add(function)
        activation: Any = cast(Activate, step.layer).activation
        extra = {
            "leaky_relu": lambda: [activation.slope],
            "elu": lambda: [activation.alpha],
            "softmax": lambda: [step.output_shape[-1]],
        }
        arguments = [values, count, *extra.get(step.kind, list)()]
        self.lines.append(f"{function}({', '.join(map(format_value, arguments))});")


def format_value(value: object) -> str:
    """A name or a whole number as it is; a float as C writes it."""
    return format_float(value) if isinstance(value, float | np.floating) else str(value)


def format_float(value: float | np.floating) -> str:
    """The shortest usual form of a float32 from which C reads the same float32."""
    text = f"{float(value):.9g}"
    return f"{text}f" if "." in text or "e" in text else f"{text}.0f"


def wrap(words: Iterable[str]) -> str:
    """Words in lines, with commas."""
    lines, line = [], "   "
    for word in words:
        if len(line) + len(word) + 2 > LINE:
            lines.append(line)
            line = "   "
        line += f" {word},"
    return "\n".join([*lines, line])
