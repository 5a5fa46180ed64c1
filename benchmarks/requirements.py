"""What each workload is required to reach, and whether a measurement reaches it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.series import Series, median_ratio

FASTEST = "fastest peer"


@dataclass(frozen=True)
class Ratio:
    """How many times longer than Glassnet the fastest form of a library takes, at least.

    `against` names the library; `FASTEST` stands for the fastest of all of them. `target` is what is
    aimed at beyond `required`.
    """

    against: str
    required: float
    target: float | None = None


@dataclass(frozen=True)
class Seconds:
    """How many seconds Glassnet takes, at most."""

    required: float
    target: float | None = None


Requirement = Ratio | Seconds


@dataclass(frozen=True)
class Verdict:
    """One requirement of one thing timed, with what was measured; None where nothing was."""

    title: str
    requirement: Requirement
    measured: float | None

    @property
    def reached(self) -> bool:
        """Whether the measurement is as required."""
        return self._reaches(self.requirement.required)

    @property
    def target_reached(self) -> bool:
        """Whether the measurement reaches the target, too."""
        return self._reaches(self.requirement.target)

    def _reaches(self, bound: float | None) -> bool:
        if self.measured is None or bound is None:
            return False
        is_ratio = isinstance(self.requirement, Ratio)
        return self.measured >= bound if is_ratio else self.measured <= bound

    def __str__(self) -> str:
        """One line: reached, missed or not measured; the measurement; what is required."""
        target = self.requirement.target
        bounds = f"required {self._text(self.requirement.required)}"
        if target is not None:
            bounds += f", target {self._text(target)}" + " (reached)" * self.target_reached
        if self.measured is None:
            return f"not measured  {self.title}: {bounds}"
        word = "reached" if self.reached else "missed"
        return f"{word:12}  {self.title}: {self._text(self.measured)}; {bounds}"

    def _text(self, value: float) -> str:
        if isinstance(self.requirement, Ratio):
            return f"{value:.3g} times {self.requirement.against}"
        return f"{value:.3g} s"


def check_requirements(
    slug: str, requirements: tuple[Requirement, ...], sides: list[Series]
) -> Iterator[Verdict]:
    """A verdict for each requirement and each thing that Glassnet was timed at."""
    ours, *peers = sides
    for part in ours.names or [""]:
        title = f"{slug} {part}".strip()
        for requirement in requirements:
            measured = None
            if ours.runs and isinstance(requirement, Seconds):
                measured = ours.median(part)
            elif ours.runs and isinstance(requirement, Ratio):
                measured = _lowest_ratio(requirement.against, part, ours, peers)
            yield Verdict(title, requirement, measured)


def _lowest_ratio(against: str, part: str, ours: Series, peers: list[Series]) -> float | None:
    """The ratio to the fastest form of a library, or of any of them; None where none ran."""
    compared = [peer for peer in peers if peer.runs and against in (FASTEST, peer.library)]
    return min((median_ratio(ours, peer, part) for peer in compared), default=None)
