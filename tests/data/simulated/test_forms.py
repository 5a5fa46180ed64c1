import numpy as np
import pytest

from glassnet.data.simulated.forms import FORMS, Form
from glassnet.data.simulated.forms.paths import Chance, arc, corner, path

EVERY_FORM = [
    pytest.param(form, id=f"{digit} {form.name}")
    for digit, forms in FORMS.items()
    for form in forms
]


def chance(count: int = 50) -> Chance:
    return Chance(np.random.default_rng(0), count)


def test_every_digit_has_forms_whose_shares_sum_to_one() -> None:
    assert list(FORMS) == list(range(10))
    for digit, forms in FORMS.items():
        assert sum(form.frequency for form in forms) == pytest.approx(1), digit
        assert len({form.name for form in forms}) == len(forms)


def test_the_forms_that_mnist_hardly_knows_are_written() -> None:
    named = {(digit, form.name) for digit, forms in FORMS.items() for form in forms}

    assert {(0, "slashed"), (0, "barred"), (1, "long upstroke"), (1, "flag and foot")} <= named
    assert {(2, "looped"), (4, "open"), (4, "closed"), (5, "bar apart"), (7, "barred")} <= named


@pytest.mark.parametrize("form", EVERY_FORM)
def test_a_form_is_about_as_high_as_one_and_no_wider_than_that(form: Form) -> None:
    drawn = np.concatenate([each.coordinates(50) for each in form.write(chance())], axis=1)
    height, width = np.ptp(drawn[..., 1], axis=1), np.ptp(drawn[..., 0], axis=1)

    assert np.isfinite(drawn).all()
    assert 0.8 < np.median(height) < 1.4
    assert np.median(width) < 1.1


@pytest.mark.parametrize("form", EVERY_FORM)
def test_a_form_has_the_same_points_for_every_number_of_hands(form: Form) -> None:
    one, many = form.write(chance(1)), form.write(chance(9))

    assert [each.corners for each in one] == [each.corners for each in many]


def test_growing_directions_turn_clockwise() -> None:
    right, down, left = arc(0, 0, 2, 1, 0, 180, points=3)

    placed = path([right, down, left]).coordinates(1)[0]
    assert np.allclose(placed, [(2, 0), (0, 1), (-2, 0)], atol=1e-6)


def test_a_widening_arc_is_a_spiral() -> None:
    assert arc(0, 0, 1, 1, 0, 360, points=5, widening=2)[-1].x == pytest.approx(2)


def test_a_path_strings_points_corners_and_arcs() -> None:
    strung = path((0, 0), corner(1, np.array([5, 6])), arc(0, 0, 1, 1, 0, 90, points=2))

    assert strung.corners == (False, True, False, False)
    assert strung.coordinates(2)[:, 1].tolist() == [[1, 5], [1, 6]]


def test_an_eccentric_hand_strays_farther() -> None:
    school, odd = (
        Chance(np.random.default_rng(0), 1000, eccentricity).around(1, 0.1).std()
        for eccentricity in (1.0, 3.0)
    )

    assert odd == pytest.approx(3 * school, rel=1e-3)
