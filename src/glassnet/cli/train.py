"""`glassnet train`: train a recipe, and watch it learn."""

from __future__ import annotations

import shlex
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final

from cyclopts import Parameter

from glassnet.cli.console import (
    JsonFile,
    Target,
    WholeNumber,
    error_console,
    report_console,
    write_json,
)
from glassnet.cli.data import download_bars
from glassnet.cli.training_view import TrainingView
from glassnet.data.download.fetch import FetchOptions
from glassnet.data.labeled_images import Dataset
from glassnet.data.sources import find_or_fallback, load
from glassnet.errors import format_error
from glassnet.models.file import load_model
from glassnet.models.model import Model
from glassnet.models.runs import MODEL, Run, RunError, RunEvent, Stopped, begun_with
from glassnet.nn import Constant
from glassnet.recipes import Recipe
from glassnet.training import Diverged, prepare, resolve_recipe
from glassnet.tutorials import find_recipe

RUNS: Final = Path("runs")
INTERRUPTED: Final = 130


def train(
    recipe: str | None = None,
    *,
    data: str | None = None,
    epochs: WholeNumber | None = None,
    batch_size: WholeNumber | None = None,
    learning_rate: float | None = None,
    examples: WholeNumber | None = None,
    validation: WholeNumber | None = None,
    seed: WholeNumber | None = None,
    out: Target | None = None,
    resume: Annotated[Path | None, Parameter(negative=())] = None,
    plots: bool = True,
    json: JsonFile = None,
) -> int:
    """Train a network and measure it on digits that it has never seen.

    Parameters
    ----------
    recipe
        The name of a recipe, or a TOML file with one. Without it, `standard`.
    data
        mnist, fashion-mnist, simulated, a folder of IDX files, a CSV, a folder of images, a stroke file.
    epochs
        How often to go through the training examples.
    batch_size
        How many examples make one update.
    learning_rate
        The same rate throughout, instead of the recipe's schedule.
    examples
        Learn from so many, drawn at random, instead of all.
    validation
        Hold out so many of them to watch the training by; 0 for none.
    seed
        Decides first weights, order and splits.
    out
        The folder of this run. Without it, the next free one below runs/.
    resume
        Go on with the run in this folder, from where it was stopped or killed.
    plots
        Draw curves, weights and the confusion matrix into the run's folder.
    """
    settings = {
        "data": data,
        "epochs": epochs,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "examples": examples,
        "validation": validation,
        "seed": seed,
    }
    settings = {name: value for name, value in settings.items() if value is not None}
    view = TrainingView(report_console(json))
    if resume is None:
        name = recipe or "standard"
        chosen, made_by = _changed(find_recipe(name), settings), _command(name, settings)
    elif recipe is None and not settings:
        chosen, made_by = begun_with(resume)
    else:
        raise RunError(
            format_error(
                "--resume",
                "no other settings",
                ", ".join([*([recipe] if recipe else []), *settings]),
                "A run goes on as it was begun: leave them out.",
            )
        )
    dataset, note = _load(chosen, explicit=data is not None or resume is not None)
    chosen = resolve_recipe(chosen.with_changes(data="simulated" if note else chosen.data), dataset)
    view.about(chosen, note)
    folder = resume or out or _next_folder(chosen.name)
    with _stop_signal() as should_stop:
        run = Run(chosen, prepare(chosen, dataset), folder, made_by, should_stop, view.warn)
        last = view.show(run.resume() if resume is not None else run.start())
    return _conclude(view, run, last, plots, json)


def _changed(recipe: Recipe, settings: dict[str, Any]) -> Recipe:
    changes = dict(settings)
    if "learning_rate" in changes:
        changes["schedule"] = Constant(changes.pop("learning_rate"))
    return recipe.with_changes(**changes)


def _command(name: str, settings: dict[str, Any]) -> str:
    """The call that makes this model, whatever folder it is made in."""
    options = [f"--{key.replace('_', '-')} {shlex.quote(str(v))}" for key, v in settings.items()]
    return " ".join(["glassnet train", shlex.quote(name), *options])


def _load(recipe: Recipe, explicit: bool) -> tuple[Dataset, str]:
    """The data, and a line that says why where simulated ink stands in for MNIST."""
    with download_bars(error_console()) as report:
        options = FetchOptions(report=report)
        if recipe.data == "mnist" and not explicit:
            dataset, reason = find_or_fallback(recipe.seed, options)
            return dataset, reason or ""
        return load(recipe.data, recipe.seed, options), ""


def _next_folder(name: str) -> Path:
    numbers = (int(p.name.rpartition("-")[2]) for p in RUNS.glob(f"{name}-[0-9][0-9][0-9]"))
    return RUNS / f"{name}-{max(numbers, default=0) + 1:03d}"


@contextmanager
def _stop_signal() -> Iterator[Callable[[], bool]]:
    """Turns the first Ctrl-C (or SIGTERM) into a wish to stop; the second one ends at once."""
    wished = False

    def wish(signum: int, frame: object) -> None:
        nonlocal wished
        wished = True
        signal.signal(signum, signal.default_int_handler)

    before = {each: signal.signal(each, wish) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: wished
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _conclude(view: TrainingView, run: Run, last: RunEvent, plots: bool, json: Path | None) -> int:
    if isinstance(last, Stopped):
        view.stopped(run.folder, last)
        return INTERRUPTED
    if isinstance(last, Diverged):
        view.diverged(last)
        return 1
    model = load_model(run.folder / MODEL)
    view.result(run, model)
    if plots:
        _draw(view, run, model)
    write_json(json, _report(run, model))
    return 0


def _draw(view: TrainingView, run: Run, model: Model) -> None:
    from glassnet.plots import PlottingUnavailable, write_run_plots

    tested = run.dataset.test or run.dataset.validation
    try:
        drawn = write_run_plots(
            run.folder,
            model.network,
            model.parameters,
            run.history(),
            None if tested is None else model.evaluate(tested),
        )
    except PlottingUnavailable as error:
        view.warn(str(error))
    else:
        view.drew(drawn)


def _report(run: Run, model: Model) -> dict[str, Any]:
    return {
        "recipe": model.recipe.name,
        "folder": str(run.folder),
        "trained_on": model.trained_on,
        "trained_on_digest": model.trained_on_digest,
        "figures": [asdict(figure) for figure in model.figures],
        "history": run.history(),
    }
