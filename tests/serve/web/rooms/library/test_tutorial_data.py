"""What the page shows of the tutorials is what Python has of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from glassnet.tutorials import TUTORIALS


def test_the_page_has_all_tutorials_with_ten_seeds(tutorials: dict[str, Any]) -> None:
    assert {each["name"] for each in tutorials["tutorials"]} == set(TUTORIALS)
    assert all(len(each["seeds"]) == 10 for each in tutorials["tutorials"])


def test_claims_deviations_and_choices_are_those_of_the_tutorials(
    tutorials: dict[str, Any],
) -> None:
    for shown in tutorials["tutorials"]:
        tutorial = TUTORIALS[shown["name"]]
        assert shown["title"] == tutorial.title
        assert shown["network"] == tutorial.recipe.description
        assert [each["percent"] for each in shown["claims"]] == [
            each.percent for each in tutorial.claims
        ]
        assert shown["deviations"] == [asdict(each) for each in tutorial.deviations]
        assert shown["choices"] == list(tutorial.choices)


def test_the_log_of_wang_is_the_printed_one_at_the_rate_of_the_recipe_only(
    tutorials: dict[str, Any],
) -> None:
    (wang,) = (each for each in tutorials["tutorials"] if each["name"] == "wang")
    printed = [
        (each["iteration"], each["cost"], each["accuracy_percent"]) for each in wang["printed_log"]
    ]

    def lines(log: list[dict[str, float]]) -> list[tuple[float, str, str]]:
        return [(e["iteration"], f"{e['cost']:f}", f"{e['accuracy_percent']:f}") for e in log]

    assert printed == list(TUTORIALS["wang"].printed_log)
    assert lines(wang["log"]) == printed
    assert lines(tutorials["wang_log_at_stated_rate"])[1] != printed[1]
