"""Parts by name: complete, there and back, and clear about what it cannot build."""

from dataclasses import is_dataclass
from typing import Any

import pytest

from glassnet import nn
from glassnet.nn import (
    Activate,
    Adam,
    Constant,
    Cosine,
    Dense,
    Dropout,
    ExponentialAverage,
    He,
    LeakyReLU,
    LinearWarmUp,
    ReLU,
    ScaledNormal,
    SettingError,
    SoftmaxCrossEntropy,
    Switch,
    UniformRange,
    from_plain,
    to_plain,
)
from glassnet.nn.catalog import NAMES, PARTS

# What these parts need at least; all others can be made from their name alone.
NEEDED: dict[str, dict[str, Any]] = {
    "dense": {"units": 10},
    "activate": {"activation": "relu"},
    "conv2d": {"filters": 4},
    "constant": {"rate": 0.1},
    "switch": {"before": 1.0, "iteration": 76, "after": 0.1},
    "step": {"rate": 0.1},
    "exponential": {"rate": 0.1},
    "cosine": {"rate": 0.1},
    "linear_warm_up": {"steps": 100, "then": {"type": "cosine", "rate": 0.1}},
    "one_cycle": {"peak": 0.1},
    "weight_decay": {"rate": 0.1},
    "clip_norm": {"limit": 1.0},
    "clip_value": {"limit": 1.0},
}
EVERY = [(kind, name) for kind, parts in PARTS.items() for name in parts]

# Public dataclasses that are no parts of a recipe.
NO_PARTS = {"Clock", "Context", "GradientCheck", "Layout", "Network", "NetworkPass"}


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
        ("averaging", ExponentialAverage(0.9)),
    ],
    ids=str,
)
def test_settings_of_one_s_own_survive_the_way_there_and_back(kind: str, part: Any) -> None:
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


def test_every_public_part_is_in_the_catalogue() -> None:
    public = {name: getattr(nn, name) for name in nn.__all__}
    frozen = {
        name for name, each in public.items() if isinstance(each, type) and is_dataclass(each)
    }

    assert {name for name in frozen if public[name] not in NAMES} == NO_PARTS


def test_every_part_in_the_catalogue_is_public_and_has_one_name() -> None:
    parts = [part for kind in PARTS.values() for part in kind.values()]

    assert {part.__name__ for part in parts} <= set(nn.__all__)
    assert len(NAMES) == len(parts)


def test_every_part_is_frozen() -> None:
    assert all(part.__dataclass_params__.frozen for part in NAMES)  # pyright: ignore


@pytest.mark.parametrize(
    ("kind", "plain", "message"),
    [
        (
            "activation",
            "relo",
            "my.toml expects a known activation, got 'relo'. Did you mean 'relu'? There are: "
            "identity, relu, leaky_relu, sigmoid, tanh, softmax.",
        ),
        (
            "averaging",
            "xyz",
            "my.toml expects a known averaging, got 'xyz'. "
            "There are: exponential_average, tail_average.",
        ),
        (
            "averaging",
            3,
            "my.toml expects the name of its averaging, or a table with a type, got 3. "
            "There are: exponential_average, tail_average.",
        ),
        (
            "averaging",
            {"decay": 0.9},
            "my.toml expects the name of its averaging, or a table with a type, "
            "got {'decay': 0.9}. There are: exponential_average, tail_average.",
        ),
        (
            "layer",
            {"type": "dense", "unit": 10},
            "my.toml, dense expects settings that it has, got 'unit'. Did you mean 'units'?",
        ),
        (
            "layer",
            {"type": "dense", "units": 10, "xyz": 1},
            "my.toml, dense expects settings that it has, got 'xyz'. "
            "It has: units, activation, weights, bias.",
        ),
        (
            "layer",
            {"type": "flatten", "xyz": 1},
            "my.toml, flatten expects settings that it has, got 'xyz'. It has: none.",
        ),
        (
            "layer",
            "dense",
            "my.toml, dense expects a value for 'units', got none. Write units = ...",
        ),
        (
            "layer",
            {"type": "dense", "units": "10"},
            "my.toml, dense expects units of type int, got '10'. Write a whole number, such as 10.",
        ),
        (
            "layer",
            {"type": "dense", "units": True},
            "my.toml, dense expects units of type int, got True. Write a whole number, such as 10.",
        ),
        (
            "schedule",
            {"type": "constant", "rate": "0.1"},
            "my.toml, constant expects rate of type float, got '0.1'. "
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
            "my.toml, dense, activation expects the name of its activation, or a table with a "
            "type, got 5. There are: identity, relu, leaky_relu, sigmoid, tanh, softmax.",
        ),
    ],
)
def test_what_cannot_be_built_is_refused_with_what_there_is(kind, plain, message) -> None:
    assert refusal(kind, plain) == message
