"""When training ends: no more gain, by MLPClassifier's rule."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

from sklearn.exceptions import ConvergenceWarning

from glassnet.nn import Parameters
from glassnet.sklearn.settings import WHERE
from glassnet.training import EpochDone


@dataclass
class Convergence:
    """Ends training when the loss has not fallen by `tol` for more than `patience` epochs.

    With `by_validation` it is the accuracy on the validation set that must rise by `tol`, and the best
    parameters are kept.
    """

    tol: float
    patience: int
    by_validation: bool
    best: Parameters | None = field(default=None, init=False)
    _best_value: float = field(default=-float("inf"), init=False)
    _epochs_without_gain: int = field(default=0, init=False)

    def is_reached(self, event: EpochDone, parameters: Parameters) -> bool:
        """Whether to stop after this epoch."""
        value = -event.train_loss
        if self.by_validation:
            value = event.validation_accuracy or 0.0
        gained = value >= self._best_value + self.tol
        self._epochs_without_gain = 0 if gained else self._epochs_without_gain + 1
        if value > self._best_value:
            self._best_value = value
            self.best = parameters.copy() if self.by_validation else None
        return self._epochs_without_gain > self.patience

    def warn(self, max_iter: int) -> None:
        """Warn that training ended before."""
        warnings.warn(
            f"{WHERE}: max_iter ({max_iter}) was reached and the loss still falls. Raise max_iter.",
            ConvergenceWarning,
            stacklevel=4,
        )
