"""`glassnet check` shows its results and ends with the right status."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from glassnet.cli.check import check, report
from glassnet.nn.gradient_cases import CheckResult, gradient_cases
from glassnet.nn.gradient_check import GradientCheck


@pytest.fixture(scope="module")
def results() -> list[CheckResult]:
    """As if every case had been checked and passed."""
    passed = GradientCheck("entries", 59, 1e-9, "1.bias")
    return [CheckResult(case, {"reference": passed}) for case in gradient_cases()]


def with_error(results: list[CheckResult], error: float) -> list[CheckResult]:
    checks = {"reference": GradientCheck("entries", 3, error, "1.bias")}
    return [replace(results[0], checks=checks), *results[1:]]


@pytest.mark.parametrize("step", [32, pytest.param(8, marks=pytest.mark.full)])
def test_it_checks_every_case_from_the_seed(step: int, capsys) -> None:
    assert check(seed=3, json=Path("-")) == 0

    written = json.loads(capsys.readouterr().out)
    assert written["seed"] == 3
    assert not written["missing"]
    cases = list(gradient_cases())
    assert [found["part"] for found in written["results"]] == [case.name for case in cases]
    # Some are checked again here.
    for found, case in list(zip(written["results"], cases, strict=True))[::step]:
        assert found["implementations"]["reference"] == asdict(case.check(seed=3))


def test_when_all_pass_it_says_so_and_ends_with_0(results: list[CheckResult], capsys) -> None:
    assert report(results, [], 0) == 0

    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("dense ") and "passed" in line for line in lines)
    assert any(line.startswith("softmax_cross_entropy ") and "passed" in line for line in lines)
    assert "the tolerance is 1e-06." in lines[-1]


def test_the_table_fits_a_terminal_of_80_columns(
    results: list[CheckResult], monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    report(results, [], 0)

    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_a_wrong_gradient_is_named_and_ends_with_1(results: list[CheckResult], capsys) -> None:
    assert report(with_error(results, 0.5), [], 0) == 1

    out = capsys.readouterr().out
    assert "failed at 1.bias" in out
    assert "Failed: dense." in out


def test_a_part_without_a_case_is_named_and_ends_with_1(results: list[CheckResult], capsys) -> None:
    assert report(results, ["layer brand_new"], 0) == 1

    assert "Without a case: layer brand_new." in " ".join(capsys.readouterr().out.split())


def test_json_goes_to_a_file_beside_the_table(
    results: list[CheckResult], tmp_path: Path, capsys
) -> None:
    report(results, [], 0, tmp_path / "check.json")

    written = json.loads((tmp_path / "check.json").read_text(encoding="utf-8"))
    assert written["passed"] is True
    assert written["tolerance"] == 1e-6
    assert [each["part"] for each in written["results"]] == [each.case.name for each in results]
    assert "dense" in capsys.readouterr().out


def test_json_to_standard_output_moves_the_table_to_standard_error(
    results: list[CheckResult], capsys
) -> None:
    report(results, [], 0, Path("-"))

    written = capsys.readouterr()
    first = json.loads(written.out)["results"][0]
    assert "passed" in written.err
    assert first["kind"] == "layer"
    assert first["implementations"]["reference"]["compared"] == 59


def test_json_has_null_for_what_is_not_a_number(results: list[CheckResult], capsys) -> None:
    assert report(with_error(results, float("nan")), [], 0, Path("-")) == 1

    out = capsys.readouterr().out
    assert "NaN" not in out
    assert json.loads(out)["results"][0]["largest_relative_error"] is None
