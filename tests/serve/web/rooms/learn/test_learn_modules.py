"""The room's pure modules, in Node; and what passes between the page and Python."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.data.simulated import simulate
from glassnet.models import load_model
from glassnet.serve.packed_digits import pack_digits

RunTests = Callable[..., str]
HERE = Path(__file__).parent


@pytest.mark.parametrize("script", sorted(path.name for path in HERE.glob("*.test.mjs")))
def test_module(script: str, run_node_script: RunTests) -> None:
    run_node_script(script)


TABLES: list[dict[str, Any]] = [
    {
        "name": "mine",
        "layers": [
            {"type": "dense", "units": 16, "activation": {"type": "leaky_relu", "slope": 0.01}},
            "flatten",
            {"type": "dense", "units": "classes"},
        ],
        "description": 'with "quotes", \\ and café',
        "learning_rate": 1e-07,
        "epochs": 10,
        "rejects": True,
        "input_shape": [784],
        "gradient_rules": [],
        "augmentation": {},
        "schedule": {
            "type": "linear_warm_up",
            "steps": 400,
            "then": {"type": "cosine", "rate": 2.5},
        },
    },
    {
        "name": "mine",
        "layers": [{"type": "dense", "units": "classes"}],
        "gradient_rules": [{"type": "l1_penalty", "rate": 1e-05}],
        "schedule": {
            "type": "piecewise",
            "start": {"type": "constant", "rate": 0.003},
            "updates": [500, 1200],
            "rates": [0.01, 0.0003],
        },
    },
]


@pytest.mark.parametrize("table", TABLES)
def test_python_reads_the_toml_that_the_page_writes(
    table: dict[str, Any], run_node_script: RunTests
) -> None:
    written = run_node_script("write-toml.mjs", json.dumps(table))

    assert tomllib.loads(written) == table


def test_a_model_trained_in_the_page_answers_alike_in_python(
    run_node_script: RunTests, tmp_path: Path
) -> None:
    digits = simulate(np.random.default_rng(4), 900)
    packed, model, answers = (tmp_path / name for name in ("packed", "model", "answers"))
    packed.write_bytes(pack_digits(digits, "test", bits=8))

    run_node_script("train-model.mjs", str(packed), str(model), str(answers))

    loaded = load_model(model)
    probabilities = np.frombuffer(answers.read_bytes(), np.float64).reshape(len(digits), 10)
    found = loaded.predict_proba(digits.images)
    np.testing.assert_allclose(found, probabilities, atol=1e-5)
    assert (found.argmax(axis=1) == digits.labels).mean() > 0.5


@pytest.mark.parametrize("name", ["standard", "tiny", "markmusic27", "wang", "zhang", "chang"])
def test_presets_are_the_recipes_of_that_name(name: str, run_node_script: RunTests) -> None:
    catalog = pytest.importorskip("glassnet.tutorials.catalog")
    from glassnet.recipes import recipe_to_plain

    plain = recipe_to_plain(catalog.find_recipe(name))
    preset = json.loads(run_node_script("print-presets.mjs"))[name]

    texts = {"description", "augmentation"}  # the page cannot train with augmentation
    assert {key: preset[key] for key in preset if key not in texts} == {
        key: plain[key] for key in plain if key not in texts
    }
