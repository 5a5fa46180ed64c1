"""A workspace hands out the same array each time for the same name, shape and dtype."""

import numpy as np
import pytest

from glassnet.engine.workspace import Workspace, empty


def test_a_name_and_a_shape_have_the_same_array_each_time() -> None:
    workspace = Workspace()

    assert workspace.empty("sums", (2, 3), np.float32) is workspace.empty(
        "sums", (2, 3), np.float32
    )


def test_another_name_shape_or_dtype_has_another_array() -> None:
    workspace = Workspace()
    arrays = [
        workspace.empty("a", (2,), np.float32),
        workspace.empty("b", (2,), np.float32),
        workspace.empty("a", (3,), np.float32),
        workspace.empty("a", (2,), np.float64),
    ]

    assert len({id(each) for each in arrays}) == 4
    assert not any(np.shares_memory(arrays[0], each) for each in arrays[1:])


def test_an_array_has_the_shape_and_dtype_asked_for() -> None:
    array = Workspace().empty("sums", (2, 3), np.float32)

    assert (array.shape, array.dtype) == ((2, 3), np.float32)


def test_parts_have_workspaces_of_their_own() -> None:
    workspace = Workspace()
    first, second = workspace.within("0"), workspace.within("1")

    assert first.empty("sums", (2,), float) is not second.empty("sums", (2,), float)
    assert workspace.within("0") is first


@pytest.mark.parametrize("order", ["C", "F"])
def test_an_array_like_another_has_its_memory_order(order) -> None:
    like = np.zeros((3, 4), np.float32, order)
    array = Workspace().empty_like("d_sums", like)

    assert (array.shape, array.dtype, array.strides) == (like.shape, like.dtype, like.strides)


@pytest.mark.parametrize("shape", [(1,), (3, 5), (7, 2, 3)])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
def test_arrays_begin_at_a_cache_line(shape: tuple[int, ...], dtype: type) -> None:
    array = empty(shape, dtype)

    assert array.ctypes.data % 64 == 0
    assert (array.shape, array.dtype) == (shape, dtype)
