"""`GlassnetClassifier` does what users of scikit-learn expect, and what they asked for in vain."""

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.datasets import load_digits, make_classification
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score, train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from glassnet.data.simulated import simulate
from glassnet.errors import SettingError
from glassnet.nn import GELU, AdamW, Cosine, SoftmaxCrossEntropy
from glassnet.sklearn import GlassnetClassifier
from glassnet.training import EpochDone
from glassnet.training.metrics import cross_entropy

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

Split = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def make(**settings: Any) -> GlassnetClassifier:
    return GlassnetClassifier(
        **{"random_state": 0, "max_iter": 15, "learning_rate_init": 0.01, **settings}
    )


@pytest.fixture(scope="module")
def digits() -> Split:
    """Train and test table, train and test labels."""
    X, y = load_digits(return_X_y=True)
    train, test, y_train, y_test = train_test_split(
        np.asarray(X) / 16, np.asarray(y), random_state=0
    )
    return np.asarray(train), np.asarray(test), np.asarray(y_train), np.asarray(y_test)


def test_the_digits_are_classified_as_well_as_by_mlp_classifier(digits: Split) -> None:
    train, test, y_train, y_test = digits
    peer = MLPClassifier(random_state=0, max_iter=15, learning_rate_init=0.01).fit(train, y_train)

    assert make().fit(train, y_train).score(test, y_test) > peer.score(test, y_test) - 0.01


def test_parameters_of_mlp_classifier_have_its_defaults() -> None:
    own, peer = GlassnetClassifier().get_params(), MLPClassifier().get_params()
    shared = set(own) & set(peer)

    assert len(shared) == 21
    assert {name for name in shared if own[name] != peer[name]} == set()


def test_labels_may_be_strings_and_features_have_any_number(digits: Split) -> None:
    train, test, y_train, y_test = digits
    names = np.array(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    )
    classifier = make().fit(train[:, 8:56], names[y_train])

    assert classifier.classes_.tolist() == sorted(names)
    assert classifier.score(test[:, 8:56], names[y_test]) > 0.9


def test_a_sparse_table_gives_the_same_as_a_dense_one(digits: Split) -> None:
    train, test, y_train, _ = digits
    dense = make(max_iter=3).fit(train, y_train)
    sparse = make(max_iter=3).fit(csr_matrix(train), y_train)

    np.testing.assert_array_equal(dense.predict_proba(test), sparse.predict_proba(csr_matrix(test)))


def test_pixels_give_the_same_as_other_numbers() -> None:
    digits = simulate(np.random.default_rng(0), 300)
    pixels = digits.images.reshape(300, -1) / 255
    weights = np.random.default_rng(0).uniform(0.5, 2, 300)
    # A sparse matrix is not read as pixels.
    dense, sparse = (
        make(max_iter=5, precision="float64").fit(table, digits.labels, sample_weight=weights)
        for table in (pixels, csr_matrix(pixels))
    )

    np.testing.assert_allclose(dense.loss_curve_, sparse.loss_curve_, rtol=1e-9)
    np.testing.assert_allclose(dense.predict_proba(pixels), sparse.predict_proba(pixels), atol=1e-9)


def test_same_seed_same_bits_other_seed_other_weights(digits: Split) -> None:
    train, _, y_train, _ = digits
    first, second, other = (
        make(max_iter=2, random_state=seed).fit(train, y_train) for seed in (1, 1, 2)
    )

    np.testing.assert_array_equal(first.coefs_[0], second.coefs_[0])
    assert not np.array_equal(first.coefs_[0], other.coefs_[0])


@pytest.mark.parametrize(
    "loss", ["cross_entropy", "sigmoid_cross_entropy", SoftmaxCrossEntropy(0.1)]
)
def test_a_weight_of_two_is_the_example_twice(loss: Any) -> None:
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(30, 4)), rng.integers(0, 3, 30)
    weights = rng.integers(0, 3, 30)
    rows = np.repeat(np.arange(30), weights)
    weighted = make(loss=loss, max_iter=20).fit(X, y, sample_weight=weights)
    repeated = make(loss=loss, max_iter=20).fit(X[rows], y[rows])

    np.testing.assert_allclose(weighted.predict_proba(X), repeated.predict_proba(X), rtol=1e-9)
    np.testing.assert_allclose(weighted.loss_curve_, repeated.loss_curve_, rtol=1e-9)


