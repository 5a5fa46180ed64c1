"""The runs of one folder, as the service shows, starts and commands them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from glassnet.bounded_file import open_file
from glassnet.models.run_control import Command
from glassnet.models.run_folder import create_run
from glassnet.models.run_listing import (
    NAME,
    RunSummary,
    find_run,
    find_state,
    is_training,
    list_runs,
    read_about,
    summarize_run,
)
from glassnet.models.snapshots import list_snapshots, read_snapshot
from glassnet.recipes import Recipe
from glassnet.serve.http.errors import ApiError
from glassnet.serve.http.limits import Limits
from glassnet.serve.runs.processes import LOG, RunProcesses

MAX_MESSAGE_BYTES: Final = 500
NAME_OF_OTHERS: Final = "run"


class Runs:
    """Run folders in `root`, and the processes that this service started for them."""

    def __init__(self, root: Path, limits: Limits) -> None:
        self.root = root
        self.limits = limits
        self.processes = RunProcesses(limits.running_runs, limits.run_seconds)
        self.viewers = 0

    def find(self, name: str) -> Path:
        """The folder of a run. Raises `ApiError` 404."""
        folder = find_run(self.root, name)
        if folder is None:
            raise ApiError(404, "There is no run of this name. GET /api/runs lists all of them.")
        return folder

    def list(self) -> list[dict[str, Any]]:
        """The values of a `RunReply` for each run, the newest first."""
        return [self._to_plain(each) for each in list_runs(self.root)]

    def summarize(self, name: str) -> dict[str, Any]:
        """The values of a `RunReply`. Raises `ApiError` 404."""
        found = summarize_run(self.find(name))
        if found is None:
            raise ApiError(404, "The folder of this run is damaged.")
        return self._to_plain(found)

    def describe(self, name: str) -> dict[str, Any]:
        """The values of a `RunDetail`. Raises `ApiError` 404."""
        plain, folder = self.summarize(name), self.find(name)
        about = read_about(folder) or {}
        return plain | {
            "recipe_table": about.get("recipe", {}),
            "made_by": str(about.get("made_by", "")),
            "message": _last_line(folder / LOG),
        }

    def list_snapshots(self, name: str) -> list[dict[str, int]]:
        """The values of a `SnapshotReply` for each snapshot. Raises `ApiError` 404."""
        found = list_snapshots(self.find(name))
        return [{"step": step, "bytes": size} for step, size in found.items()]

    def read_snapshot(self, name: str, step: int) -> bytes:
        """The file of a snapshot. Raises `ApiError` 404."""
        content = read_snapshot(self.find(name), step)
        if content is None:
            raise ApiError(404, "This run has no snapshot of this step.")
        return content

    def start(self, recipe: Recipe, made_by: str, name: str | None) -> dict[str, Any]:
        """Train in a process of its own; returns the values of a `RunReply`.

        Raises `ApiError` 409 for a name in use, 429 for too many runs.
        """
        self.processes.expect_room()
        if len(list_runs(self.root)) >= self.limits.runs:
            raise ApiError(429, f"The folder holds {self.limits.runs} runs. Remove some.")
        with _reporting_disk():
            folder = self._create(recipe, made_by, name)
            self.processes.start(folder)
        return self.summarize(folder.name)

    def command(self, name: str, command: Command) -> dict[str, Any]:
        """Give a command; returns the values of a `RunReply`. Raises `ApiError` 404, 409 or 429."""
        folder = self.find(name)
        if command == "resume" and not self.processes.is_running(name):
            self._expect_stopped(folder)
            with _reporting_disk():
                self.processes.start(folder)
        else:
            self.processes.command(name, command)
        return self.summarize(name)

    def _expect_stopped(self, folder: Path) -> None:
        if is_training(folder):
            raise ApiError(409, "Another process trains this run, such as one in a terminal.")
        if find_state(folder) == "finished":
            raise ApiError(409, "This run is finished.")

    def _create(self, recipe: Recipe, made_by: str, name: str | None) -> Path:
        """A new folder with this recipe, under the name or the next free number."""
        stem = recipe.name if NAME.fullmatch(f"{recipe.name}-000") else NAME_OF_OTHERS
        names = (f"{stem}-{number:03d}" for number in range(1, 2 * self.limits.runs))
        for each in names if name is None else [name]:
            try:
                create_run(self.root / each, recipe, made_by, "service")
            except FileExistsError:
                continue
            return self.root / each
        raise ApiError(409, "There is a folder of this name.")

    def _to_plain(self, summary: RunSummary) -> dict[str, Any]:
        plain, ours = asdict(summary), self.processes.is_running(summary.name)
        if ours and summary.state != "paused":
            plain["state"] = "running"
        return plain | {"accepts_commands": ours}


@contextmanager
def _reporting_disk() -> Iterator[None]:
    """Raises `ApiError` 409 where a file of a run cannot be written, without its path."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ApiError(409, f"The folder of the run cannot be written: {reason}.") from None


def _last_line(path: Path) -> str:
    try:
        with open_file(path) as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - MAX_MESSAGE_BYTES))
            lines = file.read(MAX_MESSAGE_BYTES).decode("utf-8", "replace").split("\n")
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
