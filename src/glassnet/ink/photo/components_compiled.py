"""Connected parts, compiled: two passes over the pixels (Rosenfeld and Pfaltz 1966)."""

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.compiled.options import compiled


@compiled
def label_mask(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int32], int]:
    """As `glassnet.ink.photo.components.label_mask`."""
    height, width = mask.shape
    labels = np.zeros((height, width), np.int32)
    parents = np.zeros((height + 1) * (width // 2 + 1) + 1, np.int32)
    used = 0
    for i in range(height):
        for j in range(width):
            if not mask[i, j]:
                continue
            own = 0
            # Left, and the three above: all neighbors that have a label already.
            if j > 0 and mask[i, j - 1]:
                own = _root(parents, labels[i, j - 1])
            if i > 0:
                for k in range(max(j - 1, 0), min(j + 2, width)):
                    if mask[i - 1, k]:
                        other = _root(parents, labels[i - 1, k])
                        if own == 0 or other == own:
                            own = other
                        elif other < own:
                            parents[own] = other
                            own = other
                        else:
                            parents[other] = own
            if own == 0:
                used += 1
                parents[used] = used
                own = used
            labels[i, j] = own
    numbers = np.zeros(used + 1, np.int32)
    count = 0
    for label in range(1, used + 1):
        if parents[label] == label:
            count += 1
            numbers[label] = count
        else:
            numbers[label] = numbers[_root(parents, label)]
    for i in range(height):
        for j in range(width):
            labels[i, j] = numbers[labels[i, j]]
    return labels, count


@compiled
def _root(parents, label):
    while parents[label] != label:
        parents[label] = parents[parents[label]]
        label = parents[label]
    return label


@compiled
def measure_labels(labels: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """As `glassnet.ink.photo.components.measure_labels`."""
    measured = np.zeros((count, 5), np.int64)
    height, width = labels.shape
    measured[:, 1] = measured[:, 2] = max(height, width)
    for i in range(height):
        for j in range(width):
            part = labels[i, j] - 1
            if part < 0:
                continue
            one = measured[part]
            one[0] += 1
            one[1] = min(one[1], i)
            one[2] = min(one[2], j)
            one[3] = max(one[3], i + 1)
            one[4] = max(one[4], j + 1)
    return measured
