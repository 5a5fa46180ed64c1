"""A model reads: ink in, digit out, and no digit where there is none."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import glassnet
from glassnet.data.labeled_images import Dataset
from glassnet.ink import InkError, Rendering, from_image, from_pixels, from_strokes
from glassnet.models import Ensemble, Figure, Model
from glassnet.nn import DtypeError, ShapeError, softmax

BLANK = Rendering(None, reason="There is no ink.")
BAR = [[[0, 0], [3, 50], [2, 100]]]


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


def test_outputs_that_are_known_already_are_read_as_pictures_are(
    refusing_model: Model, small_dataset: Dataset
) -> None:
    images = small_dataset.split("test").images[:5]
    renderings = [from_pixels(images[0]), BLANK, *map(from_pixels, images[1:])]

    readings = refusing_model.readings_of(renderings, refusing_model.outputs(images))

    for one, other in zip(readings, refusing_model.read(renderings), strict=True):
        assert (one.label, one.reason, one.confidence) == (
            other.label,
            other.reason,
            other.confidence,
        )
        assert one.rendering is other.rendering


def test_the_confidence_is_the_probability_of_the_class_read(small_model: Model) -> None:
    reading = small_model.read_strokes(BAR)

    assert reading.probabilities is not None
    assert type(reading.confidence) is float
    assert reading.confidence == reading.probabilities[reading.digit]
    assert reading.probabilities.sum() == pytest.approx(1)


def test_too_little_evidence_is_no_digit(refusing_model: Model) -> None:
    image = from_strokes(BAR).image
    assert image is not None
    [evidence] = refusing_model.digit_evidence(refusing_model.outputs(image[None]))

    for threshold, reason in ((float(evidence) - 0.01, ""), (float(evidence) + 0.01, "no digit")):
        reading = replace(refusing_model, digit_threshold=threshold).read_strokes(BAR)
        assert reading.reason == reason
        assert (reading.label is None) == bool(reason)


def test_evidence_is_the_odds_that_the_network_gives_to_a_digit(refusing_model: Model) -> None:
    outputs = np.random.default_rng(0).normal(0, 3, (5, 11))

    of_no_digit = softmax(outputs)[:, 10]

    expected = np.log((1 - of_no_digit) / of_no_digit)
    np.testing.assert_allclose(refusing_model.digit_evidence(outputs), expected)


def test_probabilities_are_those_of_the_ten_digits(
    refusing_model: Model, small_dataset: Dataset
) -> None:
    images = small_dataset.split("test").images

    probabilities = refusing_model.probabilities(images)

    assert refusing_model.outputs(images).shape == (100, 11)
    assert probabilities.shape == (100, 10)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


def test_an_evaluation_counts_what_is_refused_and_reads_it_all_the_same(
    refusing_model: Model, small_dataset: Dataset
) -> None:
    digits = small_dataset.split("test")
    never, always = (
        replace(refusing_model, digit_threshold=threshold).evaluate(digits)
        for threshold in (-1e9, 1e9)
    )

    assert (never.refused_share, always.refused_share) == (0.0, 1.0)
    assert never.accuracy == always.accuracy
    assert never.confusion.shape == (10, 10)


def test_a_model_that_learnt_no_non_digits_refuses_none(
    small_model: Model, small_dataset: Dataset
) -> None:
    digits = small_dataset.split("test")
    model = replace(small_model, digit_threshold=1e9)

    assert not model.can_refuse
    assert model.is_digit(model.outputs(digits.images)).all()
    assert model.evaluate(digits).refused_share is None


def test_a_temperature_changes_confidence_and_no_reading(
    small_model: Model, small_dataset: Dataset
) -> None:
    images = small_dataset.split("test").images
    hot = small_model.with_temperature(5.0)

    sure, doubtful = small_model.probabilities(images), hot.probabilities(images)

    np.testing.assert_array_equal(sure.argmax(axis=1), doubtful.argmax(axis=1))
    assert doubtful.max(axis=1).mean() < sure.max(axis=1).mean() - 0.1


def test_classes_that_are_no_digits_have_a_label_alone(small_model: Model) -> None:
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
    with pytest.raises(InkError, match="a picture as PNG"):
        small_model.read_image(b"nothing")


def test_an_evaluation_sees_what_reading_sees(small_model: Model, small_dataset: Dataset) -> None:
    digits = small_dataset.split("test")

    evaluation = small_model.evaluate(digits)

    np.testing.assert_array_equal(
        evaluation.probabilities, small_model.probabilities(digits.images)
    )
    assert evaluation.accuracy == (evaluation.readings == digits.labels).mean()


def test_figures_name_the_set_and_its_digest(small_model: Model, small_dataset: Dataset) -> None:
    digits = small_dataset.split("test")
    evaluation = small_model.evaluate(digits)

    [figure] = small_model.with_figures(evaluation).figures

    assert figure == Figure("small test (100)", digits.digest(), evaluation.accuracy)


def test_the_package_s_own_door_opens_a_model(small_model_file: Path) -> None:
    reader = glassnet.load(small_model_file)

    assert isinstance(reader, glassnet.Model)
    assert isinstance(reader.read_strokes(BAR), glassnet.Reading)


def test_what_the_package_does_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'lode'"):
        _ = glassnet.lode


def test_one_image_has_the_outputs_that_it_has_among_many(
    small_model: Model, small_dataset: Dataset
) -> None:
    images = small_dataset.split("test").images[:2]

    alone = small_model.outputs_of_one(images[1])

    np.testing.assert_allclose(alone, small_model.outputs(images)[1:], rtol=0, atol=1e-4)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda images: images[0], r"images \(count, 28, 28\), got uint8 of shape \(28, 28\)"),
        (lambda images: images.reshape(-1, 784), r"got uint8 of shape \(100, 784\)"),
        (lambda images: images / 255, "images of bytes, uint8, got float64"),
        (lambda images: images > 0, "images of bytes, uint8, got bool"),
    ],
    ids=["one", "rows", "shares", "bool"],
)
def test_what_are_no_stored_images_is_refused(
    change: Callable, message: str, small_model: Model, small_dataset: Dataset
) -> None:
    images = small_dataset.split("test").images

    with pytest.raises((ShapeError, DtypeError), match=message):
        small_model.probabilities(change(images))


def test_no_images_have_no_outputs(small_model: Model) -> None:
    assert small_model.probabilities(np.empty((0, 28, 28), np.uint8)).shape == (0, 10)


def test_pictures_may_be_arrays_and_pixels_are_taken_as_they_are(small_model: Model) -> None:
    paper = np.full((60, 50), 240, np.uint8)
    paper[10:50, 22:27] = 20
    coloured = np.repeat(paper[..., np.newaxis], 3, axis=2)
    image = from_image(paper).image
    assert image is not None

    for one in (small_model, Ensemble((small_model, small_model))):
        expected = one.read([Rendering(image)])[0].probabilities
        ways = one.read_image(paper), one.read_image(coloured), one.read_pixels(image)
        for reading in (*ways, *one.read_many(paper)):
            np.testing.assert_array_equal(reading.probabilities, expected)


@pytest.mark.parametrize(
    "array", [np.zeros((5, 5)), np.zeros((5, 5, 4), np.uint8), np.zeros((0, 5), np.uint8)]
)
def test_other_arrays_are_no_pictures(small_model: Model, array: np.ndarray) -> None:
    with pytest.raises(InkError, match=r"picture expects bytes \(height, width\)"):
        small_model.read_image(array)
