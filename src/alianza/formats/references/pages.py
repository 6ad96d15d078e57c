"""Page ranges with both numbers written out."""

import re

_RANGE = re.compile(r"([A-Za-z]*)(\d+)([A-Za-z]?)\s*-\s*([A-Za-z]*)(\d+)([A-Za-z]?)")
_PREFIX = re.compile(r"^(?:pages?|págs?\.?|pp?\.)\s*", re.IGNORECASE)
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]+\s*")


def pages(first: str, last: str = "") -> str:
    """A page range as `first-last` with the numbers written out.

    Args:
        first: The first page, or the range as the file writes it.
        last: The last page where the file keeps it apart.

    >>> pages("123--31"), pages("pp. S12–20"), pages("271", "278"), pages("e0815"), pages("349-69", "369")
    ('123-131', 'S12-S20', '271-278', 'e0815', '349-369')
    """
    first, last = (_DASHES.sub("-", _PREFIX.sub("", text.strip())).strip("-+ ") for text in (first, last))
    if last and first and "-" not in first and last != first:
        first = f"{first}-{last}"
    found = _RANGE.fullmatch(first)
    return _written_out(found) if found else first or last


def _written_out(found: re.Match[str]) -> str:
    """`123-31` as `123-131`; what would run backwards stays as written."""
    start_letters, start, start_end, letters, end, end_letter = found.groups()
    if len(end) < len(start):
        end = start[: len(start) - len(end)] + end
    begin = f"{start_letters}{start}{start_end}"
    finish = f"{letters or start_letters}{end}{end_letter}"
    if begin == finish:
        return begin
    return f"{begin}-{finish}" if _number(end) >= _number(start) else re.sub(r"\s", "", found[0])


def _number(digits: str) -> str:
    return digits.rjust(40, "0")  # compared as text: page numbers of a damaged file may have thousands of digits
