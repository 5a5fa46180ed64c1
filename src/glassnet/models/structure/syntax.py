"""Regular expressions as trees: the part of their syntax that every text is matched by in linear time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from glassnet.errors import SettingError, format_error

MAX_EXPRESSION_LENGTH: Final = 200
MAX_REPEATS: Final = 200
DIGITS: Final = frozenset("0123456789")
QUANTIFIERS: Final = "*+?{"
SPECIAL: Final = "\\^$.[]|()*+?{}"


@dataclass(frozen=True)
class Characters:
    """One character: any of `members`, or with `negated` any other."""

    members: frozenset[str]
    negated: bool = False

    def __contains__(self, character: str) -> bool:
        return (character in self.members) != self.negated

    @property
    def literal(self) -> str | None:
        """The only character that it stands for; None where there are several."""
        return next(iter(self.members)) if len(self.members) == 1 and not self.negated else None


@dataclass(frozen=True)
class Sequence:
    """Parts that follow each other; none is the empty text."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Choice:
    """One of several parts."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Repeat:
    """A part from `low` to `high` times; None is any number of times."""

    part: Tree
    low: int
    high: int | None


Tree = Characters | Sequence | Choice | Repeat


def parse_pattern(pattern: str) -> Tree:
    """The tree of a pattern: `#` is a digit, every other character stands for itself.

    Raises `SettingError` for an empty pattern, and for a very long one.
    """
    _expect_length("A pattern", pattern)
    return Sequence(
        tuple(
            Characters(DIGITS if character == "#" else frozenset(character))
            for character in pattern
        )
    )


def parse_expression(expression: str) -> Tree:
    r"""The tree of a regular expression, which the whole number must match.

    Known are characters, `.`, `\d`, classes `[0-9A-F]` and `[^5]`, groups, `|`, and the repeats `*`, `+`,
    `?`, `{3}`, `{2,}` and `{2,4}`. Raises `SettingError` for all else, and says where.
    """
    _expect_length("A regular expression", expression)
    return _Parser(expression).parse()


def _expect_length(where: str, text: str) -> None:
    if not 0 < len(text) <= MAX_EXPRESSION_LENGTH:
        raise SettingError(
            format_error(
                where,
                f"1 to {MAX_EXPRESSION_LENGTH} characters",
                f"{len(text):,}",
                "Write a shorter one." if text else "Leave it out, or write one such as ####.",
            )
        )


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def parse(self) -> Tree:
        # The whole number is matched in any case.
        self._skip("^")
        tree = self._parse_choice()
        self._skip("$")
        if self._at < len(self._text):
            raise self._error("the end", repr(self._peek()), "Remove it, or write a \\ before it.")
        return tree

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip(self, text: str) -> bool:
        found = self._text.startswith(text, self._at)
        self._at += len(text) if found else 0
        return found

    def _take(self, expected: str) -> str:
        character = self._peek()
        if not character:
            raise self._error(expected, "the end", "Complete the expression.")
        self._at += 1
        return character

    def _parse_choice(self) -> Tree:
        parts = [self._parse_sequence()]
        while self._skip("|"):
            parts.append(self._parse_sequence())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _parse_sequence(self) -> Tree:
        parts: list[Tree] = []
        while self._peek() not in ("", "|", ")", "$"):
            parts.append(self._parse_repeat())
        return Sequence(tuple(parts))

    def _parse_repeat(self) -> Tree:
        part = self._parse_one()
        if self._skip("*"):
            part = Repeat(part, 0, None)
        elif self._skip("+"):
            part = Repeat(part, 1, None)
        elif self._skip("?"):
            part = Repeat(part, 0, 1)
        elif self._skip("{"):
            part = self._parse_counts(part)
        else:
            return part
        if self._peek() and self._peek() in QUANTIFIERS:
            raise self._error("one repeat", "two", "Put the first one into a group: (a*)*.")
        return part

    def _parse_counts(self, part: Tree) -> Tree:
        low = self._parse_number()
        high: int | None = low
        if self._skip(","):
            high = None if self._peek() == "}" else self._parse_number()
        if not self._skip("}"):
            raise self._error("{3}, {2,} or {2,4}", "another repeat", "Write \\{ for a brace.")
        if high is not None and high < low:
            raise self._error(f"a repeat up to {low} or more", str(high), "Exchange the numbers.")
        return Repeat(part, low, high)

    def _parse_number(self) -> int:
        digits = ""
        while self._peek() in DIGITS:
            digits += self._take("a number")
        if not digits or int(digits[:9]) > MAX_REPEATS:
            got = repr(digits) if digits else "none"
            raise self._error(f"a number up to {MAX_REPEATS}", got, "Write \\{ for a brace.")
        return int(digits)

    def _parse_one(self) -> Tree:
        character = self._take("a character")
        if character == "(":
            return self._parse_group()
        if character == "[":
            return self._parse_class()
        if character == "\\":
            return self._parse_escape()
        if character == ".":
            return Characters(frozenset(), negated=True)
        if character in SPECIAL:
            self._at -= 1
            raise self._error("a character", repr(character), f"Write \\{character} for itself.")
        return Characters(frozenset(character))

    def _parse_group(self) -> Tree:
        if self._skip("?") and not self._skip(":"):
            remedy = "Groups are (...) and (?:...): looking ahead and back are not known."
            raise self._error("a group", "(?", remedy)
        tree = self._parse_choice()
        if not self._skip(")"):
            raise self._error(")", "the end" if not self._peek() else self._peek(), "Close it.")
        return tree

    def _parse_escape(self) -> Characters:
        character = self._take("a character after \\")
        if character == "d":
            return Characters(DIGITS)
        if character.isalnum():
            remedy = "Known are \\d and \\ before signs; write others as a class such as [A-Z]."
            raise self._error("an escape", f"\\{character}", remedy)
        return Characters(frozenset(character))

    def _parse_class(self) -> Characters:
        negated = self._skip("^")
        members: set[str] = set()
        while not self._skip("]"):
            first = self._parse_member()
            if len(first) == 1 and self._peek() == "-" and self._text[self._at + 1 :][:1] != "]":
                self._skip("-")
                members |= self._span(next(iter(first)), self._parse_member())
            else:
                members |= first
        if not members:
            raise self._error("a class of characters", "none", "Write some, such as [0-9].")
        return Characters(frozenset(members), negated)

    def _parse_member(self) -> frozenset[str]:
        character = self._take("]")
        return self._parse_escape().members if character == "\\" else frozenset(character)

    def _span(self, first: str, last: frozenset[str]) -> set[str]:
        end = next(iter(last))
        if len(last) != 1 or not 0 <= ord(end) - ord(first) < 256:
            raise self._error("a range such as 0-9", f"{first}-{end}", "Exchange its ends.")
        return {chr(code) for code in range(ord(first), ord(end) + 1)}

    def _error(self, expected: str, got: str, remedy: str) -> SettingError:
        where = f"The regular expression {self._text!r}, at character {self._at + 1},"
        return SettingError(format_error(where, expected, got, remedy))
