"""Every kernel and its compiled twin do the same, to the letter of their signatures.

A new kernel needs a line in `CASES`, or a test of its own that compares both forms and names it, in
the tests of its room.
"""

import importlib
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import glassnet
from glassnet.engine.kernel import kernels
from glassnet.nn import SoftmaxCrossEntropy

pytest.importorskip("numba", reason="compiled kernels need numba, which is not installed")

PACKAGE = Path(glassnet.__file__).parent
TESTS = Path(__file__).parents[2]
ROWS, COLUMNS = 37, 10

Arguments = tuple[Any, ...]


def sums_and_bias(draw: Callable, *settings: float) -> Arguments:
    return draw(ROWS, COLUMNS), draw(COLUMNS), *settings, draw(ROWS, COLUMNS)


def sums_alone(draw: Callable, *settings: float) -> Arguments:
    return draw(ROWS, COLUMNS), None, *settings, draw(ROWS, COLUMNS)


def outputs_and_derivatives(draw: Callable, *settings: float) -> Arguments:
    return draw(ROWS, COLUMNS), draw(ROWS, COLUMNS), *settings, draw(ROWS, COLUMNS)


def logits_and_labels(draw: Callable, smoothing: float) -> Arguments:
    return 5 * draw(ROWS, COLUMNS), np.arange(ROWS) % COLUMNS, smoothing, draw(ROWS, COLUMNS)


def rows_and_total(draw: Callable) -> Arguments:
    return draw(ROWS, COLUMNS), draw(COLUMNS)


def vectors(count: int) -> Callable[..., Arguments]:
    return lambda draw, *settings: (*(abs(draw(500)) for _ in range(count)), *settings)


# For each kernel: what makes its arguments, and the settings between or behind the arrays.
CASES: dict[str, list[tuple[Callable[..., Arguments], tuple[float, ...]]]] = {
    "add_bias": [(sums_and_bias, ()), (sums_alone, ())],
    "add_rows": [(rows_and_total, ())],
    "relu_forward": [(sums_and_bias, ()), (sums_alone, ())],
    "relu_backward": [(outputs_and_derivatives, ())],
    "leaky_relu_forward": [(sums_and_bias, (0.1,)), (sums_alone, (0.0,))],
    "leaky_relu_backward": [(outputs_and_derivatives, (0.1,))],
    "sigmoid_backward": [(outputs_and_derivatives, ())],
    "tanh_backward": [(outputs_and_derivatives, ())],
    "softmax_cross_entropy": [(logits_and_labels, (0.0,)), (logits_and_labels, (0.1,))],
    "count_correct": [(lambda draw: (draw(ROWS, 3), np.arange(ROWS) % 3), ())],
    "descend": [(vectors(2), (0.1,))],
    "momentum": [(vectors(3), (0.1, 0.9))],
    "nesterov": [(vectors(3), (0.1, 0.9))],
    "rmsprop": [(vectors(3), (0.1, 0.9, 1e-8))],
    "adam": [(vectors(4), (0.1, 0.9, 0.99, 1e-8, 0.0)), (vectors(4), (0.1, 0.9, 0.99, 1e-8, 0.01))],
    "move_average": [(vectors(2), (0.1,))],
}
TRIED = [(name, make, settings) for name, cases in CASES.items() for make, settings in cases]


def modules_with_kernels() -> list[str]:
    return [
        ".".join(("glassnet", *path.relative_to(PACKAGE).with_suffix("").parts))
        for path in sorted(PACKAGE.rglob("*.py"))
        if "\n@kernel(" in path.read_text(encoding="utf-8")
    ]


for _module in modules_with_kernels():
    importlib.import_module(_module)
ALL = [each for each in kernels() if each.plain.__module__.startswith("glassnet.")]
BY_NAME = {each.plain.__name__: each for each in ALL if ".nn." in each.plain.__module__}


def has_its_own_test(kernel: Any) -> bool:
    room = TESTS / kernel.plain.__module__.split(".")[1]
    named = re.compile(rf"\b{kernel.plain.__name__}\b")
    others = (path for path in room.rglob("test_*.py") if path != Path(__file__))
    texts = (path.read_text(encoding="utf-8") for path in others)
    return any("compiled" in text and named.search(text) for text in texts)


@pytest.mark.parametrize("kernel", ALL, ids=lambda each: each.plain.__name__)
def test_every_kernel_is_held_to_its_twin_by_a_case_or_a_test_of_its_own(kernel: Any) -> None:
    here = BY_NAME.get(kernel.plain.__name__) is kernel and kernel.plain.__name__ in CASES

    assert here or has_its_own_test(kernel), "add it to CASES, or to a test of its room"


