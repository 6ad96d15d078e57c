"""Taking runs of passages out of the XML gives what the parser alone gives, whatever the file does."""

from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alianza.formats import Refused
from alianza.formats.refi import markup, runs
from alianza.formats.refi.trees import CODE, CODING, PASSAGE, Marks, Run, columns

NAMES = ("guid", "startPosition", "name", "xmlns", "é")
VALUES = st.text(st.sampled_from("aé1🤝 '>"), max_size=3) | st.sampled_from(
    ["&amp;", "&#65;", "<", "\n", "\ufffe", '"']
)
SPACES = st.sampled_from(["", "", "\n  ", " ", "\u00a0", "x"])
ODD = st.sampled_from(
    [
        "<Description>a<b/></Description>",
        '<NoteRef targetGUID="n"/>',
        "<!-- c -->",
        "<![CDATA[<PlainTextSelection>]]>",
        "<?alianza-run ?>",
        "<q:Coding q:guid='1'><CodeRef/></q:Coding>",
        "</TextSource><TextSource>",
        "<TextSource><Inner>",
        "</Inner></TextSource>",
        "<!-- ",
        " -->",
        "<?x",
        "?>",
        "<PlainTextSelection>",
        "</PlainTextSelection>",
    ]
)


@st.composite
def attributes(draw) -> str:
    return "".join(f' {name}="{draw(VALUES)}"' for name in draw(st.lists(st.sampled_from(NAMES), max_size=3)))


@st.composite
def passages(draw) -> str:
    gap = draw(SPACES)
    said = draw(st.lists(attributes(), min_size=3, max_size=3))
    one = (
        f"<PlainTextSelection{said[0]}>{gap}<Coding{said[1]}>{gap}<CodeRef{said[2]}/>{gap}</Coding>{gap}"
        "</PlainTextSelection>"
    )
    return draw(SPACES).join([one] * draw(st.integers(1, 4)))


REGULAR = '<PlainTextSelection guid="{0}"><Coding guid="c"><CodeRef targetGUID="t"/></Coding></PlainTextSelection>'
ALIKE = st.builds(lambda number: "".join(REGULAR.format(at) for at in range(number)), st.integers(1, 5))
BODIES = st.lists(passages() | ALIKE | ODD, max_size=8).map("".join)
HEADS = st.sampled_from(
    ["", "\ufeff", '<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0" encoding="cp1252"?>']
)


def plainly(node):
    """A part with its text joined and every passage as rows."""
    inner, rows = [], []
    for one in node[2]:
        if isinstance(one, tuple):
            inner.append(plainly(one))
        elif isinstance(one, Run):
            rows += [(passage, [(coding, code)], []) for passage, coding, code in one.rows()]
        elif isinstance(one, Marks):
            rows += written(one)
    return node[0], node[1], "".join("".join(one for one in node[2] if isinstance(one, str)).split()), inner, rows


def written(marks: Marks) -> list[tuple]:
    rows = [(passage, [], []) for passage in marks.passages]
    for of, coding, code in zip(marks.of, marks.codings, marks.codes, strict=True):
        rows[of][1].append((coding, code))
    for of, coding, part in marks.parts:
        rows[of][2].append((coding >= 0, plainly(part)))
    return rows


def parsed(data: bytes) -> list:
    found: list = []
    try:
        markup.parse(BytesIO(data), "x.qde", lambda above, node: found.append((above, plainly(node))))
    except Refused as refused:
        return [refused.problem]
    return found


class Unchanged(runs.Shortened):
    """The plain twin: nothing is taken out."""

    def __init__(self, stream):
        super().__init__(stream)
        self._whole = True


@settings(max_examples=400, deadline=None)
@given(HEADS, BODIES, st.sampled_from([64, 300, 1 << 18]))
@example("", REGULAR.format("a") * 3 + "<!-- " + REGULAR.format("b") + " -->" + REGULAR.format("c"), 1 << 18)
@example("", "<!" + "-- " + REGULAR.format("b") * 3 + " -->" + REGULAR.format("c"), 1 << 18)
@example("", REGULAR.replace("{0}", "\uffff") + REGULAR.format("b"), 1 << 18)
@example("", REGULAR.replace('guid="{0}"', 'guid="1" guid="2"'), 1 << 18)
@example(
    "", REGULAR.format("a") * 300 + "<!-- " + REGULAR.format("b") * 300 + "--><a/>" + REGULAR.format("c") * 300, 300
)
@example("", "<?x " + REGULAR.format("b") * 2 + " ?>" + REGULAR.format("c"), 1 << 18)
@example("", "<Description>" + REGULAR.format("b") * 3 + "</Description>", 1 << 18)
@example("", REGULAR.format("a") * 2 + "<?alianza-run ?>" + REGULAR.format("b") * 2, 1 << 18)
def test_a_file_reads_as_the_parser_alone_reads_it(head, body, piece):
    xml = f"{head}<Project><Sources><TextSource>{body}</TextSource></Sources></Project>"
    data = xml.encode("cp1252", "xmlcharrefreplace") if "cp1252" in head else xml.encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup, "_PIECE", piece)
        short = parsed(data)
        patch.setattr(markup, "Shortened", Unchanged)
        assert short == parsed(data)


def test_runs_of_alike_passages_never_reach_the_parser():
    stream = runs.Shortened(BytesIO(("<a>" + "\n".join(REGULAR.format(at) for at in range(1000)) + "</a>").encode()))
    seen = b"".join(iter(lambda: stream.read(1 << 18), b""))
    assert len(seen) < 1200
    assert [len(run.passages) for run in stream.runs] == [1000]


def test_long_texts_without_tags_do_not_end_the_taking_out():
    source = "<a><PlainTextContent>" + "ñ🤝" * 3000 + "</PlainTextContent>" + REGULAR.format("1") * 50 + "</a>"
    stream = runs.Shortened(BytesIO(source.encode()))
    seen = b"".join(iter(lambda: stream.read(5000), b""))
    assert stream.runs
    assert "ñ🤝" * 3000 in seen.decode()


ROWS = st.lists(
    st.lists(st.tuples(st.sampled_from("abc"), VALUES), max_size=3, unique_by=lambda one: one[0]), max_size=4
)


@given(ROWS)
def test_columns_are_the_values_of_each_row(rows):
    flat = [[part for pair in row for part in pair] for row in rows]
    assert columns(flat, "bc") == [[dict(row).get(name, "") for row in rows] for name in "bc"]


@given(st.sets(st.integers(0, 4)))
def test_a_run_without_some_passages_keeps_the_others(bad):
    run = Run((("guid",), ("guid",), ("targetGUID",)), [list("abcde"), list("vwxyz"), list("12345")])
    kept = [at for at in range(5) if at not in bad]
    rest = run.without(bad)
    assert rest.columns(PASSAGE, ["guid"]) == [["abcde"[at] for at in kept]]
    assert rest.columns(CODING, ["guid"]) == [["vwxyz"[at] for at in kept]]
    assert rest.columns(CODE, ["targetGUID"]) == [["12345"[at] for at in kept]]
    assert rest.of == list(range(len(kept)))
