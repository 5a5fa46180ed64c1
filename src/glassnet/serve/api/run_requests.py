"""The bodies of requests about runs."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter

from glassnet.models.run_control import Command
from glassnet.models.run_listing import MAX_NAME, NAME
from glassnet.serve.api.requests import Strict


class RunRequest(Strict):
    """A run to start."""

    recipe: Annotated[str, Field(max_length=MAX_NAME)] | dict[str, Any] = Field(
        description="The name of a recipe, or a recipe as a table, as in a TOML file."
    )
    name: Annotated[str, Field(pattern=f"^{NAME.pattern}$")] | None = Field(
        None, description="The name of the run. Left out: that of the recipe and a number."
    )
    epochs: Annotated[int, Field(ge=1)] | None = None
    seed: Annotated[int, Field(ge=0, lt=1 << 32)] | None = None


class CommandRequest(Strict):
    """A command for a run."""

    command: Command = Field(
        description='"step" trains until the next event, then pauses. "resume" continues a run that is '
        "paused, and starts a process for one that is stopped."
    )


RUN_REQUEST: Final = TypeAdapter(RunRequest)
COMMAND_REQUEST: Final = TypeAdapter(CommandRequest)
