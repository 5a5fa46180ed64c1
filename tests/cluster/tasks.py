"""Tasks for workers: they import this module."""

import ctypes
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


def fall_silent_once(task: tuple[str, str]) -> str:
    """At the first call for this file, send no heartbeat: halted, or in a call that keeps the interpreter."""
    how, file = task
    path = Path(file)
    if not path.exists():
        path.touch()
        if how == "halt":
            os.kill(os.getpid(), signal.SIGSTOP)
        else:
            ctypes.PyDLL(None).sleep(60)
    return path.name


def die_four_times(file: str) -> str:
    """Kill the worker at the first calls for this file: so often that Dask gives the task up."""
    path = Path(file)
    deaths = len(path.read_bytes()) if path.exists() else 0
    if deaths < 4:
        path.write_bytes(bytes(deaths + 1))
        die(deaths)
    return path.name


def die(number: int) -> None:
    """Kill the worker, once it has been started."""
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGKILL)
