"""One update of all parameters in one pass over the vector."""

from __future__ import annotations

from collections.abc import Sequence

from glassnet.engine.kernel import compiled_in_use
from glassnet.nn import averaging as reference_averaging
from glassnet.nn.averaging import Averaging
from glassnet.nn.optimizers import (
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
    State,
)
from glassnet.nn.parameters import Parameters
from glassnet.nn.regularization import GradientRule
from glassnet.nn.schedules import Clock

# A subclass may have another rule.
COMPILED = frozenset({GradientDescent, Momentum, Nesterov, RMSProp, Adam, AdamW})


def update(
    optimizer: Optimizer,
    parameters: Parameters,
    gradients: Parameters,
    state: State,
    rate: float,
    rules: Sequence[GradientRule] = (),
) -> None:
    """As `nn.update`: the rules change the gradients, the optimizer changes `parameters` and `state`."""
    for rule in rules:
        rule(parameters, gradients)
    if not compiled_in_use() or not _update_compiled(optimizer, parameters, gradients, state, rate):
        optimizer.update(parameters, gradients, state, rate)


def _update_compiled(
    optimizer: Optimizer,
    parameters: Parameters,
    gradients: Parameters,
    state: State,
    rate: float,
) -> bool:
    """Update by a compiled function; whether there is one for this optimizer."""
    from glassnet.engine.compiled import optimizers as compiled

    if type(optimizer) not in COMPILED:
        return False
    w, g = parameters.vector, gradients.vector
    match optimizer:
        case GradientDescent():
            compiled.descend(w, g, rate)
        case Momentum(momentum):
            compiled.momentum(w, g, state["velocity"], rate, momentum)
        case Nesterov(momentum):
            compiled.nesterov(w, g, state["velocity"], rate, momentum)
        case RMSProp(decay, epsilon):
            compiled.rmsprop(w, g, state["mean_square"], rate, decay, epsilon)
        case Adam():
            _update_adam(optimizer, parameters, gradients, state, rate)
    return True


def _update_adam(
    adam: Adam, parameters: Parameters, gradients: Parameters, state: State, rate: float
) -> None:
    from glassnet.engine.compiled import optimizers as compiled

    state["steps"] += 1
    t = int(state["steps"][0])
    correction = (1 - adam.beta2**t) ** 0.5
    decay = adam.weight_decay if isinstance(adam, AdamW) else 0.0
    compiled.adam(
        parameters.vector,
        gradients.vector,
        state["first_moment"],
        state["second_moment"],
        rate * correction / (1 - adam.beta1**t),
        adam.beta1,
        adam.beta2,
        adam.epsilon * correction,
        rate * decay,
    )


def move_average(
    averaging: Averaging, average: Parameters, parameters: Parameters, clock: Clock
) -> None:
    """As `nn.move_average`."""
    if not compiled_in_use():
        reference_averaging.move_average(averaging, average, parameters, clock)
        return
    from glassnet.engine.compiled import optimizers as compiled

    compiled.move_average(average.vector, parameters.vector, averaging.share(clock))
