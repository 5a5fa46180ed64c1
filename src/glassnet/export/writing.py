"""`export_model`: a model as files for other programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

import numpy as np

from glassnet.data.atomic import write_atomically
from glassnet.data.simulated import simulate
from glassnet.errors import SettingError, expect_one_of, format_error
from glassnet.export.arrays import build_json, build_npz
from glassnet.export.c.compiling import measure_sizes
from glassnet.export.c.source import Numbers, build_c
from glassnet.export.javascript.source import build_javascript
from glassnet.export.onnx_graph import build_onnx
from glassnet.export.python.source import build_python
from glassnet.export.steps import image_shape, make_identifier
from glassnet.ink.rendering import SIDE
from glassnet.models import Model
from glassnet.nn import Array

Kind = Literal["onnx", "c", "python", "js", "npz", "json"]
KINDS: Final = get_args(Kind)
SUFFIXES: Final = {
    "onnx": ".onnx", "c": ".c", "python": ".py", "js": ".js", "npz": ".npz", "json": ".json",
}  # fmt: skip

SIMULATED_IMAGES: Final = 1000
SIMULATED_SEED: Final = 0


@dataclass(frozen=True)
class Export:
    """The files of an export, the first of them the one to run or include, and sentences on them."""

    kind: Kind
    files: tuple[Path, ...]
    numbers: Numbers = "float32"
    processing: bool = True
    notes: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """The file to run or include."""
        return self.files[0]


def export_model(
    model: Model,
    kind: Kind,
    path: str | Path,
    *,
    numbers: Numbers = "float32",
    processing: bool = True,
    images: Array | None = None,
) -> Export:
    """Write a model as a file for other programs, and what belongs to it beside that file.

    `kind` is "onnx", "c", "python", "js", "npz" or "json". Of C, `numbers="int8"` writes 8-bit weights and
    values; `images` uint8, as the model takes them, then decide the ranges of values (without them, simulated
    digits). Of ONNX, `processing=False` writes the network alone, without scaling and probabilities.
    Raises `SettingError` for a layer or setting that this kind does not have, `GlassnetError` where a package
    is missing, OSError where a file cannot be written.
    """
    expect_one_of("export_model", "kind", kind, KINDS)
    expect_one_of("export_model", "numbers", numbers, get_args(Numbers))
    _expect_setting("numbers", numbers == "float32", kind, "c")
    _expect_setting("processing", processing, kind, "onnx")
    path = _complete(Path(path), kind)
    if kind == "c":
        return _export_c(model, path, numbers, images)
    build: dict[str, Callable[[], dict[str, bytes]]] = {
        "onnx": lambda: {path.name: build_onnx(model, processing)},
        "python": lambda: {path.name: build_python(model, make_identifier(path.stem)).encode()},
        "js": lambda: _encode(build_javascript(model, path)),
        "npz": lambda: {path.name: build_npz(model)},
        "json": lambda: {path.name: build_json(model)},
    }
    return Export(kind, _write(path.parent, build[kind]()), processing=processing)


def _export_c(model: Model, path: Path, numbers: Numbers, images: Array | None) -> Export:
    if images is None and numbers == "int8":
        images = _simulate(model)
    if images is not None:
        model.expect_images(images)
    program = build_c(model, path.stem, numbers, images)
    files = _write(path.parent, _encode(program.files))
    header, source, example = files
    notes = [
        f"Constants {program.constant_bytes:,} bytes, static buffers {program.buffer_bytes:,} bytes.",
        *measure_sizes(source),
    ]
    return Export("c", (source, header, example), numbers, notes=tuple(notes))


def _simulate(model: Model) -> Array:
    if image_shape(model) != (SIDE, SIDE):
        raise SettingError(
            format_error(
                "An export to int8", f"images of {image_shape(model)} for the ranges", "none",
                "Name data by --data, or give images.",
            )
        )  # fmt: skip
    return simulate(np.random.default_rng(SIMULATED_SEED), SIMULATED_IMAGES).images


def _expect_setting(name: str, is_default: bool, kind: str, of: str) -> None:
    if not is_default and kind != of:
        remedy = f"Leave it out, or export to {of}."
        raise SettingError(format_error(f"The export to {kind}", f"no {name}", "one", remedy))


def _complete(path: Path, kind: str) -> Path:
    """The path with the suffix of the kind, where it has none. Raises `SettingError` for another suffix."""
    suffix = SUFFIXES[kind]
    allowed = {suffix, *([".mjs"] if kind == "js" else [".h"] if kind == "c" else [])}
    if not path.suffix:
        return path.with_name(f"{path.name}{suffix}")
    if path.suffix not in allowed:
        remedy = f"Write {path.with_suffix(suffix)}."
        raise SettingError(
            format_error(f"The export to {kind}", f"a file *{suffix}", str(path), remedy)
        )
    return path


def _encode(files: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


def _write(folder: Path, files: dict[str, bytes]) -> tuple[Path, ...]:
    for name, content in files.items():
        write_atomically(folder / name, content)
    return tuple(folder / name for name in files)
