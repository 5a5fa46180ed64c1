"""A temperature makes confidence equal to accuracy, and a threshold rejects a given share."""

import numpy as np
import pytest

from glassnet.models.calibration import fit_temperature, fit_threshold
from glassnet.nn import softmax
from glassnet.training.metrics import calibration_error


@pytest.fixture(scope="module")
def honest() -> tuple[np.ndarray, np.ndarray]:
    """Logits, and labels drawn with the very probabilities that they stand for."""
    rng = np.random.default_rng(7)
    logits = rng.normal(0, 2, (20_000, 10))
    return logits, (logits + rng.gumbel(size=logits.shape)).argmax(axis=1)


@pytest.mark.parametrize("factor", [0.25, 1.0, 3.0])
def test_logits_that_were_scaled_are_scaled_back(
    factor: float, honest: tuple[np.ndarray, np.ndarray]
) -> None:
    logits, labels = honest

    assert fit_temperature(logits * factor, labels) == pytest.approx(factor, rel=0.03)


def test_calibrated_confidence_is_right_as_often_as_it_says(
    honest: tuple[np.ndarray, np.ndarray],
) -> None:
    logits, labels = honest
    overconfident = logits * 3

    temperature = fit_temperature(overconfident, labels)

    assert calibration_error(softmax(overconfident), labels) > 0.1
    assert calibration_error(softmax(overconfident / temperature), labels) < 0.02


def test_no_other_temperature_has_less_cross_entropy(
    honest: tuple[np.ndarray, np.ndarray],
) -> None:
    logits, labels = honest

    def cross_entropy(temperature: float) -> float:
        return -float(np.log(softmax(logits / temperature))[np.arange(len(labels)), labels].mean())

    best = fit_temperature(logits, labels)

    assert all(cross_entropy(best) <= cross_entropy(best * each) for each in (0.5, 0.9, 1.1, 2))


@pytest.mark.parametrize(("sign", "bound"), [(1, 0.05), (-1, 20.0)])
def test_the_search_stays_within_its_bounds(sign: int, bound: float) -> None:
    labels = np.arange(10)
    logits = sign * 0.001 * np.eye(10)

    assert fit_temperature(logits, labels) == pytest.approx(bound, rel=1e-3)


def test_large_logits_overflow_nothing() -> None:
    logits = np.array([[1e4, -1e4], [-1e4, 1e4], [1e4, -1e4]], np.float32)

    assert np.isfinite(fit_temperature(logits, np.array([0, 1, 1])))


@pytest.mark.parametrize("share", [0.0, 0.004, 0.005, 0.3])
def test_at_most_the_stated_share_falls_short_and_no_higher_threshold_would_do(
    share: float,
) -> None:
    evidence = np.random.default_rng(1).normal(0, 4, 1000)

    threshold = fit_threshold(evidence, share)

    assert (evidence < threshold).mean() <= share
    assert (evidence <= threshold).mean() > share


def test_equal_evidence_is_rejected_together_or_not_at_all() -> None:
    assert fit_threshold(np.array([1.0, 1.0, 1.0, 2.0]), 0.5) == 1.0
