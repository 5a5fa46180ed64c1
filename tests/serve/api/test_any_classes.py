"""Models of other classes than digits, and of other images than 28x28."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from glassnet.models import Model
from glassnet.nn import Dense, ReLU
from glassnet.recipes import STANDARD
from glassnet.serve.api.registry import ModelRegistry
from glassnet.serve.application import create_app

NAMES = ("ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay")
STROKE = {"strokes": [[[140, 40], [140, 240]]]}
SMALL = {"pixels": [0, 255] * 32}


@pytest.fixture(scope="module")
def small() -> Model:
    recipe = STANDARD.with_changes(
        name="small", layers=(Dense(16, ReLU()), Dense(10)), input_shape=(64,)
    )
    return Model(recipe, recipe.initial_parameters())


@pytest.fixture
def client(model: Model, small: Model) -> Iterator[TestClient]:
    models = {"animals": replace(model, class_names=NAMES), "small": small}
    app = create_app(ModelRegistry(models))
    with TestClient(app, base_url="http://localhost:8000") as client:
        yield client


def test_labels_are_class_names(client: TestClient) -> None:
    prediction = client.post("/api/predict", json=STROKE).json()

    assert prediction["label"] == "bee"
    assert "digit" not in prediction
    assert client.get("/api/models/animals").json()["classes"] == list(NAMES)
    assert client.get("/api/models/animals").json()["outputs"] == list(NAMES)


def test_pixels_have_the_shape_of_the_models_images(client: TestClient) -> None:
    query = {"model": "small", "activations": "list"}

    prediction = client.post("/api/predict", params=query, json=SMALL).json()

    assert prediction["image"]["shape"] == [8, 8]
    assert prediction["image"]["values"] == SMALL["pixels"]
    assert len(prediction["probabilities"]) == 10


def test_a_batch_has_the_shape_of_the_models_images(client: TestClient) -> None:
    batch = {"drawings": [SMALL, SMALL]}

    answer = client.post("/api/predict/batch", params={"model": "small"}, json=batch).json()

    assert len(answer["predictions"]) == 2


def test_another_number_of_pixels_is_refused_with_the_right_one(client: TestClient) -> None:
    answer = client.post("/api/predict", params={"model": "small"}, json={"pixels": [1] * 784})

    assert answer.status_code == 422
    assert "reads 64 pixels (8 x 8), got 784" in answer.json()["error"]["message"]


@pytest.mark.parametrize("path", ["/api/predict", "/api/compare"])
def test_a_model_of_other_images_refuses_drawings(client: TestClient, path: str) -> None:
    answer = client.post(path, params={"model": "small"}, json=STROKE)

    assert answer.status_code == 422
    assert "8 x 8" in answer.json()["error"]["message"]


@pytest.mark.parametrize(("drawing", "expected"), [(STROKE, "animals"), (SMALL, "small")])
def test_comparing_asks_the_models_that_can_read_the_drawing(
    client: TestClient, drawing: Any, expected: str
) -> None:
    answer = client.post("/api/compare", json=drawing).json()

    assert [each["model"] for each in answer["predictions"]] == [expected]


def test_a_drawing_that_no_model_reads_is_refused(client: TestClient) -> None:
    assert client.post("/api/compare", json={"pixels": [1] * 7}).status_code == 422


def test_the_list_says_which_models_read_drawings(client: TestClient) -> None:
    models = client.get("/api/models").json()["models"]

    assert [each["reads_drawings"] for each in models] == [True, False]
    assert [each["image_shape"] for each in models] == [[28, 28], [8, 8]]
