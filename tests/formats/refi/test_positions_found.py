"""Whatever way a program counts positions, it is found, or one that gives the same quotations."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from alianza.coding.project import Positions
from alianza.formats.refi.positions import Passages, counted

WORD = st.text(st.sampled_from("abcdefgñáü👍🤝e\u0301中"), min_size=2, max_size=7).filter(
    lambda word: word[0] != "\u0301"
)
GAP = st.sampled_from([" ", " ", " ", "\r\n", "\n", ". ", ", ", " 🤝 ", "\r\n\r\n"])
WAYS = st.builds(
    Positions,
    st.sampled_from(["codepoint", "utf16", "utf8"]),
    st.sampled_from([1, 2]),
    st.booleans(),
    st.sampled_from(["exclusive", "inclusive"]),
)


@st.composite
def texts(draw) -> tuple[str, list[tuple[int, int]]]:
    """A text as it lies in a file, and where its words stand in it."""
    raw, places = draw(st.sampled_from(["", "\ufeff"])), []
    for word in draw(st.lists(WORD, min_size=25, max_size=60)):
        places.append((len(raw), len(raw) + len(word)))
        raw += word + draw(GAP)
    return raw, places


def width(text: str, way: Positions) -> int:
    """How many positions a program counts up to the end of a beginning of the file: written apart from the reader."""
    text = text if way.mark else text.removeprefix("\ufeff")
    text = text if way.line_break == 2 else text.replace("\r\n", "\n")
    units = {"codepoint": len, "utf16": lambda t: len(t.encode("utf-16-le")) // 2, "utf8": lambda t: len(t.encode())}
    return units[way.unit](text)


def plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def written(raw: str, places: list[tuple[int, int]], way: Positions) -> tuple[Passages, list[str]]:
    """What a program that counts so writes for some places, and the words that it means."""
    starts = [width(raw[:start], way) for start, _ in places]
    ends = [width(raw[:end], way) - (way.end == "inclusive") for _, end in places]
    return Passages(raw, starts, ends), [plain(raw[start:end]) for start, end in places]


def quoted(passages: Passages, way: Positions) -> list[str]:
    starts, ends, good_starts, good_ends = passages.places(way)
    return [
        passages.text[start:end] if good else "outside"
        for start, end, good in zip(starts, ends, good_starts & good_ends, strict=True)
    ]


def told(pairs: list[tuple[Passages, list[str]]]) -> bool:
    """Whether enough words tell: none is misread as the standard counts, or many are."""
    misread = sum(
        a != b for passages, wanted in pairs for a, b in zip(quoted(passages, Positions()), wanted, strict=True)
    )
    return not misread or misread >= 10


@settings(max_examples=200, deadline=None)
@given(texts(), WAYS)
def test_a_way_of_counting_that_is_asked_for_gives_every_quotation(text, way):
    passages, wanted = written(*text, way)
    assert quoted(passages, way) == wanted


@settings(max_examples=100, deadline=None)
@given(st.lists(texts(), min_size=1, max_size=3), WAYS)
def test_the_way_of_counting_is_found_or_one_that_gives_the_same_quotations(documents, way):
    pairs = [written(*one, way) for one in documents]
    assume(told(pairs))
    found, _ = counted([passages for passages, _ in pairs], "infer", False)
    assert [quoted(passages, found) for passages, _ in pairs] == [wanted for _, wanted in pairs]


@settings(max_examples=40, deadline=None)
@given(st.lists(texts(), min_size=1, max_size=3), WAYS, st.integers(60, 300), st.randoms(use_true_random=False))
def test_few_documents_with_odd_signs_are_found_among_many_without(documents, way, others, random):
    pairs = [written(*one, way) for one in documents]
    assume(told(pairs))
    line = "SYNTHETIC nos fiamos todos del contrato " * 3
    places = [(at, line.index(" ", at)) for at in range(len(line) - 1) if at == 0 or line[at - 1] == " "]
    pairs += [written(line, places, way) for _ in range(others)]
    random.shuffle(pairs)
    found, _ = counted([passages for passages, _ in pairs], "infer", False)
    assert [quoted(passages, found) for passages, _ in pairs] == [wanted for _, wanted in pairs]
