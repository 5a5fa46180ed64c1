"""The bytes that the page trains on."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from glassnet.data.published.catalog import MNIST
from glassnet.data.published.files import find, find_content_fault

needs_mnist = pytest.mark.skipif(find(MNIST) is None, reason="MNIST is not on this machine")


@needs_mnist
def test_mnist_is_sent_as_published_and_only_once(client: TestClient) -> None:
    for file, (split, part) in zip(
        MNIST.files,
        [("train", "images"), ("train", "labels"), ("test", "images"), ("test", "labels")],
        strict=True,
    ):
        answer = client.get(f"/api/data/mnist/{split}/{part}")

        content = answer.content
        plain = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        assert find_content_fault(file, plain) is None
        assert answer.headers["content-type"] == "application/octet-stream"
        assert int(answer.headers["content-length"]) == len(content)
        known = {"if-none-match": answer.headers["etag"]}
        assert client.get(f"/api/data/mnist/{split}/{part}", headers=known).status_code == 304


@pytest.mark.parametrize("place", ["validation/images", "test/strokes", "..%2f/images"])
def test_other_files_are_not_sent(client: TestClient, place: str) -> None:
    assert client.get(f"/api/data/mnist/{place}").status_code == 404


def test_without_mnist_the_answer_says_how_to_get_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GLASSNET_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    answer = client.get("/api/data/mnist/train/images")

    assert answer.status_code == 404
    assert "glassnet data fetch" in answer.json()["error"]["message"]


def test_simulated_digits_are_the_same_each_time(client: TestClient) -> None:
    first = client.get("/api/data/simulated")

    assert first.content.startswith(b"GLASSET1")
    assert len(first.content) < 1_300_000
    assert client.get("/api/data/simulated").content == first.content
