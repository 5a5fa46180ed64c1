"""Layer normalization: mean and variance of its outputs, and PyTorch's values and gradients."""

import numpy as np
import pytest

from glassnet.nn import LayerNorm, Network, SettingError

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(7,), (5, 4, 3)])
def test_every_example_has_mean_0_and_variance_1(shape: tuple[int, ...]) -> None:
    inputs = RNG.normal(100, 30, (6, *shape))
    parameters = LayerNorm().initialize(RNG, shape)
    outputs, _ = LayerNorm().forward(parameters, inputs)

    rows = outputs.reshape(6, -1)
    np.testing.assert_allclose(rows.mean(axis=1), 0, atol=1e-9)
    np.testing.assert_allclose(rows.var(axis=1), 1, atol=1e-6)


def test_an_example_does_not_depend_on_the_others_in_its_batch() -> None:
    inputs = RNG.normal(size=(6, 7))
    parameters = LayerNorm().initialize(RNG, (7,))

    alone, _ = LayerNorm().forward(parameters, inputs[2:3])
    together, _ = LayerNorm().forward(parameters, inputs)

    np.testing.assert_allclose(alone[0], together[2], rtol=0, atol=1e-15)


@pytest.mark.parametrize("shape", [(7,), (5, 4, 3)])
def test_values_and_gradients_are_those_of_pytorch(shape: tuple[int, ...]) -> None:
    torch = pytest.importorskip("torch")
    images = RNG.normal(2, 3, (4, *shape))
    network = Network((LayerNorm(),), shape)
    parameters = network.initialize(RNG, np.float64)
    parameters.vector[:] = RNG.normal(size=parameters.vector.size)
    gradients = parameters.like()
    forward = network.forward(parameters, images)
    d_outputs = RNG.normal(size=images.shape)
    d_inputs = forward.backward(d_outputs, gradients)

    inputs = torch.tensor(images, requires_grad=True)
    gain = torch.tensor(parameters["1.gain"], requires_grad=True)
    bias = torch.tensor(parameters["1.bias"], requires_grad=True)
    normalized = torch.nn.functional.layer_norm(inputs, shape, eps=1e-5)
    theirs = gain * normalized + bias
    theirs.backward(torch.tensor(d_outputs))

    for ours, expected in [
        (forward.outputs[-1], theirs.detach()),
        (d_inputs, inputs.grad),
        (gradients["1.gain"], gain.grad),
        (gradients["1.bias"], bias.grad),
    ]:
        np.testing.assert_allclose(ours, expected.numpy(), atol=1e-10)


def test_epsilon_must_keep_the_standard_deviation_above_zero() -> None:
    with pytest.raises(SettingError, match="epsilon above 0"):
        LayerNorm(epsilon=0)
