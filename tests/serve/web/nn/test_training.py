"""The page's training run is Python's: the same events, and the same parameters to ten digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet import nn
from glassnet.data.formats.idx_folder import read_idx_folder
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.data.splits import held_out_indices
from glassnet.engine.kernel import using
from glassnet.recipes import Recipe, recipe_to_plain
from glassnet.training import EpochDone, Noticed, TrainingState, prepare, train
from glassnet.tutorials.catalog import TUTORIALS

Pack = Callable[[Any], dict[str, Any]]
RunNode = Callable[..., str]

HIDDEN = nn.Dense(12, nn.Tanh(), nn.LeCun())
BASE = Recipe(
    name="base",
    layers=(HIDDEN, nn.Dense(10)),
    input_shape=(784,),
    optimizer=nn.AdamW(weight_decay=0.1),
    schedule=nn.OneCycle(0.01),
    epochs=3,
    batch_size=32,
    precision="float64",
    validation=50,
    seed=4,
)
RECIPES = (
    BASE,
    BASE.with_changes(
        name="averaged",
        layers=(HIDDEN, nn.Dropout(0.2), nn.Dense(10)),
        averaging=nn.ExponentialAverage(0.9),
        gradient_rules=(nn.WeightDecay(0.01), nn.L1Penalty(0.001), nn.ClipNorm(1)),
        examples=300,
    ),
    BASE.with_changes(
        name="rate changed while training",
        schedule=nn.Piecewise(nn.Constant(0.01), (5, 20), (0.002, 0.05)),
    ),
    BASE.with_changes(name="full", batch_size="full", optimizer=nn.Momentum(), seed=5),
    BASE.with_changes(
        name="in file order",
        batch_size=1,
        order="file",
        epochs=1,
        optimizer=nn.GradientDescent(),
        schedule=nn.Constant(0.05),
    ),
    BASE.with_changes(
        name="convolution",
        layers=(
            nn.Conv2D(3, 5, 2, "same", nn.ReLU()),
            nn.MaxPool2D(),
            nn.LayerNorm(),
            nn.Flatten(),
            nn.Dense(10),
        ),
        input_shape=(28, 28, 1),
        epochs=1,
        examples=200,
    ),
    TUTORIALS["markmusic27"].recipe.with_changes(validation=20),
    TUTORIALS["zhang"].recipe.with_changes(epochs=3, examples=None, validation=20),
    BASE.with_changes(
        name="float32", precision="float32", epochs=2, schedule=nn.Constant(0.003), seed=9
    ),
)


def run_in_python(recipe: Recipe, dataset: Dataset) -> tuple[list[dict[str, Any]], Any]:
    """The epochs' events, and the parameters that would be used after them."""
    with using("reference"):
        state = TrainingState.begin(recipe)
        events = list(train(recipe, prepare(recipe, dataset), state))
    return [asdict(each) for each in events if isinstance(each, EpochDone)], state.current.vector


def pack_digits(digits: LabeledImages, pack: Pack) -> dict[str, Any]:
    return {"images": pack(digits.images.reshape(-1)), "labels": digits.labels.tolist()}


def test_runs_equal_pythons(simulated_digits: LabeledImages, run_node: RunNode, pack: Pack) -> None:
    digits = simulated_digits.take(slice(0, 400))
    cases = []
    for recipe in RECIPES:
        epochs, parameters = run_in_python(recipe, Dataset("simulated", train=digits))
        double = recipe.precision == "float64"
        cases.append(
            {
                "recipe": recipe_to_plain(recipe),
                "epochs": epochs,
                "parameters": pack(parameters),
                "tolerance": 1e-9 if double else 1e-3,
            }
        )
    run_node("runs.test.mjs", {"digits": pack_digits(digits, pack), "cases": cases})


