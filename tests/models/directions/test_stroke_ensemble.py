"""A model and the network of directions read strokes together, and pictures as the model alone."""

import numpy as np
import pytest

from glassnet.data.labeled_images import LabeledImages
from glassnet.data.simulated import simulate_strokes
from glassnet.errors import SettingError
from glassnet.ink import from_strokes
from glassnet.models import Classifier, Model, load_classifier, load_model
from glassnet.models.directions.reader import predict_strokes
from glassnet.models.directions.stroke_ensemble import StrokeEnsemble, combine


@pytest.fixture(scope="module")
def both() -> Classifier:
    return load_classifier(["mlp", "directions"])


def test_probabilities_are_the_normalized_geometric_mean() -> None:
    ink, directions = np.array([[0.64, 0.36]]), np.array([[0.36, 0.64]])

    np.testing.assert_allclose(combine(ink, directions), [[0.5, 0.5]])
    np.testing.assert_allclose(combine(ink, ink), ink)


def test_strokes_are_read_by_both(both: Classifier) -> None:
    rng = np.random.default_rng(4)
    drawings = [simulate_strokes(rng, label) for label in range(10)]

    readings = both.read([from_strokes(strokes) for strokes in drawings])

    alone = load_model("mlp").read([from_strokes(strokes) for strokes in drawings])
    own = predict_strokes(drawings)
    for reading, ink, directions in zip(readings, alone, own, strict=True):
        assert ink.probabilities is not None
        expected = combine(ink.probabilities[None], directions[None])[0]
        assert reading.probabilities is not None
        np.testing.assert_allclose(reading.probabilities, expected, atol=1e-3)
    assert sum(reading.label == str(label) for label, reading in enumerate(readings)) >= 9


def test_pictures_and_arrays_are_read_by_the_model_alone(both: Classifier) -> None:
    paper = np.full((120, 120), 240, np.uint8)
    paper[20:100, 56:64] = 20

    picture, alone = both.read_image(paper), load_model("mlp").read_image(paper)

    assert picture.label == alone.label == "1"
    np.testing.assert_array_equal(picture.probabilities, alone.probabilities)


def test_a_drawing_without_ink_stays_without(both: Classifier) -> None:
    assert both.read_strokes([]).reason == "no ink"


def test_data_with_strokes_is_measured_and_other_data_is_refused(both: Classifier) -> None:
    rng = np.random.default_rng(9)
    labels = np.arange(20) % 10
    strokes = [tuple(simulate_strokes(rng, int(label))) for label in labels]
    rendered = [from_strokes(each).image for each in strokes]
    images = np.stack([image for image in rendered if image is not None])
    data = LabeledImages(images, labels, "drawn", strokes=tuple(strokes))

    evaluation = both.evaluate(data)

    assert evaluation.accuracy >= 0.9
    with pytest.raises(SettingError, match="data with strokes, got plain"):
        both.evaluate(LabeledImages(images, labels, "plain"))


def test_directions_need_a_model_of_digits(small_model: Model) -> None:
    with pytest.raises(SettingError, match="a model beside it"):
        load_classifier(["directions"])
    with pytest.raises(SettingError, match="a model of digits"):
        StrokeEnsemble((_of_letters(small_model),))


def _of_letters(model: Model) -> Model:
    from dataclasses import replace

    return replace(model, class_names=tuple("abcdefghij"))
