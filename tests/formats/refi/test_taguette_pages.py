"""The words of Taguette's pages: as the parser of the standard library has them, in one pass whatever is not closed."""

import sqlite3
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alianza.formats import Refused, refi
from alianza.formats.refi import taguette
from alianza.formats.refi.taguette import Page, markup

TABLES = (
    "CREATE TABLE projects(id INTEGER, name TEXT, description TEXT);"
    "CREATE TABLE documents(id INTEGER, name TEXT, description TEXT, project_id INTEGER, contents TEXT);"
    "CREATE TABLE highlights(id INTEGER, document_id INTEGER, start_offset INTEGER, end_offset INTEGER);"
    "CREATE TABLE tags(id INTEGER, project_id INTEGER, path TEXT, description TEXT);"
    "CREATE TABLE highlight_tags(highlight_id INTEGER, tag_id INTEGER);"
    "INSERT INTO projects VALUES (1, 'SYNTHETIC', ''); INSERT INTO tags VALUES (1, 1, 'pacto', '');"
)
TAGS = ("p", "div", "h1", "li", "b", "a", "em", "SPAN", "blockquote", "pre", "td")
VALUES = st.text(st.sampled_from("aé> '/=&<"), max_size=6).filter(lambda one: '"' not in one)
WORDS = st.text(st.sampled_from("aeñ🤝 \n\r\t."), min_size=1, max_size=5)
ENTITIES = st.sampled_from(["&amp;", "&lt;", "&#233;", "&eacute;", "&nbsp;", "& ", "&", "&x", "a < b", "1 <2"])
SIMPLE = st.sampled_from(["<br>", "<br/>", "<br />", "<hr>", "<!-- no > sí -->", "<!DOCTYPE html>", "<img alt='a>b'/>"])


class Twin(HTMLParser):
    """The parser of the standard library."""

    def __init__(self, contents):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.feed(contents)
        self.close()

    def handle_data(self, data):
        self.found.append((data, ""))

    def handle_starttag(self, tag, attrs):
        self.found.append(("", tag))

    def handle_endtag(self, tag):
        self.found.append(("", f"/{tag}"))


@st.composite
def pages(draw, depth: int = 3) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 4))):
        tag = draw(st.sampled_from(TAGS))
        attributes = "".join(f' {name}="{draw(VALUES)}"' for name in draw(st.sampled_from([(), ("href",), ("a", "b")])))
        inner = draw(pages(depth - 1)) if depth else ""
        parts.append(draw(WORDS | ENTITIES | SIMPLE | st.just(f"<{tag}{attributes}>{inner}</{tag}>")))
    return "".join(parts)


def joined(found) -> list[tuple[str, str]]:
    """Neighbouring words as one."""
    made: list[tuple[str, str]] = []
    for words, tag in found:
        if words and made and not made[-1][1]:
            made[-1] = made[-1][0] + words, ""
        else:
            made.append((words, tag))
    return made


@given(pages())
def test_a_page_reads_as_the_standard_library_reads_it(contents):
    assert joined(markup(contents)) == joined(Twin(contents).found)


@given(pages())
def test_places_are_bytes_of_the_words(contents):
    page = Page(contents)
    words = "".join(words for words, _ in markup(contents))
    at = 0
    for number, sign in enumerate(words):
        place = page.place(at, at + len(sign.encode()))
        assert place, number
        put, said = page.text[place[0] : place[1] - 1], page.text[place[1] - 1]
        assert said == sign.replace("\r", "\n") and set(put) <= {"\n", "\t"}, number
        at += len(sign.encode())


@pytest.mark.parametrize(
    "open_",
    [
        "<a ",
        "<!--",
        "<![a ",
        "</a ",
        "<a b='",
        '<a b="',
        "<a b=",
        "<",
        "<!",
        "<?",
        "&#",
        "&lt",
        "<p>",
        "<a b= ",
        "<br>",
        "a<br>",
        "</td>",
        "a</td>",
        "a</p></tr>",
    ],
)
def test_what_is_never_closed_takes_one_pass(open_):
    begun = time.process_time()
    Page(open_ * (2_000_000 // len(open_)))
    assert time.process_time() - begun < 5


def database(path, *, contents: str, highlights: list[tuple[int, int]], tags: int = 1, documents: int = 1):
    with sqlite3.connect(path) as file:
        file.executescript(TABLES)
        file.executemany(
            "INSERT INTO documents VALUES (?, 'd', '', 1, ?)", [(one, contents) for one in range(documents)]
        )
        file.executemany(
            "INSERT INTO highlights VALUES (?, 0, ?, ?)", [(at, *one) for at, one in enumerate(highlights)]
        )
        file.executemany(
            "INSERT INTO highlight_tags VALUES (?, 1)", [(at,) for at in range(len(highlights)) for _ in range(tags)]
        )
    return path


def refusal(path) -> str:
    with pytest.raises(Refused) as refused:
        refi.read(path)
    return refused.value.problem.code


def test_the_tags_of_a_highlight_share_its_words(tmp_path):
    file = database(tmp_path / "t.sqlite3", contents="<p>confianza mutua</p>", highlights=[(0, 9)], tags=3)
    first, *others = refi.read(file).codings
    assert len(others) == 2 and all(one.quotation is first.quotation for one in others)


def test_quotations_that_together_are_far_larger_than_the_file_are_refused(tmp_path):
    highlights = [(0, 500_000 - at) for at in range(1_000)]
    file = database(tmp_path / "t.sqlite3", contents="a" * 500_000, highlights=highlights)
    assert refusal(file) == "refi_out_of_proportion"


def test_a_page_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(taguette, "MAX_TEXT", 10_000)
    assert refusal(database(tmp_path / "t.sqlite3", contents="a" * 20_000, highlights=[])) == "refi_too_large"
