"""The page with models of other classes than digits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from glassnet.models import Model, save_model
from glassnet.nn import Dense, ReLU
from glassnet.recipes import STANDARD

pytestmark = pytest.mark.browser
NAMES = ("ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay")


@pytest.fixture(scope="module")
def open_page(
    browser: Browser, serving: Callable[..., Any], model: Model, tmp_path_factory: Any
) -> Iterator[Callable[[str], Page]]:
    """Opens the page with one of two models, "animals" and "many"."""
    folder: Path = tmp_path_factory.mktemp("models")
    many = STANDARD.with_changes(
        name="many", layers=(Dense(16, ReLU()), Dense(62)), input_shape=(784,)
    )
    names = tuple(f"class {i}" for i in range(62))
    models = {
        "animals": replace(model, class_names=NAMES),
        "many": Model(many, many.initial_parameters(), class_names=names),
    }
    arguments = []
    for name, each in models.items():
        save_model(each, folder / f"{name}.safetensors")
        arguments += ["--model", f"{name}={folder / name}.safetensors"]
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    with serving(*arguments) as (_, (host, port)):

        def open_page(name: str) -> Page:
            page = context.new_page()
            page.goto(f"http://{host}:{port}/#model={name}")
            return page

        yield open_page
    context.close()


def test_the_answer_is_the_name_of_the_class(open_page: Callable[[str], Page]) -> None:
    page = open_page("animals")

    expect(page.locator("#label")).to_have_text("dog")
    expect(page.locator("#sentence")).to_have_text("Dog. More than 99.9\u202f% sure.")
    expect(page.locator(".bars .best .name")).to_have_text("dog")
    expect(page.locator("#compare .chip strong")).to_have_count(1)


def test_each_of_many_classes_has_a_bar_with_its_name(open_page: Callable[[str], Page]) -> None:
    page = open_page("many")

    expect(page.locator(".bars li")).to_have_count(62)
    expect(page.locator(".bars .name").last).to_have_text("class 61")
    assert page.locator(".bars .name").last.evaluate("each => each.clientWidth") > 20
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
