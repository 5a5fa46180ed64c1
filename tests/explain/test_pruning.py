"""Pruning keeps the largest weights of the whole network, and nothing else changes."""

import numpy as np
import pytest

from glassnet.errors import SettingError
from glassnet.explain import count_weights, prune
from glassnet.models import Model
from glassnet.nn import Dense, Network


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.5, 1.0])
def test_the_largest_weights_of_all_layers_stay(tiny: Model, kept: float) -> None:
    names = ("1.weights", "2.weights", "3.weights")
    pruned = prune(tiny.network, tiny.parameters, kept)

    before = np.concatenate([tiny.parameters[name].ravel() for name in names])
    after = np.concatenate([pruned[name].ravel() for name in names])
    stays = after != 0
    assert stays.sum() == round(kept * before.size)
    assert np.array_equal(after[stays], before[stays])
    if 0 < kept < 1:
        assert np.abs(before[stays]).min() >= np.abs(before[~stays]).max()
    assert np.array_equal(pruned["2.bias"], tiny.parameters["2.bias"])


def test_of_equal_weights_the_first_stay() -> None:
    network = Network((Dense(2),), (2,))
    parameters = network.empty_parameters()
    parameters["1.weights"][...] = [[1, -1], [1, 2]]

    assert prune(network, parameters, 0.5)["1.weights"].tolist() == [[1, 0], [0, 2]]


def test_counting(tiny: Model) -> None:
    assert count_weights(tiny.network, prune(tiny.network, tiny.parameters, 0.25)) == (3240, 12960)


def test_a_share_above_one_is_refused(tiny: Model) -> None:
    with pytest.raises(SettingError, match="kept from 0 to 1"):
        prune(tiny.network, tiny.parameters, 1.5)
