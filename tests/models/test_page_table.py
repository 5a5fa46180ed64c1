"""Numbers are laid out in rows and columns by where they lie."""

from glassnet.models.page import NumberReading, PageBox
from glassnet.models.page_table import arrange_in_table


def number(text: str, left: float, top: float, width: float = 0.1) -> NumberReading:
    return NumberReading(text, (), 1, 1, PageBox(left, top, left + width, top + 0.05), 0.9)


def test_rows_and_columns_follow_the_page() -> None:
    numbers = [
        number("1", 0.1, 0.1),
        number("2", 0.5, 0.11),
        number("3", 0.1, 0.3),
        number("4", 0.5, 0.3),
    ]

    assert arrange_in_table(numbers) == [["1", "2"], ["3", "4"]]
    assert arrange_in_table(numbers[::-1]) == [["1", "2"], ["3", "4"]]


def test_a_place_without_a_number_is_empty() -> None:
    numbers = [
        number("1", 0.1, 0.1),
        number("2", 0.8, 0.1),
        number("3", 0.45, 0.2),
        number("4", 0.8, 0.2),
    ]

    assert arrange_in_table(numbers) == [["1", "", "2"], ["", "3", "4"]]


def test_numbers_of_any_length_share_a_column_to_the_left_or_to_the_right() -> None:
    numbers = [
        number("1", 0.1, 0.1, 0.05),
        number("12345", 0.1, 0.2, 0.3),
        number("7", 0.35, 0.3, 0.05),
    ]

    assert [len(row) for row in arrange_in_table(numbers[:2])] == [1, 1]
    assert [row[-1] for row in arrange_in_table(numbers[1:])] == ["12345", "7"]


def test_a_row_may_climb_across_the_page() -> None:
    numbers = [number(str(n), 0.1 + 0.2 * n, 0.3 - 0.02 * n) for n in range(4)]

    assert arrange_in_table(numbers) == [["0", "1", "2", "3"]]


def test_nothing_is_an_empty_table() -> None:
    assert arrange_in_table([]) == []
