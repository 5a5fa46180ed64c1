"""What is known of a number before it is read: its pattern, its checksum, its length."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from glassnet.errors import SettingError, expect_in_closed_interval, format_error
from glassnet.models.structure.automaton import (
    Automaton,
    ExpressionAutomaton,
    LengthAutomaton,
    ProductAutomaton,
)
from glassnet.models.structure.checksums import find_checksum
from glassnet.models.structure.syntax import parse_expression, parse_pattern

MAX_LENGTH: Final = 64


@dataclass(frozen=True)
class Structure:
    r"""What every number is known to be; at least one of these.

    `pattern`: `#` is a digit, all else stands for itself, such as "##.##.####". `regex`: a regular expression
    that the whole number matches, see `parse_expression`. `checksum`: one of `CHECKSUMS`. `length`: how many
    digits and letters. A sign or letter that is no class of the model comes from the pattern or expression.
    Raises `SettingError` where one of them is invalid.
    """

    pattern: str | None = None
    regex: str | None = None
    checksum: str | None = None
    length: int | None = None

    def __post_init__(self) -> None:
        _ = self.automaton

    @cached_property
    def automaton(self) -> Automaton:
        """Accepts the texts that have this structure."""
        automata: list[Automaton] = []
        if self.pattern is not None:
            automata.append(ExpressionAutomaton(parse_pattern(self.pattern)))
        if self.regex is not None:
            automata.append(ExpressionAutomaton(parse_expression(self.regex)))
        if self.checksum is not None:
            automata.append(find_checksum(self.checksum, self.pattern))
        if self.length is not None:
            expect_in_closed_interval("A structure", "a length", self.length, 1, MAX_LENGTH)
            automata.append(LengthAutomaton(self.length))
        if not automata:
            raise SettingError(
                format_error(
                    "A structure",
                    "a pattern, a regular expression, a checksum or a length",
                    "none of them",
                    "Write one, such as Structure(pattern='####').",
                )
            )
        return automata[0] if len(automata) == 1 else ProductAutomaton(automata)

    def matches(self, text: str) -> bool:
        """Whether a text has this structure."""
        automaton = self.automaton
        state = automaton.start
        for character in text:
            state = automaton.step(state, character)
            if state is None:
                return False
        return automaton.accepts(state)
