"""From the settings of the estimator to a recipe."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any, Final

import numpy as np

from glassnet.errors import (
    SettingError,
    did_you_mean,
    expect_count,
    expect_in_half_open_interval,
    format_error,
)
from glassnet.nn import (
    ELU,
    GELU,
    Activation,
    Adam,
    Constant,
    Cosine,
    Dense,
    Dropout,
    Glorot,
    GradientDescent,
    GradientRule,
    Identity,
    L1Penalty,
    Layer,
    LeakyReLU,
    Loss,
    Momentum,
    Nesterov,
    OneCycle,
    Optimizer,
    ReLU,
    Schedule,
    Sigmoid,
    SigmoidCrossEntropy,
    SiLU,
    SoftmaxCrossEntropy,
    Softplus,
    SquaredError,
    Tanh,
    WeightDecay,
)
from glassnet.recipes import Recipe

WHERE: Final = "GlassnetClassifier"
ACTIVATIONS: Final[dict[str, Activation]] = {
    "identity": Identity(), "logistic": Sigmoid(), "tanh": Tanh(), "relu": ReLU(),
    "leaky_relu": LeakyReLU(), "elu": ELU(), "gelu": GELU(), "silu": SiLU(), "softplus": Softplus(),
}  # fmt: skip
LOSSES: Final[dict[str, Loss]] = {
    "cross_entropy": SoftmaxCrossEntropy(),
    "sigmoid_cross_entropy": SigmoidCrossEntropy(),
    "squared_error": SquaredError(),
}
SCHEDULES: Final = {"constant": Constant, "cosine": Cosine, "one_cycle": OneCycle}
PENALTIES: Final = {"l2": WeightDecay, "l1": L1Penalty}
PRECISIONS: Final = ("auto", "float32", "float64")
MAX_BATCH: Final = 200
"""The batch size "auto", that of MLPClassifier, where there are so many examples."""

MIN_VALUES_FOR_FLOAT32: Final = 50_000
"""From so many values on, precision "auto" trains float64 tables in float32."""


def check_lengths(max_iter: Any, n_iter_no_change: Any, validation_fraction: Any) -> None:
    """Raise `SettingError` for what says how long to train, and on how many examples, and cannot."""
    expect_count(WHERE, "max_iter", max_iter)
    if n_iter_no_change != inf:  # never stops early
        expect_count(WHERE, "n_iter_no_change", n_iter_no_change)
    if not 0 < validation_fraction < 1:
        got, remedy = repr(validation_fraction), "Write a share, such as 0.1."
        raise SettingError(format_error(WHERE, "validation_fraction between 0 and 1", got, remedy))


def make_recipe(settings: dict[str, Any], shape: tuple[int, int], classes: int, seed: int, weight: float,
                precision: str) -> Recipe:  # fmt: skip
    """The recipe of an estimator's parameters for a table of `shape` with so many classes.

    `weight` is the mean weight of an example. Raises `SettingError` for invalid parameters.
    """
    count, features = shape
    loss = _find("loss", settings["loss"], LOSSES)
    batch_size = choose_batch_size(settings["batch_size"], count)
    return Recipe(
        name=WHERE,
        layers=_make_layers(settings, classes, loss),
        input_shape=(features,),
        loss=loss,
        optimizer=_choose_optimizer(settings),
        schedule=_choose_schedule(settings["learning_rate"], settings["learning_rate_init"]),
        epochs=settings["max_iter"],
        batch_size=batch_size,
        order="shuffled" if settings["shuffle"] else "file",
        precision="float64" if precision == "float64" else "float32",
        seed=seed,
        validation=0,
        gradient_rules=_make_rules(settings["penalty"], settings["alpha"], batch_size * weight),
    )


def choose_precision(precision: str, dtype: np.dtype, values: int) -> str:
    """The precision to train in, for a table of so many values of a dtype.

    "auto" is float64 for float64 tables that are small, where it costs nothing, else float32.
    """
    if precision not in PRECISIONS:
        raise _unknown("precision", precision, PRECISIONS)
    if precision != "auto":
        return precision
    small = values < MIN_VALUES_FOR_FLOAT32
    return "float64" if dtype in (np.float64, np.int64) and small else "float32"


def choose_batch_size(batch_size: Any, count: int) -> int:
    """The number of examples in a batch, of so many in all."""
    if batch_size == "auto":
        return min(MAX_BATCH, count)
    if isinstance(batch_size, str) or batch_size < 1:
        remedy = "Write a whole number, such as 200."
        raise SettingError(
            format_error(WHERE, 'batch_size "auto" or at least 1', repr(batch_size), remedy)
        )
    return min(int(batch_size), count)


def _make_layers(settings: dict[str, Any], classes: int, loss: Loss) -> tuple[Layer, ...]:
    sizes = np.atleast_1d(settings["hidden_layer_sizes"]).tolist()
    activations, rate = _make_activations(settings["activation"], len(sizes)), settings["dropout"]
    expect_in_half_open_interval(WHERE, "dropout", rate, 0, 1)
    layers: list[Layer] = []
    for units, activation in zip(sizes, activations, strict=True):
        layers.append(Dense(units, activation, bias=Glorot()))
        if rate:
            layers.append(Dropout(rate))
    # The squared error compares activations from 0 to 1; other losses take logits.
    last = Sigmoid() if isinstance(loss, SquaredError) else Identity()
    return (*layers, Dense(classes, last, bias=Glorot()))


def _make_activations(activation: Any, count: int) -> list[Activation]:
    """One activation for each hidden layer."""
    if not isinstance(activation, Sequence) or isinstance(activation, str):
        return [_find("activation", activation, ACTIVATIONS)] * count
    if len(activation) != count:
        remedy = "Give one for each hidden layer, or one for all."
        raise SettingError(
            format_error(WHERE, f"{count} activations", str(len(activation)), remedy)
        )
    return [_find("activation", each, ACTIVATIONS) for each in activation]


def _choose_optimizer(settings: dict[str, Any]) -> Optimizer:
    solver = settings["solver"]
    if not isinstance(solver, str):
        return solver
    if solver == "adam":
        return Adam(settings["beta_1"], settings["beta_2"], settings["epsilon"])
    if solver != "sgd":
        raise _unknown("solver", solver, ("adam", "sgd"))
    if not settings["momentum"]:
        return GradientDescent()
    kind = Nesterov if settings["nesterovs_momentum"] else Momentum
    return kind(settings["momentum"])


def _choose_schedule(learning_rate: Any, rate: float) -> Schedule:
    if not isinstance(learning_rate, str):
        return learning_rate
    if learning_rate not in SCHEDULES:
        raise _unknown("learning_rate", learning_rate, tuple(SCHEDULES))
    return SCHEDULES[learning_rate](rate)


def _make_rules(penalty: str, alpha: float, batch_weight: float) -> tuple[GradientRule, ...]:
    """The L2 penalty alpha / 2 * sum of w^2, or the L1 penalty alpha * sum of |w|.

    Divided by the weight of a batch, as MLPClassifier divides its L2 penalty.
    """
    if penalty not in PENALTIES:
        raise _unknown("penalty", penalty, tuple(PENALTIES))
    if alpha < 0:
        remedy = "Write alpha = 0 for no penalty."
        raise SettingError(format_error(WHERE, "alpha of at least 0", repr(alpha), remedy))
    return (PENALTIES[penalty](alpha / batch_weight),) if alpha else ()


def _find(what: str, given: Any, known: dict[str, Any]) -> Any:
    """The part of a name; a part itself is taken as it is."""
    if not isinstance(given, str):
        return given
    if given not in known:
        raise _unknown(what, given, tuple(known))
    return known[given]


def _unknown(what: str, given: str, known: tuple[str, ...]) -> SettingError:
    return SettingError(f"{WHERE}: unknown {what} {given!r}. {did_you_mean(given, known)}")
