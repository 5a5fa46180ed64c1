"""Snapshots: the weights on a schedule, each a model file, for looking back at a run.

The first updates and then evenly: one in each of `MAX_EVEN` equal parts of the run, fewer where the
network is large. A run that is resumed adds no second one to a part, so there are never more.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np

from glassnet.bounded_file import open_file
from glassnet.data.labeled_images import Dataset
from glassnet.models.file import SUFFIX, save_model
from glassnet.models.model import Model
from glassnet.recipes import Recipe
from glassnet.training import TrainingState
from glassnet.training.loop import FIRST_UPDATES

SNAPSHOTS: Final = "snapshots"
FIRST: Final = FIRST_UPDATES | {0}
MAX_EVEN: Final = 60
MAX_BYTES: Final = 1 << 26  # of all snapshots of a run
# Of the run's time, and so many seconds more: those of the first updates come at once.
MAX_SHARE: Final = 0.02
FREE_SECONDS: Final = 0.02


class SnapshotWriter:
    """Writes the snapshots of one run into its folder."""

    def __init__(
        self,
        folder: Path,
        recipe: Recipe,
        dataset: Dataset,
        state: TrainingState,
        total_steps: int,
        clock: Callable[[], float],
    ) -> None:
        self._folder = folder / SNAPSHOTS
        self._recipe = recipe
        self._dataset = dataset
        self._total_steps = total_steps
        self._clock = clock
        self._began = clock()
        self._spent = self._last = 0.0
        taken = list_snapshots(folder)
        self._first_taken = FIRST & set(taken)
        self._even = _even_count(state.parameters.vector.nbytes)
        self._parts_taken = {self._part(step) for step in taken}

    def record(self, state: TrainingState) -> None:
        """Write a snapshot where one is due."""
        if self._even == 0 or not self._is_due(state.step):
            return
        started = self._clock()
        if self._spent + self._last > FREE_SECONDS + MAX_SHARE * (started - self._began):
            return
        if not np.isfinite(state.current.vector).all():
            return
        self._folder.mkdir(exist_ok=True)
        save_model(self._model(state), self._folder / _file_name(state.step), durable=False)
        if state.step in FIRST:
            self._first_taken |= {state.step}
        self._parts_taken.add(self._part(state.step))
        self._last = self._clock() - started
        self._spent += self._last

    def _is_due(self, step: int) -> bool:
        if step in FIRST:
            return step not in self._first_taken
        return self._part(step) not in self._parts_taken

    def _part(self, step: int) -> int:
        """Which of the equal parts of the run this update is in; 0 for the first updates."""
        return 0 if step in FIRST else 1 + step * self._even // max(self._total_steps, 1)

    def _model(self, state: TrainingState) -> Model:
        (outputs,) = self._recipe.network.output_shape
        return Model(
            recipe=self._recipe,
            parameters=state.current,
            class_names=self._dataset.class_names[: outputs - self._recipe.rejects],
            trained_on=str(self._dataset.split("train")),
            made_by=f"a snapshot after {state.step} updates",
        )


def list_snapshots(folder: Path) -> dict[int, int]:
    """Of each snapshot in a run folder the number of updates before it, and its size in bytes."""
    try:
        paths = list((folder / SNAPSHOTS).iterdir())
    except OSError:
        return {}
    found: dict[int, int] = {}
    for path in paths:
        if path.suffix == SUFFIX and path.stem.isascii() and path.stem.isdigit():
            with suppress(FileNotFoundError):  # it was renamed meanwhile
                about = path.lstat()
                if stat.S_ISREG(about.st_mode):
                    found[int(path.stem)] = about.st_size
    return dict(sorted(found.items()))


def snapshot_path(folder: Path, step: int) -> Path:
    """The file of a snapshot."""
    return folder / SNAPSHOTS / _file_name(step)


def read_snapshot(folder: Path, step: int) -> bytes | None:
    """The content of a snapshot's file, None where there is none."""
    try:
        with open_file(snapshot_path(folder, step)) as file:
            content = file.read(MAX_BYTES + 1)
    except OSError:
        return None
    return content if len(content) <= MAX_BYTES else None


def _file_name(step: int) -> str:
    return f"{step:010d}{SUFFIX}"


def _even_count(size: int) -> int:
    """How many snapshots of this size there may be after the first updates; 0 for none at all."""
    return max(0, min(MAX_EVEN, MAX_BYTES // max(size, 1) - len(FIRST) - 1))
