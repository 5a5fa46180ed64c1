"""`GlassnetClassifier`: a multi-layer perceptron with the interface of scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags, check_random_state
from sklearn.utils.validation import validate_data

from glassnet.errors import SettingError, format_error
from glassnet.models.calibration import fit_temperature
from glassnet.nn import Activation, Array, Constant, Loss, Optimizer, Schedule
from glassnet.nn.deviations import SOFTMAX_LOSSES
from glassnet.sklearn.convergence import Convergence
from glassnet.sklearn.examples import (
    check_labels,
    encode_labels,
    hold_out,
    join_weights,
    make_examples,
)
from glassnet.sklearn.fitted_network import ACCEPTED, FittedNetwork
from glassnet.sklearn.settings import WHERE, check_lengths, choose_precision, make_recipe
from glassnet.sklearn.tables import compute_outputs
from glassnet.sklearn.trainer import Examples, Trainer
from glassnet.training import EpochDone, TrainingState

# The temperature is one number: 500 held-out examples determine it, 1,000 are enough.
MIN_EXAMPLES_TO_CALIBRATE = 5000
MAX_CALIBRATION_EXAMPLES = 1000
MAX_SEED = 2**31 - 1


class GlassnetClassifier(FittedNetwork, ClassifierMixin, BaseEstimator):
    """A neural network for tables of numbers, dense or sparse, with classes of any names.

    Parameters that `sklearn.neural_network.MLPClassifier` has too mean the same. The others:

    - `activation`: a name, an activation of `glassnet.nn`, or a tuple with one for each hidden layer.
    - `solver`: "adam", "sgd", or an optimizer of `glassnet.nn`.
    - `penalty`: "l2" or "l1", the penalty of the weights that `alpha` scales.
    - `learning_rate`: "constant", "cosine", "one_cycle", or a schedule of `glassnet.nn`.
    - `loss`: "cross_entropy", "sigmoid_cross_entropy", "squared_error", or a loss of `glassnet.nn`.
    - `dropout`: the share of the hidden units that are zero in an update.
    - `class_weight`: a weight for each class, or "balanced".
    - `calibrate`: fit one temperature to held-out examples, see `temperature_`.
    - `precision`: "float32", "float64", or "auto": float64 for small tables of float64.
    - `callback`: called with an `EpochDone` after each epoch; training stops where it returns True.

    After `fit`: `classes_`, `coefs_`, `intercepts_`, `n_iter_`, `loss_`, `best_loss_`, `loss_curve_`,
    `validation_loss_curve_`, `validation_scores_`, `best_validation_score_`, `temperature_`, `recipe_`,
    `parameters_`.
    """

    def __init__(
        self,
        hidden_layer_sizes: int | tuple[int, ...] = (100,),
        activation: str | Activation | tuple[str | Activation, ...] = "relu",
        *,
        solver: str | Optimizer = "adam",
        alpha: float = 0.0001,
        batch_size: int | str = "auto",
        learning_rate: str | Schedule = "constant",
        learning_rate_init: float = 0.001,
        max_iter: int = 200,
        shuffle: bool = True,
        random_state: Any = None,
        tol: float = 1e-4,
        verbose: bool = False,
        warm_start: bool = False,
        momentum: float = 0.9,
        nesterovs_momentum: bool = True,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        n_iter_no_change: int = 10,
        loss: str | Loss = "cross_entropy",
        penalty: str = "l2",
        dropout: float = 0.0,
        class_weight: dict[Any, float] | str | None = None,
        calibrate: bool = True,
        precision: str = "auto",
        callback: Callable[[EpochDone], object] | None = None,
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.solver = solver
        self.alpha = alpha
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.learning_rate_init = learning_rate_init
        self.max_iter = max_iter
        self.shuffle = shuffle
        self.random_state = random_state
        self.tol = tol
        self.verbose = verbose
        self.warm_start = warm_start
        self.momentum = momentum
        self.nesterovs_momentum = nesterovs_momentum
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.n_iter_no_change = n_iter_no_change
        self.loss = loss
        self.penalty = penalty
        self.dropout = dropout
        self.class_weight = class_weight
        self.calibrate = calibrate
        self.precision = precision
        self.callback = callback

    def fit(
        self, X: Any, y: Any, sample_weight: Any = None, *, X_val: Any = None, y_val: Any = None
    ) -> Self:
        """Train on a table `X` `(count, features)` with labels `y` `(count,)`.

        `X_val` and `y_val` are a validation set: its loss and accuracy are recorded after each epoch, and
        with `early_stopping` they decide when to stop. Without them `early_stopping` holds out
        `validation_fraction` of the examples. Probabilities are calibrated on the same set; without
        one, on a tenth of the examples, at most 1,000, held out where there are at least 5,000. Raises
        `SettingError` for invalid parameters, ValueError for data that cannot be trained on.
        """
        check_lengths(self.max_iter, self.n_iter_no_change, self.validation_fraction)
        going_on = self.warm_start and hasattr(self, "_trainer_state")
        X, y = validate_data(self, X, y, **ACCEPTED)
        y = check_labels(y)
        if going_on:
            labels = encode_labels(y, self.classes_)
        else:
            self.classes_, labels = np.unique(y, return_inverse=True)
        weights = join_weights(X, y, sample_weight, self.class_weight, self.classes_)
        rng = check_random_state(self.random_state)
        seed = int(rng.randint(MAX_SEED))
        examples = (X, labels, weights)
        validation = self._read_validation(X_val, y_val)
        if validation is None and (share := self._choose_held_out(len(labels))):
            examples, validation = hold_out(*examples, share, seed)
        trainer = self._begin(*examples, validation, seed, going_on=going_on)
        self._train(trainer, Convergence(self.tol, self.n_iter_no_change, self.early_stopping))
        self._calibrate(validation)
        return self

    def partial_fit(self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None) -> Self:
        """Train one epoch on these examples, going on from the calls before.

        The first call takes all `classes`. The probabilities are not calibrated. Raises ValueError
        where classes are missing or others than before, and `SettingError` where the learning rate depends on
        the length of the training, which is not known here.
        """
        first = not hasattr(self, "_trainer_state")
        X, y = validate_data(self, X, y, reset=first, **ACCEPTED)
        y = check_labels(y)
        if first:
            if classes is None:
                raise ValueError(
                    f"{WHERE}.partial_fit expects classes in its first call, got None."
                )
            self.classes_ = np.unique(classes)
        elif classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            raise ValueError(
                f"{WHERE}.partial_fit expects the classes of the calls before, {self.classes_}, "
                f"got {classes}. Leave them out."
            )
        labels = encode_labels(y, self.classes_)
        weights = join_weights(X, y, sample_weight, self.class_weight, self.classes_, partial=True)
        seed = int(check_random_state(self.random_state).randint(MAX_SEED))
        trainer = self._begin(X, labels, weights, None, seed, going_on=not first)
        if not isinstance(trainer.recipe.schedule, Constant):
            raise SettingError(
                format_error(
                    f"{WHERE}.partial_fit",
                    "a constant learning_rate",
                    repr(self.learning_rate),
                    "Use fit.",
                )
            )
        self._train_epoch(trainer)
        self._keep(trainer, Convergence(self.tol, self.n_iter_no_change, False))
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "parameters_")

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def _choose_held_out(self, count: int) -> float | int:
        """How much to hold out of so many examples: a share, a number, or 0 for none."""
        if self.early_stopping:
            return self.validation_fraction
        if not self.calibrate or count < MIN_EXAMPLES_TO_CALIBRATE:
            return 0
        return min(count // 10, MAX_CALIBRATION_EXAMPLES)

    def _read_validation(self, X_val: Any, y_val: Any) -> Examples | None:
        if X_val is None and y_val is None:
            return None
        if X_val is None or y_val is None:
            raise ValueError(f"{WHERE}.fit expects both X_val and y_val, got one of them.")
        X_val, y_val = validate_data(self, X_val, y_val, reset=False, **ACCEPTED)
        return Examples(X_val, encode_labels(check_labels(y_val), self.classes_))

    def _begin(
        self, X: Any, labels: Array, weights: Array | None, validation: Examples | None, seed: int,
        *, going_on: bool,
    ) -> Trainer:  # fmt: skip
        """A trainer of new parameters, or of those trained before."""
        examples, mean_weight = make_examples(X, labels, weights)
        precision = choose_precision(self.precision, X.dtype, X.shape[0] * X.shape[1])
        if going_on:
            seed, precision = self.recipe_.seed, self.recipe_.precision
        recipe = make_recipe(
            self.get_params(deep=False), (len(examples), X.shape[1]), len(self.classes_), seed,
            mean_weight, precision,
        )  # fmt: skip
        if going_on:
            _expect_same_network(recipe.network, self.recipe_.network)
        self.recipe_ = recipe
        if not going_on:
            self.loss_curve_, self.validation_loss_curve_, self.validation_scores_ = [], [], []
            self.temperature_ = 1.0
        state = self._trainer_state if going_on else TrainingState.begin(recipe)
        return Trainer(recipe, examples, validation, state, len(self.loss_curve_))

    def _train(self, trainer: Trainer, convergence: Convergence) -> None:
        for _ in range(self.max_iter):
            event, stop = self._train_epoch(trainer)
            if convergence.is_reached(event, trainer.state.parameters) or stop:
                break
        else:
            if not self.early_stopping:
                convergence.warn(self.max_iter)
        self._keep(trainer, convergence)

    def _train_epoch(self, trainer: Trainer) -> tuple[EpochDone, bool]:
        """One epoch, recorded; returns its event, and whether the callback stops training."""
        event = trainer.train_epoch()
        if not np.isfinite(event.train_loss):
            raise ValueError(
                f"{WHERE}.fit: the loss is not a finite number in iteration {trainer.epoch}. "
                "Standardize the columns of X, or lower learning_rate_init."
            )
        self.loss_curve_.append(event.train_loss)
        if event.validation_loss is not None:
            self.validation_loss_curve_.append(event.validation_loss)
            self.validation_scores_.append(event.validation_accuracy)
        if self.verbose:
            print(f"Iteration {trainer.epoch}, loss = {event.train_loss:.8f}")  # noqa: T201 - asked for
        return event, self.callback is not None and self.callback(event) is True

    def _keep(self, trainer: Trainer, convergence: Convergence) -> None:
        """The attributes of a fitted estimator."""
        self._trainer_state = trainer.state
        self.parameters_ = convergence.best or trainer.state.parameters
        self.n_iter_ = len(self.loss_curve_)
        self.t_ = trainer.state.step
        self.loss_, self.best_loss_ = self.loss_curve_[-1], min(self.loss_curve_)
        scores = self.validation_scores_
        self.best_validation_score_ = max(scores) if scores else None
        self.out_activation_ = (
            "softmax" if isinstance(self.recipe_.loss, SOFTMAX_LOSSES) else "logistic"
        )

    def _calibrate(self, validation: Examples | None) -> None:
        self.temperature_ = 1.0
        softmax = isinstance(self.recipe_.loss, SOFTMAX_LOSSES)
        if self.calibrate and validation is not None and softmax and len(self.classes_) > 1:
            outputs = compute_outputs(self.recipe_.network, self.parameters_, validation.table)
            self.temperature_ = fit_temperature(outputs, validation.labels)


def _expect_same_network(given: object, before: object) -> None:
    if given != before:
        remedy = "Set warm_start=False, or fit a clone."
        raise SettingError(
            format_error(WHERE, f"the network of the fit before, {before}", str(given), remedy)
        )
