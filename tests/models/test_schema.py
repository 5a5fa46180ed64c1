"""Whatever a header holds, it is refused when the file is read, or it can be shown and served."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.models import DamagedFile, load_model, read_model, save_model
from glassnet.models.made_by import leave_out_folders
from glassnet.models.run_folder import RECIPE, RunError, read_run_recipe
from glassnet.models.sealed import read_sealed, seal, write_sealed


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


FAULTS = {
    "notes of 500 levels": {"notes": {"a": nested(500)}},
    "notes that are no text": {"notes": {"\ud800": "x"}},
    "half a character in a name": {"class_names": ["\ud800", *"123456789"]},
    "a name twice": {"class_names": list("0012345678")},
    "a name that is a number": {"class_names": [*range(10)]},
    "a name without end": {"class_names": ["x" * 100_000, *"123456789"]},
    "a threshold that is text": {"calibration": {"temperature": 1.0, "threshold": "1"}},
    "a temperature of zero": {"calibration": {"temperature": 0.0, "threshold": None}},
    "a temperature that is true": {"calibration": {"temperature": True, "threshold": None}},
    "one entry too many": {"calibration": {"temperature": 1.0, "threshold": None, "x": 1}},
    "an accuracy above 1": {"metrics": [{"set": "s", "digest": "d", "accuracy": 2.0}]},
    "a metric of other types": {"metrics": [{"set": 1, "digest": "d", "accuracy": 0.5}]},
    "a command of two lines": {"made_by": "glassnet train\nrm"},
    "a command with controls": {"made_by": "glassnet \x1b[2J"},
    "a number of 5,000 digits": {"notes": {"a": 10**4000}},
    "other entries": {"more": nested(100)},
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    save_model(load_model("tiny"), tmp_path / "model.safetensors")
    return tmp_path / "model.safetensors"


@pytest.mark.parametrize("name", FAULTS)
def test_a_sealed_file_with_such_a_header_is_refused(name: str, path: Path) -> None:
    arrays, header = read_sealed(path)
    write_sealed(path, arrays, {**header, **FAULTS[name]})

    with pytest.raises(DamagedFile):
        read_model(path)


@pytest.mark.parametrize("number", ["1e999", "-1e400", "NaN", "Infinity"])
def test_a_number_that_is_not_finite_is_refused(number: str, path: Path) -> None:
    arrays, header = read_sealed(path)
    header["calibration"] = {"temperature": 1.0, "threshold": 4711.25}
    content = seal(arrays, header).replace(b"4711.25", number.ljust(7).encode())
    # Sealed again, with the number inside.
    zeros = re.sub(rb'(sha256\\": \\")[0-9a-f]{64}', rb"\g<1>" + b"0" * 64, content, count=1)
    import hashlib

    path.write_bytes(zeros.replace(b"0" * 64, hashlib.sha256(zeros).hexdigest().encode(), 1))

    with pytest.raises(DamagedFile):
        read_model(path)


def with_layers(path: Path, layers: list[Any], input_shape: list[int]) -> Callable[[], object]:
    _, header = read_sealed(path)
    header["recipe"] = {**header["recipe"], "layers": layers, "input_shape": input_shape}
    write_sealed(path, {"0.weights": np.zeros((1, 1), np.float32)}, header)
    return lambda: read_model(path)


@pytest.mark.parametrize(
    ("layers", "input_shape"),
    [
        ([{"type": "activate", "activation": "relu"}] * 900, [1024, 1024, 1]),
        ([{"type": "conv2d", "filters": 256, "kernel_size": 63, "padding": "same"}], [64, 64, 1]),
        (
            [{"type": "conv2d", "filters": 16, "kernel_size": 3, "padding": "same"}] * 200,
            [250, 250, 1],
        ),
        ([{"type": "average_pool2d", "size": 500, "stride": 1}], [1000, 1000, 1]),
    ],
    ids=["many layers", "large filters", "many convolutions", "large windows"],
)
def test_a_network_that_costs_too_much_for_one_image_is_refused(
    layers: list[Any], input_shape: list[int], path: Path
) -> None:
    read = with_layers(path, [*layers, "flatten", {"type": "dense", "units": 10}], input_shape)

    with pytest.raises(DamagedFile, match="at most"):
        read()


DESCRIPTIONS = {
    "brackets": "[" * 200_000,
    "a list": "[]",
    "no command": json.dumps({"recipe": {"name": "x", "layers": []}}),
    "a command that is a number": json.dumps({"recipe": {"name": "x"}, "made_by": 1}),
    "a command with controls": json.dumps({"recipe": {"name": "x"}, "made_by": "\x1b[2J"}),
    "a recipe of numbers": json.dumps({"recipe": {"name": 1, "layers": 2}, "made_by": ""}),
    "nothing": "",
}


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_an_odd_description_of_a_run_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / RECIPE).write_text(DESCRIPTIONS[name], encoding="utf-8")

    with pytest.raises(RunError):
        read_run_recipe(tmp_path)


def test_no_folder_is_left_in_the_command_of_a_model() -> None:
    command = "glassnet train /home/ann/secret/mine.toml --data '../some where/images' --epochs 3"

    assert leave_out_folders(command) == "glassnet train mine.toml --data images --epochs 3"
    assert leave_out_folders("glassnet train tiny --seed 1") == "glassnet train tiny --seed 1"
