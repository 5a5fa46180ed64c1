"""The forward and backward pass of a drawing, number by number."""

import base64
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from glassnet.explain import trace
from glassnet.models import Model


def decoded(numbers: dict[str, Any]) -> np.ndarray:
    raw = np.frombuffer(base64.b64decode(numbers["base64"]), numbers["dtype"])
    return raw.reshape(numbers["shape"])


def test_every_array_is_the_one_that_explain_computes(
    client: TestClient, drawings: Any, model: Model
) -> None:
    image = np.array(drawings["pixels"]["pixels"], np.uint8).reshape(28, 28)
    expected = trace(model, image, "9")

    answer = client.post("/api/trace?label=9", json=drawings["pixels"]).json()

    assert answer["label"] == "9"
    assert answer["loss"] == expected.loss
    assert np.array_equal(decoded(answer["probabilities"]), expected.probabilities)
    assert len(answer["layers"]) == len(expected.layers)
    for sent, layer in zip(answer["layers"], expected.layers, strict=True):
        assert sent["name"] == layer.name
        for name in ("sums", "outputs", "d_outputs", "d_sums", "d_inputs"):
            assert np.array_equal(decoded(sent[name]), getattr(layer, name))
        for name, array in layer.gradients.items():
            assert np.array_equal(decoded(sent["gradients"][name]), array)


def test_without_a_label_it_is_the_predicted_class(client: TestClient, drawings: Any) -> None:
    answer = client.post("/api/trace", json=drawings["strokes"]).json()

    assert answer["label"] == "3"
    assert answer["model"] == "tiny"


def test_the_gradient_of_a_weight_is_input_times_d_sum(client: TestClient, drawings: Any) -> None:
    last = client.post("/api/trace?label=9", json=drawings["strokes"]).json()["layers"]
    read, delta = decoded(last[-2]["outputs"]), decoded(last[-1]["d_sums"])

    assert np.allclose(decoded(last[-1]["gradients"]["weights"]), np.outer(read, delta))


@pytest.mark.parametrize(
    ("query", "drawing"), [("?label=x", {"strokes": [[[0, 0], [9, 9]]]}), ("", {"strokes": []})]
)
def test_what_cannot_be_traced_is_refused(client: TestClient, query: str, drawing: Any) -> None:
    answer = client.post(f"/api/trace{query}", json=drawing)

    assert answer.status_code == 422


def test_a_description_has_the_settings_of_the_loss(client: TestClient) -> None:
    description = client.get("/api/models/tiny").json()

    assert description["loss"] == "softmax_cross_entropy"
    assert isinstance(description["loss_settings"], dict)
