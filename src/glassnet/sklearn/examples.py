"""From what users pass to `fit` to examples: labels, weights, and what is held out."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.utils import column_or_1d, compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight

from glassnet.nn import Array
from glassnet.sklearn.settings import WHERE
from glassnet.sklearn.trainer import Examples


def check_labels(y: Any) -> Array:
    """Labels `(count,)`. Raises ValueError where they are those of a regression."""
    y = column_or_1d(y, warn=True)
    check_classification_targets(y)
    return y


def encode_labels(y: Array, classes: Array) -> Array:
    """The index of each label `(count,)` in sorted `classes` `(classes,)`.

    Raises ValueError for an unknown label.
    """
    unknown = np.setdiff1d(y, classes)
    if len(unknown):
        raise ValueError(f"{WHERE} expects labels among the classes {classes}, got {unknown}.")
    return np.searchsorted(classes, y)


def join_weights(
    X: Any,
    y: Array,
    sample_weight: Any,
    class_weight: Any,
    classes: Array,
    *,
    partial: bool = False,
) -> Array | None:
    """The weight of each example `(count,)`: that of the example times that of its class; None for 1 each."""
    if class_weight == "balanced" and partial:
        raise ValueError(
            f"{WHERE}.partial_fit expects class_weight as a dict, got 'balanced': it takes counts of "
            "all examples. Compute the weights with sklearn.utils.compute_class_weight."
        )
    if sample_weight is None and class_weight is None:
        return None
    weights = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
    if class_weight is not None:
        if isinstance(class_weight, dict):
            class_weight = {name: class_weight.get(name, 1.0) for name in classes.tolist()}
        weights = weights * compute_sample_weight(class_weight, y)
    return weights


def make_examples(X: Any, labels: Array, weights: Array | None) -> tuple[Examples, float]:
    """Examples with weights of mean 1, and the mean of the weights before; labels and weights `(count,)`.

    Examples of weight 0 are left out. Raises ValueError where no weight is above 0.
    """
    if weights is None:
        return Examples(X, labels), 1.0
    kept = np.flatnonzero(weights > 0)
    if not len(kept):
        raise ValueError(f"{WHERE} expects a weight above 0 for at least one example, got none.")
    weights = weights[kept]
    mean = float(weights.mean())
    return Examples(X[kept], labels[kept], weights / mean), mean


def hold_out(
    X: Any, labels: Array, weights: Array | None, share: float | int, seed: int
) -> tuple[tuple[Any, Array, Array | None], Examples]:
    """What is left to train on, and the examples held out: of each class alike, where that can be.

    `X` `(count, features)`, `labels` and `weights` `(count,)`; `share` is a share of all or a number.
    """
    rows, counts = np.arange(len(labels)), np.bincount(labels)
    held_count = share if isinstance(share, int) else share * len(labels)
    can_stratify = counts[counts > 0].min() > 1 and held_count >= np.count_nonzero(counts)
    kept, held = train_test_split(
        rows, test_size=share, random_state=seed, stratify=labels if can_stratify else None
    )
    return (
        (X[kept], labels[kept], None if weights is None else weights[kept]),
        Examples(X[held], labels[held]),
    )
