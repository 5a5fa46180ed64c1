"""The result of a sweep, and the difference of two recipes: means over seeds, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import Any

from glassnet.cluster.search import Values, import_optuna
from glassnet.cluster.sweep import frozen_trial
from glassnet.cluster.sweep_file import Sweep
from glassnet.cluster.sweep_folder import SweepFolder
from glassnet.cluster.trial import TrialResult

# Fewer trials say nothing of how much a setting matters.
MIN_TRIALS_TO_WEIGH = 5


@dataclass(frozen=True)
class MeanInterval:
    """A mean, and the range that holds it with 95 % confidence; no range for a single value."""

    mean: float
    low: float | None
    high: float | None
    count: int


def mean_interval(values: Sequence[float]) -> MeanInterval:
    """Student's 95 % interval of the mean of `values`, at least one."""
    mean, count = fmean(values), len(values)
    if count == 1:
        return MeanInterval(mean, None, None, count)
    from scipy.stats import t

    half = float(t.ppf(0.975, count - 1)) * stdev(values) / sqrt(count)
    return MeanInterval(mean, mean - half, mean + half, count)


@dataclass(frozen=True)
class Ranked:
    """A trial that ended, with its values and the interval over its seeds; None where it diverged."""

    values: Values
    result: TrialResult
    interval: MeanInterval | None


def rank(sweep: Sweep, folder: SweepFolder) -> list[Ranked]:
    """All trials that ended: finished ones from best to worst, then pruned ones, then diverged ones."""
    asked = folder.asked()
    ranked = [
        Ranked(asked[number], result, mean_interval(result.values) if result.values else None)
        for number, result in folder.results().items()
    ]
    order = {"done": 0, "pruned": 1, "diverged": 2}
    sign = -1 if sweep.maximizes else 1

    def key(each: Ranked) -> tuple[int, float, int]:
        mean = each.interval.mean if each.interval else 0.0
        return order[each.result.outcome], sign * mean, each.result.number

    return sorted(ranked, key=key)


def weigh_settings(sweep: Sweep, folder: SweepFolder) -> dict[str, float]:
    """The share of each searched setting in the differences between trials, by Optuna's PED-ANOVA.

    Empty where fewer than `MIN_TRIALS_TO_WEIGH` trials ended, or all have the same metric.
    """
    optuna, asked, results = import_optuna(), folder.asked(), folder.results()
    ended = {number: each for number, each in results.items() if each.mean is not None}
    if len(ended) < MIN_TRIALS_TO_WEIGH or len({each.mean for each in ended.values()}) == 1:
        return {}
    study: Any = optuna.create_study(direction="maximize" if sweep.maximizes else "minimize")
    study.add_trials([frozen_trial(sweep, asked[n], each) for n, each in ended.items()])
    evaluator = optuna.importance.PedAnovaImportanceEvaluator()
    names = [each.name for each in sweep.searched if all(each.name in asked[n] for n in ended)]
    if not names:
        return {}
    found = optuna.importance.get_param_importances(study, evaluator=evaluator, params=names)
    return {name: float(share) for name, share in found.items()}
