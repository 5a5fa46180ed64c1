"""Trainings over seeds on workers give what one process gives."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.cli import main
from glassnet.cluster import Pool, open_pool
from glassnet.cluster.reproducing import run_seeds
from glassnet.data.formats.idx import write_idx
from glassnet.data.simulated import simulate
from glassnet.nn import Dense, ReLU
from glassnet.recipes import Recipe

pytest.importorskip("sklearn", reason="needs its 8x8 digits")
SMALL = Recipe(
    name="small",
    layers=(Dense(8, ReLU()), Dense("classes")),
    data="sklearn-digits",
    input_shape=(64,),
    epochs=1,
    validation=200,
).resolve(10, (8, 8))


def run(recipes: list[Recipe], pool: Pool) -> dict[int, tuple[float, bytes]]:
    return {
        recipe.seed: (result.train_accuracy, result.parameters.vector.tobytes())
        for recipe, result in run_seeds(recipes, "sklearn-digits", pool)
    }


def test_two_workers_find_the_bits_of_one_process(two_workers: Pool) -> None:
    recipes = [SMALL.with_changes(seed=seed) for seed in range(3)]
    with open_pool() as alone:
        expected = run(recipes, alone)

    assert run(recipes, two_workers) == expected
    assert len({vector for _, vector in expected.values()}) == 3


def test_recipes_that_differ_in_name_alone_are_trained_once() -> None:
    with open_pool() as pool:
        done = list(run_seeds([SMALL, SMALL.with_changes(name="other")], "sklearn-digits", pool))

    assert len(done) == 1


@pytest.mark.full
@pytest.mark.parametrize("options", [["chang", "wang"], ["--errata"]])
def test_the_command_reports_the_same_with_workers(
    options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    for prefix, count in (("train", 1200), ("t10k", 100)):
        digits = simulate(np.random.default_rng(count), count)
        write_idx(tmp_path / f"{prefix}-images-idx3-ubyte", digits.images)
        write_idx(tmp_path / f"{prefix}-labels-idx1-ubyte", digits.labels.astype(np.uint8))
    command = ["reproduce", *options, "--seeds", "2", "--epochs", "2", "--data", ".", "--json", "-"]

    reports = []
    for workers in ("1", "2"):
        assert main([*command, "--workers", workers]) == 0
        reports.append(json.loads(capsys.readouterr().out))

    def without_seconds(report: Any) -> str:
        plain = report if isinstance(report, list) else report["errata"]
        return json.dumps([{k: v for k, v in each.items() if k != "seconds"} for each in plain])

    assert without_seconds(reports[0]) == without_seconds(reports[1])
