"""scikit-learn's own checks of estimators, all of them."""

import pytest
from sklearn.utils.estimator_checks import check_estimator

from glassnet.sklearn import GlassnetClassifier


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_every_check_of_scikit_learn_passes() -> None:
    results = check_estimator(GlassnetClassifier(), on_fail=None)
    outcomes = {each["check_name"]: each["status"] for each in results}

    assert len(outcomes) > 50
    assert {name for name, status in outcomes.items() if status != "passed"} == set()
