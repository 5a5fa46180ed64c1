"""The events of one run as server-sent events.

Each viewer reads the file of events by itself, a part at a time, and only after the part before was
accepted. So a viewer that reads slowly costs the memory of one part, nothing is lost or repeated, and a
run that is over is replayed in the same way.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

from glassnet.models.event_log import EVENTS, LoggedEvent, read_events
from glassnet.models.run_listing import find_state, is_training

POLL_SECONDS: Final = 0.2
HEARTBEAT_SECONDS: Final = 10.0
RETRY_MILLISECONDS: Final = 1_000
HEARTBEAT: Final = b": heartbeat\n\n"


async def stream_events(
    folder: Path,
    last_id: int,
    is_starting: Callable[[], bool] = lambda: False,
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
) -> AsyncIterator[bytes]:
    """The events after `last_id`, as they come, until the run is over; then one of type "end".

    "end" has the run's state and no id. `is_starting` says that a process is about to train.
    """
    yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
    offset, silent = 0, 0.0
    while True:
        # Asked before reading: what a run wrote before it ended is then read.
        going_on = is_starting() or await asyncio.to_thread(is_training, folder)
        before = offset
        events, offset = await asyncio.to_thread(read_events, folder / EVENTS, offset, last_id)
        if events:
            yield b"".join(map(_encode, events))
            silent = 0.0
        if offset != before:
            continue
        if not going_on:
            break
        await asyncio.sleep(POLL_SECONDS)
        silent += POLL_SECONDS
        if silent >= heartbeat_seconds:
            yield HEARTBEAT
            silent = 0.0
    state = json.dumps({"state": await asyncio.to_thread(find_state, folder)})
    yield f"event: end\ndata: {state}\n\n".encode()


def _encode(event: LoggedEvent) -> bytes:
    """One event. A line of JSON has no line break inside, so cannot end the event early."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.id, event.name.encode(), event.line)
