"""Checkpoints: a training run's whole state in one sealed file, the newest two kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from glassnet.data.atomic import write_atomically
from glassnet.models.schema import is_plain
from glassnet.models.sealed import DamagedFile, read_sealed, seal
from glassnet.nn import Array
from glassnet.training import TrainingState
from glassnet.training.state import EpochTotals

NEWEST: Final = "checkpoint.safetensors"
PREVIOUS: Final = "checkpoint-previous.safetensors"
DAMAGED: Final = "checkpoint-damaged.safetensors"
# Of the epochs of a run.
MAX_CHECKED: Final = 10_000


def save_checkpoint(folder: Path, state: TrainingState, about: dict[str, Any]) -> None:
    """Write the state, keeping the previous checkpoint. `about` describes the run it belongs to."""
    newest = folder / NEWEST
    content = seal(state.arrays(), {"about": about, "counters": state.counters()})
    if newest.exists():
        newest.replace(folder / PREVIOUS)
    write_atomically(newest, content)


def load_checkpoint(
    folder: Path, state: TrainingState, warn: Callable[[str], None]
) -> dict[str, Any] | None:
    """Restore the newest whole checkpoint of `folder` into `state`; return its `about`, or None.

    A damaged one is renamed and the previous one taken, with a call of `warn`. Raises `DamagedFile` for a
    whole checkpoint of another recipe: starting over instead would lose it.
    """
    for path in (folder / NEWEST, folder / PREVIOUS):
        if not path.exists():
            continue
        try:
            arrays, header = read_sealed(path)
        except DamagedFile as error:
            warn(f"Skipped {path.name}. {error}")
            continue
        if path.name == PREVIOUS and (folder / NEWEST).exists():
            # Under its own name, the next checkpoint would move it over the only whole one.
            (folder / NEWEST).replace(folder / DAMAGED)
        return _restore(path, state, arrays, header)
    return None


def _restore(
    path: Path, state: TrainingState, arrays: dict[str, Array], header: dict[str, Any]
) -> dict[str, Any]:
    """Check all of a checkpoint before changing the state, so that no part is restored alone."""
    about, counters = header.get("about"), header.get("counters")
    if not isinstance(about, dict) or not isinstance(counters, dict):
        raise DamagedFile.at(path, "a checkpoint", "a file of another type")
    fault = _find_counter_fault(counters)
    if fault is not None:
        raise DamagedFile.at(path, "a checkpoint as save_checkpoint writes it", fault)
    expected, found = _shapes(state.arrays()), _shapes(arrays)
    if found != expected or counters.keys() != state.counters().keys():
        raise DamagedFile.at(path, f"the state of this recipe, {expected}", f"{found}")
    state.restore(arrays, counters)
    return about


def _find_counter_fault(counters: dict[str, Any]) -> str | None:
    """What is wrong with the counters of a state; None for those that training writes."""
    step, epoch, totals = (counters.get(name) for name in ("step", "best_epoch", "totals"))
    numbers = [counters.get(name) for name in ("best_accuracy", "seconds")]
    if not isinstance(totals, dict) or totals.keys() != vars(EpochTotals()).keys():
        return "other totals"
    counts = [step, epoch, *(totals[name] for name in ("correct", "examples"))]
    if not all(type(each) is int for each in counts):
        return "a counter that is no whole number"
    if not all(type(each) in (int, float) for each in (*numbers, totals["loss"])):
        return "a value that is no number"
    history = counters.get("history")
    if not isinstance(history, list) or not all(isinstance(each, dict) for each in history):
        return "a history that is no list of tables"
    return is_plain([[*each.values()] for each in history[:MAX_CHECKED]])


def _shapes(arrays: Mapping[str, Array]) -> dict[str, str]:
    return {name: f"{array.dtype}{array.shape}" for name, array in sorted(arrays.items())}
