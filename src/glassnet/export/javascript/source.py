"""Writing a model as one ES module, with a page to draw on."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Final

from glassnet.export.bundle import bundle_modules
from glassnet.export.steps import find_threshold, image_shape
from glassnet.ink.rendering import SIDE
from glassnet.models import Model
from glassnet.models.description import summarize_network
from glassnet.models.reading import name_rejection
from glassnet.nn import to_plain
from glassnet.version import __version__

FOLDER: Final = Path(__file__).parent


def build_javascript(model: Model, path: Path) -> dict[str, str]:
    """The files by name: the module, and STEM.html for a model of images that drawings are rendered to."""
    files = {path.name: _write_module(model, path.name)}
    if image_shape(model) == (SIDE, SIDE):
        page = (FOLDER / "example.html").read_text(encoding="utf-8")
        files[f"{path.stem}.html"] = page.replace("@FILE@", path.name)
    return files


def _write_module(model: Model, name: str) -> str:
    description = {
        "layers": [to_plain(layer) for layer in model.network.layers],
        "inputShape": list(model.network.input_shape),
        "loss": to_plain(model.recipe.loss),
        "rejects": model.rejects,
        "classNames": list(model.class_names),
        "rejection": name_rejection(model.class_names),
        "temperature": model.calibration.temperature,
        "threshold": find_threshold(model),
    }
    numbers = model.parameters.vector.astype("<f4").tobytes()
    shape = "x".join(map(str, image_shape(model)))
    return f"""\
/**
 * The network "{model.name}", {summarize_network(model.network)}. Written by Glassnet {__version__}.
 *
 *     import {{ readStrokes, readPixels, classNames }} from "./{name}";
 *
 * Both functions return {{label, reason, confidence, probabilities}}. `label` is null where nothing was drawn
 * or the image is none of the classes, and `reason` says which; `probabilities` is a table by class.
 */

{bundle_modules(FOLDER / "reader.js", "modules")}
const reader = modules.buildReader(
{json.dumps(description, indent=1)},
"{base64.b64encode(numbers).decode()}");

/** The names of the classes. @type {{string[]}} */
export const classNames = reader.classNames;

/** Reads one image. @param {{ArrayLike<number>}} pixels {shape} of them, row by row: 0 paper, 255 full ink */
export function readPixels(pixels) {{
  return modules.readPixels(reader, pixels);
}}

/** Reads a drawing. @param {{number[][][]}} strokes each of points [x, y] in any unit, y downwards */
export function readStrokes(strokes) {{
  return modules.readStrokes(reader, strokes);
}}
"""
