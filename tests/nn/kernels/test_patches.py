from __future__ import annotations

import numpy as np
import pytest

from glassnet.nn.kernels.patches import gather_columns, gather_patches, scatter_patches

GEOMETRIES = [(1, 0, 0, 4, 5), (1, 1, 2, 6, 7), (2, 1, 0, 3, 3), (3, 0, 1, 2, 3)]


def shapes(out_height: int, out_width: int, channels: int = 2) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(3, 6, 7, channels)), rng.normal(
        size=(3, out_height, out_width, 3, 3, channels)
    )


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(("stride", "top", "left", "out_height", "out_width"), GEOMETRIES)
def test_both_forms_gather_the_same(
    stride: int, top: int, left: int, out_height: int, out_width: int, channels: int
) -> None:
    pytest.importorskip("numba")
    images, patches = shapes(out_height, out_width, channels)
    others = patches.copy()

    gather_patches.plain(images, stride, top, left, patches)
    gather_patches.compiled(images, stride, top, left, others)

    assert (patches == others).all()


@pytest.mark.parametrize(("stride", "top", "left", "out_height", "out_width"), GEOMETRIES)
def test_both_forms_scatter_the_same(
    stride: int, top: int, left: int, out_height: int, out_width: int
) -> None:
    pytest.importorskip("numba")
    images, patches = shapes(out_height, out_width)
    others = images.copy()

    scatter_patches.plain(patches, stride, top, left, images)
    scatter_patches.compiled(patches, stride, top, left, others)

    np.testing.assert_allclose(images, others, atol=1e-12)


@pytest.mark.parametrize(("stride", "top", "left", "out_height", "out_width"), GEOMETRIES)
def test_scattering_is_the_transpose_of_gathering(
    stride: int, top: int, left: int, out_height: int, out_width: int
) -> None:
    images, patches = shapes(out_height, out_width)
    gathered, scattered = np.empty_like(patches), np.empty_like(images)

    gather_patches(images, stride, top, left, gathered)
    scatter_patches(patches, stride, top, left, scattered)

    assert (gathered * patches).sum() == pytest.approx((images * scattered).sum())


@pytest.mark.parametrize(("stride", "top", "left", "out_height", "out_width"), GEOMETRIES)
def test_both_forms_gather_the_same_columns(
    stride: int, top: int, left: int, out_height: int, out_width: int
) -> None:
    pytest.importorskip("numba")
    images, _ = shapes(out_height, out_width)
    columns = np.empty((2, 3, 3, 2, 3, out_height, out_width))

    gather_columns.plain(images, stride, top, left, columns[0])
    gather_columns.compiled(images, stride, top, left, columns[1])

    assert (columns[0] == columns[1]).all()


def test_columns_are_the_same_patches_with_places_innermost() -> None:
    images, patches = shapes(4, 5, 1)
    columns = np.empty((3, 3, 1, 3, 4, 5))

    gather_patches(images, 1, 0, 0, patches)
    gather_columns(images, 1, 0, 0, columns)

    assert (patches.reshape(-1, 9) == columns.reshape(9, -1).T).all()
