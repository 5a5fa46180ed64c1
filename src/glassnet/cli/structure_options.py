"""The options of `glassnet predict --many` that say what its numbers look like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cyclopts import Parameter

from glassnet.errors import SettingError, format_error
from glassnet.models import NumberReading
from glassnet.models.structure import Structure


@Parameter(name="*")
@dataclass(frozen=True)
class StructureOptions:
    """What is known of each number."""

    pattern: str | None = None
    """What each number looks like, such as "##.##.####": # is a digit, all else stands for itself."""

    regex: str | None = None
    """A regular expression that each whole number matches, such as "[1-9][0-9]{3}"."""

    checksum: str | None = None
    """The checksum of each number: luhn, ean, isbn10, isbn13 or iban."""

    length: int | None = None
    """How many digits and letters each number has."""

    def build(self, many: bool) -> Structure | None:
        """The structure, if any option was given.

        Raises `SettingError` for an invalid one, and without `many`.
        """
        given = [name for name, value in vars(self).items() if value is not None]
        if not given:
            return None
        if not many:
            where = f"--{given[0]}"
            raise SettingError(format_error(where, "numbers", "single digits", "Add --many."))
        return Structure(self.pattern, self.regex, self.checksum, self.length)


NO_STRUCTURE: Final = StructureOptions()
MAX_SHOWN_ODDS: Final = 1e6


def describe_odds(number: NumberReading) -> str:
    """How probable a number is that was read with a structure, compared with the next; empty without one."""
    if number.consistent is None:
        return ""
    if not number.consistent:
        return "no reading fits"
    if number.odds is None:
        return "the only one"
    over = "over " if number.odds > MAX_SHOWN_ODDS else ""
    return f"{over}{min(number.odds, MAX_SHOWN_ODDS):,.0f} to 1"
