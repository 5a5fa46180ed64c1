"""Gradients of shards add up to those of the batch, to the same bits for any number of workers."""

from collections.abc import Sequence

import numpy as np
import pytest

from glassnet.data.augmentation import Augmentation
from glassnet.data.labeled_images import Dataset
from glassnet.engine import Rows
from glassnet.errors import SettingError
from glassnet.nn import Dense, Dropout, Parameters, ReLU, gradient
from glassnet.nn.deviations import BatchMaximumCrossEntropy
from glassnet.recipes import Recipe
from glassnet.training import TrainingState, evaluate, train
from glassnet.training.shards import (
    Examples,
    ShardGradients,
    Shards,
    ShardsTask,
    add_in_pairs,
    split_shards,
)
from glassnet.training.updates import Workers, plan_updates

SHARDED = Recipe(
    name="sharded",
    layers=(Dense(24, ReLU()), Dropout(0.1), Dense(10)),
    input_shape=(784,),
    epochs=2,
    batch_size=64,
    validation=0,
    shards=4,
    precision="float64",
)
VARIANTS = {
    "plain": SHARDED,
    "full batch": SHARDED.with_changes(batch_size="full", epochs=4),
    "augmented": SHARDED.with_changes(augmentation=Augmentation(), precision="float32"),
    "in the order of the file": SHARDED.with_changes(order="file"),
}


def examples_of(dataset: Dataset) -> Examples:
    train_split = dataset.split("train")
    return train_split.images, train_split.labels


def make_shards(recipe: Recipe, dataset: Dataset) -> Shards:
    images = dataset.split("train").images
    implementation = plan_updates(recipe, images).implementation
    return Shards(recipe, lambda: examples_of(dataset), implementation)


def compute_by(recipe: Recipe, dataset: Dataset, workers: int) -> Workers:
    """Workers that keep shards of their own, as processes do, and answer in another order."""
    kept = [make_shards(recipe, dataset) for _ in range(workers)]

    def compute(parameters: Parameters, tasks: Sequence[ShardsTask]) -> Sequence[ShardGradients]:
        found = {
            number: kept[number].compute(parameters, task)
            for number, task in reversed(list(enumerate(tasks)))
        }
        return [found[number] for number in range(len(tasks))]

    return Workers(compute, workers)


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("workers", [3, 4])
def test_the_weights_have_the_same_bits_for_any_number_of_workers(
    name: str, workers: int, small_dataset: Dataset
) -> None:
    recipe = VARIANTS[name]
    alone, together = TrainingState.begin(recipe), TrainingState.begin(recipe)

    list(train(recipe, small_dataset, alone))
    list(train(recipe, small_dataset, together, workers=compute_by(recipe, small_dataset, workers)))

    np.testing.assert_array_equal(alone.parameters.vector, together.parameters.vector)
    losses = [[line["train_loss"] for line in each.history] for each in (alone, together)]
    assert losses[0] == losses[1]


def test_the_sum_is_the_gradient_of_the_batch(small_dataset: Dataset) -> None:
    recipe = SHARDED.with_changes(layers=(Dense(24, ReLU()), Dense(10)), batch_size="full")
    parameters, examples = recipe.initial_parameters(), small_dataset.split("train")
    shards, expected = make_shards(recipe, small_dataset), parameters.like()

    tasks = split_shards(4, 2, 0, 0)
    found = add_in_pairs([shards.compute(parameters, task) for task in tasks])
    inputs = Rows.all(examples.images).scale(np.float64, (784,))
    loss, correct = gradient(
        recipe.network, recipe.loss, parameters, inputs, examples.labels, expected
    )

    np.testing.assert_allclose(found.vector, expected.vector, rtol=0, atol=1e-12)
    assert found.loss_sum / found.examples == pytest.approx(loss, abs=1e-12)
    assert (found.correct, found.examples) == (correct, len(examples))


def test_every_example_comes_once_an_epoch(small_dataset: Dataset) -> None:
    examples = small_dataset.split("train")
    recipe = SHARDED.with_changes(layers=(Dense(10),), batch_size=60)
    shards = make_shards(recipe, small_dataset)
    steps = -(-len(examples) // 60)

    seen = [
        add_in_pairs([shards.compute(recipe.initial_parameters(), task)]).examples
        for index in range(steps)
        for task in split_shards(4, 1, 0, index)
    ]

    assert sum(seen) == len(examples)
    assert max(seen) - min(seen) <= 4


def test_stopped_and_resumed_it_ends_with_the_same_bits(small_dataset: Dataset) -> None:
    straight, first, resumed = (TrainingState.begin(SHARDED) for _ in range(3))
    events = list(train(SHARDED, small_dataset, straight))

    for number, _ in enumerate(train(SHARDED, small_dataset, first)):
        if number == len(events) // 2:
            break
    resumed.restore({name: each.copy() for name, each in first.arrays().items()}, first.counters())
    list(train(SHARDED, small_dataset, resumed))

    np.testing.assert_array_equal(resumed.parameters.vector, straight.parameters.vector)


def test_training_with_shards_learns(small_dataset: Dataset) -> None:
    recipe, train_split = SHARDED.with_changes(epochs=8), small_dataset.split("train")
    state = TrainingState.begin(recipe)
    before = evaluate(recipe.network, state.kept, recipe.loss, train_split).accuracy

    list(train(recipe, small_dataset, state))

    after = evaluate(recipe.network, state.kept, recipe.loss, train_split).accuracy
    assert after > before + 0.3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"shards": 3}, "a power of two up to 256"),
        ({"shards": 0}, "a power of two"),
        ({"batch_size": 2}, "a batch_size of at least 4"),
        ({"loss": BatchMaximumCrossEntropy()}, "which needs the whole batch"),
    ],
)
def test_what_cannot_be_split_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        SHARDED.with_changes(**changes)
