import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from glassnet.data.augmentation import (
    IMAGES_IN_PART,
    KNOTS,
    MAX_CHANGES,
    Augmentation,
    augment,
    draw_changes,
    knot_weights,
    warp,
)
from glassnet.nn import Clock, Constant, LastEpochs, SettingError

CHANGES = [each.name for each in fields(Augmentation) if each.name != "strength"]
NOTHING = Augmentation().scaled(0)


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def strokes(count: int = 20) -> np.ndarray:
    """Upright strokes, four pixels wide and 16 high."""
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 6:22, 12:16] = 255
    return images


def test_without_any_change_images_stay_as_they_are() -> None:
    assert (augment(strokes(), rng(), NOTHING) == strokes()).all()


def test_every_setting_has_a_limit_that_is_allowed_and_nothing_beyond() -> None:
    assert list(MAX_CHANGES) == CHANGES
    changed = augment(strokes(), rng(), replace(NOTHING, **MAX_CHANGES))

    assert changed.shape == strokes().shape
    for name, largest in MAX_CHANGES.items():
        with pytest.raises(SettingError, match=f"{name} from 0 to {largest}"):
            replace(NOTHING, **{name: largest * 1.001})


def test_the_strength_of_an_update_multiplies_every_change() -> None:
    augmentation = Augmentation(rotation=8, gaps=0.2, strength=LastEpochs(2, after=0.25))

    found = [augmentation.at(Clock(epoch * 10, 10, 5)) for epoch in range(5)]

    as_written = replace(augmentation, strength=Constant(1.0))
    assert found == [as_written] * 3 + [as_written.scaled(0.25)] * 2
    assert (found[4].rotation, found[4].gaps) == (2, 0.05)
    assert found[4].at(Clock(49, 10, 5)) == found[4]


def test_the_same_seed_changes_alike_and_every_call_anew() -> None:
    one = rng()
    first, second = augment(strokes(), one), augment(strokes(), one)

    assert (first == augment(strokes(), rng())).all()
    assert (first != second).any()


def test_the_given_images_are_not_touched() -> None:
    images = strokes()
    augment(images, rng())

    assert (images == strokes()).all()


def test_every_image_is_changed_in_its_own_way() -> None:
    changed = augment(strokes(200), rng())

    assert len(np.unique(changed.reshape(200, -1), axis=0)) == 200


def test_many_images_are_changed_alike_by_any_number_of_threads() -> None:
    many = strokes(2 * IMAGES_IN_PART + 100)
    alone, one = augment(many, rng(), threads=1), rng()

    assert (alone == augment(many, rng(), threads=3)).all()
    assert (augment(many, one) != augment(many, one)).any()
    assert len(np.unique(alone.reshape(len(many), -1), axis=0)) == len(many)


def changed_by(**limits: float) -> np.ndarray:
    return augment(strokes(200), rng(), replace(NOTHING, **limits)).astype(float)


def extent(images: np.ndarray, axis: int) -> np.ndarray:
    return (images.max(axis=axis) > 127).sum(axis=1)


def test_a_shift_moves_the_center_of_mass_by_no_more_than_its_limit() -> None:
    images = changed_by(shift=2.0)
    middle = (images.sum(axis=1) * np.arange(28)).sum(axis=1) / images.sum(axis=(1, 2)) - 13.5

    assert 1.5 < np.abs(middle).max() < 2.1


def test_size_and_stretch_change_height_and_width_together_or_against_each_other() -> None:
    grown, stretched = changed_by(size=0.3), changed_by(stretch=0.3)

    assert np.corrcoef(extent(grown, 2), extent(grown, 1))[0, 1] > 0.7
    assert np.corrcoef(extent(stretched, 2), extent(stretched, 1))[0, 1] < -0.5


def test_rotated_and_sheared_strokes_become_wider() -> None:
    assert extent(changed_by(rotation=30), 1).max() > 8
    assert extent(changed_by(lean=0.5), 1).max() > 8


def test_the_pen_becomes_wider_and_thinner() -> None:
    ink = changed_by(pen_width=0.8).sum(axis=(1, 2)) / strokes(1).sum()

    assert ink.min() < 0.75
    assert ink.max() > 1.25


def test_gaps_take_ink_away_from_their_share_of_the_images() -> None:
    lost = changed_by(gaps=0.5).sum(axis=(1, 2)) < strokes(1).sum()

    assert 0.1 < lost.mean() < 0.5


