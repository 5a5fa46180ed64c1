from __future__ import annotations

import numpy as np
import pytest
from glassnet.nn.kernels import normalization as kernels

pytest.importorskip("numba")


def test_both_forms_agree_forwards_and_backwards() -> None:
    rng = np.random.default_rng(0)
    inputs, d_outputs = rng.normal(3, 5, (2, 4, 6, 3))
    gain, bias = rng.normal(size=(2, 3))
    results = []
    for form in ("plain", "compiled"):
        normal, outputs, d_inputs = np.empty((3, 4, 6, 3))
        deviations, d_gain, d_bias = np.empty(4), np.empty(3), np.empty(3)
        getattr(kernels.normalize, form)(inputs, 1e-5, normal, deviations)
        getattr(kernels.scale_and_shift, form)(normal, gain, bias, outputs)
        getattr(kernels.gain_and_bias_backward, form)(d_outputs, normal, d_gain, d_bias)
        getattr(kernels.normalize_backward, form)(d_outputs, gain, normal, deviations, d_inputs)
        results.append([normal, deviations, outputs, d_inputs, d_gain, d_bias])

    for plain, compiled in zip(*results, strict=True):
        np.testing.assert_allclose(compiled, plain, rtol=1e-10, atol=1e-12)
