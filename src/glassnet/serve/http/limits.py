"""The limits of the service, in one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Sizes in bytes, times in seconds. Everything that a client could make large has a limit."""

    drawing_bytes: int = 256 * KIB
    image_bytes: int = 8 * MIB
    image_pixels: int = 4_000_000
    batch_bytes: int = 4 * MIB
    head_bytes: int = 32 * KIB
    head_seconds: float = 10
    body_seconds: float = 10
    answer_seconds: float = 30
    # A larger response than fits into `answer_seconds` at this rate gets the time it takes at it.
    min_bytes_per_second: int = 256 * KIB
    # Of one response that is handed to a connection at once; of all responses that wait for their clients.
    # Where all connections are taken, a client that has been waited for so long gives way to a new one.
    stall_seconds: float = 2
    part_bytes: int = 64 * KIB
    socket_bytes: int = 128 * KIB
    waiting_bytes: int = 128 * MIB
    # Of all bodies that are received or in work, without the first `part_bytes` of each.
    intake_bytes: int = 64 * MIB
    idle_seconds: float = 5
    stopping_seconds: float = 4
    connections: int = 512
    queued_tasks: int = 64
    queue_seconds: float = 10
    # Of a body that is parsed at once; a larger one is parsed in a thread.
    inline_bytes: int = 16 * KIB
    # Of runs that requests start, and of viewers of runs.
    viewers: int = 64
    viewer_seconds: float = 30
    recipe_bytes: int = 64 * KIB
    recipe_layers: int = 100
    running_runs: int = 2
    runs: int = 500
    run_seconds: float = 6 * 3600
    run_epochs: int = 1_000
    run_parameters: int = 20_000_000
    run_examples: int = 200_000
    run_batch_values: int = 250_000_000
