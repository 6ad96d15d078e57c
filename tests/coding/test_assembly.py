"""A study's coding put together as a project: passages in new versions of a text, and what stands after a round."""

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

import msgspec
import pytest

from alianza.coding.adoption import take_apart
from alianza.coding.assembly import Assembled, assemble
from alianza.coding.contents import Contents, DocumentContent, RestContent
from alianza.coding.position_map import PositionMap
from alianza.coding.project import (
    Case,
    Code,
    Coding,
    Document,
    Graph,
    GroupSet,
    Link,
    Note,
    OtherSelection,
    QualitativeProject,
    SelectionCoding,
)
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
    unchanged = replace(events[-1], payload={**revised[2], "edits": []})
    assert state_of(CodingProjection(), [*events[:-1], unchanged]).cleared == ("4", "5", "1:1", "2:1")


def guid(number: int) -> str:
    return str(UUID(int=number))


def text_of(words: str = "se fían y ríñen", name: str = "E02", **more: object) -> QualitativeProject:
    """A SYNTHETIC project: two codes that a relation, a group, a case and a marked place name; a coding of each."""
    spans = {"causa": (0, 7), "efecto": (10, 15)}
    codings = tuple(
        Coding(name, code, "luz", *place, words[slice(*place)], guid=guid(at), selection=guid(10 + at))
        for at, (code, place) in enumerate(spans.items(), 1)
    )
    project = QualitativeProject(
        documents=(Document(name, words, guid=guid(20), medium="voz.mp3"),),
        codes=(Code("causa", guid=guid(31)), Code("efecto", guid=guid(32))),
        codings=codings,
        cases=(Case("firma", (name,), codes=("causa", "efecto"), guid=guid(40), selections=(guid(11),)),),
        sets=(GroupSet("grupo", ("causa", "efecto"), (name,), guid=guid(41)),),
        links=(Link("causa", "efecto", "cause_of", (guid(1),), guid=guid(42)),),
        notes=(Note("del código", "x", (guid(31),), guid=guid(43)), Note("de la cita", "y", (guid(1),), guid=guid(44))),
        others=(
            OtherSelection(name, "AudioSelection", (SelectionCoding("efecto", "luz", guid(47)),), "luz", guid=guid(45)),
        ),
        graphs=(
            Graph("g", ({"guid": guid(46), "representedGUID": guid(31), "firstX": "1", "firstY": "1"},), guid=guid(48)),
        ),
        media={"voz.mp3": f"{name} SYNTHETIC".encode()},
    )
    return replace(project, **more)


def adopting(*projects: QualitativeProject) -> tuple[list[Step], Contents]:
    """The events that take projects in, one each, and what lies beside the log."""
    steps: list[Step] = []
    documents: dict[str, DocumentContent] = {}
    rests: dict[str, RestContent] = {}
    media: dict[str, bytes] = {}
    for at, project in enumerate(projects):
        parts = take_apart(project)
        named = {f"p{at}d{place}": one for place, one in enumerate(parts.documents)}
        files = {path: data.hex() for path, data in parts.media.items()}
        documents |= named
        rests[f"r{at}"] = replace(parts.rest, media=files)
        media |= {files[path]: data for path, data in parts.media.items()}
        values = {
            "file": f"{at}.qdpx", "source": str(at), "origin": "", "rest": f"r{at}",
            "codes": [asdict(one) for one in parts.codes],
            "documents": [
                {"id": "", "name": one.document.name, "content": digest, "codings": len(one.codings)}
                for digest, one in named.items()
            ],
        }  # fmt: skip
        steps.append(("lia", "project_adopted", msgspec.to_builtins(values)))
    return steps, Contents(documents, rests, media=media)


def adopted(projects: list[QualitativeProject], *steps: Step, before: tuple[Step, ...] = ()) -> Assembled:
    taken, contents = adopting(*projects)
    told = [*before, *taken, *steps]
    events = [Event(n, "coding", kind, payload, by, "") for n, (by, kind, payload) in enumerate(told, 1)]
    return assemble(state_of(CodingProjection(), events), contents, "mini")


def renamed(code: str, **values: str) -> Step:
    return "lia", "code_changed", {"code": code, "values": values}


def around(project: QualitativeProject) -> dict[str, Any]:
    """What names codes around the codings."""
    return {
        "links": [(one.source, one.target) for one in project.links],
        "sets": [one.codes for one in project.sets],
        "cases": [one.codes for one in project.cases],
        "others": [one.codes for one in project.others],
    }


def test_what_an_adopted_file_says_of_codes_follows_their_renaming_and_moving() -> None:
    swapped = renamed("1.c1", name="x"), renamed("1.c2", name="causa"), renamed("1.c1", name="efecto")
    found = adopted([text_of()], *swapped)
    both = ("efecto", "causa")
    assert around(found.project) == {"links": [both], "sets": [both], "cases": [both], "others": [("causa",)]}
    moved = adopted([text_of()], renamed("1.c2", parent="1.c1")).project
    assert around(moved)["links"] == [("causa", "causa/efecto")]
    assert all(one.codes == ("causa", "causa/efecto") for one in (*moved.sets, *moved.cases))
    assert found.gone == {}


