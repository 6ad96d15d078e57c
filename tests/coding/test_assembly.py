"""A study's coding put together as a project: passages in new versions of a text, and what stands after a round."""

from alianza.coding.assembly import assemble
from alianza.coding.contents import Contents, DocumentContent
from alianza.coding.project import Document
from alianza.coding.projection import CodingProjection
from alianza.study.event import Event, state_of

OLD = "Pérez firmó sin leer. Luego creció la confianza."
NEW = "[PERSONA 1] firmó sin leer. Luego creció la confianza."
CONTENTS = Contents({"d1": DocumentContent(Document("E01", OLD)), "d2": DocumentContent(Document("E01", NEW))})
DOCUMENT = ("lia", "document_added", {"name": "E01", "content": "d1", "participant": "P1"})
REDACTED = (
    "lia", "document_revised",
    {"document": "1", "content": "d2", "edits": [[0, 5, 11]], "length": len(OLD), "why": "redacted"},
)  # fmt: skip
TRUST, WRITTEN = ("lia", "code_added", {"name": "confianza"}), ("lia", "code_added", {"name": "escrito"})

Step = tuple[str, str, dict[str, object]]


def coded(by: str, text: str, words: str, code: str) -> Step:
    start = text.index(words)
    return by, "passage_coded", {"document": "1", "code": code, "start": start, "end": start + len(words)}


def quotations(*steps: Step, blind: bool = False) -> list[tuple[str, str, str]]:
    events = [Event(n, "coding", kind, payload, by, "") for n, (by, kind, payload) in enumerate(steps, 1)]
    project = assemble(state_of(CodingProjection(), events), CONTENTS, "mini", blind=blind).project
    assert all(one.quotation == project.document[one.document].text[one.start : one.end] for one in project.codings)
    return [(one.coder, one.code, one.quotation) for one in project.codings]


def test_codings_keep_their_passage_in_a_redacted_text():
    before = (coded("ana", OLD, "firmó sin leer", "2"), coded("ana", OLD, "Pérez", "2"))
    after = coded("ana", NEW, "confianza", "2")
    assert quotations(DOCUMENT, TRUST, *before, REDACTED, after) == [
        ("ana", "confianza", "[PERSONA 1]"),
        ("ana", "confianza", "firmó sin leer"),
        ("ana", "confianza", "confianza"),
    ]


def test_undoing_a_redaction_brings_the_passages_back():
    before = coded("ana", OLD, "Pérez firmó", "2")
    undone = ("lia", "withdrawn", {"event": 4})
    assert quotations(DOCUMENT, TRUST, before, REDACTED, undone) == [("ana", "confianza", "Pérez firmó")]


def test_on_a_segment_of_a_round_stands_what_all_gave_it_or_was_settled():
    opened = {
        "name": "1", "units": [["1", 0, 21], ["1", 22, 48]], "coders": ["ana", "luis"], "codes": ["2", "3"],
        "share": 1.0, "seed": 1,
    }  # fmt: skip
    given = {("ana", 1): ["2", "3"], ("luis", 1): ["2"], ("ana", 2): ["3"], ("luis", 2): []}
    rated = [(by, "unit_rated", {"round": "4", "unit": n, "codes": codes}) for (by, n), codes in given.items()]
    steps: list[Step] = [DOCUMENT, TRUST, WRITTEN, ("lia", "round_opened", opened), *rated]
    first, second = OLD[:21], OLD[22:48]
    both = [("ana", "confianza", first), ("luis", "confianza", first)]
    assert quotations(*steps) == both
    assert quotations(*steps[:-1]) == []  # as long as luis has a segment left
    assert sorted(quotations(*steps, blind=True)) == sorted(
        [*both, ("ana", "escrito", first), ("ana", "escrito", second)]
    )
    settled = ("eva", "rating_settled", {"round": "4", "unit": 1, "code": "3", "given": True, "reason": "se nombra"})
    assert sorted(quotations(*steps, settled)) == sorted([*both, ("ana", "escrito", first)])


def test_a_merged_code_shows_its_codings_under_the_one_that_stays():
    merged = ("lia", "codes_merged", {"codes": ["3"], "into": "2"})
    assert quotations(DOCUMENT, TRUST, WRITTEN, coded("ana", OLD, "sin leer", "3"), merged) == [
        ("ana", "confianza", "sin leer")
    ]


def test_a_passage_is_cleared_again_after_its_text_was_revised():
    """Who cleared it read other words; passages of other documents stay cleared."""
    other = ("lia", "document_added", {"name": "E02", "content": "d3"})
    elsewhere = ("ana", "passage_coded", {"document": "2", "code": "3", "start": 0, "end": 3})
    cleared = ("luis", "passages_cleared", {"codings": ["4", "5", "1:1", "2:1"]})
    revised = (REDACTED[0], REDACTED[1], {**REDACTED[2], "document": "1"})
    steps = [DOCUMENT, other, TRUST, coded("ana", OLD, "sin leer", "3"), elsewhere, cleared, revised]
    events = [Event(n, "coding", kind, payload, by, "") for n, (by, kind, payload) in enumerate(steps, 1)]
    assert state_of(CodingProjection(), events[:-1]).cleared == ("4", "5", "1:1", "2:1")
    assert state_of(CodingProjection(), events).cleared == ("5", "2:1")
