"""Networks from elsewhere that are made to harm: refused, before they take memory or read other files."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.data.formats.test_hostile_files import npy

from glassnet.errors import GlassnetError
from glassnet.export import export_model, import_model
from glassnet.models import load_model

onnx = pytest.importorskip("onnx")

LAYERS = """input_shape = [784]
layers = [{ type = "dense", units = 10 }]
"""


def dense(location: str | None = None, **place: str) -> Any:
    """A graph of one dense layer; its weights in the file, or at another place."""
    weights = onnx.numpy_helper.from_array(np.zeros((784, 10), np.float32), "w")
    if location is not None:
        weights.ClearField("raw_data")
        weights.data_location = onnx.TensorProto.EXTERNAL
        for key, value in {"location": location, **place}.items():
            weights.external_data.add(key=key, value=value)
    values = [
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [None, size])
        for name, size in (("x", 784), ("y", 10))
    ]
    node = onnx.helper.make_node("MatMul", ["x", "w"], ["y"])
    return onnx.helper.make_model(
        onnx.helper.make_graph([node], "g", values[:1], values[1:], [weights])
    )


def save(model: Any, folder: Path) -> Path:
    (folder / "inner").mkdir(exist_ok=True)
    (folder / "secret").write_bytes(bytes(31360))
    path = folder / "inner" / "net.onnx"
    path.write_bytes(model.SerializeToString())
    return path


def test_weights_in_a_file_beside_it_are_read(tmp_path: Path) -> None:
    path = save(dense("weights.bin", offset="0", length="31360"), tmp_path)
    (path.parent / "weights.bin").write_bytes(bytes(31360))

    assert import_model(path).class_names[:2] == ("0", "1")


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("../secret", {}),
        ("/etc/passwd", {}),
        ("link", {}),
        ("/dev/zero", {"length": "31360"}),
        ("missing", {}),
        ("", {}),
        ("weights.bin", {"offset": "10", "length": "31360"}),
        ("weights.bin", {"length": "9" * 15}),
        ("weights.bin", {"length": "9" * 5000}),
        ("weights.bin", {"offset": "-1"}),
        ("pipe", {}),
    ],
)
def test_weights_anywhere_else_are_refused(
    location: str, place: dict[str, str], tmp_path: Path
) -> None:
    path = save(dense(location, **place), tmp_path)
    (path.parent / "weights.bin").write_bytes(bytes(31360))
    (path.parent / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(path.parent / "pipe")

    with pytest.raises(GlassnetError):
        import_model(path)


@pytest.mark.parametrize(
    "shape", [[None, 1 << 40], [None, 3, 1 << 20, 1 << 20], [None, 1 << 20, 2, 2]]
)
def test_inputs_of_a_size_that_no_model_has_are_refused(shape: list[Any], tmp_path: Path) -> None:
    value = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, shape)
    out = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [None, None])
    nodes = [onnx.helper.make_node("Flatten", ["x"], ["y"])]
    model = onnx.helper.make_model(onnx.helper.make_graph(nodes, "g", [value], [out]))

    with pytest.raises(GlassnetError):
        import_model(save(model, tmp_path))


def test_a_scale_of_a_million_values_takes_no_matrix(tmp_path: Path) -> None:
    value = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [None, 1 << 20])
    out = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [None, 1 << 20])
    two = onnx.numpy_helper.from_array(np.full(1, 2, np.float32), "two")
    nodes = [
        onnx.helper.make_node("Mul", ["x", "two"], ["a"]),
        onnx.helper.make_node("Relu", ["a"], ["y"]),
    ]
    graph = onnx.helper.make_graph(nodes, "g", [value], [out], [two])

    with pytest.raises(GlassnetError, match="at most"):
        import_model(save(onnx.helper.make_model(graph), tmp_path))


def archive(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        opened.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        archive("0.weight.npy", npy("(1000000000000, 784)")),
        archive("0.weight.npy", b"\x93NUMPY\x01\x00\x10\x00((((((((((((((\n"),
        archive(f"{'w1' * 2000}.npy", npy("(2,)", bytes(2))),
        archive("²".encode().decode() + ".weight.npy", npy("(2,)", bytes(2))),
        b"PK\x03\x04",
        b"",
    ],
    ids=["size", "header", "long-name", "digit", "cut", "empty"],
)
def test_odd_archives_of_arrays_end_in_a_message(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "net.npz").write_bytes(content)
    (tmp_path / "layers.toml").write_text(LAYERS)

    with pytest.raises(GlassnetError):
        import_model(tmp_path / "net.npz", tmp_path / "layers.toml", layout="torch")


@pytest.mark.parametrize(
    "change",
    [
        {"dtype": "U100000000"},
        {"dtype": "O"},
        {"shape": [1 << 40]},
        {"shape": "x"},
        {"values": {"a": 1}},
        {"values": [[[]]]},
    ],
)
def test_odd_arrays_in_json_end_in_a_message(change: dict[str, Any], tmp_path: Path) -> None:
    export_model(load_model("tiny"), "json", tmp_path / "net.json")
    plain = json.loads((tmp_path / "net.json").read_text("utf-8"))
    name = next(iter(plain["parameters"]))
    plain["parameters"][name] |= change
    (tmp_path / "net.json").write_text(json.dumps(plain), "utf-8")

    with pytest.raises(GlassnetError):
        import_model(tmp_path / "net.json")
