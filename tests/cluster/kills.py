"""Kill processes of a cluster at random moments, and count what is lost.

python -m tests.cluster.kills --count 100 [--only sweep,training,bulk] [--faults worker,stop,...] [--seed N]

A job is a sweep, a training in shards, or bulk reading: on the workers of a scheduler of its own or (every
third one) on two processes of its command. While it runs, something is done to it every few seconds; what
ends early is given again. In the end each trial and each record must be there once, each training
must have the weights of the one that was left alone, and no process and no shared memory may be left.
"""

from __future__ import annotations

import argparse
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer

import numpy as np
import psutil
from tests.cluster.kill_cluster import (
    Cluster,
    Processes,
    send_garbage,
    spawned_by,
)
from tests.cluster.kill_jobs import Job, command_of, make_jobs, prepare_inputs

FAULTS = ("worker", "stop", "scheduler", "garbage", "command")
# A command that starts its own workers has no scheduler that could be killed alone.
LOCAL_FAULTS = ("worker", "stop", "command")
IMAGES = 60_000
SECONDS_STOPPED = 30.0
SECONDS_OF_A_JOB = 1200.0
# Of browsers and of scikit-learn.
OTHERS = re.compile("chromium|loky")
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - looked at, not used


@dataclass
class Count:
    """What was done, and what came of it."""

    faults: Counter[str] = field(default_factory=Counter)
    jobs: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    noticed: list[float] = field(default_factory=list)
    """Seconds until a command whose scheduler was killed has ended."""
    resumed: list[float] = field(default_factory=list)
    """Seconds until a job went on whose worker was killed or stopped."""

    @property
    def total(self) -> int:
        """How often something was done."""
        return self.faults.total()

    def report(self) -> str:
        """The counts in Markdown."""
        done = ", ".join(f"{number} {name}" for name, number in sorted(self.faults.items()))
        jobs = ", ".join(f"{number} {name}" for name, number in sorted(self.jobs.items()))
        return (
            f"{self.total} faults ({done}) in {self.jobs.total()} jobs ({jobs}): "
            f"{len(self.failures)} failures. Seconds until a command without scheduler had ended: "
            f"{_describe(self.noticed)}; until a job went on after a worker: {_describe(self.resumed)}."
        )


def _describe(seconds: list[float]) -> str:
    if not seconds:
        return "not measured"
    return f"{np.median(seconds):.1f} in the median, {max(seconds):.1f} at most"


class Attempt:
    """One job, and what is done to it."""

    def __init__(
        self, job: Job, folder: Path, local: bool, faults: list[str], rng: np.random.Generator
    ) -> None:
        self.job, self.folder, self.local, self.rng = job, folder, local, rng
        self._faults = [each for each in faults if not local or each in LOCAL_FAULTS]
        self.processes = Processes()
        self.cluster = None if local else Cluster(self.processes, folder)
        self.command = self._start()
        self.stopped: list[tuple[Timer, psutil.Process]] = []

    def _start(self) -> subprocess.Popen[bytes]:
        where = ["--workers", "2"] if self.cluster is None else ["--cluster", self.cluster.address]
        arguments = [*self.job.begin(self.folder), *where]
        self._progress_before = self.job.progress(self.folder)
        return self.processes.start(command_of(arguments), self.folder / "command.log")

    def run(self, most: int, count: Count) -> str | None:
        """Do up to so many things to the job; what is wrong in the end, or None."""
        deadline = time.monotonic() + SECONDS_OF_A_JOB
        while time.monotonic() < deadline:
            status = self._wait(float(self.rng.uniform(1.0, 4.0)) if most > 0 else 5.0)
            if status == 0:
                return self.job.find_fault(self.folder) or self._find_traceback()
            if status is not None:
                self._recover()
            elif most > 0 and self._has_begun() and self._faults:
                fault = str(self.rng.choice(self._faults))
                if self._do(fault, count):
                    most -= 1
                    count.faults[fault] += 1
        self.command.kill()
        log = (self.folder / "command.log").read_text("utf-8", "replace")
        return f"not done after {SECONDS_OF_A_JOB:.0f} s: {log[-500:]}"

    def _find_traceback(self) -> str | None:
        """What a command wrote, where it is no message for its user."""
        log = (self.folder / "command.log").read_text("utf-8", "replace")
        before, found, rest = log.partition("Traceback")
        return f"a traceback: {before[-300:]} Traceback {rest[:3000]}" if found else None

    def _has_begun(self) -> bool:
        """Whether the command has done something: before, it only starts."""
        return self.job.progress(self.folder) > self._progress_before

    def _workers(self) -> list[psutil.Process]:
        if self.cluster is not None:
            return self.cluster.workers()
        return spawned_by(self.command.pid)

    def _wait(self, seconds: float) -> int | None:
        try:
            return self.command.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def _do(self, fault: str, count: Count) -> bool:
        """Do it; whether there was something to do it to."""
        workers = self._workers()
        if fault in ("worker", "stop"):
            if not workers:
                return False
            chosen = workers[int(self.rng.integers(len(workers)))]
            self._end_or_stop(chosen, fault)
            count.resumed += self._wait_for_progress()
        elif fault == "command":
            self.command.kill()
        elif fault == "garbage" and self.cluster is not None:
            for port in self.cluster.ports():
                send_garbage(port, self.rng.bytes(int(self.rng.integers(1, 4096))))
        elif fault == "scheduler" and self.cluster is not None:
            self.cluster.scheduler.kill()
            began = time.monotonic()
            self._wait(60.0)
            count.noticed.append(time.monotonic() - began)
        return True

    def _wait_for_progress(self) -> list[float]:
        """The seconds until the job goes on; none where it ends or stands still."""
        began, before = time.monotonic(), self.job.progress(self.folder)
        while self.command.poll() is None and time.monotonic() - began < SECONDS_STOPPED:
            if self.job.progress(self.folder) > before:
                return [time.monotonic() - began]
            time.sleep(0.05)
        return []

    def _end_or_stop(self, process: psutil.Process, fault: str) -> None:
        try:
            process.send_signal(signal.SIGKILL if fault == "worker" else signal.SIGSTOP)
        except psutil.Error:
            return
        if fault == "stop":
            timer = Timer(SECONDS_STOPPED, _go_on, [process])
            timer.start()
            self.stopped.append((timer, process))

    def _recover(self) -> None:
        """Start what is gone, and give the command again."""
        if self.cluster is not None and self.cluster.scheduler.poll() is not None:
            self.cluster.stop()
            self.cluster = Cluster(self.processes, self.folder)
        self.command = self._start()

    def end(self) -> list[str]:
        """End the cluster; what is left of all processes."""
        for timer, process in self.stopped:
            timer.cancel()
            _go_on(process)
        if self.cluster is not None:
            self.cluster.stop()
        return self.processes.wait_for_end()


