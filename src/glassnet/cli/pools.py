"""The workers of a command, from its options --workers and --cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from glassnet.cli.console import error_console
from glassnet.cluster import Pool, open_pool
from glassnet.data.labeled_images import Dataset
from glassnet.errors import SettingError, format_error
from glassnet.recipes import Recipe
from glassnet.training.updates import Workers


@contextmanager
def pool_for(workers: int, cluster: str | None, console: Console) -> Iterator[Pool]:
    """The pool for the block; says on `console` where it works if that is not this process."""
    with open_pool(workers, cluster) as pool:
        if cluster is not None:
            console.print(Text(f"{pool.workers} workers at {cluster}"))
        elif workers > 1:
            console.print(Text(f"{workers} worker processes, one thread each"))
        yield pool


def count_shards(workers: int) -> int:
    """The smallest power of two that gives every worker a shard."""
    return 1 << (workers - 1).bit_length()


@contextmanager
def open_workers(
    recipe: Recipe, dataset: Dataset, workers: int, cluster: str | None
) -> Iterator[Workers | None]:
    """The workers for a run with shards; None where this process computes them."""
    if workers == 1 and cluster is None:
        yield None
        return
    if recipe.shards == 1:
        raise SettingError(
            format_error(
                "more than one worker", "a run with shards", "one without", "Add --shards 4."
            )
        )
    from glassnet.cluster.sharded import share_out

    with pool_for(workers, cluster, error_console()) as pool:
        yield share_out(recipe, dataset, pool)
