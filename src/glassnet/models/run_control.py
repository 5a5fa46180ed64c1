"""Commands for a run that is training: pause, resume, step, stop.

They come from another thread or process. The run obeys them between two events, so that its state is
whole, and a pause changes no bit of the result.
"""

from __future__ import annotations

from threading import Condition
from typing import Final, Literal, get_args

Command = Literal["pause", "resume", "step", "stop"]
COMMANDS: Final[tuple[str, ...]] = get_args(Command)
POLL_SECONDS: Final = 0.1


class RunControl:
    """What a run was asked to do. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._paused = False
        self._steps = 0
        self.should_stop = False

    @property
    def should_pause(self) -> bool:
        """Whether to wait before going on."""
        return self._paused and not self._steps and not self.should_stop

    def request(self, command: Command) -> None:
        """Take a command; "step" lets a run that is paused go on until its next event."""
        with self._changed:
            if command == "stop":
                self.should_stop = True
            elif command == "step":
                self._paused, self._steps = True, self._steps + 1
            else:
                self._paused, self._steps = command == "pause", 0
            self._changed.notify_all()

    def take_step(self) -> None:
        """Count one event as a step, where one was asked for."""
        with self._changed:
            self._steps = max(0, self._steps - 1)

    def wait(self) -> None:
        """Wait a moment, or until the next command. Short, so that signals are handled."""
        with self._changed:
            self._changed.wait(POLL_SECONDS)
