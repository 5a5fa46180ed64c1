"""Kill processes of a cluster at random moments, and count what is lost.

python -m tests.cluster.kills --count 100 [--only sweep,training,bulk] [--faults worker,stop,...] [--seed N]

A job is a sweep, a training in shards, or bulk reading: on the workers of a scheduler of its own or (every
third one) on two processes of its command. While it runs, something is done to it every few seconds; what
ends early is given again. In the end each trial and each record must be there once, each training
must have the weights of the one that was left alone, and no process and no shared memory may be left.
A table says how often each thing was done, and how soon it was noticed and the job went on.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Timer

import numpy as np
import psutil
from tests.cluster.kill_cluster import (
    Cluster,
    Processes,
    find_scheduler,
    list_worker_ports,
    listening_ports,
    send_garbage,
    spawned_by,
)
from tests.cluster.kill_counts import DESCRIPTIONS, Count, Fault
from tests.cluster.kill_jobs import Job, command_of, make_jobs, prepare_inputs, train_undisturbed
from tests.cluster.kill_memory import find_left, find_shared_memory

FAULTS = tuple(DESCRIPTIONS)
# A command that starts its own workers has no scheduler that could be killed alone.
LOCAL_FAULTS = ("worker", "stop", "pause", "command")
# What must be noticed, unless the job ends first.
NOTICED = ("worker", "stop", "scheduler")
IMAGES = 150_000
FINISHED = "got a finished one"
SECONDS_STOPPED = 30.0
SECONDS_FOLLOWED = 60.0
SECONDS_TO_COME_BACK = 3.0
SECONDS_OF_A_JOB = 1200.0


class Attempt:
    """One job, and what is done to it."""

    def __init__(
        self, job: Job, folder: Path, local: bool, faults: list[str], rng: np.random.Generator
    ) -> None:
        self.job, self.folder, self.local, self.rng = job, folder, local, rng
        self.log = folder / "command.log"
        self._kinds = [each for each in faults if not local or each in LOCAL_FAULTS]
        self.processes = Processes()
        self.cluster = None if local else Cluster(self.processes, folder)
        self.command = self._start()
        self.stopped: list[tuple[Timer, psutil.Process]] = []

    def _start(self) -> subprocess.Popen[bytes]:
        where = ["--workers", "2"] if self.cluster is None else ["--cluster", self.cluster.address]
        arguments = [*self.job.begin(self.folder), *where]
        self._progress_before = self.job.progress(self.folder)
        return self.processes.start(command_of(arguments), self.log)

    def run(self, most: int, count: Count) -> str | None:
        """Do up to so many things to the job; what is wrong in the end, or None."""
        deadline = time.monotonic() + SECONDS_OF_A_JOB
        while time.monotonic() < deadline:
            status = self._wait(float(self.rng.uniform(1.0, 4.0)) if most > 0 else 5.0)
            # A command that was killed at its very end says, given again, that nothing is left to do.
            if status == 0 or (status and FINISHED in self._read_log()):
                return self.job.find_fault(self.folder) or self._find_traceback()
            if status is not None:
                self._recover()
            elif most > 0 and self._has_begun() and self._kinds:
                # What was done least so far.
                kind = min(self._kinds, key=lambda each: (count.times(each), self.rng.random()))
                fault = self._do(kind)
                if fault is not None:
                    most -= 1
                    count.faults.append(fault)
                    print(f"{self.job.name}: {fault}", flush=True)
                    if kind in NOTICED and fault.noticed is None and self.command.poll() is None:
                        return f"not noticed: {fault}"
        self.command.kill()
        return f"not done after {SECONDS_OF_A_JOB:.0f} s: {self._read_log()[-500:]}"

    def _read_log(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def _find_traceback(self) -> str | None:
        """What a command wrote, where it is no message for its user."""
        before, found, rest = self._read_log().partition("Traceback")
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

    def _do(self, kind: str) -> Fault | None:
        """Do it; None where there was nothing to do it to."""
        if kind in ("worker", "stop", "pause"):
            return self._do_to_worker(kind)
        noticed: Callable[[], bool] | None = None
        if kind == "command":
            self.command.kill()
            self.command.wait()
            self._recover()
        elif kind == "garbage" and self.cluster is not None:
            for port in self.cluster.ports():
                send_garbage(port, self.rng.bytes(int(self.rng.integers(1, 4096))))
        elif kind == "stop-scheduler" and self.cluster is not None:
            self._stop(psutil.Process(self.cluster.scheduler.pid), SECONDS_STOPPED)
        elif kind == "scheduler" and self.cluster is not None:
            written = self.log.stat().st_size
            self.cluster.scheduler.kill()
            noticed = lambda: b"scheduler is gone" in self.log.read_bytes()[written:]  # noqa: E731
        return Fault(kind, *self._follow(noticed))

    def _do_to_worker(self, kind: str) -> Fault | None:
        workers = self._workers()
        scheduler = self._find_scheduler()
        if not workers or scheduler is None:
            return None
        chosen = workers[int(self.rng.integers(len(workers)))]
        own = set(listening_ports(chosen)) & (list_worker_ports(scheduler) or set())
        if not own:
            # It is not on the list yet.
            return None
        seconds = SECONDS_STOPPED if kind == "stop" else float(self.rng.uniform(1, 9))
        try:
            if kind == "worker":
                chosen.kill()
            else:
                self._stop(chosen, seconds)
        except psutil.Error:
            return None
        at_most = seconds + SECONDS_TO_COME_BACK if kind == "pause" else SECONDS_FOLLOWED

        def is_removed() -> bool:
            listed = list_worker_ports(scheduler)
            return listed is not None and not own & listed

        return Fault(kind, *self._follow(is_removed, at_most))

    def _find_scheduler(self) -> int | None:
        if self.cluster is not None:
            return self.cluster.port
        return find_scheduler(psutil.Process(self.command.pid))

    def _follow(
        self, noticed: Callable[[], bool] | None, at_most: float = SECONDS_FOLLOWED
    ) -> tuple[float | None, float | None]:
        """The seconds until it is noticed, and until the job goes on or its command has ended."""
        began, before = time.monotonic(), self.job.progress(self.folder)
        seen: float | None = None
        went_on: float | None = None
        ended = False
        while not ended and (went_on is None or (noticed and seen is None)):
            ended = self.command.poll() is not None
            passed = time.monotonic() - began
            if noticed and seen is None and noticed():
                seen = passed
            if went_on is None and (ended or self.job.progress(self.folder) > before):
                went_on = passed
            if passed > at_most:
                break
            time.sleep(0.05)
        return seen, went_on

    def _stop(self, process: psutil.Process, seconds: float) -> None:
        """Halt a process for so long."""
        process.suspend()
        timer = Timer(seconds, _go_on, [process])
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


def run(
    total: int, in_a_job: int, names: list[str], faults: list[str], seed: int, images: int = IMAGES
) -> Count:
    """Do so many things to jobs, one after the other."""
    rng, count, number = np.random.default_rng(seed), Count(), 0
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        prepare_inputs(root, images)
        digest = train_undisturbed(root) if "training" in names else ""
        jobs = [each for each in make_jobs(root, digest, images) if each.name in names]
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
            shared = find_left(before)
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
    parser.add_argument("--in-a-job", type=int, default=8, help="how often at most in one job")
    parser.add_argument("--only", default=["sweep", "training", "bulk"], **split)
    parser.add_argument("--faults", default=list(FAULTS), **split)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    count = run(chosen.count, chosen.in_a_job, chosen.only, chosen.faults, chosen.seed)
    return 1 if count.failures else 0


if __name__ == "__main__":
    sys.exit(main())
