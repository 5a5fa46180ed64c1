"""Every layer, activation and loss of the catalog has a gradient case, and every case passes."""

import numpy as np
import pytest

from glassnet.nn import gradient, gradient_cases
from glassnet.nn.catalog import PARTS
from glassnet.nn.gradient_cases import (
    ACTIVATIONS,
    TOLERANCE,
    CheckResult,
    GradientCase,
    check_all,
    missing_cases,
)
from glassnet.nn.gradient_check import GradientCheck

CASES = list(gradient_cases.gradient_cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_gradients_agree_with_differences(case: GradientCase) -> None:
    assert case.check().largest_relative_error < TOLERANCE


def test_no_layer_activation_or_loss_of_the_catalog_is_without_a_case() -> None:
    assert missing_cases() == [], "add a line for it in nn/gradient_cases.py"


@pytest.mark.parametrize("kind", ["layer", "activation", "loss"])
def test_a_new_part_is_missing_until_it_has_a_case(kind: str, monkeypatch) -> None:
    monkeypatch.setitem(PARTS[kind], "brand_new", object)

    assert missing_cases() == [f"{kind} brand_new"]


def test_every_loss_on_activations_is_checked_after_each_of_them() -> None:
    names = {case.name for case in CASES}

    assert {f"squared_error of {activation}" for activation in ACTIVATIONS} <= names
    assert {f"mean_squared_error of {activation}" for activation in ACTIVATIONS} <= names


def test_the_part_that_a_case_is_named_for_is_in_its_network_or_its_loss() -> None:
    for case in CASES:
        if case.kind != "network":
            part = PARTS[case.kind][case.name.split()[0]]
            layers = case.network.layers
            there = [case.loss, *layers, *(getattr(layer, "activation", None) for layer in layers)]
            assert any(type(each) is part for each in there), case.name


def test_cases_have_distinct_names() -> None:
    assert len({(case.kind, case.name) for case in CASES}) == len(CASES)


def test_inputs_keep_a_distance_from_zero_and_from_each_other(rng: np.random.Generator) -> None:
    small = [case for case in CASES if case.kind != "network"]
    for case in small:
        numbers = np.sort(np.append(case.inputs(rng), 0))
        assert np.diff(numbers).min() > 1e-3, case.name


@pytest.mark.parametrize("seed", range(5))
def test_sums_before_a_kink_keep_a_distance_from_it_and_have_both_signs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = gradient_cases.ending(gradient_cases.kinked(6, ACTIVATIONS["identity"]))
    case = GradientCase("activation", "identity", network)
    sums = network.forward(network.initialize(rng, np.float64), case.inputs(rng)).outputs[0]

    assert abs(sums).min() > 0.09
    assert (sums > 0).any()
    assert (sums < 0).any()


def test_results_have_every_case_in_every_implementation() -> None:
    def doubled(network, loss, parameters, inputs, labels, gradients, rng=None):
        result = gradient(network, loss, parameters, inputs, labels, gradients, rng)
        gradients.vector *= 2
        return result

    results = list(check_all({"reference": gradient, "doubled": doubled}))

    assert [result.case for result in results] == CASES
    assert all(list(result.checks) == ["reference", "doubled"] for result in results)
    with_parameters = [each for each in results if each.case.network.layout.size]
    assert with_parameters
    assert not any(result.passed for result in with_parameters)


def test_the_reference_implementation_is_checked_unless_others_are_given() -> None:
    first = next(check_all())

    assert list(first.checks) == ["reference"]
    assert first.passed


def test_a_result_fails_when_one_implementation_does_even_with_nan() -> None:
    good = GradientCheck("entries", 3, 1e-9, "1.bias")
    bad = GradientCheck("entries", 3, float("nan"), "1.weights")

    for one, other in ((good, bad), (bad, good)):
        result = CheckResult(CASES[0], {"reference": one, "compiled": other})
        assert result.worst is bad
        assert not result.passed
