"""Tasks for workers: they import this module."""

import os
import signal
import time
from pathlib import Path

from glassnet.engine.threads import cpu_count
from glassnet.errors import SettingError


def square(number: int) -> int:
    return number * number


def refuse(number: int) -> int:
    raise SettingError(f"not {number}")


def describe_worker(number: int) -> tuple[int, int]:
    time.sleep(0.05)
    return os.getpid(), cpu_count()


def die_once(file: str) -> str:
    """Kill the worker at the first call for this file."""
    path = Path(file)
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


def process_number(number: int) -> int:
    return os.getpid()


def wait_a_second(number: int) -> int:
    time.sleep(1)
    return number
