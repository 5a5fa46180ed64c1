"""Everything public is proven: every case passes in both forms, and none is missing."""

import numpy as np
import pytest

from glassnet.engine.kernel import compiler_available
from glassnet.nn import gradient_cases
from glassnet.nn.catalog import PARTS
from glassnet.nn.gradient_cases import (
    ACTIVATIONS,
    BAR,
    Finding,
    GradientCase,
    find_all,
    missing_cases,
)
from glassnet.nn.gradient_check import GradientCheck

CASES = list(gradient_cases.gradient_cases())


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_gradients_agree_with_differences(case: GradientCase) -> None:
    assert case.check().largest_relative_error < BAR


def test_no_public_layer_activation_or_loss_is_without_a_case() -> None:
    assert missing_cases() == [], "add a line for it in nn/gradient_cases.py"


@pytest.mark.parametrize("kind", ["layer", "activation", "loss"])
def test_a_new_public_part_is_missed_until_it_has_a_case(kind: str, monkeypatch) -> None:
    monkeypatch.setitem(PARTS, kind, {**PARTS[kind], "brand_new": object})

    assert missing_cases() == [f"{kind} brand_new"]


def test_every_loss_on_activations_is_checked_behind_each_of_them() -> None:
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


def test_cases_have_names_of_their_own() -> None:
    assert len({(case.kind, case.name) for case in CASES}) == len(CASES)


def test_inputs_stay_clear_of_zero_and_of_each_other(rng: np.random.Generator) -> None:
    small = [case for case in CASES if case.kind != "network"]
    for case in small:
        numbers = np.sort(np.append(case.inputs(rng), 0))
        assert np.diff(numbers).min() > 1e-3, case.name


@pytest.mark.parametrize("seed", range(5))
def test_sums_before_a_kink_stay_clear_of_it_and_have_both_signs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = gradient_cases.ending(gradient_cases.kinked(6, ACTIVATIONS["identity"]))
    case = GradientCase("activation", "identity", network)
    sums = network.forward(network.initialize(rng, np.float64), case.inputs(rng)).outputs[0]

    assert abs(sums).min() > 0.09
    assert (sums > 0).any()
    assert (sums < 0).any()


def test_findings_hold_every_case_in_every_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradient_cases, "gradient_cases", lambda: iter(CASES[:3]))
    findings = list(find_all())

    assert [finding.case for finding in findings] == CASES[:3]
    assert all(len(finding.checks) == 1 + compiler_available() for finding in findings)
    assert all(finding.passed for finding in findings)


def test_a_finding_fails_when_one_form_does_even_with_not_a_number() -> None:
    good = GradientCheck("entries", 3, 1e-9, "1.bias")
    bad = GradientCheck("entries", 3, float("nan"), "1.weights")

    for plain, compiled in ((good, bad), (bad, good)):
        finding = Finding(CASES[0], {"plain": plain, "compiled": compiled})
        assert finding.worst is bad
        assert not finding.passed
