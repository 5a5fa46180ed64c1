"""Checkpoints: a training run's whole state in one sealed file, the newest two kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from glassnet.data.atomic import write_atomically
from glassnet.models.sealed import DamagedFile, read_sealed, seal
from glassnet.nn import Array
from glassnet.training import TrainingState

NEWEST: Final = "checkpoint.safetensors"
PREVIOUS: Final = "checkpoint-previous.safetensors"
DAMAGED: Final = "checkpoint-damaged.safetensors"


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
    expected, found = _shapes(state.arrays()), _shapes(arrays)
    if found != expected or counters.keys() != state.counters().keys():
        raise DamagedFile.at(path, f"the state of this recipe, {expected}", f"{found}")
    state.restore(arrays, counters)
    return about


def _shapes(arrays: Mapping[str, Array]) -> dict[str, str]:
    return {name: f"{array.dtype}{array.shape}" for name, array in sorted(arrays.items())}
