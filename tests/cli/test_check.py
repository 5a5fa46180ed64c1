"""`glassnet check` shows its findings and ends with the right status."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from glassnet.cli import check as module
from glassnet.cli.check import check
from glassnet.engine.kernel import using
from glassnet.nn.gradient_cases import Finding, find_all, gradient_cases
from glassnet.nn.gradient_check import GradientCheck


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    """As if every case had been checked and passed."""
    passed = GradientCheck("entries", 59, 1e-9, "1.bias")
    return [Finding(case, {"plain": passed}) for case in gradient_cases()]


@pytest.fixture(autouse=True)
def found_before(findings: list[Finding], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_all", lambda seed: iter(findings))


def test_it_checks_every_case_from_the_seed(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    first = next(gradient_cases())
    monkeypatch.setattr("glassnet.nn.gradient_cases.gradient_cases", lambda: iter([first]))
    monkeypatch.setattr(module, "find_all", find_all)
    monkeypatch.setattr(module, "missing_cases", list)

    assert check(seed=3, json=Path("-")) == 0
    forms = json.loads(capsys.readouterr().out)["findings"][0]["forms"]
    with using("reference"):
        assert forms["plain"] == asdict(first.check(seed=3))


def spoil(monkeypatch: pytest.MonkeyPatch, findings: list[Finding], error: float) -> None:
    checks = {"plain": GradientCheck("entries", 3, error, "1.bias")}
    spoiled = [replace(findings[0], checks=checks), *findings[1:]]
    monkeypatch.setattr(module, "find_all", lambda seed: iter(spoiled))


def test_when_all_pass_it_says_so_and_ends_with_0(capsys) -> None:
    assert check() == 0

    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("dense ") and "passed" in line for line in lines)
    assert any(line.startswith("softmax_cross_entropy ") and "passed" in line for line in lines)
    assert "the tolerance is 1e-06." in lines[-1]


def test_the_table_fits_a_terminal_of_80_columns(monkeypatch, capsys) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    check()

    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_a_wrong_gradient_is_named_and_ends_with_1(monkeypatch, findings, capsys) -> None:
    spoil(monkeypatch, findings, 0.5)

    assert check() == 1
    out = capsys.readouterr().out
    assert "failed at 1.bias" in out
    assert "Failed: dense." in out


def test_a_part_without_a_case_is_named_and_ends_with_1(monkeypatch, capsys) -> None:
    monkeypatch.setattr(module, "missing_cases", lambda: ["layer brand_new"])

    assert check() == 1
    assert "Without a case: layer brand_new." in " ".join(capsys.readouterr().out.split())


def test_json_goes_to_a_file_beside_the_table(tmp_path: Path, findings, capsys) -> None:
    check(json=tmp_path / "check.json")
    report = json.loads((tmp_path / "check.json").read_text(encoding="utf-8"))

    assert report["passed"] is True
    assert report["tolerance"] == 1e-6
    assert [each["part"] for each in report["findings"]] == [each.case.name for each in findings]
    assert "dense" in capsys.readouterr().out


def test_json_to_standard_output_moves_the_table_to_standard_error(capsys) -> None:
    check(json=Path("-"))
    written = capsys.readouterr()
    report = json.loads(written.out)

    assert "passed" in written.err

    assert report["findings"][0]["kind"] == "layer"
    assert report["findings"][0]["forms"]["plain"]["compared"] == 59


def test_json_has_null_for_what_is_not_a_number(monkeypatch, findings, capsys) -> None:
    spoil(monkeypatch, findings, float("nan"))

    assert check(json=Path("-")) == 1
    out = capsys.readouterr().out
    assert "NaN" not in out
    assert json.loads(out)["findings"][0]["largest_relative_error"] is None
