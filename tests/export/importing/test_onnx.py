"""ONNX graphs from PyTorch, and as Keras writes them, answer alike here; what does not fit is named."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.errors import SettingError
from glassnet.export import export_model, import_model
from glassnet.models import load_model
from glassnet.nn import Conv2D, Dense, SigmoidCrossEntropy

onnx = pytest.importorskip("onnx")
torch = pytest.importorskip("torch")
nn = torch.nn

NETWORKS = {
    "dense": (
        lambda: nn.Sequential(
            nn.Flatten(), nn.Linear(784, 12), nn.ReLU(), nn.Dropout(), nn.Linear(12, 10), nn.LogSoftmax(1)
        ),
        (1, 28, 28),
    ),
    "everything": (
        lambda: nn.Sequential(
            nn.Conv2d(3, 8, 5, padding=2), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 4, 3, stride=2, padding=1), nn.GELU(), nn.AvgPool2d(2), nn.BatchNorm2d(4),
            nn.Flatten(), nn.BatchNorm1d(16), nn.Linear(16, 9), nn.SiLU(), nn.LayerNorm(9), nn.Linear(9, 5),
        ),
        (3, 16, 18),
    ),
    "means": (
        lambda: nn.Sequential(
            nn.Conv2d(1, 6, 3), nn.ELU(), nn.Conv2d(6, 7, 3), nn.LeakyReLU(0.2), nn.AdaptiveAvgPool2d(1),
            nn.Flatten(), nn.Linear(7, 4), nn.Sigmoid(),
        ),
        (1, 9, 9),
    ),
}  # fmt: skip


def export_from_pytorch(network: Any, shape: tuple[int, ...], path: Path) -> None:
    for each in network.modules():
        if isinstance(each, nn.BatchNorm1d | nn.BatchNorm2d):
            each.running_mean.normal_()
            each.running_var.uniform_(0.5, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(), torch.zeros(1, *shape), str(path), dynamo=False, do_constant_folding=False,
            training=torch.onnx.TrainingMode.PRESERVE, opset_version=17,
        )  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_of_pytorch_answer_alike(name: str, tmp_path: Path) -> None:
    make, shape = NETWORKS[name]
    torch.manual_seed(3)
    network = make()
    export_from_pytorch(network, shape, tmp_path / f"{name}.onnx")
    images = np.random.default_rng(4).integers(0, 256, (6, *shape)).astype(np.uint8)
    with torch.no_grad():
        expected = network(torch.tensor(images / 255, dtype=torch.float32)).numpy()

    model = import_model(tmp_path / f"{name}.onnx")

    found = model.score(images.transpose(0, 2, 3, 1)).probabilities
    if name == "everything":
        found = model.outputs(images.transpose(0, 2, 3, 1))
    np.testing.assert_allclose(found, np.exp(expected) if name == "dense" else expected, atol=1e-5)
    assert isinstance(model.recipe.loss, SigmoidCrossEntropy) == (name == "means")


@pytest.mark.parametrize("name", ["tiny", "cnn"])
def test_our_own_network_in_onnx_comes_back(name: str, tmp_path: Path) -> None:
    model = load_model(name)
    export_model(model, "onnx", tmp_path / "network.onnx", processing=False)

    again = import_model(tmp_path / "network.onnx")

    images = np.random.default_rng(1).integers(0, 256, (4, 28, 28)).astype(np.uint8)
    np.testing.assert_allclose(again.outputs(images), model.outputs(images), atol=1e-5)
    assert (again.class_names, again.rejects) == (model.class_names, model.rejects)


def make_graph(path: Path, shape: list[Any], nodes: list[Any], **constants: np.ndarray) -> Path:
    """A graph from `x` to `y`; each node is (kind, inputs, output, attributes)."""
    helper, kinds = onnx.helper, onnx.TensorProto
    graph = helper.make_graph(
        [
            helper.make_node(kind, inputs.split(), [output], **attributes)
            for kind, inputs, output, attributes in nodes
        ],
        "made",
        [helper.make_tensor_value_info("x", kinds.FLOAT, shape)],
        [helper.make_tensor_value_info("y", kinds.FLOAT, ["n", "m"])],
        [onnx.numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), str(path))
    return path


def draw(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float32)


def test_a_graph_as_keras_writes_it_answers_alike(tmp_path: Path) -> None:
    ort = pytest.importorskip("onnxruntime")
    path = make_graph(
        tmp_path / "keras.onnx",
        ["n", 9, 9, 1],
        [
            ("Mul", "x byte", "shares", {}),
            ("Transpose", "shares", "first", {"perm": [0, 3, 1, 2]}),
            ("Conv", "first k b", "c", {"auto_pad": "SAME_UPPER", "strides": [2, 2], "kernel_shape": [3, 2]}),
            ("Relu", "c", "r", {}),
            ("MaxPool", "r", "p", {"kernel_shape": [2, 2], "strides": [2, 2]}),
            ("Transpose", "p", "last", {"perm": [0, 2, 3, 1]}),
            ("Reshape", "last flat", "f", {}),
            ("MatMul", "f w", "m", {}),
            ("Add", "m v", "a", {}),
            ("Softmax", "a", "y", {"axis": -1}),
        ],
        byte=np.array(1 / 255, np.float32), k=draw(4, 1, 3, 2), b=draw(4), flat=np.array([-1, 16]),
        w=draw(16, 3), v=draw(3),
    )  # fmt: skip
    images = np.random.default_rng(5).integers(0, 256, (5, 9, 9, 1)).astype(np.uint8)
    (expected,) = ort.InferenceSession(str(path)).run(None, {"x": images.astype(np.float32)})

    model = import_model(path, class_names=["a", "b", "c"])

    np.testing.assert_allclose(model.score(images).probabilities, expected, atol=1e-5)
    assert [type(layer) for layer in model.network.layers if isinstance(layer, Conv2D | Dense)] == [
        Conv2D,
        Dense,
    ]


def test_a_normalization_of_rows_becomes_part_of_the_dense_layer(tmp_path: Path) -> None:
    ort = pytest.importorskip("onnxruntime")
    nodes = [
        ("Sub", "x mean", "s", {}),
        ("Div", "s std", "d", {}),
        ("Gemm", "d w v", "r", {}),
        ("Relu", "r", "h", {}),
        ("Mul", "h std", "m", {}),
        ("Gemm", "m u", "y", {}),
    ]
    constants = {"mean": np.array(0.13, np.float32), "std": np.array([0.31], np.float32)}
    constants |= {"w": draw(12, 4), "v": draw(4), "u": draw(4, 3)}
    path = make_graph(tmp_path / "rows.onnx", ["n", 12], nodes, **constants)
    images = np.random.default_rng(5).integers(0, 256, (5, 12)).astype(np.uint8)
    (expected,) = ort.InferenceSession(str(path)).run(
        None, {"x": (images / 255).astype(np.float32)}
    )

    model = import_model(path)

    np.testing.assert_allclose(model.outputs(images), expected, atol=1e-4)
    assert [layer.unit_count for layer in model.network.layers if isinstance(layer, Dense)] == [
        4,
        3,
    ]
    assert len(model.network.layers) == 2


GEMM = ("Gemm", "f w", "y", {})
REFUSED: dict[str, tuple[list[Any], dict[str, np.ndarray], str]] = {
    "groups": (
        [("Conv", "x k", "y", {"group": 2})],
        {"k": draw(4, 1, 3, 3)},
        "Conv .* got 2 groups",
    ),
    "gaps": (
        [("Conv", "x k", "y", {"dilations": [2, 2]})],
        {"k": draw(4, 2, 3, 3)},
        "without gaps",
    ),
    "padding": (
        [("Conv", "x k", "y", {"pads": [1, 0, 0, 0]})],
        {"k": draw(4, 2, 3, 3)},
        r"pads \[1, 0, 0, 0\]",
    ),
    "layer": ([("HardSwish", "x", "y", {})], {}, "HardSwish"),
    "branch": (
        [("Relu", "x", "r", {}), ("Add", "x r", "y", {})],
        {},
        "values that go to several nodes",
    ),
    "limit": (
        [("Clip", "x low high", "y", {})],
        {"low": np.array(0, np.float32), "high": np.array(6, np.float32)},
        "got limits 0.0 and 6.0",
    ),
    "rows": ([("Flatten", "x", "f", {}), GEMM], {"w": draw(5, 3)}, r"rows of 5 values"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_model_cannot_express_is_named(case: str, tmp_path: Path) -> None:
    nodes, constants, words = REFUSED[case]
    path = make_graph(tmp_path / "other.onnx", ["n", 2, 6, 6], nodes, **constants)

    with pytest.raises(SettingError, match=words):
        import_model(path)


def test_an_input_of_unknown_size_is_refused(tmp_path: Path) -> None:
    path = make_graph(tmp_path / "free.onnx", ["n", 1, "h", "w"], [("Relu", "x", "y", {})])

    with pytest.raises(SettingError, match="fixed height, width"):
        import_model(path)
