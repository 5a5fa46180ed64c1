"""The bodies of replies about runs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field


class RunReply(BaseModel):
    """How far a run is."""

    name: str
    recipe: str = Field(description="The name of its recipe.")
    state: Literal["running", "paused", "stopped", "finished", "diverged"]
    epoch: int = Field(description="The number of epochs that are done.")
    epochs: int
    accuracy: float | None = Field(
        description="After the last epoch, of the validation images, or else of the training images."
    )
    started_by: Literal["terminal", "service"]
    accepts_commands: bool = Field(description="Whether this service trains it now.")
    last_event: int = Field(description="The id of its last event; 0 for none.")


class RunList(BaseModel):
    """The runs of the folder, the newest first."""

    runs: list[RunReply]


class RunDetail(RunReply):
    """All that is known of a run."""

    recipe_table: dict[str, Any] = Field(description="The recipe, as in a TOML file.")
    made_by: str = Field(description="The command or request that started it.")
    message: str = Field(
        description="The last line that its process printed, where this service ran it."
    )


class SnapshotReply(BaseModel):
    """One snapshot."""

    step: int = Field(description="The number of updates before it.")
    bytes: int


class SnapshotList(BaseModel):
    """The snapshots of a run, in order."""

    snapshots: list[SnapshotReply]
