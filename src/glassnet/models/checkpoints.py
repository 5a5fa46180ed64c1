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
    """Write the state, keeping the checkpoint before it. `about` says what it belongs to."""
    newest = folder / NEWEST
    content = seal(state.arrays(), {"about": about, "counters": state.counters()})
    if newest.exists():
        newest.replace(folder / PREVIOUS)
    write_atomically(newest, content)


def load_checkpoint(
    folder: Path, state: TrainingState, warn: Callable[[str], None]
) -> dict[str, Any] | None:
    """Put the newest whole checkpoint of `folder` into `state`; return its `about`, or None.

    A damaged one is passed over for the one before it and put aside, and `warn` is told. Raises
    `DamagedFile` for one that is whole but of another recipe: to begin anew instead would be to lose it.
    """
    for path in (folder / NEWEST, folder / PREVIOUS):
        if not path.exists():
            continue
        try:
            arrays, header = read_sealed(path)
        except DamagedFile as error:
            warn(f"{path.name} was passed over. {error}")
            continue
        if path.name == PREVIOUS and (folder / NEWEST).exists():
            # Where it lies, the next checkpoint would move it over the only whole one.
            (folder / NEWEST).replace(folder / DAMAGED)
        return _restore(path, state, arrays, header)
    return None


def _restore(
    path: Path, state: TrainingState, arrays: dict[str, Array], header: dict[str, Any]
) -> dict[str, Any]:
    """Check all of a checkpoint first, so that nothing of it is taken where a part does not fit."""
    about, counters = header.get("about"), header.get("counters")
    if not isinstance(about, dict) or not isinstance(counters, dict):
        raise DamagedFile.at(path, "a checkpoint", "another kind of file")
    expected, found = _shapes(state.arrays()), _shapes(arrays)
    if found != expected or counters.keys() != state.counters().keys():
        raise DamagedFile.at(path, f"the state of this recipe, {expected}", f"another, {found}")
    state.restore(arrays, counters)
    return about


def _shapes(arrays: Mapping[str, Array]) -> dict[str, str]:
    return {name: f"{array.dtype}{array.shape}" for name, array in sorted(arrays.items())}
