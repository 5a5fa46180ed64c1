"""What all requests share: models, settings, the worker thread, metrics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from glassnet.errors import did_you_mean
from glassnet.models import Reading
from glassnet.serve.api.registry import LoadedModel, ModelRegistry
from glassnet.serve.api.samples import Samples
from glassnet.serve.api.training_data import TrainingData
from glassnet.serve.http.errors import ApiError
from glassnet.serve.http.metrics import Metrics
from glassnet.serve.http.settings import Settings
from glassnet.serve.http.worker import Worker


@dataclass
class Service:
    """The state of a running service."""

    registry: ModelRegistry
    settings: Settings
    worker: Worker
    metrics: Metrics = field(default_factory=Metrics)
    samples: Samples = field(default_factory=lambda: Samples(np.random.default_rng()))
    data: TrainingData = field(default_factory=TrainingData)
    stopping: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether it should be sent new requests."""
        return not self.stopping and not self.worker.is_full

    def find_model(self, name: str | None) -> LoadedModel:
        """The model of this name, or the default one. Raises `ApiError` 404."""
        return select_model(self.registry.models, name)

    def count(self, loaded: LoadedModel, readings: Iterable[Reading]) -> None:
        """Add a model's readings to the metrics."""
        for each in readings:
            self.metrics.count_prediction(loaded.name, each.reason or "label")

    def stop(self) -> None:
        """Refuse further work."""
        self.stopping = True
        self.worker.stop()


def select_model(models: Mapping[str, LoadedModel], name: str | None) -> LoadedModel:
    """Of `models` the one of this name, or the default one. Raises `ApiError` 404."""
    if name is None:
        return next(iter(models.values()))
    if name not in models:
        shown = repr(name[:40]) if name.isprintable() else "of this name"
        raise ApiError(404, f"There is no model {shown}. {did_you_mean(name, models)}")
    return models[name]
