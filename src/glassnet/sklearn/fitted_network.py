"""What a fitted estimator knows: predictions, and the parameters under scikit-learn's names."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted, validate_data

from glassnet.models.calibration import Calibration
from glassnet.nn import Array, Parameters
from glassnet.nn.deviations import SOFTMAX_LOSSES
from glassnet.recipes import Recipe
from glassnet.sklearn.tables import compute_outputs

ACCEPTED: Final[dict[str, Any]] = {"accept_sparse": "csr", "dtype": "numeric"}
"""The tables that the estimator takes."""


class FittedNetwork(BaseEstimator):
    """Predictions of the network that `fit` left in `recipe_`, `parameters_` and `temperature_`."""

    classes_: Array
    recipe_: Recipe
    parameters_: Parameters
    temperature_: float

    def predict_proba(self, X: Any) -> Array:
        """The probability of each class, `(count, classes)`, in the order of `classes_`."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, **ACCEPTED)
        outputs = compute_outputs(self.recipe_.network, self.parameters_, X)
        found = Calibration(self.temperature_).probabilities(outputs, self.recipe_.loss)
        # Losses with separate answers for the classes give probabilities that need not sum to 1.
        if not isinstance(self.recipe_.loss, SOFTMAX_LOSSES):
            found = np.maximum(found, np.finfo(found.dtype).tiny)
            found /= found.sum(axis=1, keepdims=True)
        return found

    def predict_log_proba(self, X: Any) -> Array:
        """The logarithms of `predict_proba`, minus infinity where it is 0."""
        with np.errstate(divide="ignore"):
            return np.log(self.predict_proba(X))

    def predict(self, X: Any) -> Array:
        """The class of each row, `(count,)`."""
        probabilities = self.predict_proba(X)
        return self.classes_[probabilities.argmax(axis=1)]

    @property
    def coefs_(self) -> list[Array]:
        """The weights `(inputs, outputs)` of each layer."""
        return [each for name, each in self.parameters_.items() if name.endswith("weights")]

    @property
    def intercepts_(self) -> list[Array]:
        """The biases `(outputs,)` of each layer."""
        return [each for name, each in self.parameters_.items() if name.endswith("bias")]

    @property
    def n_layers_(self) -> int:
        """The number of layers, the inputs among them."""
        return len(self.coefs_) + 1

    @property
    def n_outputs_(self) -> int:
        """The number of outputs, one for each class."""
        return len(self.classes_)
