"""Checkpoints: a training run's whole state in one sealed file, the newest two kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from glassnet.models.sealed import DamagedFile, read_sealed, write_sealed
from glassnet.training import TrainingState

NEWEST: Final = "checkpoint.safetensors"
PREVIOUS: Final = "checkpoint-previous.safetensors"


def save_checkpoint(folder: Path, state: TrainingState, about: dict[str, Any]) -> None:
    """Write the state, keeping the checkpoint before it. `about` says what it belongs to."""
    newest = folder / NEWEST
    if newest.exists():
        newest.replace(folder / PREVIOUS)
    write_sealed(newest, state.arrays(), {"about": about, "counters": state.counters()})


def load_checkpoint(
    folder: Path, state: TrainingState, warn: Callable[[str], None]
) -> dict[str, Any] | None:
    """Put the newest whole checkpoint of `folder` into `state`; return its `about`, or None.

    A damaged one is passed over for the one before it, and `warn` is told.
    """
    for name in (NEWEST, PREVIOUS):
        path = folder / name
        if not path.exists():
            continue
        try:
            arrays, header = read_sealed(path)
            state.restore(arrays, header["counters"])
        except (DamagedFile, KeyError, TypeError, ValueError) as error:
            warn(f"{path} is damaged and was passed over: {error}")
            continue
        return header["about"]
    return None
