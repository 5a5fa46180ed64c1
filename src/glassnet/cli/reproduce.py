"""`glassnet reproduce`: run the five tutorials, and compare their claims with the results."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from glassnet.cli.console import (
    Count,
    JsonFile,
    Target,
    WholeNumber,
    error_console,
    report_console,
    write_json,
)
from glassnet.cli.data import download_bars
from glassnet.cli.errata import expect_drawing, report_errata
from glassnet.cli.reproduction_view import ReproductionView
from glassnet.cli.seed_runs import train_ahead
from glassnet.data.download.fetch import FetchOptions
from glassnet.data.labeled_images import Dataset
from glassnet.data.sources import load
from glassnet.errors import SettingError, format_error
from glassnet.recipes import Recipe
from glassnet.training.preparation import prepare
from glassnet.tutorials import TUTORIALS, Tutorial, find_tutorial
from glassnet.tutorials.reproduction import (
    Reproduction,
    SeedResult,
    identify,
    run_seed,
    seeds_of,
)
from glassnet.tutorials.wang import WANG_AS_PRINTED


def reproduce(
    *names: str,
    seeds: WholeNumber | None = None,
    data: str = "mnist",
    epochs: WholeNumber | None = None,
    errata: bool = False,
    rate_as_printed: bool = False,
    deviations: bool = True,
    out: Target | None = None,
    models: Target | None = None,
    workers: Count = 1,
    cluster: str | None = None,
    json: JsonFile = None,
) -> int:
    """Run the tutorials' own networks and compare their claims with what is measured.

    Parameters
    ----------
    names
        chang, markmusic27, wang, zhang, zhang-readme; all of them if none is given.
    seeds
        The number of runs of each tutorial, each with the next seed: 1 without it, 10 with --errata.
    data
        The data set; the claims are about mnist.
    epochs
        The number of epochs, instead of the tutorial's own.
    errata
        Check the errors of the tutorials, and measure their effects. Names choose tutorials or errata.
    rate_as_printed
        Run `wang` with the learning rate that its code states, and show where its log differs.
    deviations
        Deviate from the mathematics where the tutorials do; --no-deviations runs the correct networks.
    out
        Draw each tutorial's example predictions, or the effects of errata, into this folder.
    models
        Save each tutorial's first trained network into this folder, as a model file.
    workers
        The number of processes that train at a time.
    cluster
        The address of a Dask scheduler whose workers train.
    """
    if errata:
        _expect_no_other_run(rate_as_printed, deviations, models)
        return report_errata(names, seeds, data, epochs, out, json, workers, cluster)
    seeds = 1 if seeds is None else seeds
    chosen = [_change(each, epochs, rate_as_printed, deviations) for each in _tutorials(names)]
    if rate_as_printed and "wang" not in (each.name for each in chosen):
        raise SettingError(
            format_error("--rate-as-printed", "wang among the tutorials", "none", "Leave it out.")
        )
    if seeds < 1:
        raise SettingError(format_error("--seeds", "at least 1", str(seeds), "Give 1 or more."))
    if out is not None:
        expect_drawing(out)
    if models is not None:
        models.mkdir(parents=True, exist_ok=True)
    options = _options(data, epochs, rate_as_printed, deviations)
    view = ReproductionView(report_console(json))
    with download_bars(error_console()) as report_download:
        dataset = load(data, 0, FetchOptions(report=report_download))
    recipes = [each for tutorial in chosen for each in _recipes(tutorial, seeds)]
    done = train_ahead(recipes, data, workers, cluster)
    shown = set[Recipe]()
    reports = []
    for tutorial in chosen:
        view.begin(tutorial)
        results = tuple(
            _result(recipe, dataset, done, shown, view) for recipe in _recipes(tutorial, seeds)
        )
        report = Reproduction(tutorial, results, prepare(tutorial.recipe, dataset))
        view.report(report)
        if out is not None:
            _draw(view, report, out)
        if models is not None:
            view.saved(_save(report, models, options))
        reports.append(report)
    view.summary(reports)
    write_json(json, [report.to_plain() for report in reports])
    return 0


def _expect_no_other_run(rate_as_printed: bool, deviations: bool, models: Path | None) -> None:
    if rate_as_printed or not deviations or models is not None:
        wanted = "none of --rate-as-printed, --no-deviations and --models"
        raise SettingError(format_error("--errata", wanted, "one", "Leave it out."))


def _tutorials(names: tuple[str, ...]) -> list[Tutorial]:
    return [find_tutorial(name) for name in names or TUTORIALS]


def _change(
    tutorial: Tutorial, epochs: int | None, rate_as_printed: bool, deviations: bool
) -> Tutorial:
    if epochs is not None:
        tutorial = tutorial.with_changes(epochs=epochs)
    if rate_as_printed and tutorial.name == "wang":
        tutorial = tutorial.with_changes(
            schedule=WANG_AS_PRINTED.schedule, description=WANG_AS_PRINTED.description
        )
    return tutorial if deviations else tutorial.without_deviations()


def _recipes(tutorial: Tutorial, seeds: int) -> Iterator[Recipe]:
    return (tutorial.recipe.with_changes(seed=seed) for seed in seeds_of(tutorial, seeds))


def _result(
    recipe: Recipe,
    dataset: Dataset,
    done: dict[Recipe, SeedResult],
    shown: set[Recipe],
    view: ReproductionView,
) -> SeedResult:
    """Show the training of the recipe, unless another tutorial has shown the very same one."""
    key = identify(recipe)
    if key not in shown:
        shown.add(key)
        events = [done[key]] if key in done else run_seed(recipe, dataset)
        done[key] = view.show(recipe, events)
    return done[key]


def _options(data: str, epochs: int | None, rate_as_printed: bool, deviations: bool) -> list[str]:
    """The options that make the same models again."""
    options = [] if data == "mnist" else ["--data", shlex.quote(data)]
    options += [] if epochs is None else ["--epochs", str(epochs)]
    options += ["--rate-as-printed"] if rate_as_printed else []
    return options + ([] if deviations else ["--no-deviations"])


def _save(report: Reproduction, folder: Path, options: list[str]) -> Path:
    from glassnet.models import Model, save_model

    train, first = report.splits.split("train"), report.results[0]
    model = Model(
        recipe=report.tutorial.recipe.with_changes(seed=first.seed),
        parameters=first.parameters,
        trained_on=str(train),
        trained_on_digest=train.digest(),
        made_by=" ".join(["glassnet reproduce", report.tutorial.name, *options]),
    )
    measured = (each for each in (report.splits.validation, report.splits.test) if each)
    path = folder / f"{report.tutorial.name}.safetensors"
    save_model(model.with_metrics(*map(model.evaluate, measured)), path)
    return path


def _draw(view: ReproductionView, report: Reproduction, out: Path) -> None:
    from glassnet.plots import plot_predictions

    examples, predictions = report.predict_shown()
    path = out / f"{report.tutorial.name}-predictions.png"
    plot_predictions(examples, predictions, path)
    view.drew(path)
