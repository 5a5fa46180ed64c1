"""Golden traces: the page computes what Python does, for every layer, activation, loss and optimizer.

Values and gradients agree to 1e-12 of an array's largest value in float64 and to 1e-5 in float32, ten steps
in float64 to 1e-10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from glassnet import nn
from glassnet.nn.catalog import PARTS
from glassnet.nn.gradient_cases import GradientCase, gradient_cases
from glassnet.recipes import RECIPES, recipe_to_plain
from glassnet.tutorials.catalog import TUTORIALS

Pack = Callable[[Any], dict[str, Any]]
RunNode = Callable[..., str]

STEPS = 10
DROPOUT_SEED = 7


def compute_pass(
    network: nn.Network, loss: nn.Loss, parameters: nn.Parameters, inputs: Any, labels: Any
) -> dict[str, Any]:
    """Everything that one pass of Python's reference implementation computes."""
    forward = network.forward(parameters, inputs, np.random.default_rng([DROPOUT_SEED]))
    value, d_outputs = loss(forward.outputs[-1], labels)
    gradients = parameters.like()
    d_inputs = forward.backward(d_outputs, gradients)
    return {
        "outputs": list(forward.outputs),
        "value": value,
        "probabilities": loss.probabilities(forward.outputs[-1]),
        "gradients": gradients.vector,
        "d_inputs": d_inputs,
    }


def take_steps(
    network: nn.Network, recipe: dict[str, Any], parameters: nn.Parameters, inputs: Any, labels: Any
) -> dict[str, Any]:
    """The parameters after ten steps of Python's reference implementation, and their average."""
    state, average = recipe["optimizer"].initialize(parameters), parameters.copy()
    gradients = parameters.like()
    for step in range(STEPS):
        clock, rng = nn.Clock(step, 5, 2), np.random.default_rng([DROPOUT_SEED, step])
        nn.gradient(network, recipe["loss"], parameters, inputs, labels, gradients, rng)
        rate, rules = recipe["schedule"](clock), recipe["gradient_rules"]
        nn.update(recipe["optimizer"], parameters, gradients, state, rate, rules)
        if recipe["averaging"] is not None:
            nn.move_average(recipe["averaging"], average, parameters, clock)
    return {"parameters": parameters.vector, "average": average.vector}


def plain_layers(network: nn.Network) -> list[Any]:
    """The layers without their initializers: a trace brings its own parameters."""
    usual: dict[str, Any] = {"weights": nn.Zeros(), "bias": nn.Zeros()}
    return [
        nn.to_plain(replace(layer, **usual) if isinstance(layer, nn.Dense | nn.Conv2D) else layer)
        for layer in network.layers
    ]


def describe_case(case: GradientCase, precision: str, pack: Pack) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    parameters = case.network.initialize(rng, np.dtype(precision))
    inputs = case.inputs(rng).astype(precision)
    found = compute_pass(case.network, case.loss, parameters, inputs, case.labels)
    return {
        "name": f"{case.kind} {case.name}, {precision}",
        "tolerance": 1e-12 if precision == "float64" else 1e-5,
        "precision": precision,
        "layers": plain_layers(case.network),
        "input_shape": list(case.network.input_shape),
        "loss": nn.to_plain(case.loss),
        "parameters": pack(parameters.vector),
        "inputs": pack(inputs),
        "labels": case.labels.tolist(),
        "outputs": [pack(each) for each in found["outputs"]],
        "value": found["value"],
        "probabilities": pack(found["probabilities"]),
        "gradients": pack(found["gradients"]),
        "d_inputs": pack(found["d_inputs"]),
    }


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_values_and_gradients_of_every_part(precision: str, run_node: RunNode, pack: Pack) -> None:
    cases = [describe_case(case, precision, pack) for case in gradient_cases()]
    run_node("passes.test.mjs", {"dropout_seed": DROPOUT_SEED, "cases": cases})


