"""Texts that a spreadsheet would compute: what a stranger wrote in a cell is never run by whoever opens the table."""

from typing import Final

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Signs with which a spreadsheet takes a text for a formula, those of full width as well."""


def safe(field: object) -> object:
    """A text that starts like a formula, made plain text; everything else as it is.

    >>> safe("=1+1"), safe("Pérez & Hijos"), safe(-0.5)
    ("'=1+1", 'Pérez & Hijos', -0.5)
    """
    if not isinstance(field, str):
        return field
    return "'" + field if field.lstrip(" ").startswith(FORMULA_STARTS) else field


def unguarded(field: str) -> str:
    """A text as it was before `safe` made it plain text.

    >>> unguarded("'+593 99 000 0000"), unguarded("'90s")
    ('+593 99 000 0000', "'90s")
    """
    rest = field.removeprefix("'")
    return rest if field != rest and safe(rest) == field else field
