"""What a run folder records for a viewer: its events, and snapshots of the weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from glassnet.data.labeled_images import Dataset
from glassnet.models.event_log import EVENTS, EventLog
from glassnet.models.snapshots import SnapshotWriter
from glassnet.recipes import Recipe
from glassnet.training import EpochDone, Progress, Started, TrainingState
from glassnet.training.loop import FIRST_UPDATES

# Of the events "progress", outside the first updates; a long run records them less often, so that the
# file of its events stays small.
MIN_SECONDS_BETWEEN_PROGRESS: Final = 0.25
MIN_SHARE_BETWEEN_PROGRESS: Final = 1e-4


@dataclass(frozen=True)
class Stopped:
    """The run was asked to stop; the checkpoint holds everything up to here."""

    epoch: int
    step: int


@dataclass(frozen=True)
class Paused:
    """The run waits for a command; the checkpoint holds everything up to here."""

    epoch: int
    step: int


@dataclass(frozen=True)
class Resumed:
    """The run that waited goes on."""

    epoch: int
    step: int


class Recorder:
    """Records the events of one run and, with `snapshots`, its weights on a schedule."""

    def __init__(
        self,
        recipe: Recipe,
        dataset: Dataset,
        state: TrainingState,
        folder: Path,
        log: EventLog,
        snapshots: bool,
        clock: Callable[[], float],
    ) -> None:
        self._recipe = recipe
        self._dataset = dataset
        self._state = state
        self._folder = folder
        self._log = log
        self._with_snapshots = snapshots
        self._clock = clock
        self._snapshots: SnapshotWriter | None = None
        self._began = self._reported = clock()

    def record(self, event: Any) -> None:
        """Write the event, unless it is progress too soon after the last; and a snapshot where due."""
        if not isinstance(event, Progress) or self._is_due(event):
            self._log.append(event)
        if isinstance(event, Started) and self._with_snapshots:
            total = event.epochs * event.steps_per_epoch
            self._snapshots = SnapshotWriter(
                self._folder, self._recipe, self._dataset, self._state, total, self._clock
            )
        if self._snapshots is not None and isinstance(event, Started | Progress | EpochDone):
            self._snapshots.record(self._state)

    def _is_due(self, event: Progress) -> bool:
        now = self._clock()
        pause = max(MIN_SECONDS_BETWEEN_PROGRESS, MIN_SHARE_BETWEEN_PROGRESS * (now - self._began))
        if event.step not in FIRST_UPDATES and now - self._reported < pause:
            return False
        self._reported = now
        return True


@contextmanager
def recording(
    recipe: Recipe,
    dataset: Dataset,
    state: TrainingState,
    folder: Path,
    snapshots: bool,
    clock: Callable[[], float],
) -> Iterator[Recorder]:
    """A recorder for the run in `folder`, for as long as the block lasts."""
    with EventLog(folder / EVENTS) as log:
        yield Recorder(recipe, dataset, state, folder, log, snapshots, clock)