SCHEDULES = [
    nn.Constant(0.1),
    nn.Switch(0.5, 4, 0.1),
    nn.Piecewise(nn.Cosine(0.3), (3, 7), (0.2, 0.05)),
    nn.LastEpochs(1, 0.1, 0.3),
    nn.Step(0.3, 0.5, 1),
    nn.Exponential(0.3, 0.7),
    nn.Cosine(0.3, 0.01),
    nn.LinearWarmUp(4, nn.Cosine(0.3)),
    nn.OneCycle(0.3),
]
OPTIMIZERS = [
    nn.GradientDescent(),
    nn.Momentum(),
    nn.Nesterov(0.8),
    nn.RMSProp(),
    nn.Adam(),
    nn.AdamW(weight_decay=0.1),
]
RULES = [
    nn.WeightDecay(0.1),
    nn.L1Penalty(0.02),
    nn.ClipNorm(0.2),
    nn.ClipValue(0.05),
    nn.SummedBiasGradient(),
]
AVERAGES = [nn.ExponentialAverage(0.6), nn.TailAverage(0.5)]


def step_cases() -> Iterator[tuple[str, nn.Network, dict[str, Any]]]:
    usual = {
        "loss": nn.SoftmaxCrossEntropy(),
        "optimizer": nn.GradientDescent(),
        "schedule": nn.Constant(0.1),
        "gradient_rules": (),
        "averaging": None,
    }
    small = nn.Network((nn.Dense(5, nn.Tanh()), nn.Dense(3)), (4,))
    for optimizer in OPTIMIZERS:
        yield f"optimizer {optimizer}", small, {**usual, "optimizer": optimizer}
    for schedule in SCHEDULES:
        yield f"schedule {schedule}", small, {**usual, "schedule": schedule}
    for rule in RULES:
        yield f"rule {rule}", small, {**usual, "gradient_rules": (rule,)}
    for averaging in AVERAGES:
        yield f"averaging {averaging}", small, {**usual, "averaging": averaging}
    for case in gradient_cases():
        yield f"{case.kind} {case.name}", case.network, {**usual, "loss": case.loss}


def describe_steps(
    name: str, network: nn.Network, recipe: dict[str, Any], pack: Pack
) -> dict[str, Any]:
    rng = np.random.default_rng(1)
    parameters = network.initialize(rng, np.float64)
    before = parameters.vector.copy()
    inputs = rng.uniform(-1, 1, (4, *network.input_shape))
    labels = np.arange(4) % network.output_shape[0]
    found = take_steps(network, recipe, parameters, inputs, labels)
    averaging = recipe["averaging"]
    return {
        "name": name,
        "layers": plain_layers(network),
        "input_shape": list(network.input_shape),
        "loss": nn.to_plain(recipe["loss"]),
        "optimizer": nn.to_plain(recipe["optimizer"]),
        "schedule": nn.to_plain(recipe["schedule"]),
        "gradient_rules": [nn.to_plain(rule) for rule in recipe["gradient_rules"]],
        "averaging": None if averaging is None else nn.to_plain(averaging),
        "before": pack(before),
        "inputs": pack(inputs),
        "labels": labels.tolist(),
        "after": pack(found["parameters"]),
        "average": pack(found["average"]),
    }


def test_ten_steps_of_every_part(run_node: RunNode, pack: Pack) -> None:
    cases = [describe_steps(*case, pack) for case in step_cases()]
    run_node("steps.test.mjs", {"dropout_seed": DROPOUT_SEED, "cases": cases})


def test_every_part_of_python_is_there(run_node: RunNode) -> None:
    names = {kind: sorted(parts) for kind, parts in PARTS.items()}
    stepped = {type(part) for part in (*SCHEDULES, *OPTIMIZERS, *RULES, *AVERAGES)}
    for kind in ("optimizer", "schedule", "gradient_rule", "averaging"):
        assert set(PARTS[kind].values()) <= stepped
    run_node("catalog.test.mjs", names)


def test_first_weights_of_recipes(run_node: RunNode, pack: Pack) -> None:
    own = [RECIPES[name].resolve(10, (28, 28)) for name in ("standard", "tiny", "mlp", "cnn")]
    tutorials = [tutorial.recipe for tutorial in TUTORIALS.values()]
    cases = []
    for chosen in (*own, *tutorials):
        recipe = chosen.with_changes(seed=chosen.seed + 3)
        cases.append(
            {
                "recipe": recipe_to_plain(recipe),
                "parameters": pack(recipe.initial_parameters().vector),
                "exact": recipe.generator == "pcg64",
            }
        )
    run_node("first-weights.test.mjs", cases)
