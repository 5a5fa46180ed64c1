"""The code of the tutorials that Glassnet reproduces: NumPy, float64, examples in columns.

As they print it, without their deviations (bias gradients summed over everything, one maximum for a whole
softmax, updates before the gradient is passed on), so that all sides learn the same.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.examples import Task
from benchmarks.sides import Outcome
from glassnet.nn import Parameters

Array = NDArray[Any]
SINGLE_STEPS = 5000


def softmax(z: Array) -> Array:
    exp_z = np.exp(z - z.max(axis=0))
    return exp_z / exp_z.sum(axis=0)


def one_hot(y: Array) -> Array:
    targets = np.zeros((y.size, 10))
    targets[np.arange(y.size), y] = 1
    return targets.T


def zhang(task: Task) -> tuple[float, list[Array]]:
    """784-10-10, ReLU: `gradient_descent` of the tutorial."""
    w1, b1, w2, b2 = _columns(task.first_weights())
    x, y = task.images.astype(np.float64).T.copy(), task.labels
    m, alpha = y.size, 0.1
    began = perf_counter()
    for _ in range(task.recipe.epochs):
        z1 = w1.dot(x) + b1
        a1 = np.maximum(z1, 0)
        z2 = w2.dot(a1) + b2
        a2 = softmax(z2)
        dz2 = a2 - one_hot(y)
        dw2 = 1 / m * dz2.dot(a1.T)
        db2 = 1 / m * np.sum(dz2, axis=1, keepdims=True)
        dz1 = w2.T.dot(dz2) * (z1 > 0)
        dw1 = 1 / m * dz1.dot(x.T)
        db1 = 1 / m * np.sum(dz1, axis=1, keepdims=True)
        w1 = w1 - alpha * dw1
        b1 = b1 - alpha * db1
        w2 = w2 - alpha * dw2
        b2 = b2 - alpha * db2
    return perf_counter() - began, [w1, b1, w2, b2]


def tanh(x: Array) -> Array:
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


def wang(task: Task) -> tuple[float, list[Array]]:
    """784-16-16-10, tanh: `model` of the tutorial, without what it prints."""
    w1, b1, w2, b2, w3, b3 = _columns(task.first_weights())
    x, y = task.images.astype(np.float64).T.copy(), one_hot(task.labels)
    m, learning_rate = x.shape[1], 0.5
    began = perf_counter()
    for _ in range(task.recipe.epochs):
        a1 = tanh(np.dot(w1, x) + b1)
        a2 = tanh(np.dot(w2, a1) + b2)
        a3 = softmax(np.dot(w3, a2) + b3)
        dz3 = a3 - y
        dw3 = 1 / m * np.dot(dz3, a2.T)
        db3 = 1 / m * np.sum(dz3, axis=1, keepdims=True)
        dz2 = np.dot(w3.T, dz3) * (1 - np.power(a2, 2))
        dw2 = 1 / m * np.dot(dz2, a1.T)
        db2 = 1 / m * np.sum(dz2, axis=1, keepdims=True)
        dz1 = np.dot(w2.T, dz2) * (1 - np.power(a1, 2))
        dw1 = 1 / m * np.dot(dz1, x.T)
        db1 = 1 / m * np.sum(dz1, axis=1, keepdims=True)
        w1 = w1 - dw1 * learning_rate
        b1 = b1 - db1 * learning_rate
        w2 = w2 - dw2 * learning_rate
        b2 = b2 - db2 * learning_rate
        w3 = w3 - dw3 * learning_rate
        b3 = b3 - db3 * learning_rate
    return perf_counter() - began, [w1, b1, w2, b2, w3, b3]


class Layer:
    """A layer of `markmusic27`, which updates its weights in its backward pass."""

    def __init__(self, weights: Array, bias: Array) -> None:
        self.weights, self.bias = weights, bias

    def forward(self, x: Array) -> Array:
        """The activations."""
        self.x = x
        self.z = np.dot(self.weights, x) + self.bias
        self.a = 1 / (1 + np.exp(-self.z))
        return self.a

    def backward(self, da: Array, learning_rate: float) -> Array:
        """The gradient for the layer before; updates this one."""
        dz = da * (self.a * (1 - self.a))
        dw = np.outer(dz, self.x)
        dx = np.matmul(self.weights.T, dz)
        self.weights -= learning_rate * dw
        self.bias -= learning_rate * dz
        return dx


def markmusic27(task: Task, steps: int) -> tuple[float, list[Array]]:
    """784-16-16-10, sigmoids, one example at a time; seconds of an epoch, and weights after `steps`."""
    arrays = _columns(task.first_weights())
    layers = [Layer(*arrays[i : i + 2]) for i in (0, 2, 4)]
    images = task.images.astype(np.float64)[..., np.newaxis]
    targets = np.eye(10)[..., np.newaxis]
    began = perf_counter()
    for image, label in zip(images[:steps], task.labels[:steps], strict=True):
        a = image
        for layer in layers:
            a = layer.forward(a)
        error = a - targets[label]
        for layer in reversed(layers):
            error = layer.backward(error, 0.1)
    seconds = (perf_counter() - began) * len(task.labels) / steps
    return seconds, [array for layer in layers for array in (layer.weights, layer.bias)]


def run(slug: str, variant: str, quick: bool) -> Outcome:
    """Run a workload."""
    task = Task(slug, quick)
    if slug == "mlp-16-16-online":
        steps = SINGLE_STEPS if quick else len(task.labels)
        seconds, arrays = markmusic27(task, steps)
        learned = {} if quick else task.learned(_rows(task, arrays))
        return Outcome({"": seconds}, learned, estimated=quick)
    seconds, arrays = (zhang if slug == "dense-10-full-batch" else wang)(task)
    return Outcome({"": seconds * task.scale}, task.learned(_rows(task, arrays)))


def _columns(weights: Parameters) -> list[Array]:
    """Our weights as the tutorials hold them: (outputs, inputs), biases as columns."""
    return [
        (array.T.copy() if array.ndim == 2 else array[:, np.newaxis]).astype(np.float64)
        for array in weights.values()
    ]


def _rows(task: Task, arrays: list[Array]) -> Parameters:
    parameters = task.first_weights()
    for view, array in zip(parameters.values(), arrays, strict=True):
        view[...] = array.T if view.ndim == 2 else array[:, 0]
    return parameters
