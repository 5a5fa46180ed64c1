"""Predictions of drawings, pixels and image files."""

import base64
import io
import re
from collections import Counter
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from glassnet.ink import from_image, from_pixels
from glassnet.models import Model


def decoded(numbers: dict[str, Any]) -> np.ndarray:
    raw = np.frombuffer(base64.b64decode(numbers["base64"]), numbers["dtype"])
    return raw.reshape(numbers["shape"])


def png(image: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("name", ["strokes", "pixels", "raw"])
def test_every_published_example_is_read(client: TestClient, drawings: Any, name: str) -> None:
    answer = client.post("/api/predict", json=drawings[name]).json()

    assert answer["label"] == "3"


def test_strokes_are_read_as_the_library_reads_them(
    client: TestClient, drawings: Any, model: Model
) -> None:
    answer = client.post("/api/predict", json=drawings["strokes"]).json()
    reading = model.read_strokes(drawings["strokes"]["strokes"])

    assert answer["label"] == reading.label
    assert answer["probabilities"] == np.asarray(reading.probabilities).tolist()
    assert answer["confidence"] == reading.confidence


def test_pixels_are_read_as_the_library_reads_them(
    client: TestClient, drawings: Any, model: Model
) -> None:
    answer = client.post("/api/predict", json=drawings["pixels"]).json()
    [reading] = model.read([from_pixels(drawings["pixels"]["pixels"])])

    assert answer["probabilities"] == np.asarray(reading.probabilities).tolist()


@pytest.mark.parametrize("declared", [True, False])
def test_fractions_are_read_like_gray_levels(
    client: TestClient, drawings: Any, declared: bool
) -> None:
    pixels = drawings["pixels"]["pixels"]
    fractions = {"pixels": [each / 255 for each in pixels]} | ({"scale": 1} if declared else {})

    gray = client.post("/api/predict", json={"pixels": pixels}).json()

    assert client.post("/api/predict", json=fractions).json() == gray


def test_gray_levels_are_rounded(client: TestClient, drawings: Any) -> None:
    pixels = drawings["pixels"]["pixels"]
    softer = [each + 0.3 if each < 255 else each - 0.3 for each in pixels]

    asked = {"activations": "list"}
    answer = client.post("/api/predict", params=asked, json={"pixels": softer}).json()

    assert answer["image"]["values"] == pixels


@pytest.mark.parametrize(("kind", "how"), [("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP")])
def test_image_files_are_read_as_the_library_reads_them(
    client: TestClient, drawings: Any, model: Model, kind: str, how: str
) -> None:
    ink = np.array(drawings["pixels"]["pixels"], np.uint8).reshape(28, 28)
    file = io.BytesIO()
    Image.fromarray(255 - np.kron(ink, np.ones((8, 8), np.uint8))).save(file, how)
    content = file.getvalue()

    sent = client.post(
        "/api/predict", content=content, headers={"content-type": f"image/{kind}"}
    ).json()
    in_a_form = client.post("/api/predict", files={"image": ("digit", content)}).json()
    [reading] = model.read([from_image(content)])

    assert sent == in_a_form
    assert sent["probabilities"] == np.asarray(reading.probabilities).tolist()


@pytest.mark.parametrize("empty", [{"strokes": []}, {"strokes": [[]]}, {"pixels": [0] * 784}])
def test_without_ink_there_is_no_answer(client: TestClient, empty: Any) -> None:
    answer = client.post("/api/predict", params={"activations": "list"}, json=empty).json()

    assert answer["label"] is None
    assert answer["reason"] == "no ink"
    assert answer["detail"].startswith("There is no ink")
    assert answer["probabilities"] is None
    assert answer["layers"] == []


def test_a_white_image_has_no_ink(client: TestClient) -> None:
    white = png(np.full((40, 40), 255, np.uint8))

    answer = client.post("/api/predict", content=white, headers={"content-type": "image/png"})

    assert answer.json()["reason"] == "no ink"


def test_the_stages_end_with_the_image_that_is_read(client: TestClient, drawings: Any) -> None:
    asked = {"stages": "true", "activations": "base64"}
    answer = client.post("/api/predict", params=asked, json=drawings["strokes"]).json()

    names = [stage["name"] for stage in answer["stages"]]
    assert names == ["as drawn", "boxed", "rasterized", "centered"]
    assert (decoded(answer["stages"][-1]["image"]) == decoded(answer["image"])).all()


def test_every_layers_activations_follow_from_those_before(
    client: TestClient, drawings: Any, model: Model
) -> None:
    asked = {"activations": "base64"}
    answer = client.post("/api/predict", params=asked, json=drawings["strokes"]).json()
    described = client.get("/api/models/tiny", params={"parameters": "true"}).json()
    parameters = {name: decoded(each) for name, each in described["parameters"].items()}

    inputs = decoded(answer["image"]).reshape(1, -1) / np.float32(255)
    passed = model.network.forward(model.parameters, inputs.reshape(1, *model.network.input_shape))

    assert len(answer["layers"]) == len(model.network.layers)
    for layer, outputs in zip(answer["layers"], passed.outputs, strict=True):
        np.testing.assert_array_equal(decoded(layer["activations"]), outputs[0])
    for name, array in model.parameters.items():
        np.testing.assert_array_equal(parameters[name], array)


def test_raw_ink_stays_where_it_was_drawn(client: TestClient) -> None:
    corner = [[[10, 10], [10, 60]]]
    drawing = {"strokes": corner, "raw": {"side": 280, "pen": 20}}

    asked = {"activations": "base64", "stages": "true"}
    answer = client.post("/api/predict", params=asked, json=drawing).json()
    image = decoded(answer["image"])

    assert image[:8, :3].max() == 255
    assert not image[8:].any()
    assert [stage["name"] for stage in answer["stages"]] == ["as drawn", "as sent"]


def test_raw_ink_beside_the_sheet_is_no_ink(client: TestClient) -> None:
    drawing = {"strokes": [[[900, 900], [950, 950]]], "raw": {"side": 280, "pen": 20}}

    assert client.post("/api/predict", json=drawing).json()["reason"] == "no ink"


def test_models_are_selected_by_name(client: TestClient, drawings: Any) -> None:
    sure = client.post("/api/predict", json=drawings["strokes"]).json()
    cooler = client.post(
        "/api/predict", params={"model": "cooler"}, json=drawings["strokes"]
    ).json()

    assert (sure["model"], cooler["model"]) == ("tiny", "cooler")
    assert cooler["confidence"] < sure["confidence"]


def test_an_unknown_model_is_not_found_and_the_known_ones_are_named(
    client: TestClient, drawings: Any
) -> None:
    refused = client.post("/api/predict", params={"model": "nope"}, json=drawings["strokes"])

    assert refused.status_code == 404
    assert "tiny" in refused.json()["error"]["message"]


def test_a_batch_reads_each_drawing_as_if_alone(client: TestClient, drawings: Any) -> None:
    mixed = [drawings["strokes"], {"strokes": []}, drawings["pixels"]]

    together = client.post("/api/predict/batch", json={"drawings": mixed}).json()["predictions"]
    alone = [client.post("/api/predict", json=each).json() for each in mixed]

    assert [each["label"] for each in together] == [each["label"] for each in alone]
    for one, other in zip(together, alone, strict=True):
        if one["probabilities"] is not None:
            np.testing.assert_allclose(one["probabilities"], other["probabilities"], atol=1e-6)


def test_comparing_asks_every_model(client: TestClient, drawings: Any) -> None:
    answers = client.post("/api/compare", json=drawings["strokes"]).json()["predictions"]

    assert [each["model"] for each in answers] == ["tiny", "cooler"]


def test_comparing_asks_only_the_named_models(client: TestClient, drawings: Any) -> None:
    asked = {"model": ["cooler"]}
    answers = client.post("/api/compare", params=asked, json=drawings["strokes"]).json()[
        "predictions"
    ]

    assert [each["model"] for each in answers] == ["cooler"]


def test_a_random_digit_is_a_picture_with_a_label(client: TestClient) -> None:
    digit = client.get("/api/digits/random").json()

    assert digit["label"] in set("0123456789")
    assert decoded(digit["image"]).shape == (28, 28)


def test_stages_of_drawings_with_many_points_are_left_out(client: TestClient) -> None:
    scribble = [[[x % 7, x % 11] for x in range(6000)]]

    answer = client.post("/api/predict", params={"stages": "true"}, json={"strokes": scribble})

    assert answer.json()["stages"] == []


@pytest.mark.parametrize("number", [784, 3_000_000_000, 10**15, 10**19])
def test_a_number_is_not_an_image(client: TestClient, number: int) -> None:
    assert client.post("/api/predict", json={"pixels": number}).status_code == 422


def test_every_prediction_is_counted(client: TestClient, drawings: Any) -> None:
    before = count_predictions(client)

    client.post("/api/predict", json=drawings["strokes"])
    client.post("/api/compare", json=drawings["strokes"])
    client.post("/api/predict/batch", json={"drawings": [drawings["pixels"]] * 3})

    assert count_predictions(client) == {"tiny": before["tiny"] + 5, "cooler": before["cooler"] + 1}


def count_predictions(client: TestClient) -> Counter[str]:
    """The number of predictions of each model in the metrics."""
    text = client.get("/metrics").text
    found = re.findall(
        r'^glassnet_predictions_total\{model="(\w+)",outcome=".*"\} (\d+)\.0$', text, re.M
    )
    counted = Counter[str]()
    for model, count in found:
        counted[model] += int(count)
    return counted
