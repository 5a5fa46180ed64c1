"""The options of `glassnet predict --many` that say what its numbers look like."""

from __future__ import annotations

from dataclasses import dataclass

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
        """The structure, if any option was given. Raises `SettingError` for an invalid one, and without many."""
        given = [name for name, value in vars(self).items() if value is not None]
        if not given:
            return None
        if not many:
            where = f"--{given[0]}"
            raise SettingError(format_error(where, "numbers", "single digits", "Add --many."))
        return Structure(self.pattern, self.regex, self.checksum, self.length)


def describe_choice(number: NumberReading) -> str:
    """How sure a number is that was read with a structure, as a sentence; empty without one."""
    if number.consistent is None:
        return ""
    if not number.consistent:
        return "no reading has this structure"
    odds = "" if number.odds is None else f", {min(number.odds, 1e6):,.0f} to 1 before the next"
    return f"{number.confidence:.1%}{odds}"
