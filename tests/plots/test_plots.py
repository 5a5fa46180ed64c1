"""Plots are written as PNG, for any run and any predictions."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.ink import from_strokes
from glassnet.models import Model
from glassnet.nn import Conv2D, Dense, Dropout, Flatten, Network
from glassnet.training import Evaluation

pytest.importorskip("matplotlib", reason="pictures need matplotlib: pip install 'glassnet[plot]'")

from glassnet import plots
from glassnet.plots.weights import mosaic, tiles_of

BAR = [[[0, 0], [3, 50], [2, 100]]]


def history(epochs: int, **changes: Any) -> list[dict[str, Any]]:
    return [
        {
            "epoch": epoch,
            "train_loss": 2.0 / (epoch + 1),
            "train_accuracy": 1 - 0.5 / (epoch + 1),
            "validation_loss": 2.2 / (epoch + 1),
            "validation_accuracy": 1 - 0.6 / (epoch + 1),
            **changes,
        }
        for epoch in range(epochs)
    ]


@pytest.fixture(scope="session")
def evaluation(small_model: Model, small_dataset: Dataset) -> Evaluation:
    return small_model.evaluate(small_dataset.split("test"))


def count_colors(path: Path) -> int:
    """The number of colors of a picture; a blank one has one."""
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        assert min(picture.size) >= 100
        return len(picture.convert("RGB").getcolors(picture.width * picture.height) or ())


@pytest.mark.parametrize(
    "lines",
    [
        history(6),
        history(1),
        history(40),
        history(3, validation_loss=None, validation_accuracy=None),
        history(3, train_loss=0.0),
        [],
    ],
    ids=["six epochs", "one epoch", "many epochs", "no validation", "no loss left", "no epochs"],
)
def test_curves_are_drawn_for_any_history(lines: list[dict[str, Any]], tmp_path: Path) -> None:
    assert count_colors(plots.plot_curves(lines, tmp_path / "curves.png")) > 5


@pytest.mark.parametrize(
    "network",
    [
        Network((Dense(10),), (784,)),
        Network((Dense(1), Dense(10)), (784,)),
        Network((Dropout(0.2), Dense(300), Dense(10)), (784,)),
        Network((Conv2D(6, 5), Flatten(), Dense(10)), (28, 28, 1)),
    ],
    ids=["no hidden layer", "one unit", "more units than are shown", "convolution"],
)
def test_the_first_layer_with_weights_is_drawn(network: Network, tmp_path: Path) -> None:
    parameters = network.initialize(np.random.default_rng(1))

    path = plots.plot_first_weights(network, parameters, tmp_path / "weights.png")

    assert path is not None
    assert count_colors(path) > 50


@pytest.mark.parametrize("units", [10, 16])
def test_title_and_caption_of_few_weight_images_are_not_cut(units: int, tmp_path: Path) -> None:
    network = Network((Dense(units), Dense(10)), (784,))
    parameters = network.initialize(np.random.default_rng(1))
    path = plots.plot_first_weights(network, parameters, tmp_path / "weights.png")

    assert path is not None
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("L"))
    for edge in (pixels[:3], pixels[-3:], pixels[:, :3].T, pixels[:, -3:].T):
        assert edge.min() == edge.max(), "something touches the edge"


def test_weights_that_are_all_zero_are_drawn_too(tmp_path: Path) -> None:
    network = Network((Dense(10),), (784,))

    assert plots.plot_first_weights(network, network.empty_parameters(), tmp_path / "w.png")


@pytest.mark.parametrize(
    "network",
    [Network((Dense(10),), (30,)), Network((Flatten(),), (28, 28))],
    ids=["no square", "none"],
)
def test_weights_that_are_no_image_make_no_picture(network: Network, tmp_path: Path) -> None:
    parameters = network.empty_parameters()

    assert plots.plot_first_weights(network, parameters, tmp_path / "w.png") is None
    assert not (tmp_path / "w.png").exists()


def test_a_dense_unit_s_tile_shows_the_weight_of_each_pixel_in_its_place() -> None:
    weights = np.zeros((784, 3))
    weights[5 * 28 + 9, 1] = 7.0

    tiles = tiles_of(weights, (784,))

    assert tiles is not None
    assert tiles.shape == (3, 28, 28)
    assert tiles[1, 5, 9] == tiles.sum() == 7.0


def test_a_kernel_s_tiles_are_its_channels() -> None:
    weights = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)

    tiles = tiles_of(weights, (2, 3, 4))

    assert tiles is not None
    np.testing.assert_array_equal(tiles[4 * 2 + 3], weights[:, :, 3, 2])


def test_a_mosaic_keeps_tiles_apart() -> None:
    sheet = mosaic(np.ones((3, 4, 5)), columns=2)

    assert sheet.shape == (4 + 1 + 4, 5 + 1 + 5)
    assert np.nansum(sheet) == 3 * 4 * 5
    assert np.isnan(sheet[4]).all()
    assert np.isnan(sheet[:, 5]).all()


def test_all_pictures_of_a_run_are_written(
    small_model: Model, evaluation: Evaluation, tmp_path: Path
) -> None:
    written = plots.write_run_plots(
        tmp_path / "run", small_model.network, small_model.parameters, history(3), evaluation
    )

    assert [path.name for path in written] == [
        "curves.png", "first-weights.png", "confusion-matrix.png", "mistakes.png", "calibration.png",
    ]  # fmt: skip
    assert all(count_colors(path) > 5 for path in written)


def test_a_run_without_a_test_set_has_curves_and_weights(
    small_model: Model, tmp_path: Path
) -> None:
    written = plots.write_run_plots(
        tmp_path, small_model.network, small_model.parameters, history(3), None
    )

    assert [path.name for path in written] == ["curves.png", "first-weights.png"]


def test_without_mistakes_there_is_no_gallery(evaluation: Evaluation, tmp_path: Path) -> None:
    right = replace(evaluation, probabilities=np.eye(10)[evaluation.data.labels])

    names = [path.name for path in plots.write_evaluation_plots(tmp_path, right)]

    assert names == ["confusion-matrix.png", "calibration.png"]


def test_drawings_are_shown_with_their_ink_stages(tmp_path: Path) -> None:
    image = from_strokes(BAR).image
    assert image is not None
    digits = LabeledImages(image[None], np.array([4]), "drawn", strokes=(BAR,))
    evaluation = Evaluation(digits, np.eye(10)[[1]], 1.0)

    names = [path.name for path in plots.write_evaluation_plots(tmp_path, evaluation)]

    assert "mistakes-ink.png" in names


def test_class_names_of_any_length_fit(evaluation: Evaluation, tmp_path: Path) -> None:
    names = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker",
             "bag", "ankle boot")  # fmt: skip

    assert count_colors(plots.plot_confusion(evaluation.confusion, names, tmp_path / "c.png")) > 10


def expect_white_border(path: Path) -> None:
    """Nothing that is drawn touches the edge of the picture, where it would be cut off."""
    with Image.open(path) as picture:
        gray = np.asarray(picture.convert("L"))
    for edge in (gray[0], gray[-1], gray[:, 0], gray[:, -1]):
        assert edge.min() > 250


@pytest.mark.parametrize("units", [1, 10, 16, 62])
def test_titles_of_weights_are_not_cut_off(units: int, tmp_path: Path) -> None:
    network = Network((Dense(units), Dense(10)), (784,))
    parameters = network.initialize(np.random.default_rng(1))

    path = plots.plot_first_weights(network, parameters, tmp_path / "weights.png")

    assert path is not None
    expect_white_border(path)


@pytest.mark.parametrize("classes", [2, 62])
def test_a_confusion_matrix_of_any_number_of_classes_fits(classes: int, tmp_path: Path) -> None:
    confusion = 100 * np.eye(classes, dtype=int) + np.eye(classes, k=1, dtype=int)
    names = [f"class {number}" for number in range(classes)]

    path = plots.plot_confusion(confusion, names, tmp_path / "confusion-matrix.png")

    expect_white_border(path)
    with Image.open(path) as picture:
        # Enough pixels for two digits in each cell.
        assert picture.width / classes > 20


def test_predictions_are_shown_beside_their_labels(small_dataset: Dataset, tmp_path: Path) -> None:
    digits = small_dataset.split("test").take(slice(4))

    one = plots.plot_predictions(digits, digits.labels, tmp_path / "right.png")
    other = plots.plot_predictions(digits, (digits.labels + 1) % 10, tmp_path / "wrong.png")

    assert one.read_bytes() != other.read_bytes()


def test_the_same_picture_has_the_same_bytes(tmp_path: Path) -> None:
    first = plots.plot_curves(history(4), tmp_path / "a.png")
    second = plots.plot_curves(history(4), tmp_path / "b.png")

    assert first.read_bytes() == second.read_bytes()


def test_no_state_of_matplotlib_is_touched(tmp_path: Path) -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    plots.plot_curves(history(2), tmp_path / "a.png")

    assert dict(matplotlib.rcParams) == before


def test_without_matplotlib_one_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)

    with pytest.raises(plots.PlottingUnavailable, match=r"pip install 'glassnet\[plot\]'"):
        plots.plot_curves(history(2), tmp_path / "curves.png")
