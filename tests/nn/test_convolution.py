"""Convolution: written out by hand, against PyTorch, and its shapes and settings."""

import numpy as np
import pytest

from glassnet.nn import (
    Activate,
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    Network,
    Parameters,
    ReLU,
    SettingError,
    ShapeError,
    SoftmaxCrossEntropy,
    from_plain,
    to_plain,
)

LAYERS = [
    Conv2D(3, 3),
    Conv2D(3, (2, 5), stride=2),
    Conv2D(4, 3, padding="same"),
    Conv2D(4, 4, padding="same"),
    Conv2D(2, 5, stride=3, padding=2, activation=ReLU()),
    Conv2D(5, 1),
    Conv2D(3, 2, padding=4),
    Conv2D(3, (3, 1), stride=3, padding="same"),
]


def run_both_passes(layer: Conv2D, images: np.ndarray):
    """Outputs, d_inputs and gradients of the sum of outputs times fixed random numbers."""
    rng = np.random.default_rng(4)
    network = Network((layer,), images.shape[1:])
    parameters = network.initialize(rng, images.dtype)
    parameters["1.bias"][:] = rng.normal(size=layer.filters)
    gradients = parameters.like()
    forward = network.forward(parameters, images)
    d_outputs = rng.normal(size=forward.outputs[-1].shape).astype(images.dtype)
    d_inputs = forward.backward(d_outputs, gradients)
    return parameters, forward.outputs[-1], d_outputs, d_inputs, gradients


def images_of(channels: int, batch: int = 3) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(batch, 9, 8, channels))


def test_a_convolution_written_out_by_hand() -> None:
    images = np.arange(9.0).reshape(1, 3, 3, 1)
    weights = np.array([[1.0, 0], [0, -2]]).reshape(2, 2, 1, 1)

    layer = Conv2D(1, 2)
    outputs, _ = layer.forward({"weights": weights, "bias": np.array([10.0])}, images)

    assert outputs[0, :, :, 0].tolist() == [[0 - 8 + 10, 1 - 10 + 10], [3 - 14 + 10, 4 - 16 + 10]]


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_values_and_gradients_are_those_of_pytorch(layer: Conv2D, channels: int) -> None:
    torch = pytest.importorskip("torch")
    images = images_of(channels)
    parameters, outputs, d_outputs, d_inputs, gradients = run_both_passes(layer, images)
    (_, top), (_, left) = layer.positions(*images.shape[1:3])
    after = 9

    inputs = torch.tensor(images.transpose(0, 3, 1, 2), requires_grad=True)
    weights = torch.tensor(parameters["1.weights"].transpose(3, 2, 0, 1), requires_grad=True)
    bias = torch.tensor(parameters["1.bias"], requires_grad=True)
    padded = torch.nn.functional.pad(inputs, (left, after, top, after))
    theirs = torch.nn.functional.conv2d(padded, weights, bias, layer.stride)
    theirs = theirs[:, :, : outputs.shape[1], : outputs.shape[2]]
    theirs = theirs.relu() if layer.activation == ReLU() else theirs
    theirs.backward(torch.tensor(d_outputs.transpose(0, 3, 1, 2)))

    def agree(ours: np.ndarray, expected: np.ndarray) -> None:
        np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-10)

    agree(outputs, theirs.detach().numpy().transpose(0, 2, 3, 1))
    agree(d_inputs, inputs.grad.numpy().transpose(0, 2, 3, 1))
    agree(gradients["1.weights"], weights.grad.numpy().transpose(2, 3, 1, 0))
    agree(gradients["1.bias"], bias.grad.numpy())


def test_padding_same_keeps_the_size_of_the_image() -> None:
    assert Conv2D(7, 5, padding="same").output_shape((28, 27, 1)) == (28, 27, 7)
    assert Conv2D(7, 4, stride=2, padding="same").output_shape((28, 27, 1)) == (14, 14, 7)


def test_a_batch_of_many_images_is_as_many_batches_of_one() -> None:
    images = np.random.default_rng(0).normal(size=(40, 20, 20, 2))
    _, outputs, _, _, gradients = run_both_passes(Conv2D(3, 5), images)
    single = [run_both_passes(Conv2D(3, 5), image[np.newaxis])[1][0] for image in images]

    np.testing.assert_allclose(outputs, single, atol=1e-12)
    assert np.isfinite(gradients.vector).all()


def test_images_may_have_any_memory_order() -> None:
    images = images_of(2)
    strided = np.ascontiguousarray(images.transpose(3, 2, 1, 0)).transpose(3, 2, 1, 0)

    strided_pass, contiguous_pass = (
        run_both_passes(Conv2D(3, 3), each) for each in (strided, images)
    )

    np.testing.assert_allclose(strided_pass[1], contiguous_pass[1], rtol=0, atol=1e-12)
    np.testing.assert_allclose(strided_pass[3], contiguous_pass[3], rtol=0, atol=1e-12)


def test_a_small_network_of_convolutions_learns_where_a_dot_is() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 4, 64)
    images = np.zeros((64, 8, 8, 1))
    images[np.arange(64), 2 + 4 * (labels // 2), 2 + 4 * (labels % 2)] = 1
    layers = (Conv2D(4, 3), MaxPool2D(2), Activate(ReLU()), Flatten(), Dense(4))
    network = Network(layers, (8, 8, 1))
    parameters: Parameters = network.initialize(rng, np.float64)
    gradients = parameters.like()
    loss, values = SoftmaxCrossEntropy(), []
    for _ in range(60):
        forward = network.forward(parameters, images)
        value, d_outputs = loss(forward.outputs[-1], labels)
        forward.backward(d_outputs, gradients)
        parameters.vector -= 1.0 * gradients.vector
        values.append(value)

    assert values[-1] < 0.05 * values[0]


def test_it_is_a_part_like_any_other_layer() -> None:
    plain = {"type": "conv2d", "filters": 8, "kernel_size": [3, 5], "padding": "same"}
    layer = from_plain("layer", plain, "layers")

    assert layer == Conv2D(8, (3, 5), padding="same")
    assert from_plain("layer", to_plain(layer), "layers") == layer


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"filters": 0}, "filters above 0"),
        ({"kernel_size": 0}, "kernel_size"),
        ({"kernel_size": (3, 3, 3)}, "kernel_size"),
        ({"kernel_size": "3"}, "kernel_size"),
        ({"padding": "full"}, '"same"'),
        ({"padding": -1}, "padding"),
        ({"padding": 0.5}, "padding"),
        ({"stride": 0}, "stride above 0"),
    ],
)
def test_invalid_settings_are_refused(settings: dict, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        Conv2D(**{"filters": 4, **settings})


def test_inputs_that_are_not_images_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"input_shape of \(height, width, channels\)"):
        Network((Conv2D(4),), (784,))


def test_a_kernel_larger_than_the_image_is_refused() -> None:
    with pytest.raises(ShapeError, match="5x5 kernel expects images at least that large, got 4x9"):
        Network((Conv2D(4, 5),), (4, 9, 1))
