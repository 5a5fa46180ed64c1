"""The runs in a folder: their names, and how far each one is, without loading any.

Whether a run is training is known by the lock that it holds, which the operating system releases however
the process ends.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from glassnet.bounded_file import open_file
from glassnet.data.locks import is_held
from glassnet.display import make_facts
from glassnet.models.event_log import EVENTS, last_events
from glassnet.models.run_folder import LOCK, METRICS, MODEL, RECIPE
from glassnet.models.schema import LISTED_RUN, find_fault, is_share, is_whole_number
from glassnet.recipes import Recipe

RunState = Literal["running", "paused", "stopped", "finished", "diverged"]
MAX_NAME: Final = 64
NAME: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{MAX_NAME - 1}}}")
MAX_RECIPE_BYTES: Final = 1 << 20
MAX_LISTED: Final = 1_000
TAIL_BYTES: Final = 4_096


@dataclass(frozen=True)
class RunSummary:
    """How far a run is: `epoch` counts those that are done, `accuracy` is that after the last one.

    The accuracy is of the validation images where the run has some, else of the training images.
    `last_event` is the id of the last event, 0 for none.
    """

    name: str
    recipe: str
    state: RunState
    epoch: int
    epochs: int
    accuracy: float | None
    started_by: str
    last_event: int

    def _repr_html_(self) -> str:
        """For notebooks: how far it is."""
        facts = {
            "recipe": self.recipe,
            "state": self.state,
            "epochs": f"{self.epoch} of {self.epochs}",
            "accuracy": None if self.accuracy is None else f"{self.accuracy:.2%}",
        }
        return make_facts(f"Run {self.name}", facts)


def list_runs(root: Path) -> list[RunSummary]:
    """The newest runs in this folder, the newest first; other folders are left out."""
    if not root.is_dir():
        return []
    folders = [each for each in root.iterdir() if NAME.fullmatch(each.name)]
    folders = [each for each in folders if (each / RECIPE).is_file()]
    newest = sorted(folders, key=_find_time, reverse=True)
    found = [summarize_run(each) for each in newest[:MAX_LISTED]]
    return [each for each in found if each is not None]


def _find_time(folder: Path) -> float:
    """When its recipe was written; 0 where the folder was removed meanwhile."""
    try:
        return (folder / RECIPE).stat().st_mtime
    except OSError:
        return 0.0


def find_run(root: Path, name: str) -> Path | None:
    """The folder of the run of this name, or None; no name leads out of `root`."""
    folder = root / name if NAME.fullmatch(name) else None
    return folder if folder is not None and (folder / RECIPE).is_file() else None


def read_about(folder: Path) -> dict[str, Any] | None:
    """What a run's folder says of it: its recipe, and what started it; None where that is damaged."""
    try:
        with open_file(folder / RECIPE) as file:
            about = json.loads(file.read(MAX_RECIPE_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    is_whole = isinstance(about, dict) and find_fault(about, LISTED_RUN) is None
    return about if is_whole else None


def summarize_run(folder: Path) -> RunSummary | None:
    """How far the run in this folder is, or None where the folder holds none."""
    about = read_about(folder)
    if about is None:
        return None
    events = last_events(folder / EVENTS)
    metrics = _last_metrics(folder / METRICS)
    validated = metrics.get("validation_accuracy")
    recipe = about["recipe"]
    return RunSummary(
        name=folder.name,
        recipe=recipe.get("name", ""),
        state=find_state(folder),
        epoch=metrics.get("epoch", -1) + 1,
        epochs=recipe.get("epochs", Recipe.epochs),
        accuracy=validated if validated is not None else metrics.get("train_accuracy"),
        started_by="service" if about.get("started_by") == "service" else "terminal",
        last_event=events[-1].id if events else 0,
    )


def is_training(folder: Path) -> bool:
    """Whether a process trains in this folder, or waits in it."""
    return is_held(folder / LOCK)


def find_state(folder: Path) -> RunState:
    """The state of the run in this folder."""
    training = is_training(folder)
    names = [each.name for each in last_events(folder / EVENTS)]
    last = names[-1] if names else ""
    if training:
        return "paused" if last == "paused" else "running"
    if (folder / MODEL).is_file():
        return "finished"
    return "diverged" if last == "diverged" else "stopped"


def _last_metrics(path: Path) -> dict[str, Any]:
    """The last whole line of metrics, empty where there is none."""
    try:
        with open_file(path) as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
            lines = file.read(TAIL_BYTES).splitlines(keepends=True)
    except OSError:
        return {}
    for line in reversed(lines):
        try:
            plain = json.loads(line) if line.endswith(b"\n") else None
        except (ValueError, RecursionError):
            continue
        if plain is not None and _is_metrics(plain):
            return plain
    return {}


def _is_metrics(plain: Any) -> bool:
    """Whether a line of metrics has an epoch, and accuracies that are some."""
    if not isinstance(plain, dict) or is_whole_number(plain.get("epoch")) is not None:
        return False
    accuracies = (plain.get("train_accuracy"), plain.get("validation_accuracy"))
    return all(each is None or is_share(each) is None for each in accuracies)
