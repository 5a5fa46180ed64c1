"""A training run in a folder: recipe, metrics, checkpoints, and at the end the model.

runs/standard-001/
    recipe.json             the recipe, and the data it was run on
    metrics.jsonl           one line for each epoch
    events.jsonl            one line for each event, for a viewer
    snapshots/              the weights on a schedule, each a model file
    checkpoint.safetensors  the whole state, and checkpoint-previous.safetensors
    model.safetensors       the trained model, at the end
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Final, Literal

import numpy as np

from glassnet.bounded_file import open_file
from glassnet.data.atomic import naming_errors, remove_leftovers, write_atomically
from glassnet.data.labeled_images import Dataset
from glassnet.data.locks import exclusive
from glassnet.errors import format_error, format_problem
from glassnet.models.checkpoints import DAMAGED, NEWEST, PREVIOUS, load_checkpoint, save_checkpoint
from glassnet.models.file import BUILD_ERRORS, MODEL, RECIPE, save_model
from glassnet.models.fitting import build_model
from glassnet.models.made_by import leave_out_folders
from glassnet.models.recording import Paused, Recorder, Resumed, Stopped, recording
from glassnet.models.run_control import RunControl
from glassnet.models.run_ending import describe_way_on
from glassnet.models.run_view import show_run
from glassnet.models.schema import CHECKPOINT_ABOUT, RUN_DESCRIPTION, find_fault
from glassnet.models.sealed import DamagedFile
from glassnet.models.snapshots import SNAPSHOTS
from glassnet.nn import GlassnetError, Parameters
from glassnet.recipes import Recipe, recipe_from_plain, recipe_to_plain
from glassnet.training import Diverged, EpochDone, Event, Finished, Progress, TrainingState, train
from glassnet.training.updates import Workers, plan_updates

# Within an epoch; at the end of one, a checkpoint is written sooner.
SECONDS_BETWEEN_CHECKPOINTS: Final = 5.0
# Of the run's time: the checkpoints of a large network take longer, and are written less often.
MAX_CHECKPOINT_SHARE: Final = 0.04
METRICS: Final = "metrics.jsonl"
LOCK: Final = ".lock"
# A viewer that looks whether the lock is held takes it for a moment.
LOCK_SECONDS: Final = 1.0
Starter = Literal["terminal", "service"]


class RunError(GlassnetError):
    """A run folder that cannot be used as asked."""


RunEvent = Event | Stopped | Paused | Resumed


@dataclass
class RunFolder:
    """One training run in the folder at `path`.

    `should_stop` is called after each event, `warn` with a text for anything unusual but not fatal. A
    checkpoint is written every `seconds_between_checkpoints`, or less often where writing takes long.
    `initial` are the first parameters, where the recipe does not draw them.
    With `strict` a run that cannot go on as it began is refused, instead of a call of `warn`.
    `control` takes commands, `snapshots` records weights on a schedule, `started_by` is for lists of runs.
    `workers` compute the gradients of a recipe with shards.
    """

    recipe: Recipe
    dataset: Dataset
    path: Path
    made_by: str = ""
    should_stop: Callable[[], bool] = lambda: False
    warn: Callable[[str], None] = field(default=lambda text: None)
    seconds_between_checkpoints: float = SECONDS_BETWEEN_CHECKPOINTS
    clock: Callable[[], float] = monotonic
    snapshots: bool = True
    control: RunControl = field(default_factory=RunControl)
    started_by: Starter = "terminal"
    workers: Workers | None = None
    initial: Parameters | None = None
    strict: bool = False

    def start(self) -> Generator[RunEvent, None, None]:
        """Train from the beginning. Raises `RunError` where the folder already holds a run."""
        if (self.path / RECIPE).exists():
            raise RunError(
                format_problem(
                    self.path, "this folder holds a run already", describe_way_on(self.path, MODEL)
                )
            )
        return self._run(TrainingState.begin(self.recipe, self.initial), self._lock())

    def resume(self) -> Generator[RunEvent, None, None]:
        """Continue from the newest whole checkpoint, or from the beginning where there is none.

        Raises `RunError` where the run is finished, or was started with another recipe or other data.
        """
        state = TrainingState.begin(self.recipe, self.initial)
        # Before anything is renamed: another process may be writing.
        lock = self._lock()
        try:
            self._restore(state)
        except BaseException:
            lock.close()
            raise
        return self._run(state, lock)

    def _restore(self, state: TrainingState) -> None:
        found = any((self.path / name).exists() for name in (NEWEST, PREVIOUS))
        about = load_checkpoint(self.path, state, self.warn)
        if about is not None:
            self._check(about)
        elif (self.path / MODEL).exists():
            raise RunError(
                format_error(
                    str(self.path),
                    "a run that was stopped",
                    f"a finished one, with its {MODEL}",
                    "Use the model, or start another run by --out.",
                )
            )
        elif found:
            text = f"No checkpoint in {self.path} is whole: the run starts from the beginning."
            self._warn_or_refuse(text)
        else:
            self.warn(f"{self.path} has no checkpoint yet: the run starts from the beginning.")

    def history(self) -> list[dict[str, Any]]:
        """One table of metrics for each finished epoch."""
        text = (self.path / METRICS).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def _repr_html_(self) -> str:
        return show_run(self.path, self.recipe, METRICS)

    def _lock(self) -> ExitStack:
        """Hold the folder, until the stack is closed, and remove what a killed process left in it."""
        self.path.mkdir(parents=True, exist_ok=True)
        lock = ExitStack()
        lock.enter_context(exclusive(self.path / LOCK, LOCK_SECONDS, RunError))
        for folder in (self.path, self.path / SNAPSHOTS):
            remove_leftovers(folder)
        return lock

    def _run(self, state: TrainingState, lock: ExitStack) -> Generator[RunEvent, None, None]:
        with lock:
            write_atomically(self.path / RECIPE, _json(self._about()))
            self._write_metrics(state)
            with recording(
                self.recipe, self.dataset, state, self.path, self.snapshots, self.clock
            ) as recorder:
                yield from self._train(state, recorder)

    def _train(self, state: TrainingState, recorder: Recorder) -> Iterator[RunEvent]:
        saved, least, pause = self.clock(), 0.0, self.seconds_between_checkpoints
        for event in train(self.recipe, self.dataset, state, workers=self.workers):
            if isinstance(event, EpochDone):
                self._append_metrics(state.history[-1])
            is_last = isinstance(event, Finished | Diverged)
            self.control.take_step()
            stopping = self._should_stop() and not is_last
            pausing = self.control.should_pause and not is_last
            waited = self.clock() - saved
            due = waited > (least if isinstance(event, EpochDone) else pause)
            if stopping or pausing or (due and isinstance(event, EpochDone | Progress)):
                started = self.clock()
                save_checkpoint(self.path, state, self._about())
                saved = self.clock()
                least = (saved - started) / MAX_CHECKPOINT_SHARE
                pause = max(self.seconds_between_checkpoints, least)
            if isinstance(event, Finished):
                self._finish(state)
            recorder.record(event)
            yield event
            if pausing and not stopping:
                yield from self._wait(state, recorder)
                stopping = self._should_stop()
            if stopping:
                stopped = Stopped(state.epochs_done, state.step)
                recorder.record(stopped)
                yield stopped
                return

    def _wait(self, state: TrainingState, recorder: Recorder) -> Iterator[RunEvent]:
        """Wait for a command."""
        paused = Paused(state.epochs_done, state.step)
        recorder.record(paused)
        yield paused
        while self.control.should_pause and not self._should_stop():
            self.control.wait()
        resumed = Resumed(state.epochs_done, state.step)
        recorder.record(resumed)
        yield resumed

    def _should_stop(self) -> bool:
        return self.control.should_stop or self.should_stop()

    def _finish(self, state: TrainingState) -> None:
        model = build_model(self.recipe, self.dataset, state, leave_out_folders(self.made_by))
        save_model(model, self.path / MODEL)
        for name in (NEWEST, PREVIOUS, DAMAGED):
            (self.path / name).unlink(missing_ok=True)

    def _about(self) -> dict[str, Any]:
        return {
            "recipe": recipe_to_plain(self.recipe),
            "made_by": self.made_by,
            "started_by": self.started_by,
            "data": {name: each.digest() for name, each in self.dataset.splits.items()},
            "implementation": plan_updates(
                self.recipe, self.dataset.split("train").images
            ).implementation,
            "numpy": np.__version__,
            "cpus": os.cpu_count(),
        }

    def _check(self, about: dict[str, Any]) -> None:
        fault = find_fault(about, CHECKPOINT_ABOUT)
        if fault is not None:
            raise DamagedFile.at(self.path, f"{fault[0]!r} in the checkpoint", fault[1])
        now = self._about()
        for what in ("recipe", "data"):
            if about[what] != now[what]:
                changed = sorted(
                    key
                    for key in {*about[what], *now[what]}
                    if about[what].get(key) != now[what].get(key)
                )
                raise RunError(
                    format_error(
                        str(self.path),
                        f"the {what} that the run was started with",
                        f"a change of {', '.join(changed)}",
                        "Resume with the same settings, or start another run by --out.",
                    )
                )
        for what in ("implementation", "numpy", "cpus"):
            if about.get(what) != now[what]:
                self._warn_or_refuse(
                    f"{what}: the run was started with {about.get(what)}, now {now[what]}; "
                    "the last bits of the result may differ."
                )

    def _warn_or_refuse(self, text: str) -> None:
        if self.strict:
            raise RunError(f"{text} Without --strict the run would go on.")
        self.warn(text)

    def _write_metrics(self, state: TrainingState) -> None:
        lines = "".join(json.dumps(each) + "\n" for each in state.history)
        write_atomically(self.path / METRICS, lines.encode())

    def _append_metrics(self, line: dict[str, Any]) -> None:
        with naming_errors(path := self.path / METRICS), open_file(path, "ab") as file:
            file.write(json.dumps(line).encode() + b"\n")


def create_run(folder: Path, recipe: Recipe, made_by: str, started_by: Starter) -> None:
    """Make the folder of a run that `train --resume` starts. Raises FileExistsError where there is one."""
    folder.mkdir(parents=True)
    about = {"recipe": recipe_to_plain(recipe), "made_by": made_by, "started_by": started_by}
    write_atomically(folder / RECIPE, _json(about))


def was_started(folder: Path) -> bool:
    """Whether training has begun in this folder, so that the recipe is that of its data."""
    try:
        return "data" in json.loads((folder / RECIPE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, TypeError):
        return False


def read_run_recipe(folder: Path) -> tuple[Recipe, str]:
    """The recipe of the run in a folder, and the command that started it.

    Raises `RunError` for a folder without a run.
    """
    try:
        about = json.loads((folder / RECIPE).read_text(encoding="utf-8"))
        fault = find_fault(about, RUN_DESCRIPTION)
        if fault is None:
            return recipe_from_plain(about["recipe"], str(folder / RECIPE)), about["made_by"]
        got = f"one whose {RECIPE} has {fault[0]!r} with {fault[1]}"
    except FileNotFoundError:
        got = f"one without {RECIPE}" if folder.is_dir() else "no folder"
    except (OSError, *BUILD_ERRORS) as error:
        got = str(error)
    raise RunError(format_error(str(folder), "a run folder", got, "Choose the folder of a run."))


def _json(plain: dict[str, Any]) -> bytes:
    return (json.dumps(plain, indent=2) + "\n").encode()
