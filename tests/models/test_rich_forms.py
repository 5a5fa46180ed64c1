"""Notebooks show objects as HTML that is well formed, escaped, and readable on light and dark pages."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.explain import trace
from glassnet.models import Ensemble, Model
from glassnet.models.run_folder import RunFolder
from glassnet.models.run_listing import list_runs
from glassnet.nn import Dense, Network
from glassnet.recipes import Recipe

VOID: Final = {"img", "br", "rect", "polyline"}
EVIL: Final = "<script>alert(1)</script>"


class Checker(HTMLParser):
    """Collects the texts and elements of HTML, and fails where elements are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.texts: list[str] = []
        self.styles: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.styles.append(dict(attrs).get("style") or "")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.texts)


def shown(thing: Any) -> Checker:
    return Checker(thing._repr_html_())


@pytest.fixture
def run(small_dataset: Dataset, tmp_path: Path) -> RunFolder:
    recipe = Recipe("run", (Dense(4), Dense("classes")), epochs=2, batch_size=50)
    recipe = recipe.resolve(10, (28, 28))
    folder = RunFolder(recipe, small_dataset, tmp_path / "run-001")
    for _ in folder.start():
        pass
    return folder


@pytest.fixture
def everything(small_model: Model, small_dataset: Dataset, run: RunFolder) -> dict[str, Any]:
    test = small_dataset.split("test")
    page = np.full((120, 200), 255, np.uint8)
    page[30:90, [60, 61, 62, 140, 141, 142]] = 0
    return {
        "network": small_model.network,
        "model": small_model,
        "ensemble": Ensemble((small_model, small_model)),
        "reading": small_model.read_pixels(test.images[0]),
        "nothing read": small_model.read_pixels(np.zeros((28, 28))),
        "page": small_model.read_page(page),
        "evaluation": small_model.evaluate(test),
        "trace": trace(small_model, test.images[0]),
        "images": test,
        "data set": small_dataset,
        "run": run,
        "listed run": list_runs(run.path.parent)[0],
    }


def test_everything_that_is_shown_is_well_formed_and_takes_the_colors_of_the_page(
    everything: dict[str, Any],
) -> None:
    for name, thing in everything.items():
        found = shown(thing)
        assert found.names, name
        assert not {"script", "iframe", "link", "object"} & set(found.names), name
        # A text color without a background of its own is unreadable on one of light and dark.
        colored = [
            each for each in found.styles if re.search(r"(?<![-\w])color:(?!inherit|#)", each)
        ]
        assert not colored, name
        assert "http" not in thing._repr_html_().replace("http://www.w3.org", ""), name


def test_each_form_says_what_matters(everything: dict[str, Any]) -> None:
    model, evaluation = everything["model"], everything["evaluation"]
    expected = {
        "network": ["Dense(units=16", "(batch, 784)", "12,560", "12,730"],
        "model": ["Model small", "small train (400)", "small test (100)", "Network of 12,730"],
        "ensemble": ["small", "12,730"],
        "reading": [f"Reading {everything['reading'].label}", "%"],
        "nothing read": ["no ink"],
        "page": ["number", "confidence"],
        "evaluation": [str(evaluation.interval), "calibration error", *model.class_names],
        "trace": ["loss ", "dL/d(weights)", "Dense"],
        "images": ["small test (100)"],
        "data set": ["small train (400)", "small test (100)"],
        "run": ["Run run-001", "2 of 2", "Loss", "Accuracy", "validation"],
        "listed run": ["run-001", "finished", "2 of 2"],
    }
    for name, texts in expected.items():
        found = shown(everything[name]).text
        assert [text for text in texts if text not in found] == [], name


def test_pictures_are_part_of_the_page(everything: dict[str, Any]) -> None:
    for name in ("reading", "evaluation", "trace", "images", "data set"):
        assert 'src="data:image/png;base64,' in everything[name]._repr_html_(), name
    assert "<polyline" in everything["run"]._repr_html_()


def test_names_are_escaped(small_model: Model, small_dataset: Dataset) -> None:
    data = small_dataset.split("test")
    names = (EVIL, *data.class_names[1:])
    evil = LabeledImages(data.images, data.labels, EVIL, names)
    model = replace(
        small_model, class_names=names, trained_on=EVIL, made_by=f"{EVIL}\x1b[31m",
        recipe=small_model.recipe.with_changes(description=EVIL),
    )  # fmt: skip
    things = [model, evil, Dataset(EVIL, train=evil), model.evaluate(evil), Ensemble((model,)),
              model.read_pixels(data.images[0]), trace(model, data.images[0])]  # fmt: skip

    for thing in things:
        html = thing._repr_html_()
        assert "<script" not in html
        assert "\x1b" not in html
        assert "&lt;script&gt;" in html


def test_a_network_of_any_layers_is_shown() -> None:
    assert "Dense(units=3" in shown(Network((Dense(3),), (2,))).text
