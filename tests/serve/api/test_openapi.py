"""The OpenAPI document, and that no request can break the service."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from glassnet.serve.http.settings import Key

FIXTURE_IS_FINE = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
KINDS = ["application/json", "image/png", "image/webp", "multipart/form-data; boundary=x"]
coordinates = st.floats(-1e6, 1e6) | st.integers(-1_000_000, 1_000_000)
strokes = st.lists(st.lists(st.tuples(coordinates, coordinates).map(list), max_size=12), max_size=5)
sizes = st.floats(1e-3, 1e6)  # as narrow as a sheet may be, and as wide
drawings = st.one_of(
    st.fixed_dictionaries({"strokes": strokes}),
    st.fixed_dictionaries(
        {"strokes": strokes, "raw": st.fixed_dictionaries({"side": sizes, "pen": sizes})}
    ),
    st.fixed_dictionaries(
        {"pixels": st.lists(st.integers(0, 255), min_size=784, max_size=784)},
        optional={"scale": st.just(255)},
    ),
    st.fixed_dictionaries(
        {"pixels": st.lists(st.floats(0, 1), min_size=784, max_size=784), "scale": st.just(1)}
    ),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=30,
)
keys = st.sampled_from(["strokes", "pixels", "scale", "raw", "side", "pen", "drawings", "x"])


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    return client.get("/openapi.json").json()


def references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*map(references, node.values()))
    return set().union(*map(references, node)) if isinstance(node, list) else set()


def test_every_reference_resolves(document: dict[str, Any]) -> None:
    for reference in references(document):
        node: Any = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


def test_every_route_is_described_with_its_errors(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {
        "/api/predict", "/api/predict/batch", "/api/compare", "/api/trace",
        "/api/worksheet",
        "/api/models", "/api/models/{name}",
        "/api/digits/random", "/api/data/mnist/{split}/{part}", "/api/data/simulated",
        "/api/health", "/api/ready", "/metrics",
        "/api/runs", "/api/runs/{name}", "/api/runs/{name}/events", "/api/runs/{name}/commands",
        "/api/runs/{name}/snapshots", "/api/runs/{name}/snapshots/{step}",
    }  # fmt: skip
    for operations in document["paths"].values():
        for operation in operations.values():
            assert {"400", "401", "403", "413", "415", "422", "503"} <= set(operation["responses"])


def test_every_example_runs(client: TestClient, document: dict[str, Any]) -> None:
    ran = 0
    for path, operations in document["paths"].items():
        if path.startswith("/api/runs"):  # these start processes: see tests/serve/runs
            continue
        body = operations.get("post", {}).get("requestBody")
        for example in body["content"]["application/json"]["examples"].values() if body else ():
            assert client.post(path, json=example["value"]).is_success
            ran += 1
    assert ran >= 7


def test_the_docs_page_lists_every_route(client: TestClient, document: dict[str, Any]) -> None:
    page = client.get("/docs")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert all(f"<code>{method.upper()} {path}</code>" in page.text
               for path, operations in document["paths"].items() for method in operations)  # fmt: skip
    assert "<script" not in page.text


def test_a_key_is_described_where_one_is_needed(
    client_with: Callable[..., TestClient], document: dict[str, Any]
) -> None:
    keyed = client_with(key=Key("correct horse battery staple")).get("/openapi.json").json()

    assert "securitySchemes" not in document["components"]
    assert keyed["paths"]["/api/predict"]["post"]["security"] == [{"key": []}, {"bearer": []}]
    assert keyed["paths"]["/api/health"]["get"]["security"] == []


@FIXTURE_IS_FINE
@given(drawing=drawings)
def test_every_drawing_that_the_schema_allows_is_accepted(client: TestClient, drawing: Any) -> None:
    answer = client.post("/api/predict", json=drawing)

    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["reason"] in ("", "no ink", "no digit")
    if body["probabilities"] is not None:
        assert abs(sum(body["probabilities"]) - 1) < 1e-5
        assert all(0 <= share <= 1 for share in body["probabilities"])


@FIXTURE_IS_FINE
@given(body=anything | st.dictionaries(keys, anything, max_size=4))
@pytest.mark.parametrize(
    "path", ["/api/predict", "/api/predict/batch", "/api/compare", "/api/trace"]
)
def test_other_json_is_refused_with_a_client_error(
    client: TestClient, path: str, body: Any
) -> None:
    content = json.dumps(body).encode("utf-8", "surrogatepass")

    answer = client.post(path, content=content, headers={"content-type": "application/json"})

    assert answer.status_code in (200, 400, 422), answer.text


@FIXTURE_IS_FINE
@given(content=st.binary(max_size=300), kind=st.sampled_from(KINDS))
def test_random_bytes_are_refused_with_a_client_error(
    client: TestClient, content: bytes, kind: str
) -> None:
    answer = client.post("/api/predict", content=content, headers={"content-type": kind})

    assert answer.status_code in (400, 422), answer.text
    message = answer.json()["error"]["message"]
    assert not any(
        word in message for word in ("Traceback", ".py", "glassnet.", "/usr", "pydantic")
    )


@FIXTURE_IS_FINE
@given(
    query=st.dictionaries(
        st.sampled_from(["model", "stages", "activations", "x"]), st.text(max_size=12)
    )
)
def test_random_queries_are_refused_with_a_client_error(
    client: TestClient, query: dict[str, str]
) -> None:
    answer = client.post("/api/predict", params=query, json={"strokes": []})

    assert answer.status_code in (200, 404, 422), answer.text


def test_a_stream_is_described_by_its_events(client: TestClient) -> None:
    operation = client.get("/openapi.json").json()["paths"]["/api/runs/{name}/events"]["get"]
    schema = operation["responses"]["200"]["content"]["text/event-stream"]["schema"]

    assert set(schema["properties"]) == {"id", "event", "data"}