def test_class_weights_favor_a_rare_class() -> None:
    X, y = make_classification(2000, weights=[0.97], flip_y=0.1, random_state=0)
    plain, balanced = make().fit(X, y), make(class_weight="balanced").fit(X, y)
    recall = [float((each.predict(X)[y == 1] == 1).mean()) for each in (plain, balanced)]

    assert recall[1] > recall[0] + 0.1


def test_partial_fit_trains_on_chunks_of_a_stream(digits: Split) -> None:
    train, test, y_train, y_test = digits
    classifier = make()
    for epoch in range(10):
        for start in range(0, len(train), 300):
            chunk = slice(start, start + 300)
            classes = np.arange(10) if epoch == start == 0 else None
            classifier.partial_fit(train[chunk], y_train[chunk], classes)

    assert classifier.score(test, y_test) > 0.93


def test_partial_fit_takes_the_classes_in_its_first_call(digits: Split) -> None:
    with pytest.raises(ValueError, match="classes in its first call"):
        make().partial_fit(digits[0], digits[2])


def test_partial_fit_goes_on_after_a_pickle_with_the_same_bits(digits: Split) -> None:
    train, _, y_train, _ = digits
    classifier = make().partial_fit(train, y_train, np.arange(10))
    restored = pickle.loads(pickle.dumps(classifier))  # noqa: S301 - our own
    for each in (classifier, restored):
        each.partial_fit(train, y_train)

    np.testing.assert_array_equal(classifier.predict_proba(train), restored.predict_proba(train))


def test_warm_start_goes_on_from_the_fit_before(digits: Split) -> None:
    train, _, y_train, _ = digits
    in_two, at_once = make(max_iter=3, warm_start=True), make(max_iter=6)
    in_two.fit(train, y_train).fit(train, y_train)
    at_once.fit(train, y_train)

    assert in_two.n_iter_ == 6
    np.testing.assert_array_equal(in_two.predict_proba(train), at_once.predict_proba(train))


def test_warm_start_refuses_another_network(digits: Split) -> None:
    train, _, y_train, _ = digits
    classifier = make(max_iter=1, warm_start=True).fit(train, y_train)

    with pytest.raises(SettingError, match="warm_start=False"):
        classifier.set_params(hidden_layer_sizes=(20,)).fit(train, y_train)


def test_a_given_validation_set_is_recorded_and_decides_when_to_stop(digits: Split) -> None:
    train, test, y_train, y_test = digits
    classifier = make(early_stopping=True, max_iter=100, n_iter_no_change=3)
    classifier.fit(train, y_train, X_val=test, y_val=y_test)
    scores = classifier.validation_scores_

    assert classifier.n_iter_ == len(scores) == len(classifier.validation_loss_curve_) < 100
    assert classifier.score(test, y_test) == classifier.best_validation_score_ == max(scores)


def test_early_stopping_holds_out_a_part_of_its_own(digits: Split) -> None:
    classifier = make(early_stopping=True, max_iter=100, n_iter_no_change=3).fit(
        digits[0], digits[2]
    )

    assert len(classifier.validation_scores_) == classifier.n_iter_ < 100


def test_probabilities_are_calibrated_on_the_validation_set() -> None:
    X, y = make_classification(1200, 20, n_informative=5, flip_y=0.3, random_state=0)
    settings: dict[str, Any] = {"max_iter": 60, "hidden_layer_sizes": (100, 100)}
    fits = [
        make(calibrate=calibrate, **settings).fit(
            X[:400], y[:400], X_val=X[400:800], y_val=y[400:800]
        )
        for calibrate in (False, True)
    ]
    losses = [cross_entropy(each.predict_proba(X[800:]), np.asarray(y[800:])) for each in fits]

    assert fits[1].temperature_ > 1.5
    assert losses[1] < losses[0] / 2
    np.testing.assert_array_equal(fits[0].predict(X), fits[1].predict(X))


