"""A training set of any number of simulated digits, as `.npy` files that need not fit into memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from glassnet.data.simulated.simulate import simulate

DISTINCT = 20_000  # larger sets repeat them: time and memory do not depend on what is drawn


def write_examples(folder: Path, size: int) -> None:
    """Write `x_train.npy`, (size, 28, 28) bytes, and `y_train.npy`."""
    drawn = simulate(np.random.default_rng(0), min(size, DISTINCT))
    header = {"descr": "|u1", "fortran_order": False, "shape": (size, *drawn.images.shape[1:])}
    # Not a memory map: its pages would count as memory of this process.
    with (folder / "x_train.npy").open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        for first in range(0, size, DISTINCT):
            file.write(drawn.images[: size - first].tobytes())
    np.save(folder / "y_train.npy", np.resize(drawn.labels, size))
