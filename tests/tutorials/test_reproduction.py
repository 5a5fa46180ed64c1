"""Claims are compared with measurements; `wang`'s log agrees in every printed digit."""

from dataclasses import replace
from pathlib import Path

import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.data.sources import load
from glassnet.training import prepare
from glassnet.tutorials import TUTORIALS, Claim, Tutorial
from glassnet.tutorials.log import find_differences
from glassnet.tutorials.reproduction import (
    Comparison,
    Reproduction,
    SeedResult,
    run_seed,
    seeds_of,
)
from glassnet.tutorials.wang import WANG_AS_PRINTED

WANG = TUTORIALS["wang"]


def run(tutorial: Tutorial, dataset: Dataset) -> Reproduction:
    *_, result = run_seed(tutorial.recipe, dataset)
    assert isinstance(result, SeedResult)
    return Reproduction(tutorial, (result,), prepare(tutorial.recipe, dataset))


def test_a_reproduction_reports_every_accuracy_that_there_is_data_for(
    small_dataset: Dataset,
) -> None:
    short = TUTORIALS["zhang"].with_changes(epochs=11, examples=None, validation=100)
    report = run(short, small_dataset)

    plain = report.to_plain()
    assert plain["name"] == "zhang"
    assert len(plain["train_accuracy"]) == len(plain["seeds"]) == 1
    assert plain["held_out_accuracy"][0] is not None
    assert [line["iteration"] for line in plain["log"]] == [0, 10]
    assert set(plain["log"][0]) == {"iteration", "cost", "accuracy_percent"}
    assert plain["deviations"][0]["name"] == "summed bias gradient"


def test_a_comparison_allows_for_the_number_of_examples(small_dataset: Dataset) -> None:
    report = run(TUTORIALS["zhang"].with_changes(epochs=2, examples=None), small_dataset)
    accuracy = 100 * report.results[0].train_accuracy
    tutorial = replace(
        report.tutorial,
        name="of two epochs",
        claims=(
            Claim(accuracy, "train", "as measured"),
            Claim(accuracy + 30, "train", "far above"),
            Claim(accuracy - 30, "train", "far below"),
        ),
    )

    comparisons = Reproduction(tutorial, report.results, report.splits).comparisons()

    assert [each.result for each in comparisons] == ["holds", "too high", "too low"]


def test_the_shown_examples_are_predicted(small_dataset: Dataset) -> None:
    report = run(TUTORIALS["chang"].with_changes(epochs=1), small_dataset)

    shown, predictions = report.predict_shown()

    assert len(shown) == len(predictions) == 4
    assert shown.name == "small train"


def test_the_first_seed_is_the_tutorials_own() -> None:
    assert seeds_of(WANG, 3) == [2, 3, 4]


@pytest.mark.slow
def test_wang_comes_out_to_the_last_printed_digit(mnist_folder: Path) -> None:
    report = run(WANG, load("mnist"))

    assert len(report.results[0].log) == 15
    assert find_differences(report.results[0].log, WANG.printed_log) == []
    assert report.comparisons()[0].holds


def test_wang_with_its_stated_rate_does_not(mnist_folder: Path) -> None:
    recipe = WANG_AS_PRINTED.with_changes(epochs=11)
    *_, result = run_seed(recipe, load("mnist"))

    assert isinstance(result, SeedResult)
    (difference,) = find_differences(result.log, WANG.printed_log)
    assert difference[0].iteration == 10
    assert difference[1:] == ("0.204155", "40.781667")
    assert f"{difference[0].cost:f}" == "0.156910"


def test_a_run_that_was_cut_short_is_not_compared(small_dataset: Dataset) -> None:
    whole = TUTORIALS["zhang"]
    comparison = Comparison(whole.claims[0], 10.0, 9.0, 11.0, 100, 3.0, cut_short=True)

    assert Reproduction(whole.with_changes(epochs=1), (), small_dataset).cut_short
    assert not Reproduction(whole, (), small_dataset).cut_short
    assert comparison.result == "cut short"
