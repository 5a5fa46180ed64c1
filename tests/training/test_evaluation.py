"""An evaluation: the predictions of a network for a set, and their metrics."""

import json

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.nn import Dense, Network, SoftmaxCrossEntropy, SquaredError
from glassnet.training import Evaluation, evaluate

LABELS = np.array([0, 1, 2, 2, 1, 0])
PREDICTIONS = np.array([0, 1, 2, 0, 0, 1])
CONFIDENCE = np.array([0.9, 0.8, 0.7, 0.6, 0.95, 0.6])


def six_images(writers: tuple[str, ...] | None = None) -> LabeledImages:
    return LabeledImages(np.zeros((6, 28, 28), np.uint8), LABELS, "six", tuple("abc"), writers)


@pytest.fixture
def evaluation() -> Evaluation:
    return evaluation_of(six_images())


def evaluation_of(six: LabeledImages) -> Evaluation:
    probabilities = np.repeat((1 - CONFIDENCE[:, None]) / 2, 3, axis=1)
    probabilities[np.arange(6), PREDICTIONS] = CONFIDENCE
    return Evaluation(six, probabilities, 0.5)


def test_the_prediction_is_the_most_probable_class(evaluation: Evaluation) -> None:
    np.testing.assert_array_equal(evaluation.predictions, PREDICTIONS)
    assert evaluation.correct == 3
    assert evaluation.accuracy == evaluation.interval.share == 0.5


def test_the_most_confident_mistakes_come_first_and_ties_in_order(evaluation: Evaluation) -> None:
    assert evaluation.mistakes().tolist() == [4, 3, 5]


def test_writers_are_measured_one_by_one() -> None:
    evaluation = evaluation_of(six_images(("ann", "bob", "ann", "ann", "bob", "bob")))

    assert evaluation.by_writer() == pytest.approx({"ann": 2 / 3, "bob": 1 / 3})
    assert evaluation.to_plain()["writers"] == pytest.approx(
        {"count": 2, "median_accuracy": 0.5, "worst_tenth_accuracy": 1 / 3}
    )


def test_a_set_without_writers_has_no_metrics_by_writer(evaluation: Evaluation) -> None:
    assert evaluation.by_writer() == {}
    assert "writers" not in evaluation.to_plain()


def test_plain_values_say_what_was_measured_on_what(evaluation: Evaluation) -> None:
    plain = evaluation.to_plain()

    assert json.loads(json.dumps(plain)) == plain
    assert plain["set"] == "six (6)"
    assert plain["digest"] == evaluation.data.digest()
    assert (plain["examples"], plain["correct"], plain["accuracy"]) == (6, 3, 0.5)
    assert plain["accuracy_low"] < 0.5 < plain["accuracy_high"]
    assert plain["confusion"] == [[1, 1, 0], [1, 1, 0], [1, 0, 1]]
    assert plain["per_class"][2] == {"class": "c", "precision": 1.0, "recall": 0.5}


def test_a_class_that_never_occurs_has_null_for_its_metrics() -> None:
    four = LabeledImages(np.zeros((6, 28, 28), np.uint8), LABELS, "six", tuple("abcd"))

    plain = evaluation_of(four).to_plain()

    assert plain["per_class"][3] == {"class": "d", "precision": None, "recall": None}


def test_evaluating_gives_the_mean_loss_and_probabilities(small_dataset: Dataset) -> None:
    test = small_dataset.split("test")
    network = Network((Dense(10),), (784,))
    parameters = network.empty_parameters(np.float64)

    evaluation = evaluate(network, parameters, SoftmaxCrossEntropy(), test)

    assert evaluation.loss == pytest.approx(np.log(10))
    np.testing.assert_allclose(evaluation.probabilities, 0.1)


def test_the_output_for_none_of_the_classes_is_left_out(small_dataset: Dataset) -> None:
    test = small_dataset.split("test")
    network = Network((Dense(11),), (784,))
    parameters = network.empty_parameters(np.float64)
    parameters["1.bias"][10] = 100

    evaluation = evaluate(network, parameters, SoftmaxCrossEntropy(), test)

    assert evaluation.probabilities.shape == (100, 10)
    np.testing.assert_allclose(evaluation.probabilities, 0.1)


def test_a_set_of_other_images_and_classes_is_evaluated_alike() -> None:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (50, 8, 8), np.uint8)
    labels = rng.integers(0, 3, 50)
    data = LabeledImages(images, labels, "fifty", ("a", "b", "c"))
    network = Network((Dense(3),), (64,))
    parameters = network.initialize(rng, np.float64)

    evaluation = evaluate(network, parameters, SquaredError(), data)

    outputs = images.reshape(50, 64) / 255 @ parameters["1.weights"]
    np.testing.assert_allclose(evaluation.probabilities, outputs, atol=1e-12)
    assert evaluation.correct == (outputs.argmax(axis=1) == labels).sum()
    assert evaluation.loss == pytest.approx(SquaredError()(outputs, labels)[0])
    assert evaluation.confusion.sum() == 50
