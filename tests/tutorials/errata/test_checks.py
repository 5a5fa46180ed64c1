"""Each erratum has a check that holds for what is right and fails for what is written."""

from pathlib import Path

import numpy as np
import pytest

from glassnet.data.labeled_images import Dataset
from glassnet.data.sources import load
from glassnet.errors import SettingError
from glassnet.nn.catalog import PARTS
from glassnet.tutorials import TUTORIALS
from glassnet.tutorials.errata import ERRATA, find_errata

ON_MNIST = {"stated-rate"}


@pytest.mark.parametrize("key", [key for key in ERRATA if key not in ON_MNIST])
def test_the_check_holds_for_the_right_one_alone(key: str, small_dataset: Dataset) -> None:
    check = ERRATA[key].check(small_dataset)

    assert check.right_holds
    assert not check.written_holds
    assert np.isfinite(check.right)


@pytest.mark.full
def test_the_printed_log_is_that_of_rate_a_half(mnist_folder: Path) -> None:
    check = ERRATA["stated-rate"].check(load("mnist"))

    assert check.right_holds
    assert f"{check.right:f}" == "0.204155"
    assert f"{check.written:f}" == "0.156910"
    assert not check.written_holds


def test_the_checks_say_by_how_much(small_dataset: Dataset) -> None:
    def values(key: str) -> tuple[float, float]:
        check = ERRATA[key].check(small_dataset)
        return check.right, check.written

    assert values("base-of-the-logarithm") == pytest.approx((0.2231436, 0.0969100), abs=1e-7)
    assert values("sigmoid-derivative") == (0.25, 1.0)
    assert values("sign-of-the-error")[1] == pytest.approx(2)
    assert values("divisor-of-all-images")[1] == pytest.approx(1 / 42)
    assert values("shape-of-first-gradient") == (7840, 100)
    assert values("thousand-images") == pytest.approx((0.954, 0.310), abs=0.001)


def test_every_erratum_is_of_known_tutorials_and_parts() -> None:
    parts = {name for kind in PARTS.values() for name in kind}

    assert len(ERRATA) >= 10
    for key, erratum in ERRATA.items():
        assert key == erratum.key
        assert set(erratum.tutorials) <= set(TUTORIALS)
        assert erratum.deviation is None or erratum.deviation in parts
    assert {name for each in ERRATA.values() for name in each.tutorials} == set(TUTORIALS)


def test_every_deviation_of_a_tutorials_recipe_is_an_erratum() -> None:
    for tutorial in TUTORIALS.values():
        settings = {each.setting for each in tutorial.deviations if each.setting}
        found = {(each.setting or "").partition(" ")[0] for each in find_errata((tutorial.name,))}
        assert settings <= found


def test_errata_are_found_by_key_and_by_tutorial() -> None:
    assert [each.key for each in find_errata(("sigmoid-derivative",))] == ["sigmoid-derivative"]
    assert "summed-bias-gradient" in [each.key for each in find_errata(("chang",))]
    assert find_errata() == list(ERRATA.values())
    with pytest.raises(SettingError, match="Did you mean 'sigmoid-derivative'"):
        find_errata(("sigmoid-derivate",))
