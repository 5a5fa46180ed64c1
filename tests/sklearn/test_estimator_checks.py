"""scikit-learn's own checks of estimators, all of them."""

import pytest
from sklearn.utils.estimator_checks import check_estimator

from glassnet.sklearn import GlassnetClassifier

# Estimators that take arrays of other libraries, such as CuPy, are checked where SCIPY_ARRAY_API is set.
NOT_CLAIMED = {"check_array_api_input"}


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.EstimatorCheckFailedWarning")
@pytest.mark.parametrize(
    "classifier",
    [
        GlassnetClassifier(max_iter=40, learning_rate_init=0.01),
        pytest.param(GlassnetClassifier(), marks=pytest.mark.full),
    ],
    ids=["few iterations", "as constructed"],
)
def test_every_check_of_scikit_learn_passes(classifier: GlassnetClassifier) -> None:
    results = check_estimator(classifier, on_fail=None)
    outcomes = {each["check_name"]: each["status"] for each in results}

    assert len(outcomes) > 50
    assert {name for name, status in outcomes.items() if status != "passed"} <= NOT_CLAIMED
