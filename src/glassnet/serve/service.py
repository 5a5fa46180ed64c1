"""What all requests share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from glassnet.models import Reading
from glassnet.serve.errors import ApiError
from glassnet.serve.metrics import Metrics
from glassnet.serve.samples import Samples
from glassnet.serve.settings import Settings
from glassnet.serve.shelf import Shelf, Shelved
from glassnet.serve.worker import Worker


@dataclass
class Service:
    """Models, settings, the thread for numerics and the counters."""

    shelf: Shelf
    settings: Settings
    worker: Worker
    metrics: Metrics = field(default_factory=Metrics)
    samples: Samples = field(default_factory=lambda: Samples(np.random.default_rng()))
    stopping: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether new requests are welcome."""
        return not self.stopping and self.worker.waiting < self.settings.limits.waiting_work

    def find(self, name: str | None) -> Shelved:
        """The model of this name, or the default one. Raises `ApiError` 404."""
        return chosen(self.shelf.models, name)

    def count(self, shelved: Shelved, readings: Iterable[Reading]) -> None:
        """Count what this model read."""
        for each in readings:
            self.metrics.read(shelved.name, each.reason or "digit")


def chosen(models: Mapping[str, Shelved], name: str | None) -> Shelved:
    """Of these models the one of this name, or the default one. Raises `ApiError` 404."""
    if name is None:
        return next(iter(models.values()))
    if name not in models:
        raise ApiError(
            404,
            f"The model: expected one of {', '.join(models)}, got another. "
            "GET /api/models lists them.",
        )
    return models[name]
