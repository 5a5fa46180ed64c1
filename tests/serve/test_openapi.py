"""The published description, and the promise that nothing sent can break the service."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from glassnet.serve.settings import Key

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


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in references(document):
        node: Any = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


def test_every_address_is_described_with_its_refusals(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {
        "/api/predict", "/api/predict/batch", "/api/compare", "/api/models", "/api/models/{name}",
        "/api/digits/random", "/api/health", "/api/ready", "/metrics",
    }  # fmt: skip
    for operations in document["paths"].values():
        for operation in operations.values():
            assert {"400", "401", "403", "413", "415", "422", "503"} <= set(operation["responses"])


def test_every_published_example_runs(client: TestClient, document: dict[str, Any]) -> None:
    ran = 0
    for path, operations in document["paths"].items():
        body = operations.get("post", {}).get("requestBody")
        for example in body["content"]["application/json"]["examples"].values() if body else ():
            assert client.post(path, json=example["value"]).is_success
            ran += 1
    assert ran >= 7


def test_a_key_is_described_where_one_is_asked_for(
    client_with: Callable[..., TestClient], document: dict[str, Any]
) -> None:
    keyed = client_with(key=Key("correct horse battery staple")).get("/openapi.json").json()

    assert "securitySchemes" not in document["components"]
    assert keyed["paths"]["/api/predict"]["post"]["security"] == [{"key": []}, {"bearer": []}]
    assert keyed["paths"]["/api/health"]["get"]["security"] == []


@FIXTURE_IS_FINE
@given(drawing=drawings)
def test_whatever_the_schema_allows_is_read(client: TestClient, drawing: Any) -> None:
    answer = client.post("/api/predict", json=drawing)

    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["reason"] in ("", "no ink", "no digit")
    if body["probabilities"] is not None:
        assert abs(sum(body["probabilities"]) - 1) < 1e-5
        assert all(0 <= share <= 1 for share in body["probabilities"])


@FIXTURE_IS_FINE
@given(body=anything | st.dictionaries(keys, anything, max_size=4))
@pytest.mark.parametrize("path", ["/api/predict", "/api/predict/batch", "/api/compare"])
def test_whatever_else_is_sent_is_refused_politely(
    client: TestClient, path: str, body: Any
) -> None:
    content = json.dumps(body).encode("utf-8", "surrogatepass")

    answer = client.post(path, content=content, headers={"content-type": "application/json"})

    assert answer.status_code in (200, 400, 422), answer.text


@FIXTURE_IS_FINE
@given(content=st.binary(max_size=300), kind=st.sampled_from(KINDS))
def test_bytes_are_refused_politely(client: TestClient, content: bytes, kind: str) -> None:
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
def test_queries_are_refused_politely(client: TestClient, query: dict[str, str]) -> None:
    answer = client.post("/api/predict", params=query, json={"strokes": []})

    assert answer.status_code in (200, 404, 422), answer.text
