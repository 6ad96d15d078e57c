"""How many records an export holds, counted in its bytes and not by the code that reads them.

Each count rests on another mark than the reader's, or on another way of finding it, so that a record which the
reader overlooks is missed by one of the two only.
"""

import re
from io import BytesIO

from alianza.formats.references.tagged import Grammar

_BLANK_LINES = re.compile(rb"(?:\n|\r(?!\n))[ \t]*(?:\r\n|\r|\n)\s*")
_BIBTEX = re.compile(rb"(?:^|[})\xbf])[ \t]*@[ \t]*([a-zA-Z]+)\s*[{(]", re.MULTILINE)
_NO_ENTRY = (b"comment", b"string", b"preamble")
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\Z)', re.DOTALL)
_NO_BRACKET = re.compile(rb"[^\[\]{}]+")


def ended(data: bytes, grammar: Grammar) -> int:
    """Records with marks of beginning and end, by neighbouring tags.

    One begins at a mark of beginning, or at any tag that follows an end or the top of the file.
    """
    found, previous = 0, grammar.end
    for line in grammar.line.finditer(data):
        if line[1] not in grammar.outside:
            found += line[1] == grammar.start or previous == grammar.end
            previous = line[1]
    return found


def blocks(data: bytes, grammar: Grammar) -> int:
    """Records parted by blank lines: paragraphs that begin with a tag, and starting tags inside them."""
    parts = [(bool(grammar.line.match(part)), grammar.line.findall(part)) for part in _BLANK_LINES.split(data.lstrip())]
    tagged = [(leads, tags) for leads, tags in parts if tags]
    if not tagged:
        return 0
    tagged[0] = (True, tagged[0][1])  # the first tag begins a record, whatever stands above it
    marks = grammar.start if tagged[0][1][0] == grammar.start else None
    return sum(leads + tags[leads:].count(marks) for leads, tags in tagged)


def bibtex(data: bytes) -> int:
    """Entries of BibTeX: words after an @ that open a bracket, less comments, strings and preambles."""
    words = _BIBTEX.findall(data.replace(b"\r", b"\n"))
    return sum(word.lower() not in _NO_ENTRY for word in words)


def rows(data: bytes, delimiter: str, quoted: bool) -> int:
    """Rows of a table that are not blank, the header among them: lines, once cells in quotation marks are taken out."""
    blank = b'" \t\r\n\x0c' + delimiter.encode()
    if quoted:
        cell = re.compile(rb'(?:\A|(?<=[\r\n%s]))"[^"]*+(?:""[^"]*+)*+(?:"|\Z)' % re.escape(delimiter.encode()))
        data = cell.sub(lambda found: b"x" if found[0].strip(blank) else b"", data)
    return sum(bool(line.strip(blank)) for line in BytesIO(data))


def objects(data: bytes, depth: int) -> int:
    """Objects of JSON that lie `depth` brackets deep."""
    level = found = 0
    for sign in _NO_BRACKET.sub(b"", _STRING.sub(b"", data)):
        if sign in b"[{":
            found += level == depth and sign in b"{"
            level += 1
        else:
            level -= 1
    return found


def elements(data: bytes, name: bytes) -> int:
    """Elements of XML with this name."""
    return len(re.findall(rb"<%s[\s>/]" % re.escape(name), data))
