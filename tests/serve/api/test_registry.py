"""Models by name, replaced all at once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx2 as httpx
import numpy as np
import pytest
from starlette.testclient import TestClient

from glassnet.models import Model, save_model
from glassnet.models.calibration import Calibration
from glassnet.nn import GlassnetError, SettingError
from glassnet.serve.api.registry import ModelRegistry, load_models
from glassnet.serve.application import create_app


def test_models_are_named_by_recipe_or_by_option(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save_model(model, path)

    assert list(load_models(["tiny"])) == ["tiny"]
    assert list(load_models([str(path)])) == [model.name]
    assert list(load_models([f"mine={path}", "tiny"])) == ["mine", "tiny"]
    assert list(load_models([str(tmp_path)])) == [model.name]


def test_two_models_need_two_names() -> None:
    with pytest.raises(SettingError, match="NAME=PATH"):
        load_models(["tiny", "tiny"])


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(SettingError, match="Unknown model 'nope'"):
        load_models(["nope"])


def test_a_registry_needs_a_model() -> None:
    with pytest.raises(SettingError, match="at least one model"):
        ModelRegistry({})


def test_a_model_without_finite_outputs_is_refused_and_the_others_stay(model: Model) -> None:
    broken = replace(model, parameters=model.parameters.copy())
    broken.parameters.vector[:] = np.finfo(np.float32).max
    registry = ModelRegistry({"tiny": model})
    before = registry.models

    with np.errstate(all="ignore"), pytest.raises(SettingError, match="finite"):
        registry.replace({"tiny": model, "broken": broken})

    assert registry.models is before


def test_a_replacement_is_seen_whole_or_not_at_all(model: Model) -> None:
    one, other = {"a": model, "b": model}, {"c": model, "d": model}
    registry = ModelRegistry(one)
    seen: set[frozenset[str]] = set()
    done = False

    def watch() -> None:
        while not done:
            seen.add(frozenset(registry.models))

    watcher = Thread(target=watch)
    watcher.start()
    for turn in range(20):
        registry.replace(other if turn % 2 == 0 else one)
    done = True
    watcher.join()

    assert seen <= {frozenset(one), frozenset(other)}


def test_a_description_holds_layers_and_accuracies(client: TestClient, model: Model) -> None:
    described = client.get("/api/models/tiny").json()

    assert described["parameter_count"] == model.parameters.vector.size
    assert [layer["kind"] for layer in described["layers"]][-1] == "dense"
    assert described["layers"][-1]["output_shape"] == [10]
    assert described["metrics"][-1]["accuracy"] == model.metrics[-1].accuracy
    assert described["parameters"] is None if "parameters" in described else True


def test_unchanged_parameters_are_not_sent_again(client: TestClient) -> None:
    asked = {"parameters": "true"}
    tag = client.get("/api/models/tiny", params=asked).headers["etag"]

    again = client.get("/api/models/tiny", params=asked, headers={"if-none-match": tag})

    assert again.status_code == 304


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no SIGHUP")
def test_a_hangup_reloads_the_file_and_a_damaged_one_changes_nothing(
    serving: Callable[..., Any], model: Model, tmp_path: Path
) -> None:
    path = tmp_path / "model.safetensors"
    save_model(model, path)

    def temperature() -> float:
        return httpx.get(f"http://{host}:{port}/api/models/mine").json()["temperature"]

    with serving("--model", f"mine={path}") as (process, (host, port)):
        save_model(replace(model, calibration=Calibration(temperature=2.5)), path)
        os.kill(process.pid, signal.SIGHUP)
        deadline = time.monotonic() + 20
        while temperature() != 2.5 and time.monotonic() < deadline:
            time.sleep(0.1)
        path.write_bytes(b"damaged")
        os.kill(process.pid, signal.SIGHUP)
        time.sleep(0.5)

        assert temperature() == 2.5


def test_models_answer_before_their_kernels_are_compiled(model: Model) -> None:
    registry = ModelRegistry({"tiny": model})
    client = TestClient(create_app(registry), base_url="http://localhost:8000")
    drawing = {"strokes": [[[140, 40], [140, 240]]]}

    before = client.post("/api/predict", json=drawing).json()
    registry.warm_up()
    after = client.post("/api/predict", json=drawing).json()

    assert before["label"] == after["label"] == "1"
    np.testing.assert_allclose(before["probabilities"], after["probabilities"], atol=1e-5)


def test_a_damaged_file_is_refused_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"damaged")

    with pytest.raises(GlassnetError, match="sealed"):
        load_models([str(path)])


def test_of_two_reloads_the_one_that_began_last_stays(model: Model) -> None:
    registry = ModelRegistry({"old": model})
    is_reading = Event()

    def read_slowly() -> dict[str, Model]:
        is_reading.set()
        time.sleep(0.3)
        return {"first": model}

    slow = Thread(target=registry.reload, args=(read_slowly,))
    slow.start()
    is_reading.wait()
    registry.reload(lambda: {"second": model})
    slow.join()

    assert list(registry.models) == ["second"]
