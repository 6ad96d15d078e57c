"""XML is refused for its own flaws; a mistake of who reads it is never called the file's."""

from io import BytesIO
from xml.parsers import expat

import pytest

from alianza.formats import Refused
from alianza.formats.guarded_xml import Flaw, feed
from alianza.study.problem import Problem


def refused(flaw: Flaw, line: int) -> Refused:
    return Refused(Problem(flaw, row=line))


def read(data: bytes, start) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    feed(parser, BytesIO(data), 1 << 16, lambda _read: True, refused)


@pytest.mark.parametrize("name", ["punycode", "idna", "utf-7", "undefined", "zlib", "none-such", "big5"])
def test_an_encoding_that_no_parser_reads_is_a_flaw_of_the_file(name):
    with pytest.raises(Refused) as refusal:
        read(f'<?xml version="1.0" encoding="{name}"?><a/>'.encode(), lambda *_: None)
    assert refusal.value.problem.code == "broken"


@pytest.mark.parametrize("name", ["UTF-8", "utf-16", "ISO-8859-1", "us-ascii", "cp1252", "latin1", "utf8", "koi8-r"])
def test_encodings_of_one_byte_a_sign_are_read(name):
    seen: list[str] = []
    data = f'<?xml version="1.0" encoding="{name}"?><a/>'.encode(name)
    read(data, lambda tag, _attributes: seen.append(tag))
    assert seen == ["a"]


@pytest.mark.parametrize("mistake", [ValueError, LookupError, KeyError])
def test_a_mistake_of_the_reader_is_no_flaw_of_the_file(mistake):
    def start(*_):
        raise mistake

    with pytest.raises(mistake):
        read(b"<a/>", start)
