"""Processes that train for the service: started, commanded through a pipe, ended with the service."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import IO, Final

from glassnet.bounded_file import open_file
from glassnet.models.run_control import Command
from glassnet.serve.http.errors import ApiError

LOG: Final = "train.log"
START: Final = "import sys; from glassnet.cli import main; sys.exit(main())"
WATCH_SECONDS: Final = 0.2
SECONDS_TO_STOP: Final = 3.0


@dataclass
class _Process:
    """One process, the pipe to its standard input, and the time by which it has to end."""

    child: subprocess.Popen[bytes]
    commands: IO[bytes]
    deadline: float

    def send(self, text: str) -> None:
        """Write to its standard input; a process that has ended ignores it."""
        with suppress(OSError, ValueError):
            self.commands.write(text.encode())

    def stop(self) -> None:
        """Ask it to write a checkpoint and to end: its standard input ends."""
        with suppress(OSError):
            self.commands.close()


class RunProcesses:
    """The processes of this service, by the name of their run. May be used from any thread."""

    def __init__(self, max_running: int, max_seconds: float) -> None:
        self._max_running = max_running
        self._max_seconds = max_seconds
        self._lock = Lock()
        self._running: dict[str, _Process] = {}
        self._is_stopping = False

    def is_running(self, name: str) -> bool:
        """Whether a process of this service trains this run, or is about to."""
        return name in self._running

    def expect_room(self) -> None:
        """Raise `ApiError` 429 where there are too many, 503 while the service stops."""
        if self._is_stopping:
            raise ApiError(503, "The service is stopping.")
        if len(self._running) >= self._max_running:
            raise ApiError(
                429, f"At most {self._max_running} runs train at a time. Stop one, or wait."
            )

    def start(self, folder: Path) -> None:
        """Train the run in this folder in a process of its own.

        Raises `ApiError` 429 where there are too many, 409 where this run has one, 503 at the end.
        """
        with self._lock:
            self.expect_room()
            if folder.name in self._running:
                raise ApiError(409, "This run is training already.")
            child, commands = _spawn(folder)
            started = _Process(child, commands, time.monotonic() + self._max_seconds)
            self._running[folder.name] = started
        Thread(target=self._watch, args=(folder.name, started), daemon=True).start()

    def command(self, name: str, command: Command) -> None:
        """Send a command. Raises `ApiError` 409 where this service trains no such run."""
        with self._lock:
            running = self._running.get(name)
            if running is None:
                raise ApiError(409, "This service does not train this run now.")
            running.send(f"{command}\n")

    def stop(self) -> None:
        """Stop all: each writes a checkpoint; what has not ended in time is killed."""
        with self._lock:
            self._is_stopping = True
            left = list(self._running.values())
        for each in left:
            each.stop()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for each in left:
            try:
                each.child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                each.child.kill()
                each.child.wait()

    def _watch(self, name: str, running: _Process) -> None:
        """Wait for the end of a process, which is asked to stop when its time is over."""
        while running.child.poll() is None:
            if time.monotonic() > running.deadline + SECONDS_TO_STOP:
                running.child.kill()
            elif time.monotonic() > running.deadline:
                running.stop()
            time.sleep(WATCH_SECONDS)
        running.stop()
        with self._lock:
            del self._running[name]


def _spawn(folder: Path) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
    """`glassnet train --resume`, which starts a new run from the beginning, and its standard input.

    In a session of its own: Ctrl-C reaches the service alone, which stops its runs.
    """
    arguments = ["train", "--resume", str(folder), "--commands", "--no-plots"]
    with open_file(folder / LOG, "ab") as log:
        child = subprocess.Popen(  # noqa: S603 - this program; the folder's name is checked
            [sys.executable, "-c", START, *arguments],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
            bufsize=0,
        )
    if child.stdin is None:
        raise RuntimeError("A process was started without a pipe.")
    if os.name == "posix":
        # A process that reads no commands must not hold up the service.
        os.set_blocking(child.stdin.fileno(), False)
    return child, child.stdin
