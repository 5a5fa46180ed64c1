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
from glassnet.engine.kernel import using
from glassnet.nn.catalog import PARTS
from glassnet.nn.gradient_cases import GradientCase, gradient_cases
from glassnet.recipes import DOCUMENTS, STANDARD, Recipe, recipe_to_plain
from glassnet.recipes.readers import CNN, MLP, TINY
from glassnet.recipes.slips import DocumentCrossEntropy, SummedBiasGradient

Pack = Callable[[Any], dict[str, Any]]
RunNode = Callable[..., str]

STEPS = 10
DROPOUT_SEED = 7


def compute_pass(
    network: nn.Network, loss: nn.Loss, parameters: nn.Parameters, inputs: Any, labels: Any
) -> dict[str, Any]:
    """Everything that one pass of Python's reference implementation computes."""
    with using("plain"):
        context = nn.Context(np.random.default_rng([DROPOUT_SEED]))
        forward = network.forward(parameters, inputs, context)
        value, d_outputs = loss(forward.outputs[-1], labels)
        gradients = parameters.like()
        d_inputs = forward.backward_to_inputs(d_outputs, gradients)
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
    with using("plain"):
        state = recipe["optimizer"].initialize(parameters.vector)
        average = parameters.vector.copy()
        gradients = parameters.like()
        for step in range(STEPS):
            clock = nn.Clock(step, 5, 2)
            context = nn.Context(np.random.default_rng([DROPOUT_SEED, step]))
            forward = network.forward(parameters, inputs, context)
            forward.backward(recipe["loss"](forward.outputs[-1], labels)[1], gradients)
            for rule in recipe["gradient_rules"]:
                rule(parameters, gradients)
            rate = recipe["schedule"](clock)
            recipe["optimizer"].update(parameters.vector, gradients.vector, state, rate)
            if recipe["averaging"] is not None:
                recipe["averaging"].update(average, parameters.vector, clock)
    return {"parameters": parameters.vector, "average": average}


def plain_loss(loss: nn.Loss) -> Any:
    if isinstance(loss, DocumentCrossEntropy):
        table = {"softmax_maximum": loss.softmax_maximum, "cost": loss.cost}
        return {"type": "tutorial_cross_entropy", **table}
    return nn.to_plain(loss)


def plain_rule(rule: nn.GradientRule) -> Any:
    return "summed_bias_gradient" if isinstance(rule, SummedBiasGradient) else nn.to_plain(rule)


def plain_layers(network: nn.Network) -> list[Any]:
    """The layers without their initializers: a trace brings its own parameters."""
    usual: dict[str, Any] = {"weights": nn.Zeros(), "bias": nn.Zeros()}
    return [
        nn.to_plain(replace(layer, **usual) if hasattr(layer, "weights") else layer)
        for layer in network.layers
    ]


def extra_losses() -> Iterator[tuple[str, nn.Loss]]:
    for maximum in ("per_example", "whole_batch", "none"):
        for cost in ("mean_over_examples", "mean_over_entries"):
            yield f"tutorial {maximum} {cost}", DocumentCrossEntropy(maximum, cost)


def all_cases() -> Iterator[GradientCase]:
    yield from gradient_cases()
    network = nn.Network((nn.Dense(5, nn.Tanh()), nn.Dense(3)), (4,))
    for name, loss in extra_losses():
        yield GradientCase("loss", name, network, loss)


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
        "loss": plain_loss(case.loss),
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
    cases = [describe_case(case, precision, pack) for case in all_cases()]
    run_node("passes.test.mjs", {"dropout_seed": DROPOUT_SEED, "cases": cases})


SCHEDULES = [
    nn.Constant(0.1),
    nn.Switch(0.5, 4, 0.1),
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
RULES = [nn.WeightDecay(0.1), nn.ClipNorm(0.2), nn.ClipValue(0.05), SummedBiasGradient()]
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
    for case in all_cases():
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
        "loss": plain_loss(recipe["loss"]),
        "optimizer": nn.to_plain(recipe["optimizer"]),
        "schedule": nn.to_plain(recipe["schedule"]),
        "gradient_rules": [plain_rule(rule) for rule in recipe["gradient_rules"]],
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


RECIPES: tuple[Recipe, ...] = (
    STANDARD,
    TINY,
    MLP,
    CNN,
    *(document.recipe for document in DOCUMENTS.values()),
)


def test_first_weights_and_order_of_recipes(run_node: RunNode, pack: Pack) -> None:
    cases = [
        {
            "recipe": recipe_to_plain(recipe),
            "parameters": pack(recipe.initial_parameters().vector),
            "exact": recipe.generator == "pcg64",
        }
        for recipe in RECIPES
        for recipe in (recipe.with_changes(seed=recipe.seed + 3),)
    ]
    run_node("first-weights.test.mjs", cases)
