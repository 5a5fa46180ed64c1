"""Two recipes are compared seed by seed, on any pool, and the difference has an interval."""

import json
from pathlib import Path

import pytest

from glassnet.cli import main
from glassnet.cluster import Pool, open_pool
from glassnet.cluster.compare import SeedDone, compare, run_pairs
from glassnet.nn import Dense, ReLU
from glassnet.recipes import Recipe, read_recipe

for name in ("sklearn", "scipy"):
    pytest.importorskip(name, reason="needs glassnet[cluster,sklearn]")

SMALL = Recipe(
    name="small",
    layers=(Dense(8, ReLU()), Dense("classes")),
    data="sklearn-digits",
    epochs=1,
    validation=200,
)
LONGER = SMALL.with_changes(name="longer", epochs=6)


def test_both_recipes_are_trained_with_each_seed() -> None:
    with open_pool() as pool:
        done = list(run_pairs(SMALL, LONGER, 3, "validation", pool))

    found = compare(done)

    assert sorted((each.side, each.seed) for each in done) == [
        (side, seed) for side in (0, 1) for seed in range(3)
    ]
    assert found.seeds == (0, 1, 2)
    assert len(set(found.a)) == 3
    low = found.difference.low
    assert low is not None
    assert low > 0, "six epochs are better than one"


def test_the_difference_is_that_of_the_pairs() -> None:
    done = [SeedDone(0, 0, 0.5), SeedDone(1, 0, 0.6), SeedDone(1, 1, 0.9), SeedDone(0, 1, 0.7)]

    found = compare(done)

    assert (found.a, found.b) == ((0.5, 0.7), (0.6, 0.9))
    assert found.difference.mean == pytest.approx(0.15)


def test_two_workers_find_what_one_finds(two_workers: Pool) -> None:
    with open_pool() as alone:
        expected = set(run_pairs(SMALL, SMALL, 2, "test", alone))

    assert set(run_pairs(SMALL, SMALL, 2, "test", two_workers)) == expected


def test_the_command_reports_all_seeds(
    sweep_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = sweep_file.parent / "small.toml"
    assert read_recipe(recipe).epochs == 3

    status = main(["compare", str(recipe), str(recipe), "--seeds", "2", "--json", "-"])

    report = json.loads(capsys.readouterr().out)
    assert status == 0
    assert report["recipes"] == ["small", "small"]
    assert len(report["a"]) == len(report["b"]) == 2
    assert report["difference"]["mean"] == 0