def test_dropout_other_activations_optimizers_and_schedules(digits: Split) -> None:
    train, test, y_train, y_test = digits
    classifier = make(
        hidden_layer_sizes=(60, 30), activation=(GELU(), "tanh"), dropout=0.1, solver=AdamW(),
        learning_rate=Cosine(0.01), loss=SoftmaxCrossEntropy(label_smoothing=0.1),
    )  # fmt: skip

    assert classifier.fit(train, y_train).score(test, y_test) > 0.95
    copy: Any = clone(classifier)
    assert copy.get_params() == classifier.get_params()


@pytest.mark.parametrize("loss", ["squared_error", "sigmoid_cross_entropy"])
def test_probabilities_sum_to_one_with_every_loss(digits: Split, loss: str) -> None:
    train, test, y_train, y_test = digits
    classifier = make(loss=loss).fit(train, y_train)

    np.testing.assert_allclose(classifier.predict_proba(test).sum(axis=1), 1, rtol=1e-6)
    assert classifier.score(test, y_test) > 0.9


def test_a_callback_sees_each_epoch_and_may_stop(digits: Split) -> None:
    seen: list[EpochDone] = []

    def stop_at_third(event: EpochDone) -> bool:
        seen.append(event)
        return event.epoch == 2

    classifier = make(callback=stop_at_third).fit(digits[0], digits[2])

    assert classifier.n_iter_ == 3
    assert [each.train_loss for each in seen] == classifier.loss_curve_


def test_it_works_in_pipelines_grid_searches_and_cross_validation(digits: Split) -> None:
    train, test, y_train, y_test = digits
    pipeline = make_pipeline(StandardScaler(), make(max_iter=5)).set_output(transform="pandas")
    search = GridSearchCV(pipeline, {"glassnetclassifier__hidden_layer_sizes": [(5,), (50,)]}, cv=2)
    search.fit(pd.DataFrame(train, columns=[f"pixel{i}" for i in range(64)]), y_train)

    assert search.best_params_ == {"glassnetclassifier__hidden_layer_sizes": (50,)}
    assert cross_val_score(make(max_iter=5), test, y_test, cv=2).mean() > 0.8


def test_an_l1_penalty_leaves_more_weights_near_zero_than_an_l2_penalty(digits: Split) -> None:
    train, test, y_train, y_test = digits
    lasso, ridge = (
        make(penalty=penalty, alpha=0.2).fit(train, y_train) for penalty in ("l1", "l2")
    )

    near_zero = [np.mean(np.abs(each.coefs_[0]) < 0.003) for each in (lasso, ridge)]
    assert near_zero[0] > 2 * near_zero[1]
    assert all(each.score(test, y_test) > 0.9 for each in (lasso, ridge))


@pytest.mark.full
def test_a_grid_search_may_use_two_processes(digits: Split) -> None:
    search = GridSearchCV(make(max_iter=3), {"alpha": [0.0001, 0.1]}, cv=2, n_jobs=2)

    assert search.fit(digits[0][:400], digits[2][:400]).best_score_ > 0.5


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"activation": "rleu"}, "Did you mean 'relu'"),
        ({"solver": "lbfgs"}, "Choose from: adam, sgd"),
        ({"learning_rate": "invscaling"}, "constant, cosine, one_cycle"),
        ({"loss": "log_loss"}, "unknown loss 'log_loss'"),
        ({"activation": ("relu", "tanh")}, "expects 1 activations, got 2"),
        ({"precision": "float16"}, "float"),
        ({"alpha": -1.0}, "alpha"),
        ({"penalty": "l3"}, "unknown penalty 'l3'"),
        ({"max_iter": 0}, "max_iter above 0"),
        ({"max_iter": 2.5}, "a whole number of max_iter"),
        ({"n_iter_no_change": 0}, "n_iter_no_change above 0"),
        ({"validation_fraction": 2}, "validation_fraction between 0 and 1, got 2"),
        ({"batch_size": 0}, "batch_size"),
        ({"dropout": 1.0}, "dropout"),
    ],
)
def test_invalid_settings_are_named(digits: Split, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        make(**settings).fit(digits[0], digits[2])


def test_divergence_is_an_error_with_a_remedy(digits: Split) -> None:
    with pytest.raises(ValueError, match="Standardize the columns"):
        make(solver="sgd", learning_rate_init=1e6).fit(digits[0] * 1e6, digits[2])


def test_nothing_can_be_predicted_before_fit(digits: Split) -> None:
    with pytest.raises(NotFittedError):
        make().predict(digits[0])
