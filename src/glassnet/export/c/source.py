"""Writing a model as C99: NAME.h, NAME.c and an example, NAME_example.c."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Final, Literal

import numpy as np

from glassnet.errors import SettingError, format_error
from glassnet.export.c.body import Body, format_float
from glassnet.export.c.float32 import write_float32
from glassnet.export.c.int8 import write_int8
from glassnet.export.c.parts import FOLDER, take_functions
from glassnet.export.steps import (
    find_probabilities,
    find_threshold,
    image_shape,
    list_steps,
    make_identifier,
    move_activations_before_pooling,
)
from glassnet.models import Model
from glassnet.models.description import summarize_network
from glassnet.models.reading import name_rejection
from glassnet.nn import Array
from glassnet.version import __version__

Numbers = Literal["float32", "int8"]
INDENT: Final = "    "


@dataclass(frozen=True)
class CProgram:
    """The files by name, and how many bytes the constants and the static buffers take."""

    files: dict[str, str]
    constant_bytes: int
    buffer_bytes: int


def build_c(
    model: Model, stem: str, numbers: Numbers = "float32", range_images: Array | None = None
) -> CProgram:
    """The model as STEM.h, STEM.c and STEM_example.c; public names begin with STEM as an identifier.

    `numbers="int8"` needs `range_images`, uint8 as the model takes them: they decide the ranges of values.
    Raises `SettingError` for a layer that C does not have.
    """
    steps = list_steps(model)
    if numbers == "int8":
        if range_images is None:
            raise SettingError(
                format_error(
                    "The export to int8", "images for the ranges", "none", "Give some by --data."
                )
            )
        body = write_int8(move_activations_before_pooling(steps), range_images)
    else:
        body = write_float32(steps)
    writer = _Writer(model, stem, numbers, body)
    files = {
        f"{stem}.h": writer.write_header(),
        f"{stem}.c": writer.write_source(),
        f"{stem}_example.c": writer.write_example(),
    }
    return CProgram(files, body.flash, body.ram)


class _Writer:
    """The text of the three files."""

    def __init__(self, model: Model, stem: str, numbers: str, body: Body) -> None:
        self.model, self.body = model, body
        self.stem, self.name = stem, make_identifier(stem)
        self.upper = self.name.upper()
        self.classes = len(model.class_names)
        self.rejects = find_threshold(model) is not None
        self.probabilities = find_probabilities(model)
        shape = image_shape(model)
        self.centers = len(shape) == 2
        self.shape = shape
        summary = summarize_network(model.network)
        self.about = f"{model.name}, {summary}, in {numbers}. Written by Glassnet {__version__}."

    def fill(self, template: str, **more: Any) -> str:
        """A template of `parts/` with its words in capitals replaced."""
        text = (FOLDER / template).read_text(encoding="utf-8")
        rejection = name_rejection(self.model.class_names)
        words = {
            "ABOUT": self.about,
            "CLASS_COUNT": str(self.classes),
            "PIXEL_COUNT": str(prod(self.shape)),
            "SHAPE": " x ".join(map(str, self.shape)),
            "REJECTION": rejection,
            "UPPER": self.upper,
            "NAME": self.name,
            "STEM": self.stem,
            **more,
        }
        for word, value in words.items():
            text = text.replace(f"@{word}@", value)
        choices = {"center": self.centers, "flat": not self.centers, "reject": self.rejects}
        for word, wanted in choices.items():
            text = _choose(text, word, wanted)
        return text

    def write_header(self) -> str:
        return self.fill("header.h")

    def write_example(self) -> str:
        return self.fill("example.c")

    def write_source(self) -> str:
        body = self.body
        values = set(body.values)
        if self.probabilities != "identity":
            values.add(self.probabilities)
        if self.rejects:
            values.add("log_sum_exp")
        functions = [
            *take_functions("values.c", values),
            *take_functions(body.file, body.functions),
            *(take_functions("center.c", {"find_shift", "move_pixels"}) if self.centers else []),
        ]
        return self.fill(
            "source.c",
            ARRAYS="\n".join(body.arrays),
            BUFFERS="\n".join(body.buffers),
            FUNCTIONS="\n".join(functions).replace("WIDE", _wide_enough(self.shape)),
            CALLS="\n".join(_indent(body.lines)),
            OUTPUTS=body.outputs,
            TEMPERATURE=format_float(np.float32(self.model.calibration.temperature)),
            THRESHOLD=format_float(np.float32(find_threshold(self.model) or 0.0)),
            PROBABILITIES=self._write_probabilities(),
            CLASS_NAMES=", ".join(map(_quote, self.model.class_names)),
            HEIGHT=str(self.shape[0]),
            WIDTH=str(self.shape[1] if self.centers else 1),
        )

    def _write_probabilities(self) -> str:
        calls = {
            "softmax": f"    softmax(probabilities, {self.upper}_CLASSES, {self.upper}_CLASSES);\n",
            "sigmoid": f"    sigmoid(probabilities, {self.upper}_CLASSES);\n",
        }
        return calls.get(self.probabilities, "")


def _choose(text: str, word: str, wanted: bool) -> str:
    """Lines between @if word@ and @end@ are kept or left out, and those lines themselves."""
    kept, inside, lines = [], False, text.split("\n")
    for line in lines:
        if line.strip() == f"@if {word}@":
            inside = True
        elif line.strip() == f"@end {word}@":
            inside = False
        elif wanted or not inside:
            kept.append(line)
    return "\n".join(kept)


def _indent(lines: Sequence[str]) -> list[str]:
    depth, indented = 1, []
    for line in lines:
        depth -= line.startswith("}")
        indented.append(INDENT * depth + line)
        depth += line.endswith("{")
    return indented


def _wide_enough(shape: tuple[int, ...]) -> str:
    """A whole number that holds twice the moment of an image full of ink."""
    side = max(shape)
    return "int32_t" if 2 * 255 * side**3 < 2**31 else "int64_t"


def _quote(text: str) -> str:
    """A C string: bytes of UTF-8, in octal where they are not plain letters."""
    plain = "".join(
        chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}"
        for byte in text.encode()
    )
    return f'"{plain}"'
