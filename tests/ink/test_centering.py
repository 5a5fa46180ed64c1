import numpy as np
import pytest

from glassnet.ink.centering import center


def center_copy(image: np.ndarray) -> np.ndarray:
    stack = image[None].copy()
    center(stack)
    return stack[0]


def middle(image: np.ndarray) -> tuple[float, float]:
    total = float(image.sum())
    index = np.arange(28)
    return float((image.sum(1) * index).sum() / total), float((image.sum(0) * index).sum() / total)


def test_the_centre_of_mass_comes_within_half_a_pixel_of_the_middle() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[3:17, 5:15] = np.random.default_rng(0).integers(0, 256, (14, 10))

    assert all(13.5 <= position < 14.5 for position in middle(center_copy(image)))


@pytest.mark.parametrize(("columns", "first"), [((13, 14), 13), ((14, 15), 13), ((12, 13), 13)])
def test_a_centre_of_mass_on_the_border_of_two_pixels_counts_as_the_right_one(
    columns: tuple[int, int], first: int
) -> None:
    image = np.zeros((28, 28), np.uint8)
    image[14, list(columns)] = 200

    assert np.flatnonzero(center_copy(image)[14]).tolist() == [first, first + 1]


def test_ink_stops_at_the_edge_and_is_never_cut_off() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[0:27, 2] = 1
    image[26, 2] = 255

    assert sorted(center_copy(image)[center_copy(image) > 0]) == sorted(image[image > 0])
    assert center_copy(image)[0, :].any()


def test_a_blank_image_stays_blank() -> None:
    assert not center_copy(np.zeros((28, 28), np.uint8)).any()


def test_both_forms_move_the_same() -> None:
    pytest.importorskip("numba")
    rng = np.random.default_rng(2)
    images = np.zeros((200, 28, 28), np.uint8)
    for image in images:
        top, left, height, width = rng.integers(0, 14, 4)
        image[top : top + height, left : left + width] = rng.integers(0, 256, (height, width))
    plain, compiled = images.copy(), images.copy()

    center.reference(plain)
    center.compiled(compiled)

    assert (plain == compiled).all()


def test_no_text_is_compiled_with_it() -> None:
    """Numba compiles its messages about shapes with whole-array assignments: seconds of a first run."""
    numba = pytest.importorskip("numba")
    events = pytest.importorskip("numba.core.event")
    from glassnet.ink import centering_compiled

    with events.install_recorder("numba:compile") as recorder:
        numba.njit("void(uint8[:, :, ::1])", error_model="numpy")(centering_compiled.center.py_func)

    modules = {event.data["dispatcher"].py_func.__module__ for _, event in recorder.buffer}
    assert "glassnet.ink.centering_compiled" in modules
    assert not {name for name in modules if "unicode" in name}
