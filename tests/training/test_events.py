"""Events are plain values: they can be written as JSON and read again."""

import json
from dataclasses import FrozenInstanceError, asdict
from typing import get_args

import pytest

from glassnet.training import Diverged, EpochDone, Event, Finished, Noticed, Progress, Started

EVENTS = [
    Started("train (400)", None, 100, 3, 7, 400, 0, "compiled", "Dense 10: fused"),
    Progress(0, 3, 192, 0.5, 0.8, 0.01, 1e6),
    EpochDone(0, 7, 0.5, 0.8, None, None, 0.01, 0.1, 1e6),
    Noticed(0, 50, "standstill", "The accuracy is that of guessing."),
    Diverged(0, 3, "the loss", "The learning rate is too high."),
    Finished(3, 2, 0.3, stopped_early=False),
]


def test_every_kind_of_event_is_here() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(Event))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_survives_json(event: Event) -> None:
    assert type(event)(**json.loads(json.dumps(asdict(event)))) == event


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_is_frozen(event: Event) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(event, "epoch", 1)  # noqa: B010 - types forbid it, too
