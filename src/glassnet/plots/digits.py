"""Digits with what was read in them: the misread ones, the first few, and the road from ink to pixels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from glassnet.data.labeled_images import LabeledImages
from glassnet.ink import Stage, from_strokes
from glassnet.nn import Array
from glassnet.plots.canvas import INK, ORANGE
from glassnet.plots.sheet import Sheet
from glassnet.training.evaluation import Evaluation

MOST_MISREAD: Final = 40
MOST_STAGED: Final = 12
COLUMNS: Final = 8
GAP: Final = 0.12  # inches, as all that follow
HEADLINE: Final = 0.34
CAPTION: Final = 0.42
CAPTION_BESIDE: Final = 1.25
NARROWEST: Final = 4.6


def plot_misread(evaluation: Evaluation, path: Path, most: int = MOST_MISREAD) -> Path | None:
    """The most confident mistakes: each image, what was read, how surely, and what it is.

    None, and no picture, where nothing was misread.
    """
    chosen = evaluation.misread()[:most].tolist()
    if not chosen:
        return None
    digits, wrong = evaluation.digits, len(evaluation.digits) - evaluation.correct
    sheet = _grid(
        [digits.images[index] for index in chosen],
        [caption(evaluation, index) for index in chosen],
    )
    which = f"The {len(chosen)} most confident of" if len(chosen) < wrong else "All"
    sheet.head(f"{which} {wrong:,} mistakes on {digits}")
    return sheet.save(path)


def caption(evaluation: Evaluation, index: int) -> str:
    """What was read in one image, how surely, and what it is."""
    names = evaluation.digits.class_names
    read, label = evaluation.readings[index], evaluation.digits.labels[index]
    sure = evaluation.probabilities[index, read]
    return f"read {names[read]} · {sure:.1%}\nis {names[label]}"


def plot_misread_ink(evaluation: Evaluation, path: Path, most: int = MOST_STAGED) -> Path | None:
    """The most confident mistakes on drawings, with every stage from the strokes to the pixels.

    None, and no picture, where nothing was misread or the set has no strokes.
    """
    chosen = evaluation.misread()[:most].tolist()
    strokes = evaluation.digits.strokes
    if not chosen or strokes is None:
        return None
    rows = [from_strokes(strokes[index]).stages for index in chosen]
    return plot_stages(rows, [caption(evaluation, index) for index in chosen], path)


def plot_predictions(digits: LabeledImages, readings: Array, path: Path) -> Path:
    """As the documents show theirs: each image with Prediction and Label; mistakes in orange."""
    side, names = 1.5, digits.class_names
    sheet = Sheet(len(digits) * (side + GAP) - GAP, side + CAPTION)
    answers = zip(digits.images, readings, digits.labels, strict=True)
    for place, (image, read, label) in enumerate(answers):
        left = place * (side + GAP)
        sheet.ink(left, 0, side, image)
        text = f"Prediction: {names[read]}\nLabel: {names[label]}"
        colour = INK if read == label else ORANGE
        sheet.write(left + side / 2, side + 0.06, text, colour, size=9)
    return sheet.save(path)


def plot_stages(rows: Sequence[Sequence[Stage]], captions: Sequence[str], path: Path) -> Path:
    """One row for each drawing: the ink stages from left to right, and a caption beside the last."""
    side, label = 1.2, 0.2
    columns = max((len(row) for row in rows), default=1)
    sheet = Sheet(columns * (side + GAP) + CAPTION_BESIDE, len(rows) * (side + label + GAP))
    for number, (row, text) in enumerate(zip(rows, captions, strict=True)):
        top = number * (side + label + GAP) + label
        for place, stage in enumerate(row):
            left = place * (side + GAP)
            sheet.ink(left, top, side, stage.image)
            sheet.label(left + side / 2, top - 0.04, stage.name)
        beside = len(row) * (side + GAP)
        sheet.write(beside, top + side / 2, text, size=9, ha="left", va="center")
    return sheet.save(path)


def _grid(images: Sequence[Array], captions: Sequence[str]) -> Sheet:
    """Images in rows, each with its caption below, and room for a headline."""
    side, rows = 1.1, -(-len(images) // COLUMNS)
    width = max(min(len(images), COLUMNS) * (side + GAP) - GAP, NARROWEST)
    sheet = Sheet(width, HEADLINE + rows * (side + CAPTION + GAP) - GAP)
    for place, (image, text) in enumerate(zip(images, captions, strict=True)):
        row, column = divmod(place, COLUMNS)
        left, top = column * (side + GAP), HEADLINE + row * (side + CAPTION + GAP)
        sheet.ink(left, top, side, image)
        sheet.write(left + side / 2, top + side + 0.05, text)
    return sheet
