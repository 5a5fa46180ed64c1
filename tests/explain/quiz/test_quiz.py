"""Every planted bug shows in its symptoms, which come from running it on digits."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.data.simulated import simulate
from glassnet.data.sources import load
from glassnet.errors import SettingError
from glassnet.explain.quiz import BUGS, PLACES, Answer, Symptoms, choose_exercise, mark, observe
from glassnet.explain.quiz.program import Program
from glassnet.explain.quiz.symptoms import find_abnormal
from glassnet.nn import Dense, Network, SoftmaxCrossEntropy, Tanh, gradient

ALL_CASES = [(key, place) for key, bug in BUGS.items() for place in bug.places]
CASES = [(key, BUGS[key].places[-1]) for key in BUGS]


@pytest.fixture(scope="module")
def mnist(mnist_folder: Path) -> Dataset:
    return load("mnist")


@pytest.fixture(scope="module")
def correct(mnist: Dataset) -> Symptoms:
    return observe(Program(), mnist, 0)


@pytest.fixture(scope="module")
def observed(mnist: Dataset) -> dict[tuple[str, str], Symptoms]:
    return {(key, place): observe(BUGS[key].plant(place), mnist, 0) for key, place in CASES}


@pytest.mark.parametrize(("key", "place"), CASES)
def test_a_bug_is_distinguished_from_correct_code(
    key: str, place: str, observed: dict[tuple[str, str], Symptoms], correct: Symptoms
) -> None:
    assert find_abnormal(observed[key, place], correct) != []


def expect_no_symptoms(dataset: Dataset, correct: Symptoms, seeds: range) -> None:
    found = [find_abnormal(observe(Program(), dataset, seed), correct) for seed in seeds]

    assert found == [[]] * len(seeds)


def test_correct_code_shows_no_symptom_with_other_seeds(mnist: Dataset, correct: Symptoms) -> None:
    expect_no_symptoms(mnist, correct, range(1, 3))


@pytest.mark.full
def test_every_bug_in_every_place_is_distinguished_with_ten_seeds(
    mnist: Dataset, correct: Symptoms
) -> None:
    for seed in range(10):
        without = observe(Program(), mnist, seed)
        for key, place in ALL_CASES:
            found = observe(BUGS[key].plant(place), mnist, seed)
            assert find_abnormal(found, without) != [], (key, place, seed)
    expect_no_symptoms(mnist, correct, range(1, 30))


def test_no_two_bugs_show_the_same(observed: dict[tuple[str, str], Symptoms]) -> None:
    def fingerprint(found: Symptoms) -> list[float]:
        checks = [*found.first_check.values(), *found.last_check.values()]
        numbers = [n for each in checks for n in (each.low, each.high, each.step)]
        layers = [n for each in found.layers for n in (each.first_deviation, each.saturated)]
        accuracies = [found.train_accuracy, found.test_accuracy, found.new_accuracy]
        losses = [found.curve[-1].loss, max(found.batch_losses)]
        known = [0.0 if n is None else n for n in (*numbers, *layers, *accuracies, *losses)]
        return [*known, *(unit.ratio for unit in found.units)]

    for first, second in combinations(observed, 2):
        a, b = fingerprint(observed[first]), fingerprint(observed[second])
        assert len(a) != len(b) or not np.allclose(a, b, rtol=0.02, atol=0.02), (first, second)


def test_the_gradient_check_names_the_layer(observed: dict[tuple[str, str], Symptoms]) -> None:
    def wrong(key: str, place: str) -> set[str]:
        checks = observed[key, place].first_check
        return {name for name, each in checks.items() if each.error > 1e-4}

    assert wrong("wrong-sign", "layer 3") == {"3.weights"}
    assert wrong("sum-over-wrong-axis", "layer 3") == {"3.bias"}
    assert wrong("missing-transpose", "layer 2") == {"1.weights", "1.bias"}
    below = {"1.weights", "1.bias", "2.weights", "2.bias"}
    assert wrong("missing-activation-derivative", "layer 2") == below
    assert wrong("stale-weights", "layer 3") == set()
    assert wrong("shuffled-labels", "data") == set()


def test_one_unit_shows_what_is_missing(observed: dict[tuple[str, str], Symptoms]) -> None:
    units = observed["missing-activation-derivative", "layer 2"].units

    for unit in (each for each in units if each.layer == 2):
        assert unit.ratio == pytest.approx(1 / (1 - unit.output**2), rel=1e-4)


def test_the_program_without_a_bug_computes_the_gradients_of_the_reference() -> None:
    rng = np.random.default_rng(0)
    program, inputs, labels = Program(), rng.random((8, 784)), np.arange(8)
    weights = program.initialize(rng)
    network = Network((Dense(16, Tanh()), Dense(16, Tanh()), Dense(10)), (784,))
    parameters = network.empty_parameters(np.float64)
    for name, values in weights.named():
        parameters[name][...] = values
    expected = parameters.like()
    gradient(network, SoftmaxCrossEntropy(), parameters, inputs, labels, expected)

    found = program.step(weights, inputs, labels, rate=0.5)

    for name, values in found.named():
        np.testing.assert_allclose(values, expected[name], atol=1e-12)
    for name, values in weights.named():
        np.testing.assert_allclose(values, parameters[name] - 0.5 * expected[name], atol=1e-12)


def test_there_are_at_least_fifteen_bugs_with_hints_in_known_places() -> None:
    assert len(BUGS) >= 15
    for bug in BUGS.values():
        assert set(bug.places) <= set(PLACES)
        assert len(set(bug.hints)) == 2
        assert bug.written != bug.right


def test_all_bugs_appear_once_before_one_is_repeated() -> None:
    keys = [choose_exercise(5, number).bug.key for number in range(2 * len(BUGS))]

    assert sorted(keys[: len(BUGS)]) == sorted(BUGS)
    assert sorted(keys[len(BUGS) :]) == sorted(BUGS)
    assert choose_exercise(5, 3) == choose_exercise(5, 3)
    assert [choose_exercise(6, number).bug.key for number in range(len(BUGS))] != keys[: len(BUGS)]


def test_answers_are_marked() -> None:
    exercise = choose_exercise(0, 0)
    right = Answer(exercise.place, exercise.bug.key)
    other = next(key for key in BUGS if key != exercise.bug.key)

    assert mark(exercise, right).points == 3
    assert mark(exercise, right, hints=2).points == 1
    assert mark(exercise, Answer(exercise.place, other)).points == 1
    assert mark(exercise, None).points == 0
    assert mark(exercise, Answer(exercise.place, other), hints=2).points == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("layer 4: wrong-sign", r"unknown place 'layer 4'\. Did you mean 'layer 3'\?"),
        ("data: test-leek", r"unknown bug 'test-leek'\. Did you mean 'test-leak'\?"),
        ("data", "unknown bug ''"),
    ],
)
def test_an_unknown_answer_is_refused(text: str, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        Answer.parse(text)


def test_an_answer_is_a_place_and_a_bug() -> None:
    assert Answer.parse("2: missing-transpose") == Answer("layer 2", "missing-transpose")
    assert Answer.parse("data:test-leak") == Answer("data", "test-leak")


def test_a_set_with_too_few_images_is_refused() -> None:
    few = Dataset("few", train=simulate(np.random.default_rng(0), 20))

    with pytest.raises(SettingError, match="at least 2,500 training images of 28x28, got 20"):
        observe(Program(), few, 0)
