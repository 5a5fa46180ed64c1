"""The events of a run in a file: one line of JSON for each, with an id that increases.

    {"id": 3, "event": "progress", "time": 1790000000.123, "epoch": 0, "step": 50, ...}

The writer may be killed at any moment: a last line without its end is ignored by readers, and removed when
the run is resumed. A run that was killed repeats what it did since its last checkpoint, so `step` may go
back at an event "started".
"""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final, Self

from glassnet.bounded_file import open_file
from glassnet.data.atomic import naming_errors

EVENTS: Final = "events.jsonl"
CHUNK_BYTES: Final = 65_536
MAX_ID: Final = 10**18
TAIL_BYTES: Final = 8_192
MAX_TAIL_BYTES: Final = 1 << 22
NAME: Final = re.compile("[a-z_]{1,40}")
CAPITAL: Final = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True)
class LoggedEvent:
    """One line: its id, the name of the event, and the whole line as it is in the file."""

    id: int
    name: str
    line: bytes

    @classmethod
    def parse(cls, line: bytes) -> Self | None:
        """The event in a line, or None for a damaged one."""
        try:
            plain = json.loads(line)
            found = cls(int(plain["id"]), str(plain["event"]), line)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return None
        return found if NAME.fullmatch(found.name) and 0 < found.id < MAX_ID else None


class EventLog:
    """Appends events to the file of one run, for as long as a block lasts."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        self._file: IO[bytes] = open_file(self._path, "ab", buffering=0)
        self._next_id = _repair(self._path, self._file) + 1
        return self

    def __exit__(self, *raised: object) -> None:
        self._file.close()

    def append(self, event: Any) -> None:
        """Write one event, a dataclass, in a single call where the disk has room."""
        name = CAPITAL.sub("_", type(event).__name__).lower()
        about = {"id": self._next_id, "event": name, "time": round(time.time(), 3)}
        line = memoryview(json.dumps(about | asdict(event)).encode() + b"\n")
        with naming_errors(self._path):
            # On a disk that is nearly full, a call writes what there is room for, and the next one fails.
            while line:
                line = line[self._file.write(line) :]
        self._next_id += 1


def read_events(path: Path, offset: int = 0, last_id: int = 0) -> tuple[list[LoggedEvent], int]:
    """The whole lines from `offset` on, in at most `CHUNK_BYTES`, and the offset of the next ones.

    Events up to `last_id` and damaged lines are left out. Without a file that can be
    read there are none.
    """
    try:
        with open_file(path) as file:
            file.seek(offset)
            content = file.read(CHUNK_BYTES)
    except OSError:
        return [], offset
    end = content.rfind(b"\n") + 1
    if end == 0 and len(content) == CHUNK_BYTES:
        return [], offset + CHUNK_BYTES
    found = map(LoggedEvent.parse, content[:end].splitlines())
    return [each for each in found if each is not None and each.id > last_id], offset + end


def last_events(path: Path) -> list[LoggedEvent]:
    """The last events of a file, the oldest first: at least one, where there is any."""
    return _read_tail(path)[0]


def _repair(path: Path, file: IO[bytes]) -> int:
    """Remove a last line that is cut off; return the last id, 0 for none."""
    events, end = _read_tail(path)
    if end < path.stat().st_size:
        file.truncate(end)
    return max((each.id for each in events), default=0)


def _read_tail(path: Path) -> tuple[list[LoggedEvent], int]:
    """The last events of a file, and where its last whole line ends."""
    window = TAIL_BYTES
    while True:
        try:
            with open_file(path) as file:
                start = max(0, file.seek(0, os.SEEK_END) - window)
                file.seek(start)
                content = file.read(window)
        except OSError:
            return [], 0
        end = content.rfind(b"\n") + 1
        # The first line may have lost its beginning, and is then no JSON object.
        found = map(LoggedEvent.parse, content[:end].splitlines())
        events = [each for each in found if each is not None]
        if events or start == 0 or window > MAX_TAIL_BYTES:
            return events, start + end
        window *= 2
