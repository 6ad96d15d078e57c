"""Simulated programs: every way of counting, kind of text and habit of marking gives the quotations, or a warning."""

from itertools import product
from random import Random

import pytest

from alianza.coding.project import Positions
from alianza.formats import refi
from alianza.formats.refi.positions import counted, forced, written
from tests.formats.refi.test_files import packed, qde, selection
from tests.formats.refi.test_positions_found import plain, quoted, width
from tests.formats.refi.test_positions_found import written as passages_of

SPANISH = "la confianza entre socios crece según el año y nadie esconde más acuerdos que los señores de la reunión"
ASCII = "la confianza entre socios crece cuando el contrato se cumple y nadie esconde nada"
TEXTS = [
    "", "ascii", "emoji", "crlf", "bom", "emoji crlf", "crlf bom", "emoji crlf bom", "emoji bom", "ascii crlf",
    "crlf inline", "emoji crlf inline", "ascii crlf inline",
]  # fmt: skip
HABITS = ["words", "sentences", "lines", "paragraphs", "double click", "phrases", "all"]
CLOSED = {"": ".", "¿": "?", "«": "»", "(": ")."}

Places = list[tuple[int, int]]


def text(rng: Random, kind: str) -> tuple[str, dict[str, Places]]:
    """A SYNTHETIC text as it lies in the file of the program, and where its parts stand."""
    line_break = "\r\n" if "crlf" in kind else "\n"
    raw, spans = "\ufeff" * ("bom" in kind), {habit: [] for habit in ("words", "sentences", "lines", "paragraphs")}
    for _ in range(rng.randint(6, 14)):
        paragraph = len(raw)
        for _ in range(rng.randint(1, 3)):
            line = len(raw)
            for _ in range(rng.randint(1, 4)):
                raw = sentence(rng, kind, raw, spans) + " "
            raw = raw[:-1] + line_break
            spans["lines"].append((line, len(raw)))
        spans["paragraphs"].append((paragraph, len(raw)))
        raw += line_break
    return raw, spans


def sentence(rng: Random, kind: str, raw: str, spans: dict[str, Places]) -> str:
    begin = len(raw)
    opened = rng.choice(["", "", "("] if "ascii" in kind else ["", "", "", "¿", "«", "("])
    raw += opened
    for place in range(number := rng.randint(3, 12)):
        word = rng.choice((ASCII if "ascii" in kind else SPANISH).split())
        raw += rng.choice([" "] * 9 + [", "]) if place else ""
        spans["words"].append((len(raw), len(raw) + len(word)))
        raw += word if place else word.capitalize()
        raw += f" {rng.choice('👍🤝😀')}" if "emoji" in kind and place < number - 1 and rng.random() < 0.05 else ""
    raw += CLOSED[opened]
    spans["sentences"].append((begin, len(raw)))
    return raw


def marked(rng: Random, raw: str, spans: dict[str, Places], habit: str) -> Places:
    """What somebody with a habit marks of a text."""
    words = spans["words"]
    if habit == "all":
        return sorted(place for part in spans.values() for place in rng.sample(part, 6))
    if habit == "double click":  # a word, with the blank behind it
        places = [(start, end + (raw[end : end + 1] == " ")) for start, end in words]
    elif habit == "phrases":
        places = [(words[at][0], words[min(at + rng.randint(0, 9), len(words) - 1)][1]) for at in range(len(words))]
    else:
        places = spans[habit]
    return sorted(rng.sample(places, min(rng.randint(15, 40), len(places))))


def ways(kind: str) -> list[Positions]:
    breaks, marks = (1, 2) if "crlf" in kind else (2,), (False, True) if "bom" in kind else (False,)
    every = product(("codepoint", "utf16", "utf8"), breaks, marks, ("exclusive", "inclusive"))
    return [Positions(*way) for way in every]


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("kind", TEXTS)
def test_quotations_are_right_or_their_positions_are_doubted(kind, habit):
    for way in ways(kind):
        if habit == "double click" and way.end == "inclusive":
            continue  # looks like whole words with an exclusive end: only a word or two before a comma tells
        rng = Random(f"{kind} {habit} {way}")
        pairs = []
        for _ in range(rng.randint(1, 4)):
            raw, spans = text(rng, kind)
            passages, wanted = passages_of(raw, marked(rng, raw, spans, habit), way)
            pairs.append((as_stored(passages, "inline" in kind), wanted))
        found, problems = counted([passages for passages, _ in pairs], "infer", False)
        got = [one for passages, _ in pairs for one in quoted(passages, found)]
        wanted = [one for _, each in pairs for one in each]
        if way.end == "inclusive":  # with or without the blank behind each word: nothing tells the two apart
            got, wanted = [one.strip() for one in got], [one.strip() for one in wanted]
        assert got == wanted or any(one.severity == "warning" for one in problems), (way, found)


def as_stored(passages, inline: bool):
    """What XML makes of a text that stands in it."""
    kept = type(passages)
    return kept(plain(passages.raw), passages.starts, passages.ends, inline=True) if inline else passages


def test_a_mark_that_is_left_out_is_not_taken_for_one_that_counts():
    for seed in range(20):
        rng = Random(seed)
        raw, spans = text(rng, "emoji crlf bom")
        passages, wanted = passages_of(raw, marked(rng, raw, spans, "lines"), Positions("utf16"))
        found, _ = counted([passages], "infer", False)
        assert quoted(passages, found) == wanted
        assert (found.mark, found.end) == (False, "exclusive")


def test_whole_sentences_without_their_last_sign_are_doubted():
    rng = Random(1)
    raw, spans = text(rng, "ascii")
    passages, _ = passages_of(raw, spans["sentences"], Positions(end="inclusive"))
    _, problems = counted([passages], "infer", False)
    assert [(one.code, one.found) for one in problems] == [("refi_ends_unclear", "codepoint:crlf2:inclusive")]


def inline(raw: str, words: list[str]) -> bytes:
    """A SYNTHETIC project whose text stands in the XML, by a program that counts CR LF as two."""
    ends = [(width(raw[: raw.index(w)], Positions()), width(raw[: raw.index(w) + len(w)], Positions())) for w in words]
    marks = "".join(selection(*place, number) for number, place in enumerate(ends))
    content = f"<PlainTextContent>{raw}</PlainTextContent>"
    return qde(content + marks).replace(b' plainTextPath="internal://d.txt"', b"")


def test_line_breaks_of_texts_in_the_xml_may_have_counted_two(tmp_path):
    words = [f"palabra{number}" for number in range(40)]
    file = packed(tmp_path / "x.qdpx", {"project.qde": inline("\r\n".join(f"la {one} es" for one in words), words)})
    project = refi.read(file)
    assert [one.quotation for one in project.codings] == words
    assert (project.positions.inline_break, project.positions.how) == (2, "inferred")
    assert [one.found for one in project.problems] == ["codepoint:crlf2:lf2"]
    assert forced("codepoint:lf2").inline_break == 2
    assert written(forced("codepoint:lf2")) == "codepoint:crlf2:lf2"
    assert [one.quotation for one in refi.read(file, "codepoint:lf2").codings] == words
