"""What all requests share: models, settings, the worker thread, metrics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from glassnet.errors import did_you_mean
from glassnet.models import Reading
from glassnet.serve.api.descriptions import Descriptions
from glassnet.serve.api.registry import LoadedModel, ModelRegistry
from glassnet.serve.api.samples import Samples
from glassnet.serve.api.training_data import TrainingData
from glassnet.serve.http.errors import ApiError
from glassnet.serve.http.metrics import Metrics
from glassnet.serve.http.settings import Settings
from glassnet.serve.http.worker import Worker
from glassnet.serve.runs.runs import Runs


@dataclass
class Service:
    """The state of a running service."""

    registry: ModelRegistry
    settings: Settings
    worker: Worker
    metrics: Metrics = field(init=False)
    samples: Samples = field(default_factory=lambda: Samples(np.random.default_rng()))
    data: TrainingData = field(default_factory=TrainingData)
    descriptions: Descriptions = field(default_factory=Descriptions)
    runs: Runs | None = None
    stopping: bool = False

    def __post_init__(self) -> None:
        self.metrics = Metrics(self.worker)

    @property
    def is_ready(self) -> bool:
        """Whether it should be sent new requests."""
        return not self.reasons_against

    @property
    def reasons_against(self) -> list[str]:
        """Why it should not be sent new requests; empty where it should."""
        full = [
            f"the queue of {each.name} tasks is full" for each in self.worker.queues if each.is_full
        ]
        return ["it is stopping", *full] if self.stopping else full

    def find_model(self, name: str | None) -> LoadedModel:
        """The model of this name, or the default one. Raises `ApiError` 404."""
        return select_model(self.registry.models, name)

    def find_runs(self, *, change: bool = False) -> Runs:
        """The runs; `change` says that the request changes them. Raises `ApiError` 403 or 404."""
        if self.runs is None:
            raise ApiError(404, "This service shows no runs. Start it with --runs DIR.")
        if change and not self.settings.allows_changes:
            raise ApiError(403, "Starting and stopping runs needs a service with a key.")
        return self.runs

    def count(self, loaded: LoadedModel, readings: Iterable[Reading]) -> None:
        """Add a model's readings to the metrics."""
        for each in readings:
            self.metrics.count_prediction(loaded.name, each.reason or "label")

    def begin_stopping(self) -> None:
        """Refuse further work, but finish what waits."""
        self.stopping = True
        self.worker.refuse()

    def stop(self) -> None:
        """Answer what still waits with 503; end the runs that this service started."""
        self.stopping = True
        self.worker.stop()
        if self.runs is not None:
            self.runs.processes.stop()


def select_model(models: Mapping[str, LoadedModel], name: str | None) -> LoadedModel:
    """Of `models` the one of this name, or the default one. Raises `ApiError` 404."""
    if name is None:
        return next(iter(models.values()))
    if name not in models:
        shown = repr(name[:40]) if name.isprintable() else "of this name"
        raise ApiError(404, f"There is no model {shown}. {did_you_mean(name, models)}")
    return models[name]
