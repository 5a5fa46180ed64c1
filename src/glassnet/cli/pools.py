"""The workers of a command, from its options --workers and --cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from glassnet.cluster.pool import Pool, open_pool


@contextmanager
def pool_for(workers: int, cluster: str | None, console: Console) -> Iterator[Pool]:
    """The pool for the block; says on `console` where it works if that is not this process."""
    with open_pool(workers, cluster) as pool:
        if cluster is not None:
            console.print(Text(f"{pool.workers} workers at {cluster}"))
        elif workers > 1:
            console.print(Text(f"{workers} worker processes, one thread each"))
        yield pool
