"""Images with their predictions: the mistakes, the first few, and the stages from ink to pixels."""

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

MAX_MISTAKES: Final = 40
MAX_WITH_STAGES: Final = 12
COLUMNS: Final = 8
GAP: Final = 0.12  # inches, as all that follow
TITLE: Final = 0.34
CAPTION: Final = 0.42
CAPTION_BESIDE: Final = 1.25
MIN_WIDTH: Final = 4.6
MAX_NAME: Final = 12  # characters


def plot_mistakes(evaluation: Evaluation, path: Path, most: int = MAX_MISTAKES) -> Path | None:
    """The most confident mistakes: each image with its prediction, confidence and label.

    Returns None and draws nothing where there is no mistake.
    """
    chosen = evaluation.mistakes()[:most].tolist()
    if not chosen:
        return None
    data, count = evaluation.data, len(evaluation.data) - evaluation.correct
    sheet = _grid(
        [data.images[index] for index in chosen],
        [_caption(evaluation, index) for index in chosen],
    )
    which = f"The {len(chosen)} most confident of" if len(chosen) < count else "All"
    sheet.title(f"{which} {count:,} mistakes on {data}")
    return sheet.save(path)


def _caption(evaluation: Evaluation, index: int) -> str:
    """Prediction, confidence and label of one image."""
    names = evaluation.data.class_names
    prediction, label = evaluation.predictions[index], evaluation.data.labels[index]
    confidence = evaluation.probabilities[index, prediction]
    return f"{_shorten(names[prediction])} · {confidence:.1%}\nlabel {_shorten(names[label])}"


def _shorten(name: str) -> str:
    return name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 1]}…"


def plot_mistakes_ink(
    evaluation: Evaluation, path: Path, most: int = MAX_WITH_STAGES
) -> Path | None:
    """The most confident mistakes on drawings, with every stage from the strokes to the pixels.

    Returns None and draws nothing where there is no mistake, or the set has no strokes.
    """
    chosen = evaluation.mistakes()[:most].tolist()
    strokes = evaluation.data.strokes
    if not chosen or strokes is None:
        return None
    rows = [from_strokes(strokes[index]).stages for index in chosen]
    return plot_stages(rows, [_caption(evaluation, index) for index in chosen], path)


def plot_predictions(data: LabeledImages, predictions: Array, path: Path) -> Path:
    """Each image with prediction and label, as in the tutorials; mistakes in orange."""
    side, names = 1.5, data.class_names
    sheet = Sheet(len(data) * (side + GAP) - GAP, side + CAPTION)
    rows = zip(data.images, predictions, data.labels, strict=True)
    for number, (image, prediction, label) in enumerate(rows):
        left = number * (side + GAP)
        sheet.image(left, 0, side, image)
        text = f"Prediction: {names[prediction]}\nLabel: {names[label]}"
        color = INK if prediction == label else ORANGE
        sheet.write(left + side / 2, side + 0.06, text, color, size=9)
    return sheet.save(path)


def plot_stages(rows: Sequence[Sequence[Stage]], captions: Sequence[str], path: Path) -> Path:
    """One row for each drawing: the ink stages from left to right, and a caption after the last."""
    side, label = 1.2, 0.2
    columns = max((len(row) for row in rows), default=1)
    sheet = Sheet(columns * (side + GAP) + CAPTION_BESIDE, len(rows) * (side + label + GAP))
    for number, (row, text) in enumerate(zip(rows, captions, strict=True)):
        top = number * (side + label + GAP) + label
        for column, stage in enumerate(row):
            left = column * (side + GAP)
            sheet.image(left, top, side, stage.image)
            sheet.label(left + side / 2, top - 0.04, stage.name)
        beside = len(row) * (side + GAP)
        sheet.write(beside, top + side / 2, text, size=9, ha="left", va="center")
    return sheet.save(path)


def _grid(images: Sequence[Array], captions: Sequence[str]) -> Sheet:
    """Images in rows, each with its caption below, and room for a title."""
    side, rows = 1.1, -(-len(images) // COLUMNS)
    width = max(min(len(images), COLUMNS) * (side + GAP) - GAP, MIN_WIDTH)
    sheet = Sheet(width, TITLE + rows * (side + CAPTION + GAP) - GAP)
    for number, (image, text) in enumerate(zip(images, captions, strict=True)):
        row, column = divmod(number, COLUMNS)
        left, top = column * (side + GAP), TITLE + row * (side + CAPTION + GAP)
        sheet.image(left, top, side, image)
        sheet.write(left + side / 2, top + side + 0.05, text)
    return sheet
