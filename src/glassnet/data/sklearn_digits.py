"""The 8x8 digits that come with scikit-learn: 1,797 images of the UCI optical digits test set."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from glassnet.data.errors import DataError
from glassnet.data.labeled_images import DIGIT_NAMES, Dataset, LabeledImages

TRAIN_COUNT: Final = 1437
"""The first four fifths, in file order; the rest is the test split."""


def read_sklearn_digits() -> Dataset:
    """Train and test split with images `(count, 8, 8)`; values 0..16 are rounded to bytes 0..255.

    Raises DataError where scikit-learn is not installed.
    """
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise DataError.at(
            "sklearn-digits",
            "scikit-learn",
            "no such package",
            "Install it: pip install 'glassnet[sklearn]'",
        ) from error
    loaded: Any = load_digits()
    images = np.rint(loaded.images * (255 / 16)).astype(np.uint8)
    labels = loaded.target.astype(np.int64)
    whole = LabeledImages(images, labels, "scikit-learn digits", DIGIT_NAMES)
    return Dataset(
        whole.name,
        train=whole.take(slice(TRAIN_COUNT), f"{whole.name} train"),
        test=whole.take(slice(TRAIN_COUNT, None), f"{whole.name} test"),
    )
