"""What tests of several commands share."""

from pathlib import Path

import numpy as np
import pytest

from glassnet.data.formats.idx import write_idx
from glassnet.data.labeled_images import Dataset


@pytest.fixture
def idx_folder(small_dataset: Dataset, tmp_path: Path) -> Path:
    """The small set as a folder of IDX files with a train and a test split."""
    folder = tmp_path / "small"
    folder.mkdir()
    for prefix, split in (("train", "train"), ("t10k", "test")):
        digits = small_dataset.split(split)
        write_idx(folder / f"{prefix}-images-idx3-ubyte", digits.images)
        write_idx(folder / f"{prefix}-labels-idx1-ubyte", digits.labels.astype(np.uint8))
    return folder


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """However the tests are run, what commands print has the same width."""
    monkeypatch.setenv("COLUMNS", "120")
