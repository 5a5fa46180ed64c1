"""`glassnet reproduce`: run the five documents, and hold their claims against what comes out."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from glassnet.cli.console import (
    JsonFile,
    Target,
    WholeNumber,
    error_console,
    report_console,
    write_json,
)
from glassnet.cli.data import download_bars
from glassnet.cli.reproduction_view import ReproductionView
from glassnet.data.download.mirrors import Terms
from glassnet.data.labeled_images import Dataset
from glassnet.data.sources import load
from glassnet.errors import format_error
from glassnet.nn import SettingError
from glassnet.recipes import DOCUMENTS, Document, Recipe
from glassnet.training.preparation import prepare
from glassnet.tutorials.reproduction import (
    Reproduction,
    SeedResult,
    run_seed,
    seeds_of,
)


def reproduce(
    *names: str,
    seeds: WholeNumber = 1,
    data: str = "mnist",
    epochs: WholeNumber | None = None,
    rate_as_printed: bool = False,
    slips: bool = True,
    out: Target | None = None,
    models: Target | None = None,
    json: JsonFile = None,
) -> int:
    """Run the documents' own networks and compare their claims with what is measured.

    Parameters
    ----------
    names
        chang, markmusic27, wang, zhang, zhang-readme; without any, all of them.
    seeds
        How often each is run, each time with the next seed.
    data
        Where the digits come from; the claims are about mnist.
    epochs
        Go through the training examples so often, instead of as the document does.
    rate_as_printed
        Run `wang` with the rate that its code states, and show where its log departs.
    slips
        Make the documents' slips; --no-slips runs the same recipes without them.
    out
        Draw each document's example predictions into this folder.
    models
        Save each document's first trained network into this folder, as a model file.
    """
    chosen = [_changed(each, epochs, rate_as_printed, slips) for each in _documents(names)]
    if rate_as_printed and "wang" not in (each.name for each in chosen):
        raise SettingError(
            format_error("--rate-as-printed", "wang among the documents", "none", "Leave it out.")
        )
    if seeds < 1:
        raise SettingError(format_error("--seeds", "at least 1", str(seeds), "Give 1 or more."))
    if out is not None:
        _expect_plots(out)
    if models is not None:
        models.mkdir(parents=True, exist_ok=True)
    options = _options(data, epochs, rate_as_printed, slips)
    view = ReproductionView(report_console(json))
    with download_bars(error_console()) as report_download:
        dataset = load(data, 0, Terms(report=report_download))
    done: dict[Recipe, SeedResult] = {}
    reports = []
    for document in chosen:
        view.begin(document)
        results = tuple(
            _result(recipe, dataset, done, view) for recipe in _recipes(document, seeds)
        )
        report = Reproduction(document, results, prepare(document.recipe, dataset))
        view.report(report)
        if out is not None:
            _draw(view, report, out)
        if models is not None:
            view.saved(_save(report, models, options))
        reports.append(report)
    view.summary(reports)
    write_json(json, [report.to_plain() for report in reports])
    return 0


def _documents(names: tuple[str, ...]) -> list[Document]:
    for name in names:
        if name not in DOCUMENTS:
            raise SettingError(
                format_error(
                    "reproduce", f"some of {', '.join(DOCUMENTS)}", repr(name), "Name these."
                )
            )
    return [DOCUMENTS[name] for name in names or DOCUMENTS]


def _changed(
    document: Document, epochs: int | None, rate_as_printed: bool, slips: bool
) -> Document:
    changes: dict[str, Any] = {}
    if epochs is not None:
        changes["epochs"] = epochs
    if rate_as_printed and document.name == "wang":
        from glassnet.recipes import WANG_AS_PRINTED

        changes["schedule"] = WANG_AS_PRINTED.schedule
        changes["description"] = WANG_AS_PRINTED.description
    if not slips:
        from glassnet.recipes import Slips

        changes["slips"] = Slips()
    return replace(document, recipe=document.recipe.with_changes(**changes))


def _recipes(document: Document, seeds: int) -> Iterator[Recipe]:
    return (document.recipe.with_changes(seed=seed) for seed in seeds_of(document, seeds))


def _result(
    recipe: Recipe, dataset: Dataset, done: dict[Recipe, SeedResult], view: ReproductionView
) -> SeedResult:
    """Run the recipe, unless another document has run the very same one."""
    key = recipe.with_changes(name="", description="")
    if key not in done:
        done[key] = view.show(recipe, run_seed(recipe, dataset))
    return done[key]


def _options(data: str, epochs: int | None, rate_as_printed: bool, slips: bool) -> list[str]:
    """What must be said to make the same models again."""
    options = [] if data == "mnist" else ["--data", shlex.quote(data)]
    options += [] if epochs is None else ["--epochs", str(epochs)]
    options += ["--rate-as-printed"] if rate_as_printed else []
    return options + ([] if slips else ["--no-slips"])


def _expect_plots(out: Path) -> None:
    """Refuse before the work, not after it."""
    from glassnet.plots import expect_plotting

    expect_plotting()
    out.mkdir(parents=True, exist_ok=True)


def _save(report: Reproduction, folder: Path, options: list[str]) -> Path:
    from glassnet.models import Model, save_model

    train, first = report.splits.split("train"), report.results[0]
    model = Model(
        recipe=report.document.recipe.with_changes(seed=first.seed),
        parameters=first.parameters,
        trained_on=str(train),
        trained_on_digest=train.digest(),
        made_by=" ".join(["glassnet reproduce", report.document.name, *options]),
    )
    measured = (each for each in (report.splits.validation, report.splits.test) if each)
    path = folder / f"{report.document.name}.safetensors"
    save_model(model.with_metrics(*map(model.evaluate, measured)), path)
    return path


def _draw(view: ReproductionView, report: Reproduction, out: Path) -> None:
    from glassnet.plots import plot_predictions

    digits, readings = report.shown()
    path = out / f"{report.document.name}-predictions.png"
    plot_predictions(digits, readings, path)
    view.drew(path)
