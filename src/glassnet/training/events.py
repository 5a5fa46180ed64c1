"""The events of training, for the terminal, the run folder and the browser alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Started:
    """Training starts, or resumes after `step` updates.

    `implementation` is "compiled" or "reference"; `plan` says in one line how the network is run.
    """

    train: str
    validation: str | None
    parameters: int
    epochs: int
    steps_per_epoch: int
    examples_per_epoch: int
    step: int
    implementation: str
    plan: str = ""


@dataclass(frozen=True)
class Progress:
    """Progress within an epoch; metrics are means over the epoch so far, in training mode."""

    epoch: int
    step: int
    examples: int
    train_loss: float
    train_accuracy: float
    learning_rate: float
    examples_per_second: float


@dataclass(frozen=True)
class EpochDone:
    """The end of an epoch.

    Training metrics are means over the epoch, while the weights changed; validation metrics are of the
    weights at its end (averaged ones, where the recipe averages). `seconds` is training time so far.
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
class Noticed:
    """Training does not learn, or will learn badly: a name for programs, and what to change."""

    epoch: int
    step: int
    symptom: str
    advice: str


@dataclass(frozen=True)
class Diverged:
    """Training stops since the loss is not a finite number: in which layer first, and the likely cause."""

    epoch: int
    step: int
    layer: str
    cause: str


@dataclass(frozen=True)
class Finished:
    """The end of training: `epochs` were run, and the weights after `kept_epoch` are kept."""

    epochs: int
    kept_epoch: int
    seconds: float
    stopped_early: bool


Event = Started | Progress | EpochDone | Noticed | Diverged | Finished