FAILURES = (
    BASE.with_changes(name="healthy"),
    BASE.with_changes(name="softmax twice", layers=(HIDDEN, nn.Dense(10, nn.Softmax()))),
    BASE.with_changes(name="limited outputs", layers=(HIDDEN, nn.Dense(10, nn.Sigmoid()))),
    BASE.with_changes(
        name="rate too high",
        layers=(nn.Dense(12, nn.ReLU(), nn.He()), nn.Dense(10)),
        batch_size=4,
        schedule=nn.Constant(100),
    ),
    BASE.with_changes(
        name="dead", layers=(nn.Dense(12, nn.ReLU(), nn.Zeros()), nn.Dense(10)), batch_size=4
    ),
    BASE.with_changes(
        name="saturated",
        layers=(nn.Dense(12, nn.Tanh(), nn.ScaledNormal(3)), nn.Dense(10)),
        batch_size=4,
        schedule=nn.Constant(1e-7),
    ),
    BASE.with_changes(
        name="too deep",
        layers=(*(nn.Dense(6, nn.Sigmoid()) for _ in range(12)), nn.Dense(10)),
        batch_size=4,
    ),
    BASE.with_changes(name="hardly moves", batch_size=4, schedule=nn.Constant(1e-9)),
)


def notices(recipe: Recipe, dataset: Dataset) -> list[tuple[str, str]]:
    with using("reference"):
        events = list(train(recipe, prepare(recipe, dataset), TrainingState.begin(recipe)))
    return [(each.symptom, each.advice) for each in events if isinstance(each, Noticed)]


def test_what_does_not_learn_is_noticed_as_in_python(
    simulated_digits: LabeledImages, run_node: RunNode, pack: Pack
) -> None:
    digits = simulated_digits.take(slice(0, 200))
    recipes = [each.with_changes(validation=0) for each in FAILURES]
    cases = [
        {"recipe": recipe_to_plain(each), "noticed": notices(each, Dataset("s", train=digits))}
        for each in recipes
    ]
    assert {symptom for case in cases for symptom, _ in case["noticed"]} == {
        "softmax_twice", "limited_outputs", "exploding", "dead_layer", "saturated_layer",
        "vanishing_gradient", "standstill",
    }  # fmt: skip
    values = (0.0003, 1e-5, 30.0, 1234567.0, 0.27, 3.14159265, 1e-10, 0.1, 999999.5)
    numbers = [
        {
            "value": value,
            "general": f"{value:g}",
            "short": f"{value:.3g}",
            "power": f"{value:.0e}",
            "percent": f"{value:.1%}",
        }
        for value in values
    ]
    data = {"digits": pack_digits(digits, pack), "cases": cases, "numbers": numbers}
    run_node("symptoms.test.mjs", data)


def test_splits_equal_pythons(run_node: RunNode) -> None:
    cases = []
    for seed, count, held_out in ((0, 100, 10), (3, 60_000, 5000)):
        kept, held = held_out_indices(seed, count, held_out)
        case = {"seed": seed, "count": count, "heldOut": held_out}
        cases.append({**case, "kept": kept.tolist(), "held": held.tolist()})
    run_node("splits.test.mjs", cases)


def test_a_session_obeys_its_commands(run_node: RunNode) -> None:
    run_node("session.test.mjs")


def test_every_part_passes_the_pages_own_gradient_check(run_node: RunNode) -> None:
    run_node("gradient-check.test.mjs")


def train_wang(run_node: RunNode, folder: Path, tmp_path: Path, lines: int) -> None:
    """Train it in Node on MNIST's training images, and compare the first lines of its log."""
    digits = read_idx_folder(folder, "MNIST").split("train")
    images, labels = tmp_path / "images", tmp_path / "labels"
    images.write_bytes(digits.images.tobytes())
    labels.write_bytes(digits.labels.astype(np.uint8).tobytes())
    recipe = recipe_to_plain(TUTORIALS["wang"].recipe)
    data = {"recipe": recipe, "log": TUTORIALS["wang"].printed_log[:lines]}
    run_node("wang.test.mjs", data, str(images), str(labels))


def test_wang_begins_with_its_printed_lines(
    mnist_folder: Path, run_node: RunNode, tmp_path: Path
) -> None:
    train_wang(run_node, mnist_folder, tmp_path, 2)


@pytest.mark.slow
@pytest.mark.full
def test_wang_gives_its_15_printed_lines_to_the_last_digit(
    mnist_folder: Path, run_node: RunNode, tmp_path: Path
) -> None:
    train_wang(run_node, mnist_folder, tmp_path, 15)
