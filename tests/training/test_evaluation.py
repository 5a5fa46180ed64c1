"""An evaluation sums up what a network reads in a set."""

import json

import numpy as np
import pytest

from glassnet.data.batches import scale
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.nn import Dense, Network, SoftmaxCrossEntropy
from glassnet.training import Evaluation, evaluate, network_outputs

LABELS = np.array([0, 1, 2, 2, 1, 0])
READINGS = np.array([0, 1, 2, 0, 0, 1])
CONFIDENCE = np.array([0.9, 0.8, 0.7, 0.6, 0.95, 0.6])


def digits(writers: tuple[str, ...] | None = None) -> LabeledImages:
    return LabeledImages(np.zeros((6, 28, 28), np.uint8), LABELS, "six", tuple("abc"), writers)


@pytest.fixture
def evaluation() -> Evaluation:
    return evaluation_of(digits())


def evaluation_of(six: LabeledImages) -> Evaluation:
    probabilities = np.repeat((1 - CONFIDENCE[:, None]) / 2, 3, axis=1)
    probabilities[np.arange(6), READINGS] = CONFIDENCE
    return Evaluation(six, probabilities, 0.5)


def test_the_reading_is_the_most_probable_class(evaluation: Evaluation) -> None:
    np.testing.assert_array_equal(evaluation.predictions, READINGS)
    assert evaluation.correct == 3
    assert evaluation.accuracy == evaluation.interval.share == 0.5


def test_the_most_confident_mistakes_come_first_and_ties_in_order(evaluation: Evaluation) -> None:
    assert evaluation.mistakes().tolist() == [4, 3, 5]


def test_writers_are_measured_one_by_one() -> None:
    evaluation = evaluation_of(digits(("ann", "bob", "ann", "ann", "bob", "bob")))

    assert evaluation.by_writer() == pytest.approx({"ann": 2 / 3, "bob": 1 / 3})
    assert evaluation.to_plain()["writers"] == pytest.approx(
        {"count": 2, "median_accuracy": 0.5, "worst_tenth_accuracy": 1 / 3}
    )


def test_a_set_without_writers_has_no_figures_by_writer(evaluation: Evaluation) -> None:
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


def test_a_class_that_never_occurs_has_null_for_its_figures() -> None:
    four = LabeledImages(np.zeros((6, 28, 28), np.uint8), LABELS, "six", tuple("abcd"))

    plain = evaluation_of(four).to_plain()

    assert plain["per_class"][3] == {"class": "d", "precision": None, "recall": None}


@pytest.mark.parametrize("rows_at_a_time", [7, 100, 1000])
def test_outputs_do_not_depend_on_how_many_rows_are_read_at_once(
    rows_at_a_time: int, small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, rng = Network((Dense(10),)), np.random.default_rng(3)
    parameters = network.initialize(rng, np.float64)
    images = small_dataset.split("test").images
    monkeypatch.setattr(
        "glassnet.nn.blocks.rows_of_a_block", lambda network, learning: rows_at_a_time
    )

    outputs = network_outputs(network, parameters, images)

    inputs = images.reshape(len(images), -1) / 255
    expected = inputs @ parameters["1.weights"] + parameters["1.bias"]
    np.testing.assert_allclose(outputs, expected, rtol=1e-12, atol=1e-12)


def test_one_image_is_read_to_the_last_bit_as_a_pass_through_the_network(
    small_dataset: Dataset,
) -> None:
    network = Network((Dense(150), Dense(10)))
    parameters = network.initialize(np.random.default_rng(0))
    image = small_dataset.split("test").images[:1]

    outputs = network_outputs(network, parameters, image)

    inputs = scale(image).reshape(1, 784)
    np.testing.assert_array_equal(outputs, network.forward(parameters, inputs).outputs[-1])


def test_evaluating_gives_the_mean_loss_and_probabilities(small_dataset: Dataset) -> None:
    test = small_dataset.split("test")
    network = Network((Dense(10),))
    parameters = network.empty_parameters(np.float64)

    evaluation = evaluate(network, parameters, SoftmaxCrossEntropy(), test)

    assert evaluation.loss == pytest.approx(np.log(10))
    np.testing.assert_allclose(evaluation.probabilities, 0.1)
