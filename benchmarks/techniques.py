"""What each technique of the engine gains: a workload timed with it and without it, in alternation.

    python -m benchmarks.techniques

Prints a row for each technique: medians of both, and the ratio without / with.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.workloads import TRAININGS
from glassnet import engine
from glassnet.data import load
from glassnet.engine import DEFAULT_TUNING, Engine, Plan, Rows, Tuning, plan_training
from glassnet.engine.engine import compute_outputs
from glassnet.engine.plan import plan_prediction
from glassnet.engine.rules import COMPILED_RULES, Rule, run_as_written, run_pooled_convolution
from glassnet.engine.steps.step import Step
from glassnet.nn import Network
from glassnet.recipes import Recipe

Work = Callable[[], object]
NEVER = 1 << 62
# Of mini-batches in one call; a row of the table is the time of all of them.
UPDATES = 20


@dataclass(frozen=True)
class Technique:
    """A technique, the workload that it serves, and how to run that with it and without it."""

    name: str
    workload: str
    with_it: Work
    without_it: Work


def techniques() -> list[Technique]:
    """All that can be switched off."""
    images, labels = (load("mnist").split("train").images, load("mnist").split("train").labels)
    dense_128, dense_800 = TRAININGS["dense-128"], TRAININGS["dense-800"]
    narrow, cnn = TRAININGS["dense-10-full-batch"], TRAININGS["cnn"]
    online = TRAININGS["mlp-16-16-online"]

    def step(recipe: Recipe, tuning: Tuning = DEFAULT_TUNING, size: int = 128) -> Work:
        plan = plan_training(recipe.network, recipe.loss, images, size, tuning)
        return update(recipe, plan, size)

    def update(recipe: Recipe, plan: Plan, size: int) -> Work:
        runner = Engine(plan, recipe.loss, recipe.precision)
        parameters = recipe.initial_parameters()
        gradients, state = parameters.like(), recipe.optimizer.initialize(parameters)
        order = np.random.default_rng(0).permutation(len(images))
        whole = Rows.all(images)

        rows = whole if size == len(images) else Rows(images, order[:size])
        updates = 1 if size == len(images) else UPDATES

        def run() -> None:
            # As in training, the number of BLAS threads is set once for many updates.
            with runner.limit_blas():
                for _ in range(updates):
                    batch = runner.prepare(rows, labels[rows.order])
                    runner.gradient(parameters, batch, gradients)
                    engine.update(recipe.optimizer, parameters, gradients, state, 1e-4)

        return run

    def without_rule(recipe: Recipe, unused: Rule) -> Work:
        rules = tuple(rule for rule in (*COMPILED_RULES, run_as_written) if rule is not unused)
        return update(recipe, with_rules(recipe, rules), 128)

    def with_rules(recipe: Recipe, rules: tuple[Rule, ...]) -> Plan:
        plan = plan_training(recipe.network, recipe.loss, images, 128)
        return replace(plan, steps=choose_steps(recipe.network, rules))

    def predict(
        recipe: Recipe, tuning: Tuning = DEFAULT_TUNING, unused: Rule | None = None
    ) -> Work:
        plan = plan_prediction(recipe.network, images[:10_000], tuning)
        if unused is not None:
            rules = tuple(rule for rule in (*COMPILED_RULES, run_as_written) if rule is not unused)
            plan = replace(plan, steps=choose_steps(recipe.network, rules))
        parameters = recipe.initial_parameters()
        return lambda: compute_outputs(plan, parameters, images[:10_000])

    def one(recipe: Recipe) -> tuple[Work, Work]:
        parameters = recipe.initial_parameters()
        inputs = Rows.all(images[:1]).scale(np.float32, recipe.network.input_shape)
        plan, run = plan_prediction(recipe.network), engine.prepare_one(recipe.network, parameters)
        return (lambda: run(inputs[0])), (lambda: compute_outputs(plan, parameters, inputs))

    def descend(recipe: Recipe) -> Work:
        parameters = recipe.initial_parameters()
        some = images[:500], labels[:500], np.full(500, 0.1)
        return lambda: engine.descend(recipe.network, recipe.loss, parameters, *some)

    dense_pixels = Tuning(max_narrow_units=-1, max_density=-1.0)
    flat = images.reshape(len(images), -1)
    full = len(images)
    not_grouped = plan_training(narrow.network, narrow.loss, flat, full)
    by_updates = plan_training(online.network, online.loss, images, 1)
    one_update = update(online, by_updates, 1)
    as_written = with_rules(cnn, (run_as_written,))
    return [
        Technique("sparse images", "dense-128", step(dense_128), step(dense_128, dense_pixels)),
        Technique("sparse images", "dense-800", step(dense_800), step(dense_800, dense_pixels)),
        Technique(
            "sparse images", "predict-many", predict(dense_128), predict(dense_128, dense_pixels)
        ),
        Technique(
            "groups of similar images",
            "dense-10-full-batch",
            step(narrow, size=full),
            update(narrow, not_grouped, full),
        ),
        Technique(
            "transposing in the background",
            "dense-128",
            step(dense_128),
            step(dense_128, Tuning(min_background_pixels=NEVER)),
        ),
        Technique(
            "products on all CPUs",
            "dense-800",
            step(dense_800),
            step(dense_800, Tuning(min_parallel_products=NEVER)),
        ),
        Technique(
            "chunks on all CPUs", "predict-many, cnn", predict(cnn), predict(cnn, Tuning(threads=1))
        ),
        Technique(
            "convolution and pooling together",
            "cnn",
            step(cnn),
            without_rule(cnn, run_pooled_convolution),
        ),
        Technique(
            "convolution and pooling together",
            "predict-many, cnn",
            predict(cnn),
            predict(cnn, unused=run_pooled_convolution),
        ),
        Technique("compiled layers", "cnn", step(cnn), update(cnn, as_written, 128)),
        Technique(
            "one compiled loop",
            "mlp-16-16-online",
            descend(online),
            lambda: [one_update() for _ in range(500 // UPDATES)],
        ),
        Technique("one image in two calls", "predict-one, dense-128", *one(dense_128)),
        Technique("one image in two calls", "predict-one, cnn", *one(cnn)),
    ]


def choose_steps(network: Network, rules: tuple[Rule, ...]) -> tuple[Step, ...]:
    """The steps that these rules choose for a network."""
    steps: list[Step] = []
    index = 0
    while index < len(network.layers):
        step, covered = next(found for rule in rules if (found := rule(network, index)))
        steps.append(step)
        index += covered
    return tuple(steps)


def compare(technique: Technique, repeats: int) -> tuple[float, float]:
    """Median seconds with it and without it."""
    times: tuple[list[float], list[float]] = ([], [])
    for work in (technique.with_it, technique.without_it):
        work()
    began = perf_counter()
    technique.without_it()
    calls = max(1, int(0.02 / (perf_counter() - began)))
    for _ in range(repeats):
        for work, found in zip((technique.with_it, technique.without_it), times, strict=True):
            began = perf_counter()
            for _ in range(calls):
                work()
            found.append((perf_counter() - began) / calls)
    return median(times[0]), median(times[1])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--only", default="", metavar="TEXT", help="techniques whose name has it")
    options = parser.parse_args()
    repeats = options.repeats
    print("| technique | workload | with it | without | gain |\n| --- | --- | --- | --- | --- |")
    chosen = [each for each in techniques() if options.only in each.name]
    for technique in chosen:
        with_it, without_it = compare(technique, repeats)
        print(
            f"| {technique.name} | {technique.workload} | {with_it * 1e3:.3g} ms "
            f"| {without_it * 1e3:.3g} ms | {without_it / with_it:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
