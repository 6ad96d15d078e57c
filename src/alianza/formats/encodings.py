"""Which bytes are text, and in which encoding: marks, zero bytes, UTF-8, then the Western ones."""

import codecs
import re
from typing import Final

MARKS: Final = {
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""Byte-order marks and what they say; the mark is still part of the text where the encoding is decoded."""
_SIGNATURES = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP, XLSX, DOCX",
    b"PK\x05\x06": "ZIP",
    b"\xd0\xcf\x11\xe0": "XLS, DOC",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf": "7Z",
    b"Rar!": "RAR",
    b"SQLite format 3": "SQLite",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
    b"ID3": "MP3",
    b"RIFF": "WAV, AVI",
    b"OggS": "OGG",
    b"fLaC": "FLAC",
    b"\x1aE\xdf\xa3": "MKV, WEBM",
}
_BOX = b"ftyp"
"""What stands behind the size of the first box in files of the MPEG-4 family."""
_NUL_SHARE = 0.3  # of the bytes of one parity: plain Western text in UTF-16 without its mark has about 1
_EMPTY_SHARE = 0.9  # of the upper bytes in UTF-32
_START = 4096
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_FEW_CONTROL = 8
_MOST_CONTROL = 0.01
"""Share of control signs above which bytes are no text: random ones have a tenth."""
_SEVERAL_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_PIECES = re.compile(rb"(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")
_MOST_STRETCHES = 500_000
"""Changes between encodings in one text; one that changes more often was not collected from several."""
_SAMPLE = 1 << 20
_OLD = ("mac_roman", "cp850")
"""Encodings of old Macintosh computers and of DOS."""
GUESSED = frozenset(["cp1252", "latin-1", *_OLD])
"""Encodings that nothing but the likelihood of their letters tells from one another."""
_LETTERS = "áéíóúüñçàâêôãõÁÉÍÓÚÜÑÇÀÂÊÔÃÕ"
_SIGNS = "\xa0¿¡«»“”‘’„–—…·•°ºª€£§©®™½¼¾²³±×÷"
_ODD = re.compile(
    rf"[^\x00-\x7f{_LETTERS}{_SIGNS}]"
    "|(?<=[a-zà-ÿ])[À-Þ]"  # a capital inside a word
    "|(?<=[a-z])[·ª°](?=[a-z])"
    "|[ÀÁ](?=[A-Z][^A-ZÀ-Þ\\s])"  # what ¿ and ¡ become
    r"|(?<=[a-zà-ÿ])[¿¡«£¢§©½¼¾±²³×÷°]+(?=[a-zà-ÿ])|(?<=[a-zà-ÿ])[¿¡£¾½¼±]"  # what other encodings make of accents
    r"|(?<=[a-z])[—–](?=(?:n|[oa]s?)\b)"  # a dash before an ending, as in «reunión» and «año»
    r"|[a-z–]’(?!(?:t|s|re|ll|ve|d|m|em|clock)\b)(?=[a-z])"  # an apostrophe that no English word has
)
"""Signs that Spanish, Portuguese and English texts lack, or lack inside their words."""


def signature(start: bytes) -> str:
    """What a file is whose first bytes tell that it is no text; empty where they tell nothing."""
    found = next((name for magic, name in _SIGNATURES.items() if start.startswith(magic)), "")
    return found or ("MP4, M4A" if start[4:8] == _BOX else "")


def is_binary(sample: bytes) -> bool:
    """Whether bytes hold more control signs than any text in an encoding of one byte a sign."""
    return len(_CONTROL.findall(sample)) > max(_FEW_CONTROL, _MOST_CONTROL * len(sample))


def unmarked_utf16(start: bytes) -> str:
    """The UTF-16 that a file without its mark is written in, by where its zero bytes stand; empty where it is none."""
    half = max(len(start) // 2, 1)
    if start[1::2].count(0) > _NUL_SHARE * half:
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) > _NUL_SHARE * half else ""


def wide(content: bytes) -> str:
    """The encoding of two or four bytes a sign that a text is in, by its mark or its zero bytes; empty for others."""
    marked = next((name for mark, name in MARKS.items() if content.startswith(mark)), "")
    if marked:
        return marked.replace("utf-8-sig", "")
    start = content[:_START]
    return (_unmarked_utf32(start) or unmarked_utf16(start)) if b"\0" in start else ""


def _unmarked_utf32(start: bytes) -> str:
    """The UTF-32 that a file without its mark is written in: of four bytes, at least the two upper ones are zero."""
    quarter = max(len(start) // 4, 1)
    empty = [start[place::4].count(0) > _EMPTY_SHARE * quarter for place in range(4)]
    if empty[2:] == [True, True] and not empty[0]:
        return "utf-32-le"
    return "utf-32-be" if empty[:2] == [True, True] and not empty[3] else ""


def decode(content: bytes) -> tuple[str, str]:
    r"""A short text and its encoding.

    What is not UTF-8 is Western text of Windows; where it mixes both, as collected files do, each stretch is read as
    what it is.

    >>> decode("peque\u00f1a".encode()), decode(b"peque\xf1a"), decode(b"\xc3\xb1 \xf1")
    (('pequeña', 'utf-8'), ('pequeña', 'cp1252'), ('ñ ñ', 'mixed'))
    """
    if content.isascii():
        return content.decode("ascii"), "ascii"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if not _SEVERAL_BYTES.search(content):
        return _western(content)
    at, parts = 0, []
    for number, found in enumerate(_PIECES.finditer(content)):
        if number > _MOST_STRETCHES:
            return _western(content)
        parts += [_western(content[at : found.start()])[0], found[0].decode("utf-8", "replace")]
        at = found.end()
    return "".join([*parts, _western(content[at:])[0]]), "mixed"


def decode_document(content: bytes) -> tuple[str, str]:
    r"""A text of some length with its mark, and its encoding, which may be one of old computers.

    Every byte means something in each of the Western encodings (Windows, Macintosh, DOS); the one that leaves the
    fewest signs that no text of ours has is taken, and that of Windows where several leave as few.

    >>> decode_document("¿Qué pasó en la compañía?".encode("mac_roman"))
    ('¿Qué pasó en la compañía?', 'mac_roman')
    >>> decode_document("¿Qué pasó en la compañía?".encode("cp850"))
    ('¿Qué pasó en la compañía?', 'cp850')
    """
    units = wide(content)
    if units:
        return content.decode(units, "replace"), units
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    sample = content[:_SAMPLE]
    old = [(sample.decode(name), name) for name in _OLD]
    readings = {name: text for text, name in (decode(sample), _western(sample), *old)}
    found, text = min(readings.items(), key=lambda reading: len(_ODD.findall(reading[1])))
    if len(sample) == len(content):
        return text, found
    if found in _OLD:
        return content.decode(found), found
    return _western(content) if found in ("cp1252", "latin-1") else decode(content)


def _western(content: bytes) -> tuple[str, str]:
    try:
        return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1"
