"""A training run and its folder: recipe, metrics, checkpoints, and at the end the model.

runs/standard/
    recipe.json             what was run, on which data
    metrics.jsonl           one line for each epoch
    checkpoint.safetensors  the whole state, and checkpoint-previous.safetensors
    model.safetensors       the trained model, once training is over
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Final

import numpy as np

from glassnet.data.atomic import write_atomically
from glassnet.data.labeled_images import NO_DIGIT, Dataset
from glassnet.data.locks import exclusive
from glassnet.engine import implementation_in_use
from glassnet.errors import format_error
from glassnet.models.calibrated import calibrated
from glassnet.models.checkpoints import DAMAGED, NEWEST, PREVIOUS, load_checkpoint, save_checkpoint
from glassnet.models.file import save_model
from glassnet.models.model import Model
from glassnet.models.shipped import RECIPE
from glassnet.nn import GlassnetError
from glassnet.recipes import Recipe, recipe_from_plain, recipe_to_plain
from glassnet.training import EpochDone, Event, Finished, Progress, TrainingState, train

# Within an epoch; at its end one is written sooner.
SECONDS_BETWEEN_CHECKPOINTS: Final = 5.0
# Of the time: a large network's checkpoints take long, and are written so much more rarely.
SHARE_OF_CHECKPOINTS: Final = 0.04
METRICS: Final = "metrics.jsonl"
MODEL: Final = "model.safetensors"


class RunError(GlassnetError):
    """A run folder that cannot be used as asked."""


@dataclass(frozen=True)
class Stopped:
    """The run was asked to stop; the checkpoint holds all that was done."""

    epoch: int
    step: int


RunEvent = Event | Stopped


@dataclass
class Run:
    """One training run in one folder.

    `should_stop` is asked after each event; `warn` is told of what is odd but not fatal.
    """

    recipe: Recipe
    dataset: Dataset
    folder: Path
    made_by: str = ""
    should_stop: Callable[[], bool] = lambda: False
    warn: Callable[[str], None] = field(default=lambda text: None)

    def start(self) -> Iterator[RunEvent]:
        """Train from the beginning. Raises `RunError` where the folder holds a run already."""
        if (self.folder / RECIPE).exists():
            raise RunError(
                format_error(
                    str(self.folder),
                    "a folder without a run",
                    "one that holds a run",
                    "Go on with it by --resume, or name another folder by --out.",
                )
            )
        return self._go(TrainingState.begin(self.recipe))

    def resume(self) -> Iterator[RunEvent]:
        """Go on from the newest whole checkpoint; from the beginning where there is none.

        Raises `RunError` where the run is finished, or recipe or data are not its own.
        """
        state = TrainingState.begin(self.recipe)
        about = load_checkpoint(self.folder, state, self.warn)
        if about is not None:
            self._check(about)
        elif (self.folder / MODEL).exists():
            raise RunError(
                format_error(
                    str(self.folder),
                    "a run that was stopped",
                    f"one that is finished, with its {MODEL}",
                    "Use the model, or begin another run by --out.",
                )
            )
        else:
            self.warn(f"{self.folder} has no checkpoint yet: the run begins anew.")
        return self._go(state)

    def history(self) -> list[dict[str, Any]]:
        """One table of figures for each epoch that is done."""
        text = (self.folder / METRICS).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def _go(self, state: TrainingState) -> Iterator[RunEvent]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with exclusive(self.folder / ".lock", 0, RunError):
            write_atomically(self.folder / RECIPE, _json(self._about()))
            self._write_metrics(state)
            saved, least, pause = monotonic(), 0.0, SECONDS_BETWEEN_CHECKPOINTS
            for event in train(self.recipe, self.dataset, state):
                if isinstance(event, EpochDone):
                    self._append_metrics(state.history[-1])
                stopping = self.should_stop() and not isinstance(event, Finished)
                waited = monotonic() - saved
                due = waited > (least if isinstance(event, EpochDone) else pause)
                if stopping or (due and isinstance(event, EpochDone | Progress)):
                    began = monotonic()
                    save_checkpoint(self.folder, state, self._about())
                    saved = monotonic()
                    least = (saved - began) / SHARE_OF_CHECKPOINTS
                    pause = max(SECONDS_BETWEEN_CHECKPOINTS, least)
                if isinstance(event, Finished):
                    self._finish(state)
                yield event
                if stopping:
                    yield Stopped(state.epochs_done, state.step)
                    return

    def _finish(self, state: TrainingState) -> None:
        model = trained_model(self.recipe, self.dataset, state, self.made_by)
        save_model(model, self.folder / MODEL)
        for name in (NEWEST, PREVIOUS, DAMAGED):
            (self.folder / name).unlink(missing_ok=True)

    def _about(self) -> dict[str, Any]:
        return {
            "recipe": recipe_to_plain(self.recipe),
            "made_by": self.made_by,
            "data": {name: each.digest() for name, each in self.dataset.splits.items()},
            "kernels": implementation_in_use(),
            "numpy": np.__version__,
            "cores": os.cpu_count(),
        }

    def _check(self, about: dict[str, Any]) -> None:
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
                        str(self.folder),
                        f"the {what} that the run began with",
                        f"other {', '.join(changed)}",
                        "Resume with the same settings, or begin another run by --out.",
                    )
                )
        for what in ("kernels", "numpy", "cores"):
            if about[what] != now[what]:
                self.warn(
                    f"{what}: the run began with {about[what]}, now {now[what]}; "
                    "the last bits of the result may differ."
                )

    def _write_metrics(self, state: TrainingState) -> None:
        lines = "".join(json.dumps(each) + "\n" for each in state.history)
        write_atomically(self.folder / METRICS, lines.encode())

    def _append_metrics(self, line: dict[str, Any]) -> None:
        with (self.folder / METRICS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def trained_model(recipe: Recipe, dataset: Dataset, state: TrainingState, made_by: str) -> Model:
    """The model that a finished run led to, calibrated on validation, measured on the test split."""
    train_digits = dataset.split("train")
    model = Model(
        recipe=recipe,
        parameters=state.kept.copy(),
        class_names=tuple(name for name in dataset.class_names if name != NO_DIGIT),
        trained_on=str(train_digits),
        trained_on_digest=train_digits.digest(),
        made_by=made_by,
    )
    validation, test = dataset.validation, dataset.test
    if validation is not None:
        model = calibrated(model, validation)
    return model.with_figures(*(model.evaluate(each) for each in (validation, test) if each))


def begun_with(folder: Path) -> tuple[Recipe, str]:
    """Recipe and command that a run folder was begun with. Raises `RunError` where there are none."""
    try:
        about = json.loads((folder / RECIPE).read_text(encoding="utf-8"))
        return recipe_from_plain(about["recipe"], str(folder / RECIPE)), about["made_by"]
    except FileNotFoundError:
        came = f"one without {RECIPE}" if folder.is_dir() else "no folder"
    except (OSError, ValueError, KeyError, TypeError) as error:
        came = str(error)
    raise RunError(format_error(str(folder), "a run folder", came, "Name the folder of a run."))


def _json(plain: dict[str, Any]) -> bytes:
    return (json.dumps(plain, indent=2) + "\n").encode()
