"""Names of records and articles as people read and write them: `A12.3`, because spreadsheets turn `12.10` into 12.1.

The log, and JSON, have them without the letter; what a person writes is taken with it or without it.
"""

import re

_NAME = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.]*\w)")
_WRITTEN = re.compile(r"\s*[Aa]?(\d+\.\d+)\s*")


def label(record: str) -> str:
    """A record's or article's name as people read it.

    >>> label("12.3")
    'A12.3'
    """
    return f"A{record}"


def labelled(text: str) -> str:
    """A text with every record's name in it as people read them; a lone name of something else stays as it is.

    >>> labelled("1.2, 12.10 (E1)"), labelled("A1.2"), labelled("veinte")
    ('A1.2, A12.10 (E1)', 'A1.2', 'veinte')
    """
    return _NAME.sub(lambda found: label(found[0]), text)


def unlabelled(text: str) -> str:
    """A name as the log has it, from how a person wrote it; what is no name stays as it is.

    >>> unlabelled(" a12.10 "), unlabelled("1.2"), unlabelled("Ana")
    ('12.10', '1.2', 'Ana')
    """
    found = _WRITTEN.fullmatch(text)
    return found[1] if found else text
