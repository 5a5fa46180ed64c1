"""`glassnet evaluate`: how well a model reads a set, and where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

from rich.console import Console

from glassnet.cli.console import JsonFile, Target, error_console, report_console, write_json
from glassnet.cli.data import download_bars
from glassnet.cli.evaluation_view import EvaluationView
from glassnet.data import DataError, Dataset, DownloadError, LabeledImages, load
from glassnet.data.download.fetch import FetchOptions
from glassnet.errors import format_error
from glassnet.models import Ensemble, Figure, Reader, default_name, find_reader
from glassnet.nn import SettingError
from glassnet.plots import PlottingUnavailable, write_evaluation_plots
from glassnet.recipes import Recipe
from glassnet.training import Evaluation, prepare

PICTURES: Final = Path("runs/evaluation")
MOST_MISREAD: Final = 100


def evaluate(
    *models: str,
    data: str | None = None,
    split: Literal["train", "validation", "test"] | None = None,
    out: Target = PICTURES,
    plots: bool = True,
    json: JsonFile = None,
) -> int:
    """Measure how well a model reads a data set, and show what it misreads.

    Parameters
    ----------
    models
        A shipped model, a model file or a run folder; the default reader, if not given. Several read
        together, by the mean of their probabilities.
    data
        mnist, fashion-mnist, simulated, a folder of IDX files, a CSV, a folder of images, a stroke
        file. Without it, what the model's recipe names.
    split
        Which part. Without it, test; where there is none, validation of the data that the model learnt
        from, and all of other data. For a data set without a validation split: the one that the
        model's recipe holds out of its training split.
    out
        The folder for the pictures: misread images, confusion matrix, calibration.
    plots
        Draw these pictures.
    """
    names = models or (default_name(),)
    reader = find_reader(names)
    recipes = _recipes(reader)
    source = data or recipes[0].data
    dataset = _load(source, recipes[0].seed)
    if (
        split is None
        and source == recipes[0].data
        and dataset.test is None
        and recipes[0].validation
    ):
        # What the model learnt from says nothing of how it reads.
        split = "validation"
    digits = _split(dataset, split, recipes)
    digits = _align_classes(reader, digits)
    evaluation = reader.evaluate(digits)
    recorded = recorded_figure(reader, evaluation)
    name = " + ".join(names)
    console = report_console(json)
    EvaluationView(console).show(name, evaluation, recorded)
    try:
        pictures, failure = _draw(console, evaluation, out) if plots else [], None
    except OSError as error:
        pictures, failure = [], error
    write_json(json, _report(name, evaluation, recorded, pictures))
    if failure is not None:
        raise failure
    return 0


def recorded_figure(model: Reader, evaluation: Evaluation) -> Figure | None:
    """The figure in the model's record for a set of the very same content."""
    digest = evaluation.digits.digest()
    return next((figure for figure in model.figures if figure.digest == digest), None)


def _recipes(reader: Reader) -> tuple[Recipe, ...]:
    members = reader.members if isinstance(reader, Ensemble) else (reader,)
    return tuple(member.recipe for member in members)


def _load(source: str, seed: int) -> Dataset:
    try:
        with download_bars(error_console()) as report:
            return load(source, seed, FetchOptions(report=report))
    except DownloadError as error:
        raise DownloadError(
            f"{error} Set GLASSNET_DATA to a folder that holds {source}/, or measure on other "
            "digits: --data simulated, or the path of your own."
        ) from None


def _split(dataset: Dataset, name: str | None, recipes: Sequence[Recipe]) -> LabeledImages:
    if name is None:
        name = next(each for each in ("test", "train", "validation") if each in dataset.splits)
    if name == "validation" and dataset.validation is None and recipes[0].validation:
        _check_held_out(recipes)
        dataset = prepare(recipes[0], dataset)
    return dataset.split(name)


def _check_held_out(recipes: Sequence[Recipe]) -> None:
    """What one of the models held out, another one may have learnt."""
    ways = sorted({(each.validation, each.examples or 0, each.seed) for each in recipes})
    if len(ways) > 1:
        shown = ", ".join(
            f"{held_out:,} of {f'{examples:,}' if examples else 'all'} by seed {seed}"
            for held_out, examples, seed in ways
        )
        raise SettingError(
            format_error(
                "--split validation",
                "models that all held out the same digits",
                shown,
                "Measure them together on other digits, or one by one.",
            )
        )


def _align_classes(model: Reader, digits: LabeledImages) -> LabeledImages:
    """The data with the model's class indices, matched by class name."""
    try:
        return digits.align(model.class_names)
    except DataError as error:
        raise SettingError(
            format_error(
                "The model",
                f"the classes that it knows, {', '.join(model.class_names)}",
                f"{', '.join(digits.class_names)} in {digits}",
                "Choose data with the model's classes by --data.",
            )
        ) from error


def _draw(console: Console, evaluation: Evaluation, folder: Path) -> list[Path]:
    try:
        pictures = write_evaluation_plots(folder, evaluation)
    except PlottingUnavailable as error:
        console.print(f"{error}", markup=False)
        return []
    names = ", ".join(path.name for path in pictures)
    console.print(f"Pictures in {folder}: {names}", markup=False, soft_wrap=True)
    return pictures


def _report(
    name: str, evaluation: Evaluation, recorded: Figure | None, pictures: list[Path]
) -> dict[str, Any]:
    return {
        "model": name,
        **evaluation.to_plain(),
        "recorded_accuracy": None if recorded is None else recorded.accuracy,
        "reproduces_recorded": None
        if recorded is None
        else evaluation.accuracy == recorded.accuracy,
        "misread": [_misread(evaluation, index) for index in evaluation.misread()[:MOST_MISREAD]],
        "pictures": [str(path) for path in pictures],
    }


def _misread(evaluation: Evaluation, index: int) -> dict[str, Any]:
    names, read = evaluation.digits.class_names, evaluation.readings[index]
    return {
        "index": int(index),
        "label": names[evaluation.digits.labels[index]],
        "read": names[read],
        "confidence": float(evaluation.probabilities[index, read]),
    }