def test_elastic_displacements_are_smooth_and_as_large_as_said() -> None:
    changes = draw_changes(4000, rng(), Augmentation(elastic=2.0))
    fields = knot_weights() @ changes.grids @ knot_weights().T
    strongest = np.sqrt((fields**2).mean(axis=(1, 2, 3))).max()

    assert np.sqrt((fields**2).mean()) == pytest.approx(2 / np.sqrt(3), rel=0.03)
    assert 2 < strongest < 3.5
    assert np.abs(np.diff(fields, axis=3)).mean() < np.abs(fields).mean() / 4


def test_the_weights_of_the_knots_sum_to_one_everywhere() -> None:
    assert knot_weights().shape == (28, KNOTS)
    assert np.allclose(knot_weights().sum(axis=1), 1)


@pytest.mark.parametrize("images", [np.zeros((3, 784), np.uint8), np.zeros((3, 28, 28))])
def test_what_is_not_a_stack_of_images_is_refused(images: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"augment: expected uint8 .* got .* Augment before"):
        augment(images, rng())


def test_a_larger_image_is_changed_as_the_small_one_is() -> None:
    """An image of twice the size, changed and reduced again, is the small one changed."""
    large = strokes(100).repeat(2, axis=1).repeat(2, axis=2)
    # The pen's neighbors are one pixel away in either size: pens are compared by their ink below.
    changes = replace(Augmentation(), pen_width=0)

    reduced = augment(large, rng(), changes).reshape(100, 28, 2, 28, 2).mean(axis=(2, 4))

    difference = np.abs(reduced - augment(strokes(100), rng(), changes))
    assert difference.mean() < 0.02 * 255


@pytest.mark.parametrize("shape", [(8, 8), (64, 48), (40, 60), (1, 1)])
def test_images_of_any_shape_stay_as_they_are_without_change(shape: tuple[int, int]) -> None:
    """But for a gain of contrast that is cut off at full ink."""
    images = 255 * rng().integers(0, 2, (20, *shape)).astype(np.uint8)

    assert (augment(images, rng(), NOTHING) == images).all()
    assert augment(images, rng(), Augmentation()).shape == images.shape


def test_rotation_turns_an_image_that_is_not_square_about_its_middle() -> None:
    images = np.zeros((100, 40, 60), np.uint8)
    images[:, 18:22, 10:50] = 255

    turned = augment(images, rng(), replace(NOTHING, rotation=30)).astype(float)

    ink = turned.sum(axis=(1, 2))
    assert np.abs((turned.sum(axis=1) * np.arange(60)).sum(axis=1) / ink - 29.5).max() < 0.5
    assert np.abs((turned.sum(axis=2) * np.arange(40)).sum(axis=1) / ink - 19.5).max() < 0.5
    assert extent(turned, 2).max() > 15


def test_the_channels_of_an_image_are_changed_alike() -> None:
    faint = strokes() // 5  # 51: the gain of contrast reaches no full ink
    colors = np.stack([2 * faint, faint, 0 * faint], axis=3)

    changed = augment(colors, rng(), Augmentation())

    assert np.abs(changed[..., 0].astype(int) - 2 * changed[..., 1].astype(int)).max() <= 3
    assert not changed[..., 2].any()


def test_both_forms_change_alike() -> None:
    pytest.importorskip("numba")
    images = rng().integers(0, 256, (300, 28, 28)).astype(np.uint8)
    wild = Augmentation(30, 0.5, 0.4, 0.4, 6, 3, 1, 0.5)
    changes = draw_changes(300, rng(), wild)
    plain, compiled = np.empty_like(images), np.empty_like(images)

    warp.reference(images, *changes, plain)
    warp.compiled(images, *changes, compiled)

    assert np.abs(plain.astype(int) - compiled).max() <= 1


DEFORM = """
import hashlib
import numpy as np
from glassnet.data.augmentation import IMAGES_IN_PART, Augmentation, augment

rng = np.random.default_rng(5)
images = rng.integers(0, 256, (2000, 28, 28)).astype(np.uint8)
print(hashlib.sha256(augment(images, rng, Augmentation()).tobytes()).hexdigest())
"""


def test_what_was_just_compiled_changes_alike_to_the_bit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numba")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))

    # The first of them compiles, and the second takes what the first has kept.
    found = [
        subprocess.run([sys.executable, "-c", DEFORM], check=True, capture_output=True).stdout
        for _ in range(2)
    ]

    assert found[0] == found[1]
