"""`--label-column` names the labels of a CSV that does not say which column they are."""

from pathlib import Path

import numpy as np
import pytest

from glassnet.cli import main
from glassnet.data.simulated import simulate


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Digits whose labels are the column "kind", in the middle."""
    digits = simulate(np.random.default_rng(3), 80)
    rows = digits.images.reshape(80, -1)
    header = ",".join([*(f"a{i}" for i in range(9)), "kind", *(f"b{i}" for i in range(775))])
    values = np.concatenate([rows[:, :9], digits.labels[:, np.newaxis], rows[:, 9:]], axis=1)
    np.savetxt(tmp_path / "a.csv", values, "%d", ",", header=header, comments="")
    return tmp_path / "a.csv"


@pytest.mark.parametrize("column", ["kind", "10"])
def test_a_run_keeps_the_column_for_its_evaluation(
    tmp_path: Path, table: Path, column: str
) -> None:
    run, report = tmp_path / "run", tmp_path / "report.json"
    train = ["train", "tiny", "--data", str(table), "--label-column", column, "--epochs", "1"]

    assert main([*train, "--out", str(run), "--no-plots"]) == 0
    assert main(["evaluate", str(run), "--no-plots", "--json", str(report)]) == 0
    assert main(["data", "verify", f"{table}#{column}"]) == 0


def test_an_unknown_column_is_answered_with_the_closest(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "tiny", "--data", str(table), "--label-column", "kin"]) == 1
    assert "Did you mean 'kind'?" in capsys.readouterr().err


def test_a_column_needs_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "tiny", "--label-column", "kind"]) == 2
    assert "Add --data FILE" in capsys.readouterr().err
