"""The bytes that the page trains on: MNIST's files where they are on this machine, and simulated digits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from glassnet.data.published.catalog import MNIST
from glassnet.data.published.files import find, verify
from glassnet.data.simulated import simulate
from glassnet.serve.http.errors import ApiError
from glassnet.serve.packed_digits import pack_digits

# In the order of MNIST.files.
MNIST_PARTS: Final = (
    ("train", "images"),
    ("train", "labels"),
    ("test", "images"),
    ("test", "labels"),
)
SIMULATED_COUNT: Final = 12_000
SIMULATED_SEED: Final = 18
SIMULATED_LICENSE: Final = "Made by Glassnet: free to use for anything."


@dataclass(frozen=True)
class DataFile:
    """The content of one file, and a tag that changes with it."""

    content: bytes
    tag: str


def _create_file(content: bytes) -> DataFile:
    return DataFile(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


class TrainingData:
    """Files for the page, each read or made once. Nothing is downloaded for them."""

    def read_mnist(self, split: str, part: str) -> DataFile:
        """One IDX file as it is on the disk, mostly gzip. Raises `ApiError` 404 without it."""
        if (split, part) not in MNIST_PARTS:
            raise ApiError(
                404, "There are /api/data/mnist/{train,test}/{images,labels}, and no others."
            )
        if not self._mnist:
            raise ApiError(
                404, "MNIST is not on this machine. Fetch it with: glassnet data fetch mnist"
            )
        return self._mnist[split, part]

    def make_simulated(self) -> DataFile:
        """Simulated digits as packed digits, the same each time."""
        return self._simulated

    @cached_property
    def _mnist(self) -> dict[tuple[str, str], DataFile]:
        folder = find(MNIST)
        verdicts = [] if folder is None else verify(MNIST, folder)
        paths = [each.path for each in verdicts if each.path is not None and each.fault is None]
        if len(paths) < len(MNIST_PARTS):
            return {}
        files = [_create_file(path.read_bytes()) for path in paths]
        return dict(zip(MNIST_PARTS, files, strict=True))

    @cached_property
    def _simulated(self) -> DataFile:
        digits = simulate(np.random.default_rng(SIMULATED_SEED), SIMULATED_COUNT)
        return _create_file(pack_digits(digits, SIMULATED_LICENSE))
