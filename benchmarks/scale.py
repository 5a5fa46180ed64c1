"""What a thousand workers and 10^9 images would take: parts that are measured here, projected.

python -m benchmarks.scale [--images N] [--workers N,N] [--model NAME]

Measured: one worker's seconds for an image read in bulk and for one that is trained on, the client's seconds
for the file of a block, the scheduler's for a task, and for an exchange of weights and gradients with each
worker. Projected: workers divide their own work; client and scheduler do theirs one after the other, for all
workers. The largest of the three is the bottleneck. Not in it: disks and networks slower than this machine's.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.timing import best_of
from glassnet.cluster.bulk import BulkFolder
from glassnet.cluster.bulk_blocks import IMAGES_IN_BLOCK, ImageBlock
from glassnet.cluster.bulk_reading import BulkTask, read_block
from glassnet.cluster.dask_clusters import open_dask_pool
from glassnet.cluster.pool import Pool
from glassnet.data import load
from glassnet.engine.blas import single_threaded_blas
from glassnet.engine.threads import limit_cpus
from glassnet.nn import Array
from glassnet.recipes.shipped import MLP
from glassnet.training.shards import Shards, ShardsTask
from glassnet.training.updates import plan_updates

EXCHANGED = (1, 2, 4)
TASKS = 200
ROUNDS = 20
EXAMPLES_OF_A_WORKER = 256


@dataclass(frozen=True)
class Measured:
    """Seconds. `exchange` is of no worker and of each more."""

    read_image: float
    write_block: float
    task: float
    gradient: float
    exchange: tuple[float, float]
    parameters: int


@dataclass(frozen=True)
class Projection:
    """Seconds of all workers together at their own work, of the client, and of the scheduler."""

    parts: dict[str, float]

    @property
    def seconds(self) -> float:
        """As long as the slowest part, where all work at the same time."""
        return max(self.parts.values())

    @property
    def bottleneck(self) -> str:
        """The part that the others wait for."""
        return max(self.parts, key=self.parts.__getitem__)


def measure(model: str) -> Measured:
    """Measure every part, on one thread where a worker has one."""
    limit_cpus(1)
    digits = load("mnist").split("test")
    block = ImageBlock(0, 0, IMAGES_IN_BLOCK, np.ascontiguousarray(digits.images[:IMAGES_IN_BLOCK]))
    with single_threaded_blas():
        read = best_of(lambda: read_block(BulkTask(model, block)), 3)
        found = read_block(BulkTask(model, block))
        with tempfile.TemporaryDirectory() as folder:
            write = best_of(lambda: BulkFolder(Path(folder)).write(found), 10)
        recipe = MLP.with_changes(shards=2, batch_size=2 * EXAMPLES_OF_A_WORKER, augmentation=None)
        implementation = plan_updates(recipe, digits.images).implementation
        shards = Shards(recipe, lambda: (digits.images, digits.labels), implementation)
        parameters = recipe.initial_parameters()
        gradient = best_of(lambda: shards.compute(parameters, ShardsTask(0, 0, 0, 1)), 10)
    limit_cpus(None)
    exchanges, tasks = [], 0.0
    for workers in EXCHANGED:
        with open_dask_pool(workers, None) as pool:
            exchanges.append(_measure_exchange(pool, parameters.vector))
            tasks = _measure_task(pool)
    each, fixed = np.polyfit(EXCHANGED, exchanges, 1)
    return Measured(
        read_image=read / IMAGES_IN_BLOCK,
        write_block=write,
        task=tasks,
        gradient=gradient / EXAMPLES_OF_A_WORKER,
        exchange=(max(float(fixed), 0.0), float(each)),
        parameters=parameters.vector.size,
    )


def echo(vector: Array, number: int) -> Array:
    """On a worker: nothing but the exchange."""
    return vector


def negate(number: int) -> int:
    """On a worker: nothing but the task."""
    return -number


def _measure_exchange(pool: Pool, vector: Array) -> float:
    numbers = list(range(pool.workers))
    return best_of(lambda: pool.exchange(echo, vector, numbers), ROUNDS)


def _measure_task(pool: Pool) -> float:
    list(pool.run(negate, range(20)))
    began = perf_counter()
    list(pool.run(negate, range(TASKS)))
    return (perf_counter() - began) / TASKS


def project_bulk(measured: Measured, images: int, workers: int) -> Projection:
    """Reading so many images."""
    blocks = images / IMAGES_IN_BLOCK
    return Projection(
        {
            "the network, on the workers": images * measured.read_image / workers,
            "writing, in the client": blocks * measured.write_block,
            "tasks, in the scheduler": blocks * measured.task,
        }
    )


def project_epoch(measured: Measured, images: int, workers: int, local_steps: int) -> Projection:
    """One epoch of data-parallel training, each worker with `EXAMPLES_OF_A_WORKER` of a batch."""
    updates = images / (EXAMPLES_OF_A_WORKER * workers)
    fixed, each = measured.exchange
    # With Adam's moments, a state is three vectors.
    vectors = 1 if local_steps == 1 else 3
    exchange = (fixed + each * workers) * vectors / local_steps
    gradients = "gradients, on the workers"
    return Projection(
        {
            gradients: updates * EXAMPLES_OF_A_WORKER * measured.gradient,
            "exchange, in the client": updates * exchange,
        }
    )


def main() -> None:
    """Print what was measured and what follows."""
    parser = argparse.ArgumentParser("python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--images", type=float, default=1e9)
    parser.add_argument("--workers", default="1,2,10,100,1000")
    parser.add_argument("--model", default="cnn")
    options = parser.parse_args()
    images, counts = int(options.images), [int(each) for each in options.workers.split(",")]
    found = measure(options.model)
    fixed, each = found.exchange
    print(
        f"Measured: {1 / found.read_image:,.0f} images a second read by one worker, "
        f"{1 / found.gradient:,.0f} trained on ({EXAMPLES_OF_A_WORKER} at a time, mlp's network); "
        f"{1e3 * found.write_block:.1f} ms to write a block of {IMAGES_IN_BLOCK:,}, "
        f"{1e3 * found.task:.1f} ms a task, {1e3 * fixed:.1f} + {1e3 * each:.1f} ms a worker "
        f"to exchange {found.parameters:,} weights ({', '.join(map(str, EXCHANGED))} workers).\n"
    )
    print(f"| {images:,} images | workers | hours | bottleneck |\n| --- | ---: | ---: | --- |")
    for count in counts:
        _print_row("bulk reading", count, project_bulk(found, images, count))
    for steps in (1, 16):
        name = "one epoch" if steps == 1 else f"one epoch, {steps} local steps"
        for count in counts:
            projection = project_epoch(found, images, count, steps)
            _print_row(name, count, Projection({**projection.parts}), together=True)


def _print_row(name: str, workers: int, found: Projection, together: bool = False) -> None:
    # In training, workers wait for the exchange: the parts follow each other.
    seconds = sum(found.parts.values()) if together else found.seconds
    print(f"| {name} | {workers:,} | {seconds / 3600:,.2f} | {found.bottleneck} |")


if __name__ == "__main__":
    main()
