"""Several digits are grouped into numbers, which may have a structure; strokes are read as numbers, too."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from glassnet.models import Model
from glassnet.models.structure import Structure

PNG = {"Content-Type": "image/png"}
ONE = [[0, 0], [0, 100]]


def png(image: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def paper(*places: int) -> np.ndarray:
    """Bright paper with vertical strokes at these distances from the left edge."""
    sheet = np.full((160, 640), 240, np.uint8)
    for place in places:
        sheet[40:120, place : place + 8] = 20
    return sheet


def ones(*places: float) -> dict[str, Any]:
    return {"strokes": [[[x + place, y] for x, y in ONE] for place in places]}


def read(client: TestClient, image: np.ndarray, query: str = "") -> dict[str, Any]:
    answer = client.post(f"/api/predict?many=true{query}", content=png(image), headers=PNG)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_picture_has_numbers_with_their_digits_boxes_and_confidence(
    client: TestClient, model: Model
) -> None:
    image = paper(60, 110, 400)

    page = read(client, image)

    expected = model.read_page(image)
    assert page["turn"] == expected.turn == 0
    assert [each["digits"] for each in page["numbers"]] == [[0, 1], [2]]
    for number, own in zip(page["numbers"], expected.numbers, strict=True):
        assert number["text"] == own.text
        assert number["confidence"] == pytest.approx(own.confidence)
        assert (number["line"], number["column"]) == (own.line, own.column)
        assert number["box"] == own.box._asdict()
        assert (number["consistent"], number["odds"]) == (None, None)
    assert [each["label"] for each in page["predictions"]] == [d.label for d in expected.digits]


def test_an_empty_page_has_no_numbers(client: TestClient) -> None:
    page = read(client, np.full((80, 80), 255, np.uint8))

    assert (page["predictions"], page["numbers"]) == ([], [])


@pytest.mark.parametrize(
    ("query", "structure"),
    [
        ("&pattern=%23%23", Structure(pattern="##")), ("&length=2", Structure(length=2)),
        ("&checksum=luhn", Structure(checksum="luhn")),
        ("&pattern=%23-%23&checksum=luhn&length=2", Structure("#-#", None, "luhn", 2)),
    ],
)  # fmt: skip
def test_a_structure_chooses_as_in_the_library(
    client: TestClient, model: Model, query: str, structure: Structure
) -> None:
    image = paper(60, 110)

    (number,) = read(client, image, query)["numbers"]

    (expected,) = model.read_page(image, structure).numbers
    assert number["text"] == expected.text
    assert number["consistent"] == expected.consistent
    assert number["odds"] == pytest.approx(expected.odds)


def test_a_number_that_has_not_the_structure_says_so(client: TestClient) -> None:
    (number,) = read(client, paper(60, 110), "&length=9")["numbers"]

    assert number["consistent"] is False
    assert len(number["text"]) == 2


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("length=2", "need many=true"), ("many=true&length=x", "length must be a whole number"),
        ("many=true&length=0", "length"), ("many=true&length=1000", "length"),
        ("many=true&checksum=crc", "checksum must be luhn"), ("many=true&pattern=", "1 to 200 characters"),
        (f"many=true&pattern={'9' * 201}", "1 to 200 characters"),
    ],
)  # fmt: skip
def test_an_invalid_structure_is_refused(client: TestClient, query: str, message: str) -> None:
    answer = client.post(f"/api/predict?{query}", content=png(paper(60)), headers=PNG)

    assert answer.status_code == 422
    assert message in answer.json()["error"]["message"]


def test_strokes_of_several_digits_are_a_number(client: TestClient, model: Model) -> None:
    drawing = ones(0, 50, 300)

    answer = client.post("/api/predict?many=true", json=drawing)

    page, expected = answer.json(), model.read_stroke_page(drawing["strokes"])
    assert [each["digits"] for each in page["numbers"]] == [[0, 1], [2]]
    assert [each["text"] for each in page["numbers"]] == [each.text for each in expected.numbers]
    assert [each["image"]["shape"] for each in page["predictions"]] == [[28, 28]] * 3
    assert page["predictions"][0]["place"]["left"] == 0
    assert page["predictions"][2]["place"]["right"] == 1


def test_strokes_have_a_structure_too(client: TestClient) -> None:
    answer = client.post("/api/predict?many=true&pattern=%23.%23", json=ones(0, 50))

    (number,) = answer.json()["numbers"]
    assert number["consistent"]
    assert number["text"][1] == "."


def test_no_strokes_are_no_numbers(client: TestClient) -> None:
    assert client.post("/api/predict?many=true", json={"strokes": []}).json()["numbers"] == []


@pytest.mark.parametrize("name", ["pixels", "raw"])
def test_other_drawings_are_refused(client: TestClient, drawings: Any, name: str) -> None:
    answer = client.post("/api/predict?many=true", json=drawings[name])

    assert answer.status_code == 422
    assert "many=true" in answer.json()["error"]["message"]
