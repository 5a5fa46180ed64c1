"""Pooling: worked by hand, against PyTorch, and its settings."""

import numpy as np
import pytest

from glassnet.errors import SettingError
from glassnet.nn import AveragePool2D, GlobalAveragePool, MaxPool2D, ShapeError
from glassnet.nn.layers import Layer

IMAGE = np.array([[1.0, 2, 5], [4, 3, 0], [9, 9, 9]]).reshape(1, 3, 3, 1)


def run_both_passes(layer: Layer, images: np.ndarray, d_outputs: np.ndarray | None = None):
    outputs, backward = layer.forward({}, images)
    d_outputs = np.ones_like(outputs) if d_outputs is None else d_outputs
    return outputs, backward(d_outputs, {})


def test_max_pooling_keeps_the_largest_and_leaves_out_what_no_window_reaches() -> None:
    outputs, d_inputs = run_both_passes(MaxPool2D(2), IMAGE)

    assert outputs.ravel().tolist() == [4]
    assert d_inputs[0, :, :, 0].tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 0]]


def test_the_first_of_equal_pixels_wins() -> None:
    _, d_inputs = run_both_passes(MaxPool2D(2), np.zeros((1, 2, 2, 1)))

    assert d_inputs.ravel().tolist() == [1, 0, 0, 0]


def test_a_pixel_that_wins_twice_receives_both_errors() -> None:
    outputs, d_inputs = run_both_passes(MaxPool2D(2, 1), IMAGE)

    assert outputs[0, :, :, 0].tolist() == [[4, 5], [9, 9]]
    assert d_inputs[0, :, :, 0].tolist() == [[0, 0, 1], [1, 0, 0], [1, 1, 0]]


def test_a_nan_is_not_pooled_away() -> None:
    images = IMAGE.copy()
    images[0, 0, 1] = np.nan

    assert np.isnan(run_both_passes(MaxPool2D(2), images)[0]).all()


def test_average_pooling_shares_the_error_equally() -> None:
    outputs, d_inputs = run_both_passes(AveragePool2D(2), IMAGE)

    assert outputs.ravel().tolist() == [2.5]
    assert d_inputs[0, :, :, 0].tolist() == [[0.25, 0.25, 0], [0.25, 0.25, 0], [0, 0, 0]]


def test_the_global_average_is_one_number_for_each_channel() -> None:
    images = np.arange(24.0).reshape(2, 2, 3, 2)
    outputs, d_inputs = run_both_passes(GlobalAveragePool(), images)

    assert outputs.tolist() == [[5, 6], [17, 18]]
    assert np.unique(d_inputs).tolist() == [1 / 6]


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 2), (3, 1), (2, 3)])
@pytest.mark.parametrize(("layer", "theirs"), [(MaxPool2D, "max"), (AveragePool2D, "avg")])
def test_values_and_gradients_are_those_of_pytorch(
    layer: type, theirs: str, size: int, stride: int
) -> None:
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    images = rng.normal(size=(3, 9, 8, 2)).round(1)
    inputs = torch.tensor(images.transpose(0, 3, 1, 2), requires_grad=True)
    pooled = getattr(torch.nn.functional, f"{theirs}_pool2d")(inputs, size, stride)
    d_outputs = rng.normal(size=pooled.shape)
    pooled.backward(torch.tensor(d_outputs))

    outputs, d_inputs = run_both_passes(
        layer(size, stride), images, d_outputs.transpose(0, 2, 3, 1)
    )

    np.testing.assert_allclose(outputs, pooled.detach().numpy().transpose(0, 2, 3, 1), atol=1e-10)
    np.testing.assert_allclose(d_inputs, inputs.grad.numpy().transpose(0, 2, 3, 1), atol=1e-10)


def test_a_window_larger_than_the_image_is_refused() -> None:
    with pytest.raises(ShapeError, match=r"MaxPool2D\(4\) expects images of at least 4x4, got 3x9"):
        MaxPool2D(4).output_shape((3, 9, 1))


def test_a_window_of_size_zero_is_refused() -> None:
    with pytest.raises(SettingError, match="AveragePool2D expects size above 0"):
        AveragePool2D(0)


@pytest.mark.parametrize("stride", [1.5, -1])
def test_strides_are_whole_pixels_forward(stride: float) -> None:
    with pytest.raises(SettingError, match=r"MaxPool2D expects .*stride"):
        MaxPool2D(2, stride)  # type: ignore[arg-type] # wrong on purpose
