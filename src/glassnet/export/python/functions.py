"""The functions that an exported Python file is made of: plain NumPy, nothing imported from Glassnet.

An export holds the source of those that its network needs, as it stands here.
"""

# ruff: noqa: D103

from math import erf

import numpy as np


def dense(x, weights, bias):
    """Every output depends on every input: (batch, inputs) to (batch, units)."""
    return x @ weights + bias


def convolve(x, weights, bias, stride, padding):
    """The kernel at every position: (batch, height, width, channels) to (batch, rows, columns, filters).

    `padding` is how many zeros come above, below, left and right of each image.
    """
    top, bottom, left, right = padding
    x = np.pad(x, ((0, 0), (top, bottom), (left, right), (0, 0)))
    height, width = weights.shape[:2]
    patches = np.lib.stride_tricks.sliding_window_view(x, (height, width), axis=(1, 2))
    patches = patches[:, ::stride, ::stride]  # (batch, rows, columns, channels, height, width)
    return np.tensordot(patches, weights, axes=((3, 4, 5), (2, 0, 1))) + bias


def windows(x, size, stride):
    patches = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    return patches[:, ::stride, ::stride]


def max_pool(x, size, stride):
    return windows(x, size, stride).max(axis=(4, 5))


def average_pool(x, size, stride):
    return windows(x, size, stride).mean(axis=(4, 5))


def global_average_pool(x):
    return x.mean(axis=(1, 2))


def flatten(x):
    return x.reshape(len(x), -1)


def layer_norm(x, gain, bias, epsilon):
    """Each example with mean 0 and variance 1, then scaled and shifted channel by channel."""
    axes = tuple(range(1, x.ndim))
    x = x - x.mean(axis=axes, keepdims=True)
    return gain * x / np.sqrt((x * x).mean(axis=axes, keepdims=True) + np.float32(epsilon)) + bias


def relu(x):
    return np.maximum(x, 0)


def leaky_relu(x, slope):
    return np.where(x > 0, x, np.float32(slope) * x)


def elu(x, alpha):
    return np.where(x > 0, x, np.float32(alpha) * np.expm1(np.minimum(x, 0)))


def gelu(x):
    return x * (1 + np.vectorize(erf, [np.float32])(x / np.sqrt(np.float32(2)))) / 2


def silu(x):
    return x * sigmoid(x)


def softplus(x):
    return np.logaddexp(np.float32(0), x)


def sigmoid(x):
    return np.tanh(x / 2) / 2 + np.float32(0.5)


def tanh(x):
    return np.tanh(x)


def softmax(x):
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def center(image):
    """One image, moved so that the center of mass of its ink is in the middle, as MNIST's is."""
    mass = image.astype(np.int64)
    for axis, profile in ((0, mass.sum(axis=1)), (1, mass.sum(axis=0))):
        side, total = len(profile), int(profile.sum())
        if total == 0:
            return image
        moment = int(profile @ np.arange(side))
        wanted = -((2 * moment - (side - 1) * total) // (2 * total))
        inked = np.flatnonzero(profile)
        shift = min(max(wanted, -int(inked[0])), side - 1 - int(inked[-1]))
        image = np.roll(image, shift, axis=axis)
    return image
