"""What clients send by habit is understood: types, fields, data URLs, rows of pixels, slashes."""

import base64
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from glassnet.ink import from_image


def picture(side: int = 80) -> Image.Image:
    gray = np.full((side, side), 255, np.uint8)
    gray[side // 8 : -side // 8, side * 9 // 20 : side * 11 // 20] = 0
    return Image.fromarray(gray)


def encoded(kind: str = "PNG", side: int = 80) -> bytes:
    file = io.BytesIO()
    picture(side).save(file, kind)
    return file.getvalue()


@pytest.fixture
def expected(client: TestClient) -> str:
    answer = client.post("/api/predict", content=encoded(), headers={"content-type": "image/png"})
    return answer.json()["label"]


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("JPEG", "image/jpg"),
        ("JPEG", "image/pjpeg"),
        ("JPEG", "IMAGE/JPG"),
        ("JPEG", "image/jpeg; charset=binary"),
        ("PNG", "image/x-png"),
        ("PNG", "application/octet-stream"),
        ("JPEG", "application/octet-stream"),
        ("GIF", "image/gif"),
        ("BMP", "image/bmp"),
        ("BMP", "image/x-ms-bmp"),
        ("TIFF", "image/tiff"),
        ("TIFF", "image/tif"),
        ("WEBP", "image/webp"),
        ("WEBP", "image/png"),
    ],
)
def test_images_are_read_under_any_of_their_types(
    client: TestClient, expected: str, kind: str, content_type: str
) -> None:
    answer = client.post(
        "/api/predict", content=encoded(kind), headers={"content-type": content_type}
    )

    assert answer.json()["label"] == expected


@pytest.mark.parametrize("field", ["image", "file", "photo", "upload[]", "datei"])
@pytest.mark.parametrize("extra", [{}, {"model": "x"}, {"csrf_token": "abc", "submit": "Send"}])
def test_the_file_of_a_form_is_found_in_any_field(
    client: TestClient, expected: str, field: str, extra: dict[str, str]
) -> None:
    files = {field: ("a.png", encoded(), "application/octet-stream")}

    assert client.post("/api/predict", files=files, data=extra).json()["label"] == expected


def test_of_several_files_that_in_the_field_image_is_read(
    client: TestClient, expected: str
) -> None:
    files = {"other": ("a.txt", b"text"), "image": ("a.png", encoded())}

    assert client.post("/api/predict", files=files).json()["label"] == expected


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"a": ("a.png", encoded()), "b": ("b.png", encoded())}, "2 files"),
        ({f"f{number}": ("a.png", b"x") for number in range(40)}, "more than 16 fields"),
    ],
)
def test_a_form_with_no_single_file_is_refused(
    client: TestClient, files: dict[str, Any], problem: str
) -> None:
    answer = client.post("/api/predict", files=files)

    assert answer.status_code == 400
    assert problem in answer.json()["error"]["message"]


def text_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.mark.parametrize(
    "text",
    [
        "data:image/png;base64," + text_of(encoded()),
        "data:image/jpeg;base64," + text_of(encoded("JPEG")),
        "data:image/jpg;base64," + text_of(encoded("JPEG")),
        "data:image/png;charset=utf-8;base64," + text_of(encoded()),
        "data:;base64," + text_of(encoded()),
        "DATA:IMAGE/PNG;BASE64," + text_of(encoded()),
        text_of(encoded()),
        text_of(encoded()).rstrip("="),
        base64.encodebytes(encoded()).decode(),
        base64.urlsafe_b64encode(encoded()).decode(),
    ],
)
def test_a_file_in_json_is_read(client: TestClient, expected: str, text: str) -> None:
    assert client.post("/api/predict", json={"image": text}).json()["label"] == expected


def test_a_large_file_in_json_is_read(client: TestClient) -> None:
    noise = np.random.default_rng(0).integers(200, 256, (700, 700), np.uint8)
    noise[80:-80, 300:360] = 0
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "PNG")

    assert client.post("/api/predict", json={"image": text_of(file.getvalue())}).is_success


@pytest.mark.parametrize(
    "body",
    [
        {"image": "%%%"},
        {"image": 5},
        {"image": "aGVsbG8="},
        {"image": "", "more": 1},
        {"image": ""},
    ],
)
def test_what_holds_no_image_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post("/api/predict", json=body).status_code == 422


@pytest.mark.parametrize("address", ["/api/compare", "/api/trace"])
def test_other_addresses_take_a_file_in_json_too(client: TestClient, address: str) -> None:
    assert client.post(address, json={"image": text_of(encoded())}).is_success


PIXELS = from_image(picture()).image


@pytest.mark.parametrize("shape", [(784,), (28, 28), (28, 28, 1), (1, 28, 28), (1, 784)])
@pytest.mark.parametrize("scale", [1, 255])
def test_pixels_are_read_in_any_nesting(
    client: TestClient, expected: str, shape: tuple[int, ...], scale: int
) -> None:
    assert PIXELS is not None
    pixels = (PIXELS.astype(float) / (255 / scale)).reshape(shape).tolist()

    answer = client.post("/api/predict", json={"pixels": pixels})

    assert answer.json()["label"] == expected


@pytest.mark.parametrize("pixels", [[[0] * 28] * 27, [[0] * 28] * 27 + [[0] * 27], [[[[0]]]], [[]]])
def test_rows_that_are_no_image_are_refused(client: TestClient, pixels: Any) -> None:
    assert client.post("/api/predict", json={"pixels": pixels}).status_code == 422


@pytest.mark.parametrize("address", ["/api/models/", "/api/health/", "/api/ready/", "/metrics/"])
def test_a_slash_at_the_end_changes_nothing(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == client.get(address.rstrip("/")).status_code == 200


def test_a_posted_body_survives_a_slash_at_the_end(client: TestClient, expected: str) -> None:
    answer = client.post(
        "/api/predict/?stages=true", content=encoded(), headers={"content-type": "image/png"}
    )

    assert answer.json()["label"] == expected


def test_a_photo_of_twelve_megapixels_is_read(client: TestClient, expected: str) -> None:
    content = encoded("JPEG", 3464)

    answer = client.post("/api/predict", content=content, headers={"content-type": "image/jpeg"})

    assert answer.json()["label"] == expected
