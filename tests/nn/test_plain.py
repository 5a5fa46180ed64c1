"""Parts survive the conversion to plain values and back, and wrong values are refused by name."""

from dataclasses import dataclass
from typing import Any

import pytest

from glassnet.nn import (
    Activate,
    Activation,
    Adam,
    Constant,
    Cosine,
    Dense,
    Dropout,
    ExponentialAverage,
    He,
    LeakyReLU,
    LinearWarmUp,
    Piecewise,
    ReLU,
    ScaledNormal,
    SettingError,
    SoftmaxCrossEntropy,
    Switch,
    UniformRange,
    from_plain,
    to_plain,
)
from glassnet.nn.catalog import PARTS
from glassnet.nn.plain import build, value_from_plain

# What these parts need at least; all others can be made from their name alone.
NEEDED: dict[str, dict[str, Any]] = {
    "dense": {"units": 10},
    "activate": {"activation": "relu"},
    "conv2d": {"filters": 4},
    "constant": {"rate": 0.1},
    "last_epochs": {"epochs": 8, "after": 0.5},
    "switch": {"before": 1.0, "iteration": 76, "after": 0.1},
    "piecewise": {"start": {"type": "constant", "rate": 0.1}, "updates": [5], "rates": [0.01]},
    "step": {"rate": 0.1},
    "exponential": {"rate": 0.1},
    "cosine": {"rate": 0.1},
    "linear_warm_up": {"steps": 100, "then": {"type": "cosine", "rate": 0.1}},
    "one_cycle": {"peak": 0.1},
    "weight_decay": {"rate": 0.1},
    "l1_penalty": {"rate": 0.1},
    "clip_norm": {"limit": 1.0},
    "clip_value": {"limit": 1.0},
}
EVERY = [(kind, name) for kind, parts in PARTS.items() for name in parts]


def refusal(kind: str, plain: Any) -> str:
    with pytest.raises(SettingError) as caught:
        from_plain(kind, plain, "my.toml")
    return str(caught.value)


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_every_part_goes_to_plain_values_and_back(kind: str, name: str) -> None:
    plain = {"type": name, **NEEDED[name]} if name in NEEDED else name
    part = from_plain(kind, plain, "here")

    assert type(part) is PARTS[kind][name]
    assert from_plain(kind, to_plain(part), "there") == part


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("layer", Dense(10, ReLU(), He(), UniformRange(-1, 1))),
        ("layer", Dense(10, LeakyReLU(0.2), ScaledNormal(0.1, "outputs_first"))),
        ("layer", Activate(LeakyReLU(0.3))),
        ("layer", Dropout(0.1)),
        ("loss", SoftmaxCrossEntropy(0.1)),
        ("optimizer", Adam(0.8, 0.9, 1e-6)),
        ("schedule", LinearWarmUp(5, LinearWarmUp(3, Cosine(0.1, 0.01)))),
        ("schedule", Switch(1, 76, 0.1)),
        ("schedule", Piecewise(Cosine(0.1), (500, 900), (0.01, 0.02))),
        ("averaging", ExponentialAverage(0.9)),
    ],
    ids=str,
)
def test_settings_other_than_the_defaults_survive_the_conversion(kind: str, part: Any) -> None:
    assert from_plain(kind, to_plain(part), "there") == part


def test_a_part_with_all_defaults_is_its_name_alone() -> None:
    assert to_plain(Adam()) == "adam"


def test_only_settings_that_differ_from_their_defaults_are_written() -> None:
    assert to_plain(Dense(16, LeakyReLU(0.2), He())) == {
        "type": "dense",
        "units": 16,
        "activation": {"type": "leaky_relu", "slope": 0.2},
        "weights": "he",
    }


def test_whole_numbers_stand_for_fractions() -> None:
    assert from_plain("schedule", {"type": "constant", "rate": 1}, "here") == Constant(1)


