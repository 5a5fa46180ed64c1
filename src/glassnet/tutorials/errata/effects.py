"""The effect of errata over seeds: both trainings of each, and the mean of their paired differences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import Any, Final

from glassnet.data.labeled_images import Dataset
from glassnet.errors import SettingError, format_error
from glassnet.recipes import Recipe
from glassnet.tutorials.errata.erratum import Check, Erratum, Measurement
from glassnet.tutorials.reproduction import SeedResult

# The 97.5 % quantiles of Student's t distribution with 1, 2, ... degrees of freedom (Student 1908).
T975: Final = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145,
    2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048,
    2.045,
)  # fmt: skip
MIN_SEEDS: Final = 2
MAX_SEEDS: Final = len(T975) + 1
DIGITS: Final = 6

Train = Callable[[Recipe], SeedResult]


@dataclass(frozen=True)
class Difference:
    """The mean of paired differences, written minus right, and its 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def is_zero_within_error(self) -> bool:
        """Whether the interval holds zero."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True)
class MeasuredEffect:
    """The numbers of an `Effect`, one for each seed, and their difference."""

    metric: str
    right: tuple[float, ...]
    written: tuple[float, ...]
    difference: Difference

    def __str__(self) -> str:
        found = self.difference
        return (
            f"{self.metric}: {fmean(self.right):.4f}, as written {fmean(self.written):.4f}; "
            f"difference {found.mean:+.4f} (95 %: {found.low:+.4f} to {found.high:+.4f}) "
            f"over {len(self.right)} seeds"
        )


@dataclass(frozen=True)
class ErratumReport:
    """An erratum with the result of its check, and its effect where it has one."""

    erratum: Erratum
    check: Check
    effect: MeasuredEffect | None

    def to_plain(self) -> dict[str, Any]:
        """All of it as plain values."""
        erratum = self.erratum
        names = (
            "key",
            "tutorial",
            "also",
            "title",
            "written",
            "right",
            "why",
            "deviation",
            "setting",
        )
        return {
            **{name: getattr(erratum, name) for name in names},
            "check": asdict(self.check),
            "effect": None if self.effect is None else asdict(self.effect),
        }


def measure(
    erratum: Erratum, dataset: Dataset, seeds: Sequence[int], epochs: int | None, train: Train
) -> ErratumReport:
    """Check an erratum, and measure its effect over these seeds; `train` trains a recipe.

    Raises `SettingError` for too few or too many seeds.
    """
    expect_seeds(len(seeds))
    effect = None
    if erratum.effect is not None:
        right, written = (
            tuple(
                _value(train(recipe), each.quantity) for recipe in recipes_of(each, seeds, epochs)
            )
            for each in (erratum.effect.right, erratum.effect.written)
        )
        effect = MeasuredEffect(erratum.effect.metric, right, written, difference(right, written))
    return ErratumReport(erratum, erratum.check(dataset), effect)


def recipes_of(
    measurement: Measurement, seeds: Iterable[int], epochs: int | None = None
) -> list[Recipe]:
    """The recipe with each seed, and with other epochs than its own if asked for."""
    changes = {} if epochs is None else {"epochs": epochs}
    return [measurement.recipe.with_changes(seed=seed, **changes) for seed in seeds]


def difference(right: Sequence[float], written: Sequence[float]) -> Difference:
    """The mean of written - right, and its 95 % interval by Student's t (1908)."""
    differences = [b - a for a, b in zip(right, written, strict=True)]
    mean, count = fmean(differences), len(differences)
    half = T975[count - 2] * stdev(differences) / sqrt(count)
    return Difference(*(round(each, DIGITS) for each in (mean, mean - half, mean + half)))


def expect_seeds(count: int) -> None:
    """Raise `SettingError` for a number of seeds that gives no interval."""
    if not MIN_SEEDS <= count <= MAX_SEEDS:
        wanted = f"{MIN_SEEDS} to {MAX_SEEDS} seeds for errata"
        raise SettingError(format_error("--seeds", wanted, str(count), "Ten will do."))


def count_recipes(errata: Iterable[Erratum]) -> int:
    """The number of different recipes that their effects train."""
    effects = [each.effect for each in errata if each.effect is not None]
    return len({side.recipe for each in effects for side in (each.right, each.written)})


def report_to_plain(
    reports: Iterable[ErratumReport], seeds: Iterable[int], made_by: str
) -> dict[str, Any]:
    """All reports as plain values, with the command that makes them."""
    errata = [report.to_plain() for report in reports]
    return {"made_by": made_by, "seeds": list(seeds), "errata": errata}


def _value(result: SeedResult, quantity: str) -> float:
    if quantity == "cost":
        return round(result.log[-1].cost, DIGITS)
    return round(100 * (result.accuracy(quantity) or 0.0), DIGITS)
