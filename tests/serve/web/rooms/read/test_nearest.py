"""The page finds the same nearest digits as `glassnet.explain`, on the same network and digits."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.data.simulated import simulate
from glassnet.explain import Neighbors, find_neighbors, hidden_outputs
from glassnet.models import load_model
from glassnet.serve.api.descriptions import describe_model
from glassnet.serve.api.registry import LoadedModel
from glassnet.serve.api.replies import encode_json

SCRIPT = Path(__file__).parent / "nearest_parts.mjs"
COUNT = 8


def expect_same(found: list[dict[str, Any]], expected: Neighbors) -> None:
    assert [each["index"] for each in found] == expected.indices.tolist()
    distances = [each["distance"] for each in found]
    np.testing.assert_allclose(distances, expected.distances, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "head", "digits"),
    [
        ("tiny", {"name": "2", "neurons": 16}, 300),
        ("cnn", {"name": "5", "neurons": 128}, 60),
    ],
)
def test_the_nearest_digits_are_those_of_python(
    name: str, head: dict[str, Any], digits: int, run_node: Callable[[Path, Any], Any]
) -> None:
    model = load_model(name)
    images = simulate(np.random.default_rng(3), digits).images
    loaded = LoadedModel.check(model.name, model)
    asked = [0, 17, 41]
    sent = {
        "description": json.loads(
            encode_json(describe_model(loaded, default=True, parameters=True))
        ),
        "images": base64.b64encode(images.tobytes()).decode(),
        "asked": asked,
        "count": COUNT,
    }

    answer = run_node(SCRIPT, sent)

    hidden = hidden_outputs(model, images)
    assert answer["head"] == head
    assert answer["votes"] == ["All 3 are an 8.", "2 of 3 are a 7.", ""]
    for index, found in zip(asked, answer["found"], strict=True):
        expect_same(found["pixels"], find_neighbors(images, images[index], COUNT))
        expect_same(found["first"], find_neighbors(images[:50], images[index], COUNT))
        expect_same(found["hidden"], find_neighbors(hidden, hidden[index], COUNT))