@pytest.mark.parametrize("kernel", ALL, ids=lambda each: each.plain.__name__)
def test_both_forms_take_the_same_arguments(kernel: Any) -> None:
    # Some twins are plain functions that choose among compiled ones.
    twin = getattr(kernel.compiled, "py_func", kernel.compiled)

    assert list(inspect.signature(twin).parameters) == list(
        inspect.signature(kernel.plain).parameters
    )


@pytest.mark.parametrize(("name", "make", "settings"), TRIED)
@pytest.mark.parametrize(
    ("dtype", "close"), [(np.float32, 2e-5), (np.float64, 1e-12)], ids=["float32", "float64"]
)
def test_both_forms_agree(name: str, make, settings, dtype: type, close: float) -> None:
    rng = np.random.default_rng(8)
    arguments = make(lambda *shape: rng.normal(size=shape).astype(dtype), *settings)
    plain, compiled = ([_copy(each) for each in arguments] for _ in range(2))

    values = BY_NAME[name].plain(*plain), BY_NAME[name].compiled(*compiled)

    assert values[0] == values[1] or values[1] == pytest.approx(values[0], rel=close)
    for one, other in zip(plain, compiled, strict=True):
        if isinstance(one, np.ndarray):
            assert np.allclose(one, other, rtol=close, atol=close)
            assert one.dtype == other.dtype


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_logits_that_lie_class_by_class_are_read_as_others_are(smoothing: float) -> None:
    kernel, count = BY_NAME["softmax_cross_entropy"], BY_NAME["count_correct"]
    rng = np.random.default_rng(8)
    draw = lambda *shape: rng.normal(size=shape)  # noqa: E731
    logits, labels, _, row_by_row = logits_and_labels(draw, smoothing)
    turned, class_by_class = np.asfortranarray(logits), np.asfortranarray(row_by_row)

    values = [
        kernel.compiled(logits, labels, smoothing, row_by_row),
        kernel.compiled(turned, labels, smoothing, class_by_class),
    ]

    assert values[0] == values[1]
    np.testing.assert_array_equal(class_by_class, row_by_row)
    assert count.compiled(turned, labels) == count.plain(logits, labels)


@pytest.mark.parametrize("part", [np.s_[:, :7], np.s_[::2], np.s_[:20]], ids=str)
def test_parts_of_outputs_are_read_as_if_they_were_alone(part: Any) -> None:
    rng, labels = np.random.default_rng(8), np.arange(ROWS) % 7
    for outputs in (
        rng.normal(size=(ROWS, COLUMNS)),
        np.asfortranarray(rng.normal(size=(ROWS, 10))),
    ):
        own, expected = outputs[part], labels[: len(outputs[part])]
        alone = np.ascontiguousarray(own)

        found, wanted = (SoftmaxCrossEntropy()(each, expected) for each in (own, alone))

        assert found[0] == wanted[0]
        np.testing.assert_array_equal(found[1], wanted[1])
        for form in (BY_NAME["count_correct"].plain, BY_NAME["count_correct"].compiled):
            assert form(own, expected) == form(alone, expected)


def test_both_forms_count_rows_with_what_is_not_a_number_as_wrong() -> None:
    outputs = np.array([[np.nan, 1, 2], [1, np.nan, 2], [1, 2, np.nan], [1, 3, 2]])
    count = BY_NAME["count_correct"]
    wanted = [0, 1, 0]

    assert [count.plain(outputs, np.full(4, label)) for label in range(3)] == wanted
    assert [count.compiled(outputs, np.full(4, label)) for label in range(3)] == wanted


def test_the_first_of_equal_outputs_counts_in_both_forms() -> None:
    outputs, labels = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0, 1])
    count = BY_NAME["count_correct"]

    assert count.plain(outputs, labels) == count.compiled(outputs, labels) == 1


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("momentum", (0.1, 0.9)),
        ("nesterov", (0.1, 0.9)),
        ("rmsprop", (0.1, 0.9, 1e-8)),
        ("adam", (0.1, 0.9, 0.99, 1e-8, 0.0)),
    ],
)
def test_compiled_steps_let_go_of_moments_too_small_to_matter(name: str, settings) -> None:
    # Processors are some thirty times slower on such numbers, and 0.9 times the smallest is itself.
    smallest = np.full(3, 1e-45, np.float32)
    moments = [smallest.copy() for _ in inspect.signature(BY_NAME[name].plain).parameters]
    moments = moments[: len(moments) - len(settings) - 2]
    parameters, gradients = np.ones(3, np.float32), np.zeros(3, np.float32)

    BY_NAME[name].compiled(parameters, gradients, *moments, *settings)

    assert not np.any(moments)
    assert parameters.tolist() == [1, 1, 1]


def _copy(argument: Any) -> Any:
    return argument.copy() if isinstance(argument, np.ndarray) else argument
