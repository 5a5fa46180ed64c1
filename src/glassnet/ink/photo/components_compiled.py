"""Connected parts, compiled: runs, stretches of a row, are joined to those that they touch above."""

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.compiled.options import compiled


@compiled
def label_mask(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int32], int]:
    """As `glassnet.ink.photo.components.label_mask`."""
    height, width = mask.shape
    most = height * (width // 2 + 1)
    # First column, the one after the last, the run that it is joined to.
    runs = np.empty((3, most), np.int32)
    begins, ends, parents = runs[0], runs[1], runs[2]
    first = np.zeros(height + 1, np.int64)  # of the runs of each row
    used = 0
    for i in range(height):
        row, inside = mask[i], False
        for j in range(width):
            if row[j] != inside:
                if inside:
                    ends[used] = j
                    used += 1
                else:
                    begins[used] = j
                inside = not inside
        if inside:
            ends[used] = width
            used += 1
        first[i + 1] = used
        _join_to_row_above(begins, ends, parents, first[max(i - 1, 0)], first[i], used)
    return _number_runs(begins, ends, parents, first, width)


@compiled
def _join_to_row_above(begins, ends, parents, above, here, end):
    candidate = above  # the first run of the row above that may still touch one of this row
    for run in range(here, end):
        while candidate < here and ends[candidate] < begins[run]:
            candidate += 1
        own, other = run, candidate
        while other < here and begins[other] <= ends[run]:
            root = _root(parents, other)
            if own == run or root < own:
                if own != run:
                    parents[own] = root
                own = root
            else:
                parents[root] = own
            other += 1
        parents[run] = own


@compiled
def _number_runs(begins, ends, parents, first, width):
    """Each root has the smallest number of its part, so a run comes after its root."""
    height = len(first) - 1
    labels = np.zeros((height, width), np.int32)
    numbers = np.empty(first[height], np.int32)
    count = 0
    for i in range(height):
        row = labels[i]
        for run in range(first[i], first[i + 1]):
            if parents[run] == run:
                count += 1
                numbers[run] = count
            else:
                numbers[run] = numbers[_root(parents, run)]
            for j in range(begins[run], ends[run]):
                row[j] = numbers[run]
    return labels, count


@compiled
def _root(parents, run):
    while parents[run] != run:
        parents[run] = parents[parents[run]]
        run = parents[run]
    return run


@compiled
def measure_labels(labels: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """As `glassnet.ink.photo.components.measure_labels`."""
    measured = np.zeros((count, 5), np.int64)
    height, width = labels.shape
    measured[:, 1] = measured[:, 2] = max(height, width)
    for i in range(height):
        j = 0
        while j < width:
            label, begin = labels[i, j], j
            while j < width and labels[i, j] == label:
                j += 1
            if label == 0:
                continue
            one = measured[label - 1]
            one[0] += j - begin
            one[1] = min(one[1], i)
            one[2] = min(one[2], begin)
            one[3] = max(one[3], i + 1)
            one[4] = max(one[4], j)
    return measured


@compiled
def cut_out(
    strength: NDArray[np.float32], labels: NDArray[np.int32], are_chosen: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """As `glassnet.ink.photo.components.cut_out`."""
    cut = np.zeros(strength.shape, np.float32)
    for i in range(strength.shape[0]):
        for j in range(strength.shape[1]):
            if are_chosen[labels[i, j]]:
                cut[i, j] = min(strength[i, j], np.float32(1))
    return cut
