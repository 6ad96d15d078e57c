"""The year of a publication, out of the many ways in which files write dates."""

import re

_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_COMPACT = re.compile(r"\s*(1[4-9]\d\d|20\d\d)[01]\d[0-3]\d\s*")


def year(text: str) -> int | None:
    """The first year of a date, or None.

    >>> [year(text) for text in ("2021/03//", "2021 Mar", "c2020", "4-8 Aug. 2019", "20181231", "in press")]
    [2021, 2021, 2020, 2019, 2018, None]
    """
    found = _COMPACT.fullmatch(text) or _YEAR.search(text)
    return int(found[1]) if found else None
