"""One trial of a sweep: a training run for each seed, in folders that survive the worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from glassnet.cluster.datasets import load_once
from glassnet.cluster.search import import_optuna
from glassnet.data import Dataset
from glassnet.errors import SettingError, format_error
from glassnet.models.fitting import fit_recipe
from glassnet.models.run_folder import MODEL, RunError, RunFolder, was_started
from glassnet.recipes import Recipe, recipe_from_plain
from glassnet.training import Diverged, EpochDone, prepare

Curve = tuple[float, ...]
"""The metric after each epoch."""

# Another attempt at the same run gets a folder of its own where the first one is still held.
MAX_ATTEMPTS = 20


@dataclass(frozen=True)
class TrialTask:
    """What a worker needs to run a trial. `finished` are the curves of other trials, to prune by."""

    number: int
    recipe: dict[str, Any]
    metric: str
    seeds: int
    folder: str
    made_by: str
    finished: tuple[Curve, ...] | None


@dataclass(frozen=True)
class TrialResult:
    """The metric of each seed, its curve for the first one, and how the trial ended.

    `outcome` is "done", "pruned" or "diverged"; a pruned trial has the metric of its last epoch, and a
    diverged one has no values. `seconds` are those of the whole trial, with data, measuring and saving; after
    a kill, of its last attempt, or of all updates where these are more.
    """

    number: int
    values: tuple[float, ...]
    curve: Curve
    outcome: str
    seconds: float
    epochs: int
    runs: tuple[str, ...]

    @property
    def mean(self) -> float | None:
        """The mean over seeds; None where there is none."""
        return sum(self.values) / len(self.values) if self.values else None

    def to_plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def run_trial(task: TrialTask) -> TrialResult:
    """Train the trial's recipe for each seed; runs that were begun before are resumed.

    Raises `SettingError` where the recipe keeps no validation split.
    """
    began = monotonic()
    recipe = recipe_from_plain(task.recipe, f"trial {task.number}")
    runs = []
    for seed in range(task.seeds):
        own = recipe.with_changes(seed=recipe.seed + seed)
        runs.append(_train(own, task, seed))
        if runs[-1].outcome != "done":
            break
    return TrialResult(
        number=task.number,
        values=() if runs[-1].outcome == "diverged" else tuple(each.value for each in runs),
        curve=runs[0].curve,
        outcome=runs[-1].outcome,
        seconds=max(monotonic() - began, sum(each.seconds for each in runs)),
        epochs=sum(len(each.curve) for each in runs),
        runs=tuple(each.folder.name for each in runs),
    )


@dataclass(frozen=True)
class _Run:
    folder: Path
    curve: Curve
    value: float
    outcome: str
    seconds: float


def _train(recipe: Recipe, task: TrialTask, seed: int) -> _Run:
    dataset = load_once(recipe.data, recipe.seed)
    recipe = fit_recipe(recipe, dataset)
    prepared = prepare(recipe, dataset)
    if prepared.validation is None:
        hint = "Trials are compared by it: raise validation, or take other data."
        raise SettingError(format_error(recipe.name, "a validation split", "none", hint))
    name = f"trial-{task.number:04d}" + (f"-seed-{seed}" if task.seeds > 1 else "")
    outcome = "done"
    with _open_run(recipe, prepared, Path(task.folder) / name, task.made_by) as (run, events):
        # A finished run has no events left.
        for event in events:
            if isinstance(event, Diverged):
                outcome = "diverged"
            is_last = isinstance(event, EpochDone) and event.epoch + 1 == recipe.epochs
            if isinstance(event, EpochDone) and not is_last and _is_poor(task, run):
                outcome = "pruned"
                break
    history = run.history()
    curve = tuple(line[f"validation_{task.metric}"] for line in history)
    value = curve[_kept(recipe, curve)] if curve else float("nan")
    return _Run(run.path, curve, value, outcome, history[-1]["seconds"] if history else 0.0)


def _kept(recipe: Recipe, curve: Curve) -> int:
    """The epoch whose weights are kept."""
    return -1 if recipe.stopping is None else max(range(len(curve)), key=curve.__getitem__)


@contextmanager
def _open_run(
    recipe: Recipe, dataset: Dataset, folder: Path, made_by: str
) -> Iterator[tuple[RunFolder, Iterator[Any]]]:
    """The run in `folder`, begun or resumed, or in the next free one where a process still holds it.

    A worker that was only slow, and came back, keeps its folder.
    """
    for attempt in range(MAX_ATTEMPTS):
        path = folder if not attempt else folder.with_name(f"{folder.name}-again-{attempt}")
        run = RunFolder(recipe, dataset, path, made_by)
        if (path / MODEL).exists():
            yield run, iter(())
            return
        try:
            events = run.resume() if was_started(path) else run.start()
            first = next(events)
        except RunError:
            continue
        try:
            yield run, _chain(first, events)
        finally:
            events.close()
        return
    raise RunError(
        f"{folder}: {MAX_ATTEMPTS} attempts at this run are still held. Stop their processes."
    )


def _chain(first: Any, events: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from events


def _is_poor(task: TrialTask, run: RunFolder) -> bool:
    """Whether the run is worse than the median of the finished trials at the same epoch.

    Optuna's own `MedianPruner` decides.
    """
    if task.finished is None or not task.finished:
        return False
    optuna = import_optuna()
    curve = [line[f"validation_{task.metric}"] for line in run.history()]
    study = optuna.create_study(
        direction="maximize" if task.metric == "accuracy" else "minimize",
        pruner=optuna.pruners.MedianPruner(n_startup_trials=4, n_warmup_steps=1),
    )
    study.add_trials(
        [
            optuna.trial.create_trial(value=each[-1], intermediate_values=dict(enumerate(each)))
            for each in task.finished
        ]
    )
    trial = study.ask()
    for epoch, value in enumerate(curve):
        trial.report(value, epoch)
    return trial.should_prune()


def result_from_plain(plain: dict[str, Any]) -> TrialResult:
    """The inverse of `TrialResult.to_plain`."""
    tuples = {name: tuple(plain[name]) for name in ("values", "curve", "runs")}
    return TrialResult(**{**plain, **tuples})
