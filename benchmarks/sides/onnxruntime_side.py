"""ONNX Runtime: one thread for one image, all of them for many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import onnxruntime
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from benchmarks.examples import Task
from benchmarks.product import count_cpus
from benchmarks.sides import Outcome, merge_outcomes
from benchmarks.timing import best_of, each_of
from benchmarks.workloads import MANY_IMAGES_NETWORKS, ONE_IMAGE_NETWORKS
from glassnet.nn import Activate, Activation, Conv2D, Dense, Flatten, MaxPool2D, ReLU, Sigmoid

# Newer ones are refused by the runtime.
OPSET, IR_VERSION = 17, 8
ACTIVATIONS: dict[Activation, str] = {ReLU(): "Relu", Sigmoid(): "Sigmoid"}


def one_image(quick: bool) -> Outcome:
    """`predict-one`: an array in, a label out."""
    return merge_outcomes({name: _time_one_image(Task(name), quick) for name in ONE_IMAGE_NETWORKS})


def _time_one_image(task: Task, quick: bool) -> tuple[float, float]:
    session = _session(task, threads=1)
    images = task.images[:500].reshape(-1, 1, *_onnx_shape(task))

    def predict(image: np.ndarray) -> int:
        return int(_outputs(session, image).argmax())

    seconds = each_of(predict, images, 4 if quick else 40)
    return seconds, float(sum(predict(image) * (i + 1) for i, image in enumerate(images)))


def many_images(quick: bool) -> Outcome:
    """`predict-many`: all at once or by the thousand, whichever is faster."""
    return merge_outcomes(
        {name: _time_many_images(Task(name), quick) for name in MANY_IMAGES_NETWORKS}
    )


def _time_many_images(task: Task, quick: bool) -> tuple[float, float]:
    session = _session(task, threads=count_cpus())
    images = task.dataset.split("test").images.reshape(10_000, *_onnx_shape(task))

    def predict(rows: int) -> np.ndarray:
        parts = (
            np.divide(images[i : i + rows], 255, dtype=np.float32) for i in range(0, 10_000, rows)
        )
        return np.concatenate([_outputs(session, part).argmax(axis=1) for part in parts])

    times = 3 if quick else 10
    seconds = min(best_of(partial(predict, rows), times) for rows in (10_000, 1000, 250))
    return seconds, float((predict(1000) * np.arange(1, 10_001)).sum())


RUNS: dict[str, Callable[[bool], Outcome]] = {"predict-one": one_image, "predict-many": many_images}


def run(slug: str, variant: str, quick: bool) -> Outcome:
    """Run a workload."""
    return RUNS[slug](quick)


def _outputs(session: onnxruntime.InferenceSession, inputs: np.ndarray) -> np.ndarray:
    return np.asarray(session.run(None, {"inputs": inputs})[0])


def _onnx_shape(task: Task) -> tuple[int, ...]:
    shape = task.recipe.network.input_shape
    return shape if len(shape) == 1 else (shape[2], *shape[:2])


def _session(task: Task, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    content = _model(task).SerializeToString()
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def _model(task: Task) -> ModelProto:
    weights = task.first_weights()
    tensors = []
    for name, array in weights.items():
        reordered = array.transpose(3, 2, 0, 1) if array.ndim == 4 else array
        tensors.append(numpy_helper.from_array(np.ascontiguousarray(reordered), name))
    nodes = list(_nodes(task))
    nodes[-1].output[0] = "outputs"
    inputs = helper.make_tensor_value_info("inputs", TensorProto.FLOAT, ["n", *_onnx_shape(task)])
    outputs = helper.make_tensor_value_info("outputs", TensorProto.FLOAT, ["n", 10])
    graph = helper.make_graph(nodes, "network", [inputs], [outputs], tensors)
    opsets = [helper.make_opsetid("", OPSET)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)


def _nodes(task: Task) -> Iterator[NodeProto]:
    last = "inputs"
    for index, (layer, name) in enumerate(
        zip(task.network.layers, task.network.layer_names, strict=True)
    ):
        for step, (operator, extra, settings) in enumerate(_operations(layer, name)):
            output = f"{index}.{step}"
            yield helper.make_node(operator, [last, *extra], [output], **settings)
            last = output


def _operations(layer: object, name: str) -> Iterator[tuple[str, list[str], dict]]:
    weights = [f"{name}.weights", f"{name}.bias"]
    match layer:
        case Dense():
            yield "Gemm", weights, {}
        case Conv2D():
            yield "Conv", weights, {}
        case MaxPool2D():
            yield "MaxPool", [], {"kernel_shape": [layer.size] * 2, "strides": [layer.step] * 2}
        case Flatten():
            # Height first, channels last, as the weights after it expect.
            yield "Transpose", [], {"perm": [0, 2, 3, 1]}
            yield "Flatten", [], {}
    if isinstance(layer, Dense | Conv2D | Activate) and layer.activation in ACTIVATIONS:
        yield ACTIVATIONS[layer.activation], [], {}
