"""Several digits on an image file: each one is found, placed and predicted."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient
from tests.models.symbols.numbers_with_symbols import draw_numbers, write_number

from glassnet.models import Model

PNG = {"Content-Type": "image/png"}


def png(image: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def two_ones() -> np.ndarray:
    """Bright paper with two vertical strokes."""
    paper = np.full((160, 240), 240, np.uint8)
    paper[40:120, 60:68] = paper[40:120, 160:168] = 20
    return paper


def find(client: TestClient, image: np.ndarray) -> list[dict[str, Any]]:
    answer = client.post("/api/predict?many=true", content=png(image), headers=PNG)
    assert answer.status_code == 200
    return answer.json()["predictions"]


def test_each_digit_has_a_label_a_place_and_its_image(client: TestClient) -> None:
    left, right = find(client, two_ones())

    assert [left["label"], right["label"]] == ["1", "1"]
    assert left["place"]["row"] == right["place"]["row"] == 1
    assert left["place"]["right"] < 0.5 < right["place"]["left"]
    assert left["image"]["shape"] == [28, 28]


def test_digits_are_predicted_as_the_library_predicts_them(
    client: TestClient, model: Model
) -> None:
    answers = find(client, two_ones())
    readings = model.read_many(two_ones())

    assert [each["confidence"] for each in answers] == [each.confidence for each in readings]


def test_an_empty_page_has_no_digits(client: TestClient) -> None:
    assert find(client, np.full((80, 80), 255, np.uint8)) == []


def test_the_strokes_of_one_digit_are_predicted_as_without_many(
    client: TestClient, drawings: Any
) -> None:
    (found,) = client.post("/api/predict?many=true", json=drawings["strokes"]).json()["predictions"]

    alone = client.post("/api/predict", json=drawings["strokes"]).json()
    assert (found["label"], found["probabilities"]) == (alone["label"], alone["probabilities"])


@pytest.mark.parametrize("content", [b"", b"a three"])
def test_what_is_no_image_is_refused(client: TestClient, content: bytes) -> None:
    answer = client.post("/api/predict?many=true", content=content, headers=PNG)

    assert answer.status_code == 422


def test_symbols_are_read_where_they_are_asked_for(client: TestClient) -> None:
    strokes = [each.tolist() for each in write_number("1.7")]
    file = io.BytesIO()
    draw_numbers("1.7").save(file, "PNG")

    drawn = client.post("/api/predict?many=true&symbols=true", json={"strokes": strokes}).json()
    seen = client.post(
        "/api/predict?many=true&symbols=true", content=file.getvalue(), headers=PNG
    ).json()
    plain = client.post("/api/predict?many=true", json={"strokes": strokes}).json()

    for answer in (drawn, seen):
        assert [each["label"] for each in answer["predictions"]][1] == "."
        assert {len(each["probabilities"]) for each in answer["predictions"]} == {15}
        assert [each["text"][1] for each in answer["numbers"]] == ["."]
    assert len(plain["predictions"]) == 2


def test_symbols_need_many(client: TestClient) -> None:
    answer = client.post("/api/predict?symbols=true", json={"strokes": [[[0, 0], [3, 50]]]})

    assert answer.status_code == 422
    assert "many=true" in answer.json()["error"]["message"]
