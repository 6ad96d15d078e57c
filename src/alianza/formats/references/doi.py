"""Digital object identifiers, however they are dressed."""

import re
from urllib.parse import unquote

from alianza.formats.references.markup import unescaped

_DOI = re.compile(
    r"(?:^\s*|doi\.org/\s*|\bdoi[:=\s]\s*|\binfo:doi/|(?<=\s))(10\.\d{4,9}(?:\.\d+)*/[^\s\"{}|]+)",
    re.IGNORECASE,
)
_TRAILING = ".,;:'\"]>*"
_OTHER_ADDRESS = re.compile(r"^https?://(?!(?:dx\.|www\.)?doi\.org/)", re.IGNORECASE)


def doi(text: str) -> str:
    r"""The first DOI of a text in lower case, without its address or prefix; empty where there is none.

    Addresses of other sites carry DOIs too, but with endings that do not belong to them (`.pdf`): they are not read.

    >>> doi("https://doi.org/10.1007/999-9-999-99999-9\\_3")
    '10.1007/999-9-999-99999-9_3'
    >>> doi("10.1002/(SICI)1097-0266(199802)19:2&lt;149::AID-SMJ&gt;3.0.CO;2-6 [doi]")
    '10.1002/(sici)1097-0266(199802)19:2<149::aid-smj>3.0.co;2-6'
    """
    if "10." not in text or _OTHER_ADDRESS.match(text.strip()):
        return ""
    plain = unescaped(text).replace("\\", "")
    found = _DOI.search(unquote(plain) if "%" in plain else plain)
    return _trimmed(found[1]).lower() if found else ""


def _trimmed(found: str) -> str:
    """The identifier without the punctuation of the sentence that it stood in."""
    found = found.rstrip(_TRAILING) if not found.endswith(">") or "<" not in found else found
    while found.endswith(")") and found.count(")") > found.count("("):
        found = found[:-1].rstrip(_TRAILING)
    return found
