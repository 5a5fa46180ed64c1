"""Errors have four parts, and are what callers expect to catch."""

import pytest

from glassnet.errors import (
    expect_in_half_open_interval,
    expect_one_of,
    expect_positive,
    format_error,
)
from glassnet.nn import DtypeError, GlassnetError, SettingError, ShapeError


def test_a_sentence_says_where_what_was_expected_what_came_and_what_to_do() -> None:
    assert format_error("A", "b", "c", "Do d.") == "A expects b, got c. Do d."


@pytest.mark.parametrize(
    ("error", "builtin"),
    [(ShapeError, ValueError), (SettingError, ValueError), (DtypeError, TypeError)],
)
def test_every_error_is_ours_and_the_language_s_own(
    error: type[Exception], builtin: type[Exception]
) -> None:
    assert issubclass(error, GlassnetError)
    assert issubclass(error, builtin)


@pytest.mark.parametrize("value", [0, -1.5, float("nan")])
def test_positive_refuses_zero_less_and_not_a_number(value: float) -> None:
    with pytest.raises(SettingError, match=r"^Cosine expects rate above 0, got "):
        expect_positive("Cosine", "rate", value)


def test_positive_takes_anything_above_zero() -> None:
    expect_positive("Cosine", "rate", 1e-300)


@pytest.mark.parametrize("value", [-0.1, 1.0, float("nan")])
def test_between_refuses_what_is_outside_its_half_open_range(value: float) -> None:
    with pytest.raises(SettingError) as caught:
        expect_in_half_open_interval("Dropout", "rate", value, 0, 1)

    assert str(caught.value) == (
        f"Dropout expects rate in [0, 1), got {value!r}. Choose rate in this range."
    )


def test_between_takes_its_lower_end() -> None:
    expect_in_half_open_interval("Dropout", "rate", 0, 0, 1)


def test_one_of_names_all_choices() -> None:
    with pytest.raises(SettingError) as caught:
        expect_one_of("Pool", "padding", "sam", ("same", "valid"))

    assert str(caught.value) == (
        "Pool expects padding to be 'same' or 'valid', got 'sam'. Choose one of these."
    )
