"""`glassnet export`: a model as files for other programs, and a check that they answer as it does."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from glassnet.cli.compiling import notify_if_compiling
from glassnet.cli.console import Count, JsonFile, Target, error_console, report_console, write_json
from glassnet.cli.measuring import load_to_measure
from glassnet.data import Dataset, LabeledImages
from glassnet.export import Export, Verification, export_model, verify_export
from glassnet.export.writing import Kind
from glassnet.models import DEFAULT_MODEL, Model, load_model
from glassnet.models.measuring import Split, choose_split

RANGE_IMAGES = 1000


def export(
    model: str = DEFAULT_MODEL,
    /,
    *,
    to: Kind,
    out: Target,
    int8: Annotated[bool, Parameter(negative=())] = False,
    processing: bool = True,
    verify: Annotated[bool, Parameter(negative=())] = False,
    data: str | None = None,
    split: Split | None = None,
    count: Count = 10_000,
    json: JsonFile = None,
) -> int:
    """Write a model as ONNX, C, Python, JavaScript, or its parameters as .npz or JSON.

    Parameters
    ----------
    model
        A shipped model, a model file or a run folder; without it, the default model.
    to
        onnx, c (C99), python (one file that needs NumPy), js (one module, and a page to draw on), npz, json.
    out
        The file to write. Its name begins the names of C's functions; other files are written beside it.
    int8
        C with 8-bit weights and values: a quarter of the memory.
    processing
        ONNX from bytes to calibrated probabilities; without, the network alone.
    verify
        Run what was written on images, and compare its answers with the model's.
    data
        The images for --verify, and for the ranges of values of --int8: see `glassnet train --help`.
        Without it, the data of the model's recipe for --verify, and simulated digits for the ranges.
    split
        The split of this data for --verify; without it, test or train.
    count
        The largest number of images for --verify.
    """
    chosen = load_model(model)
    source = data or chosen.recipe.data
    dataset = load_to_measure(source, chosen.recipe.seed) if verify or data else None
    ranges = None if dataset is None or data is None or not int8 else _choose_range_images(dataset)
    exported = export_model(
        chosen, to, out, numbers="int8" if int8 else "float32", processing=processing, images=ranges
    )
    console = report_console(json)
    _show(console, model, exported)
    verification = None
    if verify and dataset is not None:
        images = choose_split(dataset, split, [chosen.recipe])
        verification = _verify(chosen, exported, images, count)
        _show_verification(console, exported, verification)
    write_json(json, _to_plain(model, exported, verification))
    return 0 if verification is None or verification.passed else 1


def _choose_range_images(dataset: Dataset) -> np.ndarray:
    images = choose_split(dataset, "train" if "train" in dataset.splits else None, []).images
    return images[:RANGE_IMAGES]


def _verify(model: Model, exported: Export, images: LabeledImages, count: int) -> Verification:
    if len(images) > count:
        images = images.take(slice(count), f"{images.name}, the first")
    with notify_if_compiling(error_console()):
        return verify_export(exported, model, images)


def _show(console: Console, name: str, exported: Export) -> None:
    files = ", ".join(f"{path} ({path.stat().st_size / 1000:,.0f} kB)" for path in exported.files)
    console.print(Text(f"Wrote {name} as {files}."), soft_wrap=True)
    for note in exported.notes:
        console.print(Text(f"  {note}"), soft_wrap=True)


def _show_verification(console: Console, exported: Export, found: Verification) -> None:
    verdict = Text(
        "Verified" if found.passed else "Not verified", "green" if found.passed else "red"
    )
    accuracy = f"accuracy {found.accuracy:.2%}, the model's {found.model_accuracy:.2%}"
    others = f"{found.other_answers} other answer{'' if found.other_answers == 1 else 's'}"
    answers = others if found.other_answers else "the same answers"
    rest = f" on {found.set}: {answers}, probabilities within {found.largest_difference:.1e}, {accuracy}."
    console.print(verdict.append(rest, "default"), soft_wrap=True)


def _to_plain(name: str, exported: Export, found: Verification | None) -> dict[str, Any]:
    return {
        "model": name,
        "kind": exported.kind,
        "numbers": exported.numbers,
        "files": [{"path": str(path), "bytes": path.stat().st_size} for path in exported.files],
        "notes": list(exported.notes),
        "verification": None if found is None else found.to_plain(),
    }
