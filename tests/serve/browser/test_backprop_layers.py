"""Backprop on networks of every kind of layer and activation: every number on the page is Python's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from glassnet import nn
from glassnet.models import Model, save_model
from glassnet.nn.catalog import PARTS
from glassnet.recipes import STANDARD

pytestmark = pytest.mark.browser

TEN = tuple("0123456789")
NETWORKS: dict[str, tuple[tuple[Any, ...], tuple[int, ...]]] = {
    "maps": (
        (
            nn.Conv2D(3, 3, padding="same", activation=nn.GELU()),
            nn.MaxPool2D(),
            nn.Conv2D(4, 3, 2, activation=nn.Tanh()),
            nn.LayerNorm(),
            nn.AveragePool2D(),
            nn.Activate(nn.SiLU()),
            nn.Conv2D(5, 2, activation=nn.LeakyReLU()),
            nn.GlobalAveragePool(),
            nn.Dense(10),
        ),
        (28, 28, 1),
    ),
    "rows": (
        (
            nn.Dense(12, nn.ELU()),
            nn.Dropout(0.3),
            nn.Dense(9, nn.Softplus()),
            nn.LayerNorm(),
            nn.Dense(8, nn.Sigmoid()),
            nn.Dense(7, nn.ReLU()),
            nn.Dense(10, nn.Softmax()),
        ),
        (784,),
    ),
    "flat": ((nn.Conv2D(2, 5, 3), nn.Flatten(), nn.Dense(10, nn.Identity())), (28, 28, 1)),
}


@pytest.fixture(scope="module")
def open_page(
    browser: Browser, serving: Callable[..., Any], tmp_path_factory: Any
) -> Iterator[Callable[[str], Page]]:
    folder = tmp_path_factory.mktemp("models")
    arguments = []
    for name, (layers, shape) in NETWORKS.items():
        loss = nn.SquaredError() if name == "rows" else nn.SoftmaxCrossEntropy()
        recipe = STANDARD.with_changes(name=name, layers=layers, input_shape=shape, loss=loss)
        save_model(Model(recipe, recipe.initial_parameters(), class_names=TEN), folder / name)
        arguments += ["--model", f"{name}={folder / name}"]
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    with serving(*arguments) as (_, (host, port)):

        def open_page(name: str) -> Page:
            page = context.new_page()
            page.goto(f"http://{host}:{port}/#/backprop?net={name}&as=4")
            return page

        yield open_page
    context.close()


def test_every_kind_of_layer_and_activation_is_among_them() -> None:
    layers = [layer for each, _ in NETWORKS.values() for layer in each]
    activations = {type(getattr(layer, "activation", None)) for layer in layers}

    assert set(PARTS["layer"].values()) == {type(layer) for layer in layers}
    assert set(PARTS["activation"].values()) <= activations


@pytest.mark.parametrize("name", NETWORKS)
def test_every_number_is_pythons(open_page: Callable[[str], Page], name: str) -> None:
    page = open_page(name)
    mark = page.locator("#backprop-check")
    expect(mark).to_contain_text("Checked against Python: largest difference")
    expect(mark).to_have_class(re.compile("right"))
    page.close()
