"""`glassnet train`: train a recipe and show its progress."""

from __future__ import annotations

import shlex
from contextlib import nullcontext
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Final

from cyclopts import Parameter

from glassnet.cli.arguments import expect_data
from glassnet.cli.console import (
    BatchSize,
    Count,
    JsonFile,
    Target,
    WholeNumber,
    report_console,
    write_json,
)
from glassnet.cli.pools import count_shards, open_workers
from glassnet.cli.run_commands import read_commands
from glassnet.cli.stopping import stop_on_signals
from glassnet.cli.training_data import choose_order, load_data
from glassnet.cli.training_settings import (
    change_recipe,
    choose_recipe,
    describe_missing_classes,
    suit_own_data,
    write_command,
)
from glassnet.cli.training_view import TrainingView, has_learned
from glassnet.data.sources import name_label_column
from glassnet.engine import using
from glassnet.errors import format_error
from glassnet.models import Model, load_model
from glassnet.models.checkpoints import NEWEST, PREVIOUS
from glassnet.models.file import expect_savable
from glassnet.models.fine_tuning import initialize_from
from glassnet.models.fitting import fit_recipe
from glassnet.models.run_control import RunControl
from glassnet.models.run_folder import (
    MODEL,
    RunError,
    RunEvent,
    RunFolder,
    Stopped,
    read_run_recipe,
    was_started,
)
from glassnet.training import Diverged, prepare, resolve_recipe

RUNS: Final = Path("runs")
INTERRUPTED: Final = 130


def train(
    recipe: str | None = None,
    *,
    data: str | None = None,
    label_column: str | None = None,
    epochs: WholeNumber | None = None,
    batch_size: BatchSize | None = None,
    learning_rate: Annotated[float | None, Parameter(name=["--learning-rate", "--lr"])] = None,
    optimizer: str | None = None,
    examples: WholeNumber | None = None,
    validation: WholeNumber | None = None,
    seed: WholeNumber | None = None,
    stream: bool | None = None,
    shards: Count | None = None,
    local_steps: Count | None = None,
    workers: Count = 1,
    cluster: str | None = None,
    out: Target | None = None,
    init: str | None = None,
    resume: Annotated[Path | None, Parameter(negative=())] = None,
    plain: Annotated[bool, Parameter(negative=())] = False,
    plots: bool = True,
    snapshots: bool = True,
    strict: Annotated[bool, Parameter(negative=())] = False,
    commands: Annotated[bool, Parameter(negative=())] = False,
    json: JsonFile = None,
) -> int:
    """Train a network and measure it on images that it was not trained on.

    Parameters
    ----------
    recipe
        The name of a recipe, or a TOML file with one. Without it, `standard`.
    data
        mnist, fashion-mnist, simulated, a folder of IDX files, a CSV, a folder of images, a stroke file.
    label_column
        The column of a CSV or Parquet file that holds the labels: its name, or its number from 1 on.
    epochs
        The number of passes over the training examples.
    batch_size
        The number of examples for each update; "full" for all of them.
    learning_rate
        A constant learning rate, instead of the recipe's schedule.
    optimizer
        The name of an optimizer, such as sgd, momentum or adam.
    examples
        Train on so many examples, drawn at random, instead of all.
    validation
        The number of examples to hold out for validation; 0 for none.
    seed
        The seed of initial weights, order and splits.
    stream
        Read the training images block by block, in bounded memory; for paths of IDX files, .npy files and
        Parquet files. Without it, where they are too large for the memory of this machine.
    shards
        Split each batch into so many parts, a power of two. The result depends on it, not on the workers.
    local_steps
        With shards, make so many updates of each part by itself between exchanges: quicker, another method.
    workers
        The number of processes that compute the parts.
    cluster
        The address of a Dask scheduler whose workers compute the parts.
    out
        The folder of this run. Without it, the next free one below runs/.
    init
        Start from this model's weights: a shipped model, a model file, or a run folder. Without a recipe its
        network is trained on; where the classes are others, with a new last layer.
    resume
        Continue the run in this folder from its last checkpoint.
    plain
        Run the reference implementation: plain NumPy, much slower, to compare with.
    plots
        Draw curves, weights and the confusion matrix into the run's folder.
    snapshots
        Keep the weights at about 60 moments of the run, for looking back at it.
    strict
        With --resume: refuse to begin anew where no checkpoint is whole, and to go on with other software.
    commands
        Take commands from standard input, one a line: pause, resume, step, stop. At its end, stop.
    """
    if label_column is not None:
        data = name_label_column(expect_data(data), label_column)
    settings = {
        "data": data,
        "epochs": epochs,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "optimizer": optimizer,
        "examples": examples,
        "validation": validation,
        "seed": seed,
        "shards": shards,
        "local_steps": local_steps,
    }
    settings = {name: value for name, value in settings.items() if value is not None}
    options = {recipe or "recipe": recipe, "init": init, "stream": stream, **settings}
    view = TrainingView(report_console(json))
    started = None if init is None else load_model(init)
    if resume is None:
        named = choose_recipe(recipe, started)
        if workers > 1 and max(shards or 1, named.shards) == 1:
            settings["shards"] = count_shards(workers)
        chosen = change_recipe(named, settings)
        made_by = write_command(recipe, settings, plain, init)
    elif recipe is None and init is None and stream is None and not settings:
        chosen, made_by = read_run_recipe(resume)
        started = _load_initial(made_by)
    else:
        raise RunError(
            format_error(
                "--resume",
                "no other settings",
                ", ".join(name for name, given in options.items() if given is not None),
                "A run is resumed with its own settings: leave them out.",
            )
        )
    order = choose_order(chosen, stream) if resume is None else {}
    if order:
        chosen, made_by = chosen.with_changes(**order), f"{made_by} --stream"
    goes_on = resume is not None and was_started(resume)
    control = read_commands() if commands else RunControl()
    dataset, note = load_data(chosen, explicit=data is not None or goes_on)
    if resume is None and started is not None:
        chosen = change_recipe(choose_recipe(recipe, started, dataset), {**settings, **order})
    chosen = chosen.with_changes(data="simulated" if note else chosen.data)
    if resume is None and recipe is None and data is not None:
        chosen = suit_own_data(chosen, dataset, settings)
    if not goes_on and validation is None:
        chosen = fit_recipe(chosen, dataset)
    else:
        chosen = resolve_recipe(chosen, dataset)
        expect_savable(chosen.network)
    view.announce(chosen, note)
    for warning in filter(None, [*dataset.notes, describe_missing_classes(dataset)]):
        view.warn(warning)
    folder = resume or out or _next_folder(chosen.name)
    initial = None if started is None else initialize_from(started, chosen)
    prepared = prepare(chosen, dataset)
    with (
        stop_on_signals(view.show_stopping) as stopping,
        using("reference") if plain else nullcontext(),
        open_workers(chosen, prepared, workers, cluster) as pool,
    ):
        run = RunFolder(
            chosen,
            prepared,
            folder,
            made_by,
            stopping.is_set,
            view.warn,
            snapshots=snapshots,
            control=control,
            started_by="service" if commands else "terminal",
            workers=pool,
            initial=initial,
            strict=strict,
        )
        if resume is not None and plots and _lacks_plots(resume):
            # The process was ended between the model and the last picture.
            return _conclude(view, run, None, plots, json)
        last = view.show(run.resume() if resume is not None else run.start())
    return _conclude(view, run, last, plots, json, stopping.signal)