@pytest.mark.parametrize(
    ("kind", "plain", "message"),
    [
        (
            "activation",
            "relo",
            "my.toml: unknown activation 'relo'. Did you mean 'relu'?",
        ),
        (
            "averaging",
            "xyz",
            "my.toml: unknown averaging 'xyz'. Choose from: exponential_average, tail_average.",
        ),
        (
            "averaging",
            3,
            "my.toml expects the name of a known averaging, or a table with its name as type, got 3. "
            "Choose from: exponential_average, tail_average.",
        ),
        (
            "averaging",
            {"decay": 0.9},
            "my.toml expects the name of a known averaging, or a table with its name as type, "
            "got {'decay': 0.9}. Choose from: exponential_average, tail_average.",
        ),
        (
            "layer",
            {"type": "dense", "unit": 10},
            "my.toml, dense: unknown setting 'unit'. Did you mean 'units'?",
        ),
        (
            "layer",
            {"type": "dense", "units": 10, "xyz": 1},
            "my.toml, dense: unknown setting 'xyz'. Choose from: units, activation, weights, bias.",
        ),
        (
            "layer",
            {"type": "flatten", "xyz": 1},
            "my.toml, flatten: unknown setting 'xyz'. Choose from: none.",
        ),
        (
            "layer",
            "dense",
            "my.toml, dense expects a value for 'units', got none. Write units = ...",
        ),
        (
            "layer",
            {"type": "dense", "units": "10"},
            "my.toml, dense, units expects a whole number or \"classes\", got '10'. Choose one of these.",
        ),
        (
            "layer",
            {"type": "dense", "units": True},
            'my.toml, dense, units expects a whole number or "classes", got True. Choose one of these.',
        ),
        (
            "schedule",
            {"type": "constant", "rate": "0.1"},
            "my.toml, constant, rate expects a number, got '0.1'. "
            "Write a number, such as 0.1, without quotes.",
        ),
        (
            "layer",
            {"type": "dense", "units": 10, "weights": {"type": "scaled_normal", "scale": -1}},
            "my.toml, dense, weights, scaled_normal: "
            "ScaledNormal expects scale above 0, got -1. Choose a larger number.",
        ),
        (
            "layer",
            {"type": "dense", "units": 10, "activation": 5},
            "my.toml, dense, activation expects the name of a known activation, or a table with its "
            f"name as type, got 5. Choose from: {', '.join(PARTS['activation'])}.",
        ),
        (
            "layer",
            {"type": "max_pool2d", "size": 2.5},
            "my.toml, max_pool2d, size expects a whole number, got 2.5. "
            "Write a whole number, such as 10.",
        ),
        (
            "layer",
            {"type": "conv2d", "filters": 4, "kernel_size": [3]},
            "my.toml, conv2d, kernel_size expects a whole number or a list, got [3]. "
            "Choose one of these.",
        ),
        (
            "initializer",
            {"type": "scaled_normal", "drawn": "inputs"},
            'my.toml, scaled_normal, drawn expects "inputs_first" or "outputs_first", got \'inputs\'. '
            "Did you mean 'inputs_first'?",
        ),
    ],
)
def test_what_cannot_be_built_is_refused_with_what_there_is(kind, plain, message) -> None:
    assert refusal(kind, plain) == message


def test_a_part_may_be_left_out_where_its_type_says_so() -> None:
    @dataclass(frozen=True)
    class Gated:
        gate: Activation | None = None

    hints = {"gate": Activation | None}
    assert value_from_plain(hints["gate"], None, "here") is None
    assert value_from_plain(hints["gate"], "relu", "here") == ReLU()
    assert build(Gated, {}, "here") == Gated()


@dataclass(frozen=True)
class Mixed:
    """Fields of every type that a part may have."""

    gates: tuple[Activation, ...]
    gate: Activation | None = None
    size: tuple[int, int] | None = None
    on: bool = False


def test_nested_parts_are_built_by_the_types_of_their_fields() -> None:
    settings = {"gates": ["relu", {"type": "leaky_relu", "slope": 0.2}], "size": [2, 3], "on": True}

    built = build(Mixed, {**settings, "gate": "relu"}, "here")

    assert built == Mixed((ReLU(), LeakyReLU(0.2)), ReLU(), (2, 3), True)
