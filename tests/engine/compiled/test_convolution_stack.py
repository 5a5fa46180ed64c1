from __future__ import annotations

import numpy as np
import pytest
from glassnet.nn.kernels.convolution_stack import features_of_one

# Kernel, filters, stride; zeros above and to the left, size with all zeros; window; activation, slope.
LAYERS = [(3, 2, 5, 1, 1, 0, 10, 7, 2, 2, 0, 0.1), (2, 2, 17, 1, 0, 0, 4, 3, 1, 1, 2, 0)]


@pytest.mark.parametrize(("dtype", "close"), [(np.float32, 2e-5), (np.float64, 1e-12)])
def test_both_forms_make_the_same_features(dtype: type, close: float) -> None:
    pytest.importorskip("numba")
    rng = np.random.default_rng(0)
    # Behind the numbers of these layers come those of others.
    vector = rng.normal(size=3 * 2 * 2 * 5 + 5 + 2 * 2 * 5 * 17 + 17 + 40).astype(dtype)
    image = rng.normal(size=(8, 7, 2)).astype(dtype)

    plain, compiled = (
        form(vector, np.array(LAYERS, np.float64), image)
        for form in (features_of_one.plain, features_of_one.compiled)
    )

    assert plain.shape == compiled.shape == (3 * 2 * 17,)
    np.testing.assert_allclose(compiled, plain, rtol=0, atol=close)
    assert compiled.dtype == dtype
