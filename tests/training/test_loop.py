"""The loop trains, reports what it does, can stop anywhere, and says where it diverged."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

import numpy as np
import pytest

from glassnet.data.augmentation import Augmentation
from glassnet.data.labeled_images import Dataset
from glassnet.engine import implementation_in_use
from glassnet.nn import (
    AdamW,
    Array,
    ClipNorm,
    Constant,
    Dense,
    Dropout,
    ExponentialAverage,
    GradientDescent,
    LastEpochs,
    Nesterov,
    ReLU,
    SoftmaxCrossEntropy,
    SquaredError,
    Switch,
    TailAverage,
    WeightDecay,
)
from glassnet.recipes import EarlyStopping, Recipe
from glassnet.training import (
    Diverged,
    EpochDone,
    Event,
    Finished,
    Progress,
    Started,
    TrainingState,
    evaluate,
    train,
)
from glassnet.training.batches import batches_for

SMALL = Recipe(
    name="small",
    layers=(Dense(24, ReLU()), Dense(10)),
    epochs=4,
    batch_size=32,
    validation=0,
    input_shape=(784,),
)
VARIANTS = {
    "plain": SMALL,
    "dropout and averaging": SMALL.with_changes(
        layers=(Dense(24, ReLU()), Dropout(0.2), Dense(10)), averaging=ExponentialAverage(0.9)
    ),
    "rules and nesterov": SMALL.with_changes(
        optimizer=Nesterov(), schedule=Constant(0.05),
        gradient_rules=(WeightDecay(1e-3), ClipNorm(1.0)),
    ),
    "stopping early": SMALL.with_changes(optimizer=AdamW(), stopping=EarlyStopping(2)),
    "full batch": SMALL.with_changes(batch_size="full", averaging=TailAverage(0.5), epochs=12),
    "weaker augmentation at the end": SMALL.with_changes(
        augmentation=Augmentation(strength=LastEpochs(2, after=0.5)),
    ),
    "one at a time": SMALL.with_changes(
        batch_size=1, loss=SquaredError(), optimizer=GradientDescent(), schedule=Constant(0.02),
        epochs=2, update="during_backward",
    ),
}  # fmt: skip


def clock_of_seconds() -> Iterator[float]:
    """A second for each reading, so that every update is reported."""
    return (float(second) for second in count())


def events_of(
    recipe: Recipe, dataset: Dataset, state: TrainingState | None = None
) -> Iterator[Event]:
    ticks = clock_of_seconds()
    return train(recipe, dataset, state, clock=lambda: next(ticks))


def test_training_reports_its_start_its_progress_each_epoch_and_its_end(
    small_dataset: Dataset,
) -> None:
    events = list(events_of(SMALL, small_dataset))

    assert isinstance(events[0], Started)
    assert events[0].train == "small train (400)"
    assert sum(isinstance(event, EpochDone) for event in events) == 4
    assert any(isinstance(event, Progress) for event in events)
    assert isinstance(events[-1], Finished)


@pytest.mark.parametrize("name", VARIANTS)
def test_training_lowers_the_loss_and_raises_the_accuracy(
    name: str, small_dataset: Dataset
) -> None:
    recipe = VARIANTS[name]
    state = TrainingState.begin(recipe)
    before = evaluate(recipe.network, state.current, recipe.loss, small_dataset.split("train"))

    list(train(recipe, small_dataset, state))

    after = evaluate(recipe.network, state.kept, recipe.loss, small_dataset.split("train"))
    assert after.loss < before.loss
    assert after.accuracy > before.accuracy


@pytest.mark.parametrize("name", VARIANTS)
def test_stopped_anywhere_and_resumed_it_ends_with_the_same_bits(
    name: str, small_dataset: Dataset
) -> None:
    recipe = VARIANTS[name]
    straight = TrainingState.begin(recipe)
    events = list(events_of(recipe, small_dataset, straight))

    rng = np.random.default_rng(1)
    for stop in rng.choice(len(events) - 1, 4, replace=False):
        first = TrainingState.begin(recipe)
        for number, _ in enumerate(events_of(recipe, small_dataset, first)):
            if number == stop:
                break
        resumed = TrainingState.begin(recipe)
        resumed.restore(
            {key: array.copy() for key, array in first.arrays().items()}, first.counters()
        )
        list(events_of(recipe, small_dataset, resumed))

        np.testing.assert_array_equal(resumed.kept.vector, straight.kept.vector)
        assert [line["train_loss"] for line in resumed.history] == [
            line["train_loss"] for line in straight.history
        ]


@dataclass(frozen=True)
class Observed(GradientDescent):
    """Plain gradient descent that notes the number of BLAS threads at each update."""

    blas_threads: Callable[[], int] = int
    during: list[int] = field(default_factory=list, hash=False, compare=False)

    def update(self, parameters, gradients, state, rate) -> None:
        self.during.append(self.blas_threads())
        super().update(parameters, gradients, state, rate)


def test_callers_find_matrix_products_on_as_many_threads_as_before(
    small_dataset: Dataset, blas_threads: Callable[[], int]
) -> None:
    optimizer = Observed(blas_threads)
    # Large enough for products with lists to be shared by all CPUs.
    layers = (Dense(120, ReLU()), Dense(10))
    recipe = SMALL.with_changes(layers=layers, batch_size=200, epochs=2, optimizer=optimizer)
    before = blas_threads()

    for event in train(recipe, small_dataset, clock=clock_of_seconds().__next__):
        assert blas_threads() == before, event
    # Without the compiler there are no lists.
    limited = 1 if implementation_in_use() == "compiled" else before
    assert optimizer.during == [limited] * 4


def test_early_stopping_keeps_the_best_weights(small_dataset: Dataset) -> None:
    recipe = SMALL.with_changes(epochs=60, stopping=EarlyStopping(3))
    state = TrainingState.begin(recipe)

    *_, last = train(recipe, small_dataset, state)

    assert isinstance(last, Finished)
    assert last.stopped_early
    assert last.epochs == last.kept_epoch + 1 + 3
    accuracies = [line["validation_accuracy"] for line in state.history]
    assert accuracies[last.kept_epoch] == max(accuracies)


def test_a_loss_that_is_not_a_number_ends_training_and_is_diagnosed(small_dataset: Dataset) -> None:
    recipe = SMALL.with_changes(optimizer=GradientDescent(), schedule=Constant(1e30), epochs=20)

    *_, last = train(recipe, small_dataset)

    assert isinstance(last, Diverged)
    assert "learning rate 1e+30" in last.cause


@dataclass(frozen=True)
class NotFiniteInValidation(SoftmaxCrossEntropy):
    """Cross-entropy whose value for the 100 examples of the validation set is not finite."""

    value: float = np.nan

    def __call__(self, outputs: Array, labels: Array) -> tuple[float, Array]:
        value, d_outputs = super().__call__(outputs, labels)
        return self.value if len(labels) == 100 else value, d_outputs


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_validation_loss_that_is_not_finite_ends_training(
    value: float, small_dataset: Dataset
) -> None:
    recipe = SMALL.with_changes(loss=NotFiniteInValidation(value=value))
    state = TrainingState.begin(recipe)

    *_, last = train(recipe, small_dataset, state)

    assert isinstance(last, Diverged)
    assert state.history == []


def test_updating_during_the_backward_pass_passes_the_gradient_on_through_new_weights(
    small_dataset: Dataset,
) -> None:
    recipe = VARIANTS["one at a time"].with_changes(precision="float64", epochs=1, order="file")
    one = Dataset("one", train=small_dataset.split("train").take(slice(0, 1)))
    state = TrainingState.begin(recipe)
    w1, w2 = (state.parameters[name].copy() for name in ("1.weights", "2.weights"))
    list(train(recipe, one, state))

    inputs = one.split("train").images.reshape(1, 784) / 255
    hidden = np.maximum(inputs @ w1, 0)
    errors = hidden @ w2 - np.eye(10)[one.split("train").labels]
    changed = w2 - 0.02 * hidden.T @ errors
    expected = w1 - 0.02 * inputs.T @ (errors @ changed.T * (hidden > 0))

    np.testing.assert_allclose(state.parameters["1.weights"], expected, atol=1e-12)
    wrong = w1 - 0.02 * inputs.T @ (errors @ w2.T * (hidden > 0))
    assert np.abs(wrong - expected).max() > 1e-9


def test_early_stopping_counts_equal_accuracy_as_no_rise(small_dataset: Dataset) -> None:
    recipe = SMALL.with_changes(
        optimizer=GradientDescent(), schedule=Constant(1e-30), epochs=20, stopping=EarlyStopping(2)
    )

    *_, last = train(recipe, small_dataset)

    assert isinstance(last, Finished)
    assert (last.kept_epoch, last.epochs) == (0, 3)


def test_a_last_update_after_which_weights_are_not_finite_has_diverged(
    small_dataset: Dataset,
) -> None:
    steps = batches_for(SMALL, small_dataset.split("train")).steps_per_epoch
    recipe = SMALL.with_changes(
        optimizer=GradientDescent(), schedule=Switch(0.1, steps - 1, 1e300), epochs=1
    )

    *_, last = train(recipe, small_dataset)

    assert isinstance(last, Diverged)
