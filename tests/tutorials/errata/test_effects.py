"""Effects are paired differences over seeds, with an interval; small ones are pinned."""

import json
from pathlib import Path

import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.data.sources import load
from glassnet.errors import SettingError
from glassnet.recipes import Recipe
from glassnet.tutorials.errata import ERRATA, Effect
from glassnet.tutorials.errata.effects import (
    ErratumReport,
    difference,
    expect_seeds,
    measure,
    report_to_plain,
)
from glassnet.tutorials.errata.page import errata_page
from glassnet.tutorials.reproduction import SeedResult, run_seed

ROOT = Path(__file__).parents[3]
DATA = ROOT / "src" / "glassnet" / "serve" / "web" / "data" / "errata.json"


def effect_of(key: str) -> Effect:
    effect = ERRATA[key].effect
    assert effect is not None
    return effect


def report_of(key: str, dataset: Dataset, epochs: int) -> ErratumReport:
    def train(recipe: Recipe) -> SeedResult:
        *_, result = run_seed(recipe.with_changes(validation=0, examples=None), dataset)
        assert isinstance(result, SeedResult)
        return result

    return measure(ERRATA[key], dataset, range(2), epochs, train)


def test_the_interval_is_that_of_the_paired_differences() -> None:
    found = difference([1.0, 2.0, 3.0, 4.0], [1.5, 2.5, 3.0, 5.0])

    assert found.mean == 0.5
    # Differences 0.5, 0.5, 0, 1: deviation sqrt(1/6), t = 3.182 with three degrees of freedom.
    assert found.high - found.mean == pytest.approx(3.182 * (1 / 6) ** 0.5 / 2, abs=1e-6)
    assert found.mean - found.low == pytest.approx(found.high - found.mean, abs=1e-6)


@pytest.mark.parametrize("count", [0, 1, 31])
def test_too_few_or_too_many_seeds_are_refused(count: int) -> None:
    with pytest.raises(SettingError, match=f"2 to 30 seeds for errata, got {count}"):
        expect_seeds(count)


def test_the_tenth_of_a_cost_is_measured(small_dataset: Dataset) -> None:
    effect = report_of("cost-over-classes", small_dataset, epochs=2).effect

    assert effect is not None
    assert [10 * each for each in effect.written] == pytest.approx(effect.right, abs=2e-5)


def test_one_maximum_changes_nothing_here(small_dataset: Dataset) -> None:
    effect = report_of("one-maximum", small_dataset, epochs=2).effect

    assert effect is not None
    assert effect.right == effect.written
    assert (effect.difference.low, effect.difference.high) == (0, 0)


def test_the_printed_derivative_of_the_sigmoid_ruins_training(small_dataset: Dataset) -> None:
    effect = report_of("sigmoid-derivative", small_dataset, epochs=30).effect

    assert effect is not None
    assert max(effect.written) < 25 < 40 < min(effect.right)


def test_both_ways_differ_by_the_erratum_alone() -> None:
    for key, settings in {
        "summed-bias-gradient": {"gradient_rules"},
        "update-before-propagating": {"update"},
        "stated-rate": {"schedule"},
        "one-maximum": {"loss"},
    }.items():
        effect = effect_of(key)
        right, written = effect.right.recipe, effect.written.recipe
        changed = {each for each in vars(right) if getattr(right, each) != getattr(written, each)}
        assert changed - {"name", "description", "network"} == settings


def test_the_figures_in_the_page_are_of_these_errata(small_dataset: Dataset) -> None:
    stored = json.loads(DATA.read_text("utf-8"))
    fresh = [
        ErratumReport(each, each.check(small_dataset), None)
        for each in ERRATA.values()
        if each.key != "stated-rate"
    ]

    assert [each["key"] for each in stored["errata"]] == list(ERRATA)
    by_key = {each["key"]: each for each in stored["errata"]}
    for plain in report_to_plain(fresh, range(10), "")["errata"]:
        for name in ("tutorial", "title", "written", "right", "why", "deviation", "setting"):
            assert by_key[plain["key"]][name] == plain[name]


def test_the_stored_effects_are_of_ten_seeds_and_add_up() -> None:
    stored = json.loads(DATA.read_text("utf-8"))

    assert stored["made_by"] == "glassnet reproduce --errata --seeds 10"
    assert stored["seeds"] == list(range(10))
    for each in stored["errata"]:
        assert (each["effect"] is None) == (ERRATA[each["key"]].effect is None)
        if each["effect"]:
            found = difference(each["effect"]["right"], each["effect"]["written"])
            assert each["effect"]["difference"] == vars(found)


def test_the_page_of_the_documentation_is_that_of_the_stored_figures() -> None:
    page = errata_page(json.loads(DATA.read_text("utf-8")))

    assert (ROOT / "docs" / "errata.md").read_text("utf-8") == page


@pytest.mark.full
def test_stored_effects_are_computed_again_to_the_digit(mnist_folder: Path) -> None:
    mnist = load("mnist")
    stored = {each["key"]: each["effect"] for each in json.loads(DATA.read_text("utf-8"))["errata"]}

    def train(recipe: Recipe) -> SeedResult:
        *_, result = run_seed(recipe, mnist)
        assert isinstance(result, SeedResult)
        return result

    for key in ("update-before-propagating", "sigmoid-derivative", "name-of-the-loss"):
        found = measure(ERRATA[key], mnist, range(2), None, train).effect
        assert found is not None
        assert list(found.right) == stored[key]["right"][:2]
        assert list(found.written) == stored[key]["written"][:2]
