"""Data sets on a worker: kept from task to task."""

from __future__ import annotations

from functools import lru_cache

from glassnet.data import Dataset, load

MAX_KEPT = 2


@lru_cache(maxsize=MAX_KEPT)
def load_once(source: str, seed: int) -> Dataset:
    """As `glassnet.data.load`; the last ones are kept by this process."""
    return load(source, seed)
