"""The workers that a caller asks for: a pool, opened and closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from glassnet.cluster.pool import LocalPool, Pool


@contextmanager
def open_pool(workers: int = 1, address: str | None = None) -> Iterator[Pool]:
    """A pool for the block: this process for one worker, else `workers` processes of one thread each.

    With `address`, the workers of the Dask scheduler there, such as "tls://host:8786". Raises
    `ClusterError` where Dask is missing, nothing answers, versions differ, or the connection would be
    unencrypted beyond this machine.
    """
    if workers == 1 and address is None:
        yield LocalPool()
        return
    from glassnet.cluster.dask_clusters import open_dask_pool

    with open_dask_pool(workers, address) as pool:
        yield pool
