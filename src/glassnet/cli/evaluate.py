"""`glassnet evaluate`: how well a model classifies a data set, and its mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from rich.console import Console

from glassnet.cli.arguments import expect_data
from glassnet.cli.compiling import notify_if_compiling
from glassnet.cli.console import JsonFile, Target, error_console, report_console, write_json
from glassnet.cli.evaluation_view import EvaluationView
from glassnet.cli.measuring import load_to_measure
from glassnet.data.sources import name_label_column
from glassnet.models import DEFAULT_MODEL, Ensemble, Metric, Model, load_classifier
from glassnet.models import evaluate as evaluate_model
from glassnet.models.measuring import Split, choose_pictures, recipes_of
from glassnet.models.picture_evaluation import (
    PictureEvaluation,
    evaluate_pictures,
    open_pictures,
)
from glassnet.plots import PlottingUnavailable, write_evaluation_plots
from glassnet.training import Evaluation

PLOTS: Final = Path("runs/evaluation")
MAX_MISTAKES: Final = 100


def evaluate(
    *models: str,
    data: str | None = None,
    label_column: str | None = None,
    split: Split | None = None,
    out: Target = PLOTS,
    plots: bool = True,
    json: JsonFile = None,
) -> int:
    """Measure a model on a data set, and show its mistakes.

    Parameters
    ----------
    models
        A shipped model, a model file or a run folder; without it, the default model. Several are
        measured together: the mean of their probabilities decides.
    data
        mnist, fashion-mnist, simulated, a folder of IDX files, a CSV, a folder of images, a stroke
        file. Pictures of digits in class folders are read as "predict" reads them. Without it, the data of
        the model's recipe.
    label_column
        The column of a CSV or Parquet file that holds the labels: its name, or its number from 1 on.
    split
        The split to measure on. Without it, test, or train where there is no test split.
        "validation" is the part of train that the model's recipe holds out, unless the data has one.
    out
        The folder for the plots: mistakes, confusion matrix, calibration.
    plots
        Draw these plots.
    """
    if label_column is not None:
        data = name_label_column(expect_data(data), label_column)
    names = models or (DEFAULT_MODEL,)
    classifier = load_classifier(names)
    with notify_if_compiling(error_console()):
        evaluation = _evaluate(classifier, data, split)
    recorded = find_recorded(classifier, evaluation)
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


def _evaluate(classifier: Model | Ensemble, data: str | None, split: Split | None) -> Evaluation:
    recipe = recipes_of(classifier)[0]
    source = data or recipe.data
    if source != recipe.data:
        with open_pictures(classifier, source) as pictures:
            chosen = choose_pictures(pictures, split)
            if chosen is not None:
                return evaluate_pictures(classifier, chosen)
    dataset = load_to_measure(source, recipe.seed)
    own_data = source == recipe.data and dataset.test is None
    if split is None and own_data and recipe.validation:
        # All of train would include what the model was trained on.
        split = "validation"
    return evaluate_model(classifier, dataset, split)


def find_recorded(model: Model | Ensemble, evaluation: Evaluation) -> Metric | None:
    """The accuracy in the model's record for a set with the same content."""
    digest = evaluation.data.digest()
    return next((metric for metric in model.metrics if metric.digest == digest), None)


def _draw(console: Console, evaluation: Evaluation, folder: Path) -> list[Path]:
    try:
        pictures = write_evaluation_plots(folder, evaluation)
    except PlottingUnavailable as error:
        console.print(f"{error}", markup=False)
        return []
    names = ", ".join(path.name for path in pictures)
    console.print(f"Plots in {folder}: {names}", markup=False, soft_wrap=True)
    return pictures


def _report(
    name: str, evaluation: Evaluation, recorded: Metric | None, pictures: list[Path]
) -> dict[str, Any]:
    reproduces = None if recorded is None else evaluation.accuracy == recorded.accuracy
    return {
        "model": name,
        **evaluation.to_plain(),
        "recorded_accuracy": None if recorded is None else recorded.accuracy,
        "reproduces_recorded": reproduces,
        "mistakes": [_mistake(evaluation, index) for index in evaluation.mistakes()[:MAX_MISTAKES]],
        "plots": [str(path) for path in pictures],
    }


def _mistake(evaluation: Evaluation, index: int) -> dict[str, Any]:
    names, prediction = evaluation.data.class_names, evaluation.predictions[index]
    file = evaluation.files[index] if isinstance(evaluation, PictureEvaluation) else None
    return {
        "index": int(index),
        **({} if file is None else {"file": file}),
        "label": names[evaluation.data.labels[index]],
        "prediction": names[prediction],
        "confidence": float(evaluation.probabilities[index, prediction]),
    }
