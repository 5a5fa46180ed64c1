"""What training says while it runs: the terminal, the run folder and the browser read these alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Started:
    """Training begins, or goes on from `step` updates."""

    train: str
    validation: str | None
    parameters: int
    epochs: int
    steps_per_epoch: int
    examples_per_epoch: int
    step: int
    kernels: str
    plan: str = ""


@dataclass(frozen=True)
class Progress:
    """Somewhere within an epoch; figures are means over the epoch so far, in training mode."""

    epoch: int
    step: int
    examples: int
    train_loss: float
    train_accuracy: float
    learning_rate: float
    examples_per_second: float


@dataclass(frozen=True)
class EpochDone:
    """One epoch is over. Training figures are means over the epoch, while the weights changed;

    validation figures are of the weights at its end (averaged ones, where the recipe averages).
    `seconds` is training time so far.
    """

    epoch: int
    step: int
    train_loss: float
    train_accuracy: float
    validation_loss: float | None
    validation_accuracy: float | None
    learning_rate: float
    seconds: float
    examples_per_second: float


@dataclass(frozen=True)
class Diverged:
    """The loss is no longer a number: training stops. Says where it was first seen, and why perhaps."""

    epoch: int
    step: int
    layer: str
    cause: str


@dataclass(frozen=True)
class Finished:
    """Training is over: `epochs` were run, and the kept weights are those after `kept_epoch`."""

    epochs: int
    kept_epoch: int
    seconds: float
    stopped_early: bool


Event = Started | Progress | EpochDone | Diverged | Finished
