"""A sweep: trials chosen by Optuna, run by a pool, recorded in a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from glassnet.cluster.paths import make_data_absolute
from glassnet.cluster.pool import Pool
from glassnet.cluster.search import Choice, Searched, Values, import_optuna, suggest
from glassnet.cluster.sweep_file import Sweep
from glassnet.cluster.sweep_folder import SweepFolder
from glassnet.cluster.trial import TrialResult, TrialTask, run_trial
from glassnet.recipes import recipe_to_plain

# The seed of the choices that Optuna makes.
SAMPLER_SEED = 0


@dataclass(frozen=True)
class TrialDone:
    """A trial that ended: its values and result."""

    values: Values
    result: TrialResult


def run_sweep(
    sweep: Sweep,
    folder: SweepFolder,
    pool: Pool,
    max_seconds: float | None = None,
    clock: Callable[[], float] = monotonic,
) -> Iterator[TrialDone]:
    """Run the trials that `folder` does not have yet; yields each one that ends.

    After `max_seconds` no trial begins. Trials that were begun and not recorded, because a process was
    killed, are run again with the same values, from their last checkpoint on. With one worker the same
    sweep has the same trials each time; with more, the order in which they end decides what is tried
    next. Raises `SweepError` where the folder holds another sweep, `ClusterError` without Optuna.
    """
    if not pool.is_local:
        recipe = sweep.recipe.with_changes(data=make_data_absolute(sweep.recipe.data))
        sweep = replace(sweep, recipe=recipe)
    with folder.hold(sweep.text):
        study = _Study(sweep, folder)
        deadline = None if max_seconds is None else clock() + max_seconds
        numbers: list[int] = []

        def tasks() -> Iterator[TrialTask]:
            while deadline is None or clock() < deadline:
                number = study.next()
                if number is None:
                    return
                numbers.append(number)
                yield study.task(number)

        for index, result in pool.run(run_trial, tasks()):
            values = study.asked[numbers[index]]
            folder.record(values, result)
            study.tell(result)
            yield TrialDone(values, result)


class _Study:
    """What is known of all trials, and Optuna's study of it."""

    def __init__(self, sweep: Sweep, folder: SweepFolder) -> None:
        optuna = import_optuna()
        self._sweep, self._folder = sweep, folder
        self.asked = folder.asked()
        self._results = folder.results()
        self._trials: dict[int, Any] = {}
        self._study = optuna.create_study(
            direction="maximize" if sweep.maximizes else "minimize",
            sampler=optuna.samplers.TPESampler(
                seed=SAMPLER_SEED + len(self.asked), constant_liar=True
            ),
        )
        self._study.add_trials(
            [
                frozen_trial(sweep, self.asked[number], result)
                for number, result in self._results.items()
            ]
        )
        self._unfinished = [number for number in self.asked if number not in self._results]

    def next(self) -> int | None:
        """The number of the next trial; None where there are enough."""
        if self._unfinished:
            return self._unfinished.pop(0)
        number = max(self.asked, default=-1) + 1
        if number >= self._sweep.trials:
            return None
        trial = self._study.ask()
        values = suggest(trial, self._sweep.searched)
        self._sweep.recipe_of(values)
        self.asked[number], self._trials[number] = values, trial
        self._folder.ask(number, values)
        return number

    def task(self, number: int) -> TrialTask:
        """What a worker needs to run a trial."""
        curves = [each.curve for each in self._results.values() if each.outcome == "done"]
        return TrialTask(
            number=number,
            recipe=recipe_to_plain(self._sweep.recipe_of(self.asked[number])),
            metric=self._sweep.metric,
            seeds=self._sweep.seeds,
            folder=str(self._folder.runs.resolve()),
            made_by=f"glassnet sweep, trial {number}",
            finished=tuple(curves) if self._sweep.prune else None,
        )

    def tell(self, result: TrialResult) -> None:
        """Let Optuna know of a result."""
        self._results[result.number] = result
        trial = self._trials.pop(result.number, None)
        if trial is None:
            # It was begun by a process that is gone.
            values = self.asked[result.number]
            self._study.add_trial(frozen_trial(self._sweep, values, result))
        elif result.mean is None:
            self._study.tell(trial, state=import_optuna().trial.TrialState.FAIL)
        else:
            self._study.tell(trial, result.mean)


def frozen_trial(sweep: Sweep, values: Values, result: TrialResult) -> Any:
    """A trial that ended, as Optuna has it."""
    optuna = import_optuna()
    searched = [each for each in sweep.searched if each.name in values]
    states = optuna.trial.TrialState
    return optuna.trial.create_trial(
        state=states.FAIL if result.mean is None else states.COMPLETE,
        value=result.mean,
        params={each.name: _to_optuna(each, values[each.name]) for each in searched},
        distributions={each.name: _distribution(each) for each in searched},
    )


def _to_optuna(searched: Searched, value: Any) -> Any:
    return json.dumps(value) if isinstance(searched.domain, Choice) else value


def _distribution(searched: Searched) -> Any:
    optuna, domain = import_optuna(), searched.domain
    if isinstance(domain, Choice):
        return optuna.distributions.CategoricalDistribution([json.dumps(x) for x in domain.values])
    whole = all(isinstance(each, int) for each in (domain.low, domain.high, domain.step or 1))
    if whole:
        return optuna.distributions.IntDistribution(
            domain.low, domain.high, log=domain.log, step=domain.step or 1
        )
    return optuna.distributions.FloatDistribution(
        domain.low, domain.high, log=domain.log, step=domain.step
    )