def _go_on(process: psutil.Process) -> None:
    try:
        process.send_signal(signal.SIGCONT)
    except psutil.Error:
        return


def find_shared_memory() -> set[str]:
    """The files in shared memory that may be ours."""
    if not SHARED_MEMORY.is_dir():
        return set()
    return {each.name for each in SHARED_MEMORY.iterdir() if not OTHERS.search(each.name)}


def find_used_memory() -> str:
    """The files that processes have mapped, as the system lists them."""
    maps = []
    for each in Path("/proc").glob("[0-9]*/maps"):
        try:
            maps += [line for line in each.read_text().splitlines() if str(SHARED_MEMORY) in line]
        except OSError:
            continue
    return "\n".join(maps)


def run(
    total: int, in_a_job: int, names: list[str], faults: list[str], seed: int, images: int = IMAGES
) -> Count:
    """Do so many things to jobs, one after the other."""
    rng, count, number = np.random.default_rng(seed), Count(), 0
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        jobs = [
            each
            for each in make_jobs(root, prepare_inputs(root, images), images)
            if each.name in names
        ]
        while count.total < total:
            job, folder = jobs[number % len(jobs)], root / f"{number}"
            local = number // len(jobs) % 3 == 2
            folder.mkdir()
            before = find_shared_memory()
            attempt = Attempt(job, folder, local, faults, rng)
            try:
                wrong = attempt.run(min(in_a_job, total - count.total), count)
            finally:
                left = attempt.end()
            # Other programs may have made some meanwhile, and use them.
            used = find_used_memory()
            shared = {each for each in find_shared_memory() - before if each not in used}
            count.jobs[job.name] += 1
            for each in filter(None, [wrong, left and f"left: {left}", shared and f"{shared}"]):
                count.failures.append(f"{job.name} {number}: {each}")
                print(count.failures[-1], file=sys.stderr, flush=True)
            number += 1
            print(count.report(), flush=True)
    return count


def main() -> int:
    """Parse the command line and run; 1 where something failed."""
    parser = argparse.ArgumentParser("python -m tests.cluster.kills", description=__doc__)
    split = {"type": lambda text: text.split(","), "metavar": "NAME,NAME"}
    parser.add_argument("--count", type=int, default=100, help="how often something is done")
    parser.add_argument("--in-a-job", type=int, default=4, help="how often at most in one job")
    parser.add_argument("--only", default=["sweep", "training", "bulk"], **split)
    parser.add_argument("--faults", default=list(FAULTS), **split)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    count = run(chosen.count, chosen.in_a_job, chosen.only, chosen.faults, chosen.seed)
    return 1 if count.failures else 0


if __name__ == "__main__":
    sys.exit(main())
