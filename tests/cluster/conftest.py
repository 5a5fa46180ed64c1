"""Small sweeps on the 8x8 digits of scikit-learn, and two real worker processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from glassnet.cluster import Pool, open_pool

SWEEP = """
recipe = "small.toml"
trials = 5
[search]
learning_rate = { low = 0.001, high = 0.1, log = true }
batch_size = [16, 64]
"layers.0.units" = { low = 8, high = 24, step = 8 }
optimizer = ["adam", "momentum"]
"optimizer.momentum" = { low = 0.5, high = 0.9, when = { optimizer = "momentum" } }
"""
SMALL = """
data = "sklearn-digits"
epochs = 3
validation = 300
layers = [{ type = "dense", units = 16, activation = "relu" }, { type = "dense", units = "classes" }]
"""


def write_sweep(folder: Path) -> Path:
    """The file of a small sweep, with its recipe beside it."""
    (folder / "small.toml").write_text(SMALL)
    file = folder / "sweep.toml"
    file.write_text(SWEEP)
    return file


@pytest.fixture
def sweep_file(tmp_path: Path) -> Path:
    return write_sweep(tmp_path)


@pytest.fixture(scope="session")
def two_workers() -> Iterator[Pool]:
    pytest.importorskip("distributed", reason="needs glassnet[cluster]")
    with open_pool(2) as pool:
        yield pool