def _load_initial(made_by: str) -> Model | None:
    """The model that a run was started from, by the command that started it."""
    words = shlex.split(made_by)
    return load_model(words[words.index("--init") + 1]) if "--init" in words else None


def _next_folder(name: str) -> Path:
    numbers = (int(p.name.rpartition("-")[2]) for p in RUNS.glob(f"{name}-[0-9][0-9][0-9]"))
    return RUNS / f"{name}-{max(numbers, default=0) + 1:03d}"


def _lacks_plots(folder: Path) -> bool:
    """Whether the run in a folder is finished but for its pictures."""
    has_checkpoint = any((folder / name).exists() for name in (NEWEST, PREVIOUS))
    return (
        (folder / MODEL).is_file()
        and not has_checkpoint
        and not any(folder.glob("*.png"))
        and find_spec("matplotlib") is not None
    )


def _conclude(
    view: TrainingView,
    run: RunFolder,
    last: RunEvent | None,
    plots: bool,
    json: Path | None,
    stopped_by: int = 0,
) -> int:
    """Report how a run ended; `last` is its last event, None where only the report was missing."""
    if isinstance(last, Stopped):
        view.show_stopped(run.path, last)
        return 128 + stopped_by if stopped_by else INTERRUPTED
    if isinstance(last, Diverged):
        view.show_diverged(last)
        return 1
    model = load_model(run.path)
    view.show_result(run, model)
    if plots:
        _draw(view, run, model)
    write_json(json, _report(view, run, model))
    return 0


def _draw(view: TrainingView, run: RunFolder, model: Model) -> None:
    from glassnet.plots import PlottingUnavailable, write_run_plots

    tested = run.dataset.test or run.dataset.validation
    try:
        drawn = write_run_plots(
            run.path,
            model.network,
            model.parameters,
            run.history(),
            None if tested is None else model.evaluate(tested),
        )
    except PlottingUnavailable as error:
        view.warn(str(error))
    else:
        view.show_plots(drawn)


def _report(view: TrainingView, run: RunFolder, model: Model) -> dict[str, Any]:
    return {
        "learned": has_learned(run),
        "notices": [asdict(notice) for notice in view.notices],
        "recipe": model.recipe.name,
        "folder": str(run.path),
        "trained_on": model.trained_on,
        "trained_on_digest": model.trained_on_digest,
        "metrics": [asdict(metric) for metric in model.metrics],
        "history": run.history(),
    }