def test_a_merged_code_is_one_in_what_an_adopted_file_says() -> None:
    merged = ("lia", "codes_merged", {"codes": ["1.c1"], "into": "1.c2"})
    found = adopted([text_of()], merged)
    one = ("efecto",)
    assert around(found.project) == {"links": [], "sets": [one], "cases": [one], "others": [one]}
    assert found.gone == {}
    assert found.project.notes[0].about == (guid(32),)


def test_a_removed_code_does_not_come_back_with_the_file_and_is_counted() -> None:
    found = adopted([text_of()], ("lia", "code_removed", {"code": "1.c2"}))
    one = ("causa",)
    assert around(found.project) == {"links": [], "sets": [one], "cases": [one], "others": [()]}
    assert found.gone == {"efecto": 4}
    without = adopted([text_of()], ("lia", "code_removed", {"code": "1.c1"})).project
    assert (without.notes[0].about, dict(without.graphs[0].vertices[0]).get("representedGUID")) == ((), None)


def test_a_memo_of_a_file_on_a_code_that_the_study_had_is_about_the_study_s_code() -> None:
    project = adopted([text_of()], before=(("lia", "code_added", {"name": "causa"}),)).project
    own = project.code["causa"].guid
    assert own != guid(31)
    assert (project.notes[0].about, project.graphs[0].vertices[0]["representedGUID"]) == ((own,), own)


def test_a_memo_points_at_the_coding_code_or_relation_that_it_is_about() -> None:
    drawn = ("lia", "relation_drawn", {"kind": "context", "source": "1.c1", "target": "1.c2"})
    memo = {"kind": "code", "about": ["1.1:1", "2", "1.c1"], "content": "w"}
    merged = ("lia", "codes_merged", {"codes": ["1.c1"], "into": "1.c2"})
    found = adopted([text_of()], drawn, ("lia", "memo_written", memo)).project
    assert found.notes[-1].about == (guid(1), found.links[-1].guid, guid(31))
    assert adopted([text_of()], drawn, ("lia", "memo_written", memo), merged).project.notes[-1].about[-1] == guid(32)


def guids(project: QualitativeProject) -> list[str]:
    """The identifier of every thing of a project, those of passages once for all codings of one."""
    one_each = [project.documents, project.codes, project.codings, project.cases, project.sets, project.links]
    found = [one.guid for ones in (*one_each, project.notes, project.graphs) for one in ones]
    found += [*dict.fromkeys((one.document, one.selection) for one in project.codings)]
    return [*found, *(guid for one in project.others for guid in one.guids)]


def test_copies_of_one_project_keep_apart_what_each_says() -> None:
    """Two coders hand in their copies of one project, which share every identifier and the name of a file."""
    found = adopted([text_of(name="ana"), text_of("se fían o pelean", "luis")]).project
    assert len(set(guids(found))) == len(guids(found))
    first, second = found.documents
    assert (first.guid, first.medium, second.medium) == (guid(20), "voz.mp3", "voz-2.mp3")
    assert dict(found.media) == {"voz.mp3": b"ana SYNTHETIC", "voz-2.mp3": b"luis SYNTHETIC"}
    own = {one.document: one for one in found.codings if one.code == "causa"}
    assert (own["ana"].guid, own["ana"].selection) == (guid(1), guid(11))
    theirs = own["luis"]
    assert [one.documents for one in found.cases] == [("ana",), ("luis",)]
    assert [one.selections for one in found.cases] == [(guid(11),), (theirs.selection,)]
    assert [one.evidence for one in found.links] == [(guid(1),), (theirs.guid,)]
    about = {note.about for note in found.notes if note.title == "de la cita"}
    assert about == {(guid(1),), (theirs.guid,)}


def test_the_same_file_of_two_copies_is_one() -> None:
    same = {"voz.mp3": b"SYNTHETIC"}
    found = adopted([text_of(name="ana", media=same), text_of(name="luis", media=same)]).project
    assert (dict(found.media), {one.medium for one in found.documents}) == (same, {"voz.mp3"})


def test_codings_of_codes_that_a_file_does_not_list_come_in_with_them() -> None:
    """A file that anybody writes as JSON may name codes by their codings only, and children before their parents."""
    names = ("causa/honda", "causa")
    listed = text_of(codes=tuple(map(Code, names)))
    assert [one.path for one in adopted([listed]).project.codes] == ["causa", "causa/honda", "efecto"]
    project = adopted([text_of(codes=())]).project
    assert [one.code for one in project.codings] == ["causa", "efecto"]


def test_many_codings_go_through_one_map_of_a_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    made, build = [], PositionMap.from_edits
    monkeypatch.setattr(PositionMap, "from_edits", lambda *given: made.append(given) or build(*given))
    many = [coded("ana", OLD, "firmó sin leer", "2")] * 20
    assert len(quotations(DOCUMENT, TRUST, *many, REDACTED)) == 20
    assert len(made) == 1
