"""A model predicts classes of arrays and reads ink; it rejects what is none of its classes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glassnet.data.labeled_images import Dataset
from glassnet.ink import InkError, Rendering, from_image, from_pixels, from_strokes
from glassnet.models import Calibration, Ensemble, Metric, Model, read_model, save_model
from glassnet.models.calibration import class_evidence
from glassnet.nn import Dense, DtypeError, ShapeError, softmax
from glassnet.recipes import Recipe

BLANK = Rendering(None, reason="There is no ink.")
BAR = [[[0, 0], [3, 50], [2, 100]]]


def with_threshold(model: Model, threshold: float) -> Model:
    return replace(model, calibration=Calibration(1.0, threshold))


def picture(image: np.ndarray, path: Path) -> Path:
    """An image as a photo of it would look: larger, dark on light."""
    Image.fromarray(255 - image).resize((280, 280)).save(path)
    return path


def test_each_picture_gets_the_class_of_the_largest_output(
    small_model: Model, small_dataset: Dataset
) -> None:
    images = small_dataset.split("test").images[:20]

    readings = small_model.read([from_pixels(image) for image in images])

    expected = small_model.outputs(images).argmax(axis=1)
    assert [reading.digit for reading in readings] == expected.tolist()


def test_a_blank_picture_is_no_digit_and_others_keep_their_places(
    small_model: Model, small_dataset: Dataset
) -> None:
    inked = from_pixels(small_dataset.split("test").images[0])

    blank, first, second = small_model.read([BLANK, inked, BLANK])

    assert (blank.label, blank.digit, blank.confidence) == (None, None, None)
    assert blank.reason == second.reason == "no ink"
    assert blank.probabilities is None
    assert first.reason == ""
    assert first.rendering is inked


def test_blank_pictures_alone_need_no_network(small_model: Model) -> None:
    assert [reading.reason for reading in small_model.read([BLANK, BLANK])] == ["no ink"] * 2
    assert small_model.read([]) == []


def test_the_confidence_is_the_probability_of_the_class_read(small_model: Model) -> None:
    reading = small_model.read_strokes(BAR)

    assert reading.probabilities is not None
    assert type(reading.confidence) is float
    assert reading.confidence == reading.probabilities[reading.digit]
    assert reading.probabilities.sum() == pytest.approx(1)


def test_too_little_evidence_is_no_digit(rejecting_model: Model) -> None:
    image = from_strokes(BAR).image
    assert image is not None
    [evidence] = class_evidence(rejecting_model.outputs(image[None]))

    for threshold, reason in ((float(evidence) - 0.01, ""), (float(evidence) + 0.01, "no digit")):
        reading = with_threshold(rejecting_model, threshold).read_strokes(BAR)
        assert reading.reason == reason
        assert (reading.label is None) == bool(reason)


def test_evidence_is_the_log_odds_that_the_network_gives_to_the_classes() -> None:
    outputs = np.random.default_rng(0).normal(0, 3, (5, 11))

    of_no_digit = softmax(outputs)[:, 10]

    expected = np.log((1 - of_no_digit) / of_no_digit)
    np.testing.assert_allclose(class_evidence(outputs), expected)


def test_probabilities_are_those_of_the_ten_digits(
    rejecting_model: Model, small_dataset: Dataset
) -> None:
    images = small_dataset.split("test").images

    probabilities = rejecting_model.predict_proba(images)

    assert rejecting_model.outputs(images).shape == (100, 11)
    assert probabilities.shape == (100, 10)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


def test_an_evaluation_counts_rejected_images_and_their_predictions(
    rejecting_model: Model, small_dataset: Dataset
) -> None:
    digits = small_dataset.split("test")
    never, always = (
        with_threshold(rejecting_model, threshold).evaluate(digits) for threshold in (-1e9, 1e9)
    )

    assert (never.rejected_share, always.rejected_share) == (0.0, 1.0)
    assert never.accuracy == always.accuracy
    assert never.confusion.shape == (10, 10)


def test_a_model_without_a_reject_output_rejects_nothing(
    small_model: Model, small_dataset: Dataset
) -> None:
    model = with_threshold(small_model, 1e9)

    assert not model.rejects
    assert model.score(small_dataset.split("test").images).rejected is None
    assert model.evaluate(small_dataset.split("test")).rejected_share is None


def test_a_temperature_changes_confidence_and_no_prediction(
    small_model: Model, small_dataset: Dataset
) -> None:
    images = small_dataset.split("test").images
    hot = replace(small_model, calibration=Calibration(5.0))

    sure, doubtful = small_model.predict_proba(images), hot.predict_proba(images)

    np.testing.assert_array_equal(sure.argmax(axis=1), doubtful.argmax(axis=1))
    assert doubtful.max(axis=1).mean() < sure.max(axis=1).mean() - 0.1


def test_classes_that_are_no_digits_have_a_label_and_no_digit(small_model: Model) -> None:
    shirts = replace(small_model, class_names=("shirt",) * 10)

    reading = shirts.read_strokes(BAR)

    assert (reading.label, reading.digit) == ("shirt", None)


@pytest.mark.parametrize("as_what", ["path", "text", "bytes"])
def test_a_picture_is_read_from_a_path_or_its_bytes(
    as_what: str, small_model: Model, small_dataset: Dataset, tmp_path: Path
) -> None:
    path = picture(small_dataset.split("test").images[0], tmp_path / "digit.png")
    source = {"path": path, "text": str(path), "bytes": path.read_bytes()}[as_what]

    assert small_model.read_image(source).digit is not None


def test_what_is_no_picture_is_refused(small_model: Model) -> None:
    with pytest.raises(InkError, match="picture: not a picture \\(PNG"):
        small_model.read_image(b"nothing")


def test_an_evaluation_has_the_predictions_of_the_model(
    small_model: Model, small_dataset: Dataset
) -> None:
    digits = small_dataset.split("test")

    evaluation = small_model.evaluate(digits)

    np.testing.assert_array_equal(
        evaluation.probabilities, small_model.predict_proba(digits.images)
    )
    assert evaluation.accuracy == (evaluation.predictions == digits.labels).mean()


def test_metrics_name_the_set_and_its_digest(small_model: Model, small_dataset: Dataset) -> None:
    digits = small_dataset.split("test")
    evaluation = small_model.evaluate(digits)

    [metric] = small_model.with_metrics(evaluation).metrics

    assert metric == Metric("small test (100)", digits.digest(), evaluation.accuracy)


def test_one_image_has_the_outputs_that_it_has_among_many(
    small_model: Model, small_dataset: Dataset
) -> None:
    images = small_dataset.split("test").images[:2]

    alone = small_model.outputs(images[1:])

    np.testing.assert_allclose(alone, small_model.outputs(images)[1:], rtol=0, atol=1e-4)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda images: images[0], r"got uint8 of shape \(28, 28\)\. One image is a batch"),
        (
            lambda images: images[:, :8, :8],
            r"each of 784 values, got uint8 of shape \(100, 8, 8\)\. Use",
        ),
        (lambda images: images / 255, "images of bytes, uint8, got float64"),
        (lambda images: images > 0, "images of bytes, uint8, got bool"),
    ],
    ids=["one", "smaller", "shares", "bool"],
)
def test_other_arrays_than_images_are_refused(
    change: Callable, message: str, small_model: Model, small_dataset: Dataset
) -> None:
    images = small_dataset.split("test").images

    with pytest.raises((ShapeError, DtypeError), match=message):
        small_model.predict_proba(change(images))


def test_no_images_have_no_outputs(small_model: Model) -> None:
    assert small_model.predict_proba(np.empty((0, 28, 28), np.uint8)).shape == (0, 10)


def test_pictures_may_be_arrays_and_pixels_are_taken_as_they_are(small_model: Model) -> None:
    paper = np.full((60, 50), 240, np.uint8)
    paper[10:50, 22:27] = 20
    colored = np.repeat(paper[..., np.newaxis], 3, axis=2)
    image = from_image(paper).image
    assert image is not None

    for one in (small_model, Ensemble((small_model, small_model))):
        expected = one.read([Rendering(image)])[0].probabilities
        ways = one.read_image(paper), one.read_image(colored), one.read_pixels(image)
        for reading in ways:
            np.testing.assert_array_equal(reading.probabilities, expected)
        # Digits of a page are rendered more finely than small pictures.
        (found,) = one.read_many(paper)
        assert found.probabilities is not None
        assert expected is not None
        np.testing.assert_allclose(found.probabilities, expected, atol=0.01)


@pytest.mark.parametrize(
    "array", [np.zeros((5, 5)), np.zeros((5, 5, 4), np.uint8), np.zeros((0, 5), np.uint8)]
)
def test_other_arrays_are_no_pictures(small_model: Model, array: np.ndarray) -> None:
    with pytest.raises(InkError, match=r"picture expects bytes \(height, width\)"):
        small_model.read_image(array)


def test_predict_gives_indices_of_class_names_as_labels_are(
    small_model: Model, small_dataset: Dataset
) -> None:
    test = small_dataset.split("test")

    for classifier in (small_model, Ensemble((small_model, small_model))):
        predictions = classifier.predict(test.images)
        assert predictions.dtype == np.int64
        assert (predictions == test.labels).mean() == small_model.evaluate(test).accuracy


@pytest.fixture(scope="module")
def model_of_letters() -> Model:
    """62 classes, two names of a letter each, on images of 8x8; not trained."""
    recipe = Recipe(name="letters", layers=(Dense(62),), input_shape=(64,))
    names = tuple(f"class {number}" for number in range(62))
    return Model(recipe, recipe.initial_parameters(), names)


def test_any_number_of_classes_and_any_image_shape_can_be_predicted(
    model_of_letters: Model, tmp_path: Path
) -> None:
    images = np.random.default_rng(0).integers(0, 256, (5, 8, 8)).astype(np.uint8)

    probabilities = model_of_letters.predict_proba(images)

    assert probabilities.shape == (5, 62)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    save_model(model_of_letters, tmp_path / "letters.safetensors")
    loaded = read_model(tmp_path / "letters.safetensors")
    np.testing.assert_array_equal(loaded.predict(images), model_of_letters.predict(images))


def test_ink_needs_a_model_of_28x28_images(model_of_letters: Model) -> None:
    for classifier in (model_of_letters, Ensemble((model_of_letters,))):
        with pytest.raises(ShapeError, match=r"expects ink as inputs of 64 values, got 28x28"):
            classifier.read_strokes(BAR)


def test_a_rejected_image_of_other_classes_is_none_of_these(rejecting_model: Model) -> None:
    letters = replace(with_threshold(rejecting_model, 1e9), class_names=tuple("ABCDEFGHIJ"))

    reading = letters.read_strokes(BAR)

    assert (reading.label, reading.reason) == (None, "none of these")
