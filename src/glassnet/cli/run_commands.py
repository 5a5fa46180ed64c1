"""Commands for a run from standard input, which also ends with the process that gives them.

A pipe's end is noticed however the other process ended, by kill -9, too, and on every system. So a run
that another process started never outlives it for long: it writes a checkpoint and ends, or is ended
where it cannot.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from threading import Thread
from typing import Final, cast

from glassnet.models.run_control import COMMANDS, Command, RunControl

# For a checkpoint after the end of standard input, before the process is ended.
SECONDS_TO_STOP: Final = 15.0
INTERRUPTED: Final = 130


def read_commands() -> RunControl:
    """A control that obeys standard input, read in a thread."""
    control = RunControl()
    Thread(target=_obey, args=(control, sys.stdin), daemon=True).start()
    return control


def _obey(control: RunControl, lines: Iterable[str]) -> None:
    for line in lines:
        if line.strip() in COMMANDS:
            control.request(cast(Command, line.strip()))
    control.request("stop")
    time.sleep(SECONDS_TO_STOP)
    os._exit(INTERRUPTED)
