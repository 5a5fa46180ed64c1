"""Training as a stream of events, and the metrics of its result."""

from glassnet.training.evaluation import Evaluation, evaluate
from glassnet.training.events import (
    Diverged,
    EpochDone,
    Event,
    Finished,
    Noticed,
    Progress,
    Started,
)
from glassnet.training.loop import train
from glassnet.training.metrics import Interval, wilson_interval
from glassnet.training.preparation import prepare, resolve_recipe
from glassnet.training.state import TrainingState

__all__ = [
    "Diverged",
    "EpochDone",
    "Evaluation",
    "Event",
    "Finished",
    "Interval",
    "Noticed",
    "Progress",
    "Started",
    "TrainingState",
    "evaluate",
    "prepare",
    "resolve_recipe",
    "train",
    "wilson_interval",
]  # fmt: skip
