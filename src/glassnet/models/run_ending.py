"""How a run ended, and how to go on after it."""

from __future__ import annotations

from pathlib import Path

from glassnet.models.event_log import EVENTS, last_events


def describe_way_on(folder: Path, model: str) -> str:
    """What to do with a folder that holds a run, as it ended; `model` is the name of its model file."""
    if (folder / model).exists():
        return "It is finished: use its model, or choose another folder by --out."
    if has_diverged(folder):
        return (
            "Its loss became infinite: train again with a lower learning rate (--learning-rate), "
            "into another folder by --out."
        )
    return "Resume it by --resume, or choose another folder by --out."


def has_diverged(folder: Path) -> bool:
    """Whether the last event of the run in a folder is that its loss became infinite or NaN."""
    return any(event.name == "diverged" for event in last_events(folder / EVENTS)[-1:])
