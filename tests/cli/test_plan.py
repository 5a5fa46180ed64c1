"""`glassnet plan` shows how a network is run, and why, without training it."""

import json
from pathlib import Path

import pytest

from glassnet.cli import main
from glassnet.engine import compiler_available, using


def test_every_decision_is_shown_with_its_reason(
    idx_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "cnn", "--data", str(idx_folder)]) == 0

    shown = capsys.readouterr().out
    assert shown.startswith("cnn on small train (400)")
    assert "training" in shown
    assert "prediction" in shown
    assert "why" in shown


def test_json_has_the_decisions_for_training_and_prediction(
    idx_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "tiny", "--data", str(idx_folder), "--json", "-"]) == 0

    plan = json.loads(capsys.readouterr().out)
    assert plan["recipe"] == "tiny"
    for name in ("training", "prediction"):
        assert plan[name]
        assert all(set(each) == {"part", "how", "why"} for each in plan[name])


@pytest.mark.skipif(not compiler_available(), reason="There is one implementation only.")
def test_the_plan_of_the_reference_implementation_is_another_one(
    idx_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["plan", "tiny", "--data", str(idx_folder)]

    main(arguments)
    compiled = capsys.readouterr().out
    with using("reference"):
        main(arguments)

    assert capsys.readouterr().out != compiled


def test_an_unknown_recipe_is_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "standrad"]) == 2

    assert "Did you mean 'standard'" in capsys.readouterr().err
