"""Claims are held against measurements; `wang`'s log agrees in every printed digit."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.data.sources import load
from glassnet.recipes import DOCUMENTS, WANG_AS_PRINTED, WANG_LOG, Claim, Document
from glassnet.training import prepare
from glassnet.tutorials.reproduction import (
    LogLine,
    Reproduction,
    SeedResult,
    Verdict,
    comparable_with_print,
    departures_from_print,
    run_seed,
    seeds_of,
)


def run(document: Document, dataset: Dataset) -> Reproduction:
    *_, result = run_seed(document.recipe, dataset)
    assert isinstance(result, SeedResult)
    return Reproduction(document, (result,), prepare(document.recipe, dataset))


def shortened(name: str, **changes: object) -> Document:
    document = DOCUMENTS[name]
    return replace(document, recipe=document.recipe.with_changes(**changes))


def test_a_reproduction_reports_every_accuracy_that_there_is_data_for(
    small_dataset: Dataset,
) -> None:
    report = run(shortened("zhang", epochs=11, examples=None, validation=100), small_dataset)

    plain = report.to_plain()
    assert plain["name"] == "zhang"
    assert len(plain["train_accuracy"]) == len(plain["seeds"]) == 1
    assert plain["held_out_accuracy"][0] is not None
    assert [line["iteration"] for line in plain["log"]] == [0, 10]
    assert set(plain["log"][0]) == {"iteration", "cost", "accuracy_percent"}


def test_a_verdict_allows_for_the_number_of_examples(small_dataset: Dataset) -> None:
    report = run(shortened("zhang", epochs=2, examples=None), small_dataset)
    accuracy = 100 * report.results[0].train_accuracy
    document = replace(
        report.document,
        name="of two epochs",
        claims=(
            Claim(accuracy, "train", "as measured"),
            Claim(accuracy + 30, "train", "far above"),
            Claim(accuracy - 30, "train", "far below"),
        ),
    )

    verdicts = Reproduction(document, report.results, report.splits).verdicts()

    assert [str(each) for each in verdicts] == [
        "holds", "higher than measured", "lower than measured",
    ]  # fmt: skip


def test_the_first_seed_is_the_documents_own() -> None:
    assert seeds_of(DOCUMENTS["wang"], 3) == [2, 3, 4]


def test_a_log_departs_where_any_printed_digit_differs() -> None:
    log = tuple(LogLine(i, float(cost), float(accuracy)) for i, cost, accuracy in WANG_LOG)
    assert departures_from_print(log) == []

    changed = (replace(log[0], cost=log[0].cost + 1e-6), *log[1:])
    assert [line.iteration for line, *_ in departures_from_print(changed)] == [0]


def test_the_printed_log_is_that_of_the_reference(reference_folder: Path) -> None:
    with (reference_folder / "wang_log.csv").open() as file:
        rows = [(int(r[0]), r[1], r[2]) for r in list(csv.reader(file))[1:]]

    assert list(WANG_LOG) == rows


def test_of_later_iterations_nothing_was_printed() -> None:
    log = tuple(LogLine(i, float(cost), float(accuracy)) for i, cost, accuracy in WANG_LOG)
    longer = (*log, LogLine(150, 1.0, 10.0))

    assert departures_from_print(longer) == []
    assert comparable_with_print(longer) == list(log)


@pytest.mark.slow
def test_wang_comes_out_to_the_last_printed_digit(mnist_folder: Path) -> None:
    dataset = load("mnist")
    report = run(DOCUMENTS["wang"], dataset)

    assert len(report.results[0].log) == 15
    assert departures_from_print(report.results[0].log) == []
    assert report.verdicts()[0].holds


def test_wang_with_its_stated_rate_does_not(mnist_folder: Path) -> None:
    recipe = WANG_AS_PRINTED.with_changes(epochs=11)
    *_, result = run_seed(recipe, load("mnist"))

    assert isinstance(result, SeedResult)
    (departure,) = departures_from_print(result.log)
    assert departure[0].iteration == 10
    assert departure[1:] == ("0.204155", "40.781667")
    assert f"{departure[0].cost:f}" == "0.156910"


def test_a_run_that_was_cut_short_is_not_compared(small_dataset: Dataset) -> None:
    whole = DOCUMENTS["zhang"]
    short = replace(whole, recipe=whole.recipe.with_changes(epochs=1))
    verdict = Verdict(whole.claims[0], 10.0, 9.0, 11.0, 100, 3.0, cut_short=True)

    assert Reproduction(short, (), small_dataset).cut_short
    assert not Reproduction(whole, (), small_dataset).cut_short
    assert str(verdict) == "not comparable: cut short"
