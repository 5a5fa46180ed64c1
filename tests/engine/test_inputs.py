"""The inputs of a batch, chunk by chunk."""

from typing import Any

import numpy as np
import pytest

from glassnet.engine.inputs import ArrayInputs, ReusedInputs, StoredInputs
from glassnet.engine.rows import Rows
from glassnet.engine.workspace import Workspace

IMAGES = np.random.default_rng(0).integers(0, 256, (9, 3, 4), np.uint8)


def test_arrays_are_read_as_views() -> None:
    array = np.zeros((9, 12))
    chunk = ArrayInputs(array).read(slice(2, 5), Workspace())

    assert chunk.shape == (3, 12)
    assert np.shares_memory(chunk, array)


def test_stored_images_are_scaled_chunk_by_chunk() -> None:
    rows = Rows(IMAGES, np.array([8, 1, 1, 4]))
    chunk = StoredInputs(rows, (3, 4, 1), np.dtype(float)).read(slice(1, 4), Workspace())

    np.testing.assert_array_equal(chunk[..., 0], IMAGES[[1, 1, 4]] / 255)


def test_chunks_of_a_reused_batch_are_made_once() -> None:
    made: list[slice] = []

    def make(chunk: slice) -> Any:
        made.append(chunk)
        return list(range(chunk.start, chunk.stop))

    inputs, workspace = ReusedInputs(make), Workspace()
    first = [inputs.read(slice(*each), workspace) for each in ((0, 5), (5, 9), (0, 5))]

    assert made == [slice(0, 5), slice(5, 9)]
    assert first[0] is first[2]
    assert first[1] == [5, 6, 7, 8]


def test_lists_of_stored_images_are_those_of_the_rows_of_a_chunk() -> None:
    pytest.importorskip("numba", reason="lists are made by compiled code")
    from glassnet.engine.inputs import SparseInputs, UnlistedInputs
    from glassnet.engine.sparse_images import SparseImages
    from glassnet.engine.steps.dense import multiply_sparse
    from glassnet.engine.tuning import DEFAULT_TUNING

    order = np.array([8, 1, 1, 4])
    unlisted = UnlistedInputs(Rows(IMAGES, order), np.dtype(float))
    listed = SparseInputs(SparseImages.to_keep(IMAGES.reshape(9, 12), float)[order])
    identity, found = np.eye(12), np.empty((3, 12))

    for inputs in (unlisted, listed):
        lists = inputs.read(slice(1, 4), Workspace())
        multiply_sparse(lists, identity, found, DEFAULT_TUNING)
        np.testing.assert_allclose(found, IMAGES[[1, 1, 4]].reshape(3, 12) / 255, rtol=1e-15)
