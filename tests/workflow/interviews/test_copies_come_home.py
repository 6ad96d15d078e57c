"""Copies of a study's documents, coded elsewhere, come home: what is new joins, and nothing comes twice or back."""

import shutil
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from alianza.coding import joining
from alianza.coding.project import (
    Case,
    Code,
    Coding,
    Document,
    GroupSet,
    Link,
    Note,
    OtherSelection,
    QualitativeProject,
    SelectionCoding,
)
from alianza.formats import Refused, refi
from alianza.storage.database import CONTENTS
from alianza.storage.redaction_key import Passphrase
from alianza.workflow.interviews import actions
from alianza.workflow.interviews.actions import Target, take_back
from alianza.workflow.interviews.memos import change_memo, erase_memo, list_memos, write_memo
from alianza.workflow.interviews.projects import Adopted, Here, Manner, adopt, export_project, import_projects
from alianza.workflow.interviews.reading import read_coding
from alianza.workflow.interviews.redacting import NameTable, Vault, redact_documents
from alianza.workflow.interviews.revising import revise
from alianza.workflow.interviews.rounds import Opening, open_round, rate
from alianza.workflow.interviews.transcripts import add_transcripts
from alianza.workflow.interviews.withdrawing import withdraw
from alianza.workflow.journal import reading, study_at
from tests.interviews_study import TEXTS, study, transcripts

Row = tuple[str, str, str, int, int]
CODES = ("confianza", "acuerdos", "acuerdos/origen")
G1, G2, G3 = (f"{place}0000000-0000-4000-8000-000000000000" for place in "123")
FOUR = "4f1c1f0e-6d0c-5b7e-9a53-0c3f4f3f0a04"
TEXT = "SYNTHETIC\nP9: Nos presentó una prima en la feria de ganado, y así quedó todo dicho.\n"


def project(rows: Sequence[Row], documents: Sequence[str] = ("E01",), **more: object) -> QualitativeProject:
    """A project of some codings, without identifiers: each copy gives its own."""
    codings = tuple(Coding(name, code, who, start, end, TEXT[start:end]) for name, code, who, start, end in rows)
    return QualitativeProject(
        name="copia",
        documents=tuple(Document(one, TEXT) for one in documents),
        codes=tuple(map(Code, CODES)),
        codings=codings,
        coders=tuple(sorted({one.coder for one in codings})),
        origin="otro programa",
        **more,  # type: ignore[arg-type]
    )


def take(made: Path, found: QualitativeProject, file: str = "copia.qdpx", **manner: bool) -> Adopted:
    path = made.parent / file
    path.unlink(missing_ok=True)
    refi.write(found, path)
    return adopt(study_at(made), path, "lia", Manner(**manner))  # type: ignore[arg-type]


def rows(made: Path) -> list[Row]:
    found = read_coding(made).assembled.project.codings
    return sorted((one.document, one.code, one.coder, one.start, one.end) for one in found)


ANA: list[Row] = [("E01", "confianza", "ana", 10, 25), ("E01", "acuerdos", "ana", 50, 60)]
LUIS: list[Row] = [("E01", "confianza", "luis", 10, 25), ("E01", "acuerdos/origen", "luis", 30, 40), ANA[1]]


def test_the_copies_of_two_coders_join(tmp_path: Path) -> None:
    made = study(tmp_path)
    take(made, project(ANA), "ana.qdpx")
    done = take(made, project(LUIS), "luis.qdpx")
    assert (done.number, done.documents, done.counts.new, done.counts.known) == (2, ("E01",), 2, 1)
    assert rows(made) == sorted({*ANA, *LUIS})
    actions.take_back(made, "lia")
    assert rows(made) == sorted(ANA)
    again = take(made, project(LUIS), "luis.qdpx")
    assert again.counts.new == 2
    assert rows(made) == sorted({*ANA, *LUIS})


_rows = st.lists(
    st.tuples(
        st.sampled_from(["E01", "E02"]), st.sampled_from(CODES), st.sampled_from(["ana", "luis"]),
        st.integers(0, 30), st.integers(31, 70),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_rows, st.lists(st.sampled_from(["one", "both", "other"]), min_size=12, max_size=12))
def test_codings_split_among_copies_join_to_the_whole(
    tmp_path_factory: pytest.TempPathFactory, whole: list[Row], where: list[str]
) -> None:
    made = study(tmp_path_factory.mktemp("copias"))
    for number, side in enumerate(("one", "other")):
        part = [row for row, place in zip(whole, where, strict=False) if place in (side, "both")]
        take(made, project(sorted(set(part)), ("E01", "E02")), f"{number}.qdpx")
    assert rows(made) == sorted(set(whole))
    export_project(made, made.parent / "home.qdpx")
    home = adopt(study_at(made), made.parent / "home.qdpx", "lia")
    assert (home.number, home.counts.new, home.counts.known) == (0, 0, len(set(whole)))


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    """Two interviews that were coded here, with a memo, a relation and a project that came with a case and a group."""
    made = study(tmp_path)
    add_transcripts(made, transcripts(made), "lia")
    for path in CODES:
        actions.add_code(made, path, {}, "lia")
    actions.code_passage(made, Target("E01", words="la confianza creció"), ["confianza"], "ana", "nota de ana")
    actions.code_passage(made, Target("E02", words="un acuerdo de palabra"), ["origen"], "luis")
    actions.relate(made, ("confianza", "origen"), "context", [read_coding(made).assembled.names[0]], "ana")
    around = {
        "cases": (Case("Firma A", ("E09",)),), "sets": (GroupSet("norte", documents=("E09",), guid=""),),
        "notes": (Note("general", "de todo", guid=""),),
    }  # fmt: skip
    take(made, project([("E09", "confianza", "ana", 10, 25)], ("E09",), **around))
    return made


def test_a_project_handed_back_brings_what_was_coded_elsewhere(coded: Path) -> None:
    export_project(coded, coded.parent / "e6.qdpx")
    before, given = read_coding(coded).assembled.project, refi.read(coded.parent / "e6.qdpx")
    text = TEXTS["E01"]
    at = text.index("quebrada azulejo")
    theirs = replace(
        given,
        origin="ATLAS.ti",
        codings=(*given.codings, Coding("E01", "confianza", "Luis", at, at + 8, text[at : at + 8], guid="")),
        notes=(*given.notes, Note("nuevo", "otra nota", by="luis")),
        links=(*given.links, Link("acuerdos", "confianza", "strategy")),
    )
    done = take(coded, theirs, "de_vuelta.qdpx")
    after = read_coding(coded).assembled.project
    assert (done.counts.new, done.counts.known) == (1, 3)
    assert len(after.codings) == len(before.codings) + 1
    assert [one.coder for one in after.codings if one.start == at] == ["luis"]
    assert sorted(one.text for one in after.notes) == sorted([*(one.text for one in before.notes), "otra nota"])
    assert [len(one) for one in (after.cases, after.sets, after.links, after.codes)] == [1, 1, 2, 3]
    assert after.documents == before.documents
    number = done.number
    assert adopt(study_at(coded), coded.parent / "e6.qdpx", "lia").number == 0
    actions.take_back(coded, "lia", number)
    assert read_coding(coded).assembled.project == before


def test_what_was_removed_renamed_or_merged_here_stays_so(coded: Path) -> None:
    export_project(coded, coded.parent / "e6.qdpx")
    names = read_coding(coded).assembled.by_name
    actions.remove_codings(coded, [next(name for name, one in names.items() if one.document == "E02")], "luis")
    actions.change_code(coded, "confianza", {"name": "fe"}, "lia")
    done = adopt(study_at(coded), coded.parent / "e6.qdpx", "lia")
    assert (done.number, done.counts.removed, done.counts.known) == (0, 1, 2)
    assert [(one.code, one.values["count"]) for one in done.problems] == [("copy_codings_removed", 1)]
    actions.remove_code(coded, "fe", "lia", confirmed=True)
    assert adopt(study_at(coded), coded.parent / "e6.qdpx", "lia").counts.removed == 3
    assert [one.path for one in read_coding(coded).assembled.project.codes] == ["acuerdos", "acuerdos/origen"]


def test_a_text_corrected_here_since_takes_codings_to_their_passages(coded: Path) -> None:
    export_project(coded, coded.parent / "e6.qdpx")
    longer = coded.parent / "E01.txt"
    longer.write_text(TEXTS["E01"].replace("SYNTHETIC", "SYNTHETIC, corregida"), encoding="utf-8")
    revise(coded, "E01", longer, "lia", confirmed=True)
    given = refi.read(coded.parent / "e6.qdpx")
    at = TEXTS["E01"].index("quebrada azulejo")
    more = Coding("E01", "confianza", "luis", at, at + 8, "quebrada")
    done = take(coded, replace(given, codings=(*given.codings, more), origin="otro"), "de_vuelta.qdpx")
    assert (done.counts.new, done.counts.known) == (1, 3)
    assert "quebrada" in {one.quotation for one in read_coding(coded).assembled.project.codings}


def test_a_document_of_another_text_says_so_or_comes_under_another_name(tmp_path: Path) -> None:
    made = study(tmp_path)
    take(made, project(ANA))
    other = replace(project([]), documents=(Document("E01", "SYNTHETIC: otra cosa"),))
    with pytest.raises(Refused) as refused:
        take(made, other, "otra.qdpx")
    assert (refused.value.problem.code, refused.value.problem.found) == ("copy_of_another_text", "E01")
    take(made, other, "otra.qdpx", rename=True)
    state = read_coding(made).state
    assert [(one.name, one.participant) for one in state.documents] == [("E01", "P1"), ("E01 (2)", "P1")]


def test_a_withdrawn_participant_stays_out(coded: Path) -> None:
    export_project(coded, coded.parent / "e6.qdpx")
    withdraw(coded, "P1", "lia", confirmed=True)
    [done] = import_projects([coded.parent / "e6.qdpx"], coded, "lia")
    assert [(one.code, one.found) for one in done.problems] == [("copy_of_withdrawn", "E01")]
    assert done.outcome == "known"
    assert [one.name for one in read_coding(coded).state.documents] == ["E02", "E09"]
    with reading(coded) as connection:
        kept = [zlib.decompress(one) for one in connection.execute(select(CONTENTS.c.bytes)).scalars()]
    assert not any(b"firmamos" in one for one in kept)


def test_a_withdrawal_and_a_redaction_reach_what_joined(coded: Path) -> None:
    export_project(coded, coded.parent / "e6.qdpx")
    given = refi.read(coded.parent / "e6.qdpx")
    at = TEXTS["E01"].index("quebrada azulejo")
    more = Coding("E01", "confianza", "luis", at, at + 16, "quebrada azulejo", memo="azulejo", name="quebrada azulejo")
    done = take(coded, replace(given, codings=(*given.codings, more), origin="otro"), "de_vuelta.qdpx")
    table = NameTable({"quebrada azulejo": "[lugar]", "azulejo": "[lugar]"}, (), 0, ())
    redact_documents(coded, ["E01"], table, Vault(coded.parent / "key", Passphrase("secreto largo")), "lia", True)
    joined = next(one for one in read_coding(coded).assembled.project.codings if one.coder == "luis" and one.memo)
    assert (joined.quotation, joined.memo, joined.name) == ("[lugar]", "[lugar]", "[lugar]")
    with pytest.raises(Refused):
        actions.take_back(coded, "lia", done.number)
    withdraw(coded, "P1", "lia", confirmed=True)
    with reading(coded) as connection:
        kept = [zlib.decompress(one) for one in connection.execute(select(CONTENTS.c.bytes)).scalars()]
    assert kept
    assert not any(b"azulejo" in one or b"firmamos" in one for one in kept)


def test_codings_on_segments_that_others_have_still_to_code_wait_until_the_round_is_complete(coded: Path) -> None:
    export_project(coded, coded.parent / "e6.qdpx")
    given = refi.read(coded.parent / "e6.qdpx")
    opened = open_round(coded, Opening("1", share=1.0), "lia").round
    at = TEXTS["E01"].index("Lo conocíamos")
    more = (Coding("E01", "confianza", "luis", start, start + 8, TEXTS["E01"][start : start + 8]) for start in (at, 0))
    back = replace(given, codings=(*given.codings, *more), origin="otro")
    done = take(coded, back, "de_vuelta.qdpx")
    assert (done.counts.new, done.counts.awaited) == (1, 1)
    assert "copy_codings_awaited" in {one.code for one in done.problems}
    for unit in range(1, len(opened.units) + 1):
        for coder in ("ana", "luis"):
            rate(coded, "1", unit, ["confianza"] if unit == 1 else [], coder)
    again = adopt(study_at(coded), coded.parent / "de_vuelta.qdpx", "lia")
    assert (again.counts.new, again.counts.awaited, bool(again.number)) == (1, 0, True)
    assert adopt(study_at(coded), coded.parent / "de_vuelta.qdpx", "lia").number == 0
    export_project(coded, coded.parent / "e7.qdpx")
    assert adopt(study_at(coded), coded.parent / "e7.qdpx", "lia").number == 0


def test_what_coders_gave_in_a_round_that_nobody_finishes_is_not_doubled(coded: Path) -> None:
    opened = open_round(coded, Opening("1", share=1.0), "lia").round
    for coder in ("ana", "luis"):
        rate(coded, "1", 1, ["confianza"], coder)
    for unit in range(2, len(opened.units) + 1):
        rate(coded, "1", unit, [], "ana")
    export_project(coded, coded.parent / "e6.qdpx")
    done = adopt(study_at(coded), coded.parent / "e6.qdpx", "lia")
    assert (done.number, done.counts.new) == (0, 0)


def test_a_file_without_the_texts_brings_nothing_to_documents_that_have_theirs(coded: Path) -> None:
    export_project(coded, coded.parent / "e6.qdpx")
    with zipfile.ZipFile(coded.parent / "e6.qdpx") as archive:
        (coded.parent / "e6.qde").write_bytes(archive.read("project.qde"))
    assert adopt(study_at(coded), coded.parent / "e6.qde", "lia").number == 0


def test_the_same_file_counted_otherwise_changes_nothing_and_says_so(tmp_path: Path) -> None:
    made = study(tmp_path)
    take(made, project(ANA), "ana.qdpx")
    take(made, project(LUIS), "luis.qdpx")
    done = adopt(study_at(made), made.parent / "luis.qdpx", "lia", Manner("utf16"))
    assert (done.number, done.here) == (0, Here(1, 3, 2))
    assert [(one.code, one.found, one.expected) for one in done.problems] == [
        ("copy_counted_otherwise", "2", "codepoint:crlf2")
    ]
    assert rows(made) == sorted({*ANA, *LUIS})


def test_what_a_person_took_back_by_a_later_version_stays_in_order(tmp_path: Path) -> None:
    made = study(tmp_path)
    take(made, project(ANA), "ana.qdpx")
    take(made, project(LUIS), "luis.qdpx")
    take(made, project([("E01", "confianza", "luis", 1, 5)]), "luis_2.qdpx")
    for number in (1, 2):
        with pytest.raises(Refused) as refused:
            actions.take_back(made, "lia", number)
        assert refused.value.problem.code == "others_rest_on_it"
    joined = next(name for name, one in read_coding(made).assembled.by_name.items() if one.start == 1)
    actions.remove_codings(made, [joined], "lia")
    with pytest.raises(Refused):
        actions.take_back(made, "lia", 3)


def test_a_memo_on_a_code_of_a_file_stays_when_the_document_of_the_same_place_goes(tmp_path: Path) -> None:
    made = study(tmp_path)
    take(made, project(ANA), "ana.qdpx")
    write_memo(made, "code", ["confianza"], "confianza en general", "ana")
    withdraw(made, "P1", "lia", confirmed=True)
    [memo] = list_memos(made)
    assert (memo.about, memo.words) == (("confianza",), "confianza en general")


def notes(made: Path) -> list[str]:
    return [one.text for one in read_coding(made).assembled.project.notes]


def is_held(made: Path, word: bytes) -> bool:
    """Whether a word lies anywhere beside the log."""
    with reading(made) as connection:
        return any(word in zlib.decompress(one) for one in connection.execute(select(CONTENTS.c.bytes)).scalars())


def told(done: Adopted) -> list[tuple[str, object]]:
    return [(one.code, one.values["count"]) for one in done.problems]


def home(made: Path) -> Path:
    """The study as a file that a colleague has."""
    out = made.parent / "e6.qdpx"
    export_project(made, out)
    return out


def test_an_erased_memo_does_not_come_back(coded: Path) -> None:
    written = write_memo(coded, "code", ["confianza"], "como zumbayllu", "ana").events[0].number
    write_memo(coded, "theoretical", ["E01"], "zumbayllu otra vez", "ana")
    file = home(coded)
    for memo in (written, written + 1):
        erase_memo(coded, str(memo), "ana")
    done = adopt(study_at(coded), file, "lia")
    assert (done.number, told(done)) == (0, [("copy_memos_removed", 2)])
    assert not is_held(coded, b"zumbayllu")
    given = refi.read(file)
    changed = [replace(one, text=f"{one.text}, y más") if "zumbayllu" in one.text else one for one in given.notes]
    group = GroupSet("leídos", notes=tuple(one.guid for one in given.notes), guid=G1)
    take(coded, replace(given, notes=tuple(changed), sets=(group,)), "cambiado.qdpx")
    assert not is_held(coded, b"zumbayllu")
    found = read_coding(coded).assembled.project
    assert {guid for one in found.sets for guid in one.notes} == {one.guid for one in found.notes}


def test_a_memo_that_was_undone_or_changed_here_stays_so(coded: Path) -> None:
    [undone] = write_memo(coded, "code", ["confianza"], "la fe", "ana").events
    [changed] = write_memo(coded, "method", [], "la primera\nversión", "ana").events
    file = home(coded)
    take_back(coded, "ana", undone.number)
    change_memo(coded, str(changed.number), "la segunda", "ana")
    before = notes(coded)
    done = adopt(study_at(coded), file, "lia")
    assert (done.number, told(done), notes(coded)) == (0, [("copy_memos_removed", 2)], before)
    given = refi.read(file)
    more = tuple(replace(one, text="la fe y el trato") if one.text == "la fe" else one for one in given.notes)
    take(coded, replace(given, notes=more), "cambiado.qdpx")
    assert sorted(notes(coded)) == sorted([*before, "la fe y el trato"])


def test_a_coding_that_was_undone_here_stays_so_until_it_is_done_again(coded: Path) -> None:
    where = Target("E01", words="sin leer")
    [event] = actions.code_passage(coded, where, ["confianza"], "ana").events
    file = home(coded)
    take_back(coded, "ana", event.number)
    done = adopt(study_at(coded), file, "lia")
    assert (done.number, done.counts.removed, told(done)) == (0, 1, [("copy_codings_removed", 1)])
    actions.code_passage(coded, where, ["confianza"], "ana")
    done = adopt(study_at(coded), file, "lia")
    assert (done.number, done.counts.removed, done.counts.known) == (0, 0, 4)


def test_an_erased_note_does_not_come_back_with_its_coding(coded: Path) -> None:
    [event] = actions.code_passage(coded, Target("E01", words="sin leer"), ["confianza"], "ana", "zumbayllu").events
    file = home(coded)
    erase_memo(coded, str(event.number), "ana")
    given = refi.read(file)
    recoded = [replace(one, code="acuerdos") if one.memo == "zumbayllu" else one for one in given.codings]
    done = take(coded, replace(given, codings=tuple(recoded)), "recodificado.qdpx")
    assert (done.counts.new, told(done)) == (1, [("copy_memos_removed", 1)])
    assert not is_held(coded, b"zumbayllu")


def test_a_memo_on_somebody_who_withdrew_stays_out_of_a_file_without_their_interview(coded: Path) -> None:
    write_memo(coded, "theoretical", ["E01"], "zumbayllu", "ana")
    given = refi.read(home(coded))
    withdraw(coded, "P1", "lia", confirmed=True)
    [memo] = (replace(one, about=()) for one in given.notes if one.text == "zumbayllu")
    without = replace(
        given,
        notes=(memo,),
        documents=tuple(one for one in given.documents if one.name != "E01"),
        codings=tuple(one for one in given.codings if one.document != "E01"),
        links=(),
    )
    done = take(coded, without, "sin_e01.qdpx")
    assert (done.number, told(done)) == (0, [("copy_memos_removed", 1)])
    assert not is_held(coded, b"zumbayllu")


def with_codes(found: QualitativeProject, named: dict[str, str]) -> QualitativeProject:
    """A project of such a program: path of each code to its identifier."""
    return replace(found, codes=tuple(Code(path, guid=guid) for path, guid in named.items()))


def renames(done: Adopted) -> list[tuple[str, str]]:
    return [(one.found, one.expected) for one in done.problems if one.code == "copy_code_renamed"]


def test_a_code_of_a_file_is_the_same_under_another_name(tmp_path: Path) -> None:
    made = study(tmp_path)
    context = Link("acuerdos", "confianza", "context")
    first = with_codes(project(ANA, links=(context,)), {"confianza": G1, "acuerdos": G2, "acuerdos/origen": G3})
    take(made, first, "ana.qdpx")
    theirs = [("E01", "fe", "luis", 10, 25), ("E01", "fe", "ana", 10, 25), ("E01", "tratos/origen", "luis", 30, 40)]
    names = {"fe": G1.upper(), "tratos": G2, "tratos/origen": G3}
    link = Link("tratos", "fe", "context")
    done = take(made, with_codes(project(theirs, links=(link,)), names), "luis.qdpx")
    assert renames(done) == [("fe", "confianza"), ("tratos", "acuerdos")]
    assert (done.counts.new, done.counts.known) == (2, 1)
    found = read_coding(made).assembled.project
    assert sorted(one.path for one in found.codes) == sorted(CODES)
    assert [(one.source, one.target) for one in found.links] == [("acuerdos", "confianza")]
    assert ("E01", "acuerdos/origen", "luis", 30, 40) in rows(made)


def test_an_identifier_is_not_believed_against_the_name_of_another_code_of_the_file(tmp_path: Path) -> None:
    made = study(tmp_path)
    take(made, with_codes(project(ANA[:1]), {"confianza": G1}), "ana.qdpx")
    swapped = [("E01", "fe", "luis", 10, 25), ("E01", "confianza", "luis", 30, 40)]
    done = take(made, with_codes(project(swapped), {"fe": G1, "confianza": G2}), "luis.qdpx")
    assert renames(done) == []
    assert sorted({one.code for one in read_coding(made).assembled.project.codings}) == ["confianza", "fe"]


def test_a_code_born_in_the_study_is_not_known_by_its_identifier_alone(coded: Path) -> None:
    given = refi.read(home(coded))
    codes = tuple(replace(one, path="fe") if one.path == "confianza" else one for one in given.codes)
    codings = tuple(replace(one, code="fe") if one.code == "confianza" else one for one in given.codings)
    done = take(coded, replace(given, codes=codes, codings=codings, links=()), "de_otra_carpeta.qdpx")
    assert renames(done) == []
    assert "fe" in {one.path for one in read_coding(coded).assembled.project.codes}


def redact(made: Path) -> None:
    table = NameTable({"quebrada azulejo": "[lugar]"}, (), 0, ())
    redact_documents(made, ["E01"], table, Vault(made.parent / "key", Passphrase("secreto largo")), "lia", True)


def renamed(found: QualitativeProject, name: str, guid: str) -> QualitativeProject:
    """A project of nothing but its first interview, under another name."""
    [document] = (one for one in found.documents if one.name == "E01")
    return replace(found, documents=(replace(document, name=name, guid=guid),), codings=(), links=(), notes=())


@pytest.mark.parametrize("rename", [False, True])
def test_a_copy_with_the_names_that_were_redacted_here_stays_out(coded: Path, rename: bool) -> None:
    given = refi.read(home(coded))
    redact(coded)
    guid = read_coding(coded).assembled.project.document["E01"].guid
    for name, own in (("E01", guid), ("E01", ""), ("E01 final", guid)):
        with pytest.raises(Refused) as refused:
            take(coded, renamed(given, name, own), "copia.qdpx", rename=rename)
        problem = refused.value.problem
        assert (problem.code, problem.found, problem.expected) == ("copy_of_redacted", name, "E01")
    assert not is_held(coded, b"azulejo")


def test_a_copy_that_was_redacted_in_its_own_program_joins(coded: Path) -> None:
    given = refi.read(home(coded))
    redact(coded)
    [now] = (one for one in read_coding(coded).assembled.project.documents if one.name == "E01")
    one = replace(renamed(given, "E01", now.guid), documents=(now,))
    more = Coding("E01", "confianza", "luis", 0, 9, now.text[:9])
    assert take(coded, replace(one, codings=(more,)), "copia.qdpx").counts.new == 1


def test_another_interview_of_the_same_identifier_comes_in(coded: Path) -> None:
    given = refi.read(home(coded))
    redact(coded)
    other = renamed(given, "E07", read_coding(coded).assembled.project.document["E01"].guid)
    text = TEXTS["E02"].replace("Nadie", "Alguien")
    done = take(coded, replace(other, documents=(replace(other.documents[0], text=text),)), "copia.qdpx")
    assert done.number
    assert "E07" in {one.name for one in read_coding(coded).state.documents}


def test_a_relation_that_two_merged_codes_both_had_is_told_once(tmp_path: Path) -> None:
    made = study(tmp_path)
    for code, file in (("confianza", "ana.qdpx"), ("fe", "luis.qdpx")):
        given = project([("E01", code, "ana", 10, 25)])
        marked = tuple(replace(one, guid=G1) for one in given.codings)
        links = (Link("acuerdos", code, "context", (G1,), "por qué"), Link("acuerdos", code, "strategy"))
        take(made, replace(given, codes=(*given.codes, Code("fe")), codings=marked, links=links), file)
    assert len(read_coding(made).assembled.project.links) == 4
    actions.merge_codes(made, ["fe"], "confianza", "lia")
    found = read_coding(made).assembled.project.links
    assert [(one.source, one.target, one.kind, one.memo) for one in found] == [
        ("acuerdos", "confianza", "context", "por qué"), ("acuerdos", "confianza", "strategy", ""),
    ]  # fmt: skip


def test_an_imported_coding_is_taken_away_by_whoever_the_study_declares_under_that_name(tmp_path: Path) -> None:
    made = study(tmp_path)
    take(made, project([("E01", "confianza", "LUIS", 10, 25)]), "luis.qdpx")
    [name] = read_coding(made).assembled.names
    with pytest.raises(Refused) as refused:
        actions.remove_codings(made, [name], "ana")
    assert (refused.value.problem.code, refused.value.problem.place) == ("coding_of_another", "luis")
    actions.remove_codings(made, [name], "luis")
    assert rows(made) == []


def test_marks_of_a_copy_keep_their_codes(tmp_path: Path) -> None:
    made = study(tmp_path)
    take(made, project(ANA), "ana.qdpx")
    whole = OtherSelection("E01", "Source", (SelectionCoding("acuerdos/origen", "LUIS"),), "LUIS")
    take(made, project(LUIS, others=(whole,)), "luis.qdpx")
    [mark] = read_coding(made).assembled.project.others
    assert [(one.code, one.coder) for one in mark.codings] == [("acuerdos/origen", "luis")]
    take(made, project([], others=(whole,)), "luis_2.qdpx")
    assert len(read_coding(made).assembled.project.others) == 1


def test_what_joined_does_not_come_back_under_a_later_version(tmp_path: Path) -> None:
    made = study(tmp_path)
    take(made, project(ANA), "ana.qdpx")
    take(made, project(LUIS), "luis.qdpx")
    [undone] = actions.take_back(made, "lia").events
    take(made, project([("E01", "confianza", "luis", 1, 5)]), "luis_2.qdpx")
    with pytest.raises(Refused) as refused:
        actions.take_back(made, "lia", undone.number)
    assert refused.value.problem.code == "restoration_overtaken"


def test_a_copy_that_brought_no_code_is_taken_back_after_a_freeze_as_well(tmp_path: Path) -> None:
    made = study(tmp_path)
    take(made, project(ANA), "ana.qdpx")
    done = take(made, project(LUIS), "luis.qdpx")
    actions.freeze_codebook(made, "v1", "lia")
    actions.take_back(made, "lia", done.number)
    assert rows(made) == sorted(ANA)
    with pytest.raises(Refused):
        actions.take_back(made, "lia", 1)


@pytest.fixture
def two_folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two copies of a study's folder, in which events have the same numbers from then on."""
    (tmp_path / "ana").mkdir()
    made = study(tmp_path / "ana")
    add_transcripts(made, transcripts(made), "lia")
    actions.add_code(made, "Confianza", {}, "lia")
    shutil.copytree(tmp_path / "ana", tmp_path / "luis")
    return made, tmp_path / "luis" / "estudio"


def brought_home(ana: Path, luis: Path) -> Adopted:
    """What a copy of a study's folder brings to the study."""
    home = luis.parent / "luis.qdpx"
    home.unlink(missing_ok=True)
    export_project(luis, home)
    return adopt(study_at(ana), home, "lia")


def test_two_people_who_work_in_copies_of_a_folder_keep_what_each_coded(two_folders: tuple[Path, Path]) -> None:
    ana, luis = two_folders
    actions.code_passage(ana, Target("E01", words="la confianza creció"), ["Confianza"], "ana")
    actions.code_passage(luis, Target("E01", words="quebrada azulejo"), ["Confianza"], "luis")
    ours, theirs = (read_coding(one).assembled.project.codings[0] for one in two_folders)
    assert ours.guid == theirs.guid
    assert brought_home(ana, luis).counts.new == 1
    found = read_coding(ana).assembled.project.codings
    assert [(one.coder, one.quotation) for one in found] == [
        ("luis", "quebrada azulejo"), ("ana", "la confianza creció"),
    ]  # fmt: skip
    assert brought_home(ana, luis).number == 0


def test_one_person_who_works_in_two_copies_of_a_folder_keeps_what_both_hold(two_folders: tuple[Path, Path]) -> None:
    ana, other = two_folders
    export_project(ana, ana.parent / "empty.qdpx")
    for made, words, at in ((ana, "la confianza creció", "09"), (other, "quebrada azulejo", "10")):
        text = TEXTS["E01"]
        start = text.index(words)
        one = Coding(
            "E01", "Confianza", "ana", start, start + len(words), words, guid=FOUR, at=f"2025-03-04T{at}:00:00Z"
        )
        given = refi.read(ana.parent / "empty.qdpx")
        taken = replace(given, codings=(one,), origin="otro")
        assert take(made, taken, f"{at}.qdpx").counts.new == 1
    assert brought_home(ana, other).counts.new == 1
    assert [one.quotation for one in read_coding(ana).assembled.project.codings] == [
        "quebrada azulejo", "la confianza creció",
    ]  # fmt: skip


def test_a_passage_that_was_moved_in_another_program_is_told_and_stays(coded: Path) -> None:
    export_project(coded, coded.parent / "e6.qdpx")
    given = refi.read(coded.parent / "e6.qdpx")
    first = given.codings[0]
    moved = replace(first, end=first.end - 1, quotation=first.quotation[:-1])
    before = rows(coded)
    done = take(coded, replace(given, codings=(moved, *given.codings[1:]), origin="otro"), "de_vuelta.qdpx")
    assert (done.counts.new, done.counts.moved, rows(coded)) == (0, 1, before)


def test_what_is_said_of_things_whose_identifiers_are_taken_follows_them(two_folders: tuple[Path, Path]) -> None:
    ana, luis = two_folders
    actions.add_code(ana, "Deudas", {}, "lia")
    actions.add_code(luis, "Dinero", {}, "lia")
    actions.code_passage(ana, Target("E01", words="la confianza creció"), ["Confianza"], "ana")
    actions.code_passage(luis, Target("E01", words="quebrada azulejo"), ["Confianza"], "luis")
    for made, who, code in ((ana, "ana", "Deudas"), (luis, "luis", "Dinero")):
        [passage] = read_coding(made).assembled.names
        actions.relate(made, ("Confianza", code), "context", [passage], who)
        write_memo(made, "code", [passage], f"de un pasaje de {who}", who)
        write_memo(made, "code", [code], f"de un código de {who}", who)
    brought_home(ana, luis)
    found = read_coding(ana).assembled.project
    things = {one.guid: one.quotation for one in found.codings} | {one.guid: one.path for one in found.codes}
    assert {one.text: [things[name] for name in one.about] for one in found.notes} == {
        "de un pasaje de ana": ["la confianza creció"], "de un código de ana": ["Deudas"],
        "de un pasaje de luis": ["quebrada azulejo"], "de un código de luis": ["Dinero"],
    }  # fmt: skip
    assert {one.target: [things[name] for name in one.evidence] for one in found.links} == {
        "Deudas": ["la confianza creció"], "Dinero": ["quebrada azulejo"],
    }  # fmt: skip
    guids = [one.guid for one in (*found.codings, *found.codes, *found.notes, *found.links)]
    assert all(guids)
    assert len(set(guids)) == len(guids)
    assert brought_home(ana, luis).number == 0


def test_an_identifier_of_a_known_code_means_that_code_in_a_file_that_gives_it_to_another_one(
    two_folders: tuple[Path, Path],
) -> None:
    ana, luis = two_folders
    for made, codes in ((ana, ("Deudas", "Dinero")), (luis, ("Dinero", "Deudas"))):
        for code in codes:
            actions.add_code(made, code, {}, "lia")
    for code in ("Deudas", "Dinero"):
        write_memo(luis, "code", [code], f"de {code}", "luis")
    brought_home(ana, luis)
    found = read_coding(ana).assembled.project
    paths = {one.guid: one.path for one in found.codes}
    assert {one.text: [paths[name] for name in one.about] for one in found.notes} == {
        "de Deudas": ["Deudas"], "de Dinero": ["Dinero"],
    }  # fmt: skip


def test_the_same_words_on_another_passage_are_another_memo(
    two_folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, luis = two_folders
    for made, words, epoch in ((ana, "la confianza creció", "1741082400"), (luis, "quebrada azulejo", "1741082460")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        actions.code_passage(made, Target("E01", words=words), ["Confianza"], "luis")
        [passage] = read_coding(made).assembled.names
        write_memo(made, "code", [passage], "ojo", "luis")
    shutil.copytree(luis.parent, luis.parent.parent / "eva")
    assert brought_home(ana, luis).counts.new == 1
    found = read_coding(ana).assembled.project
    things = {one.guid: one.quotation for one in found.codings}
    assert sorted(things[name] for one in found.notes for name in one.about) == [
        "la confianza creció", "quebrada azulejo",
    ]  # fmt: skip
    assert brought_home(ana, luis.parent.parent / "eva" / "estudio").number == 0


def test_a_memo_goes_to_its_document_where_the_file_swaps_two_names(tmp_path: Path) -> None:
    made = study(tmp_path)
    add_transcripts(made, transcripts(made), "lia")
    export_project(made, made.parent / "e6.qdpx")
    given = refi.read(made.parent / "e6.qdpx")
    first, second = given.documents
    swapped = (replace(first, name=second.name), replace(second, name=first.name))
    note = Note("", "del primer texto", (first.guid,), by="luis")
    take(made, replace(given, documents=swapped, notes=(note,), origin="otro"), "swapped.qdpx")
    found = read_coding(made).assembled.project
    [memo] = found.notes
    assert memo.about == (found.document[first.name].guid,)


def test_a_group_of_memos_and_a_case_of_passages_name_them_by_what_they_became(two_folders: tuple[Path, Path]) -> None:
    ana, luis = two_folders
    for made, who, words in ((ana, "ana", "la confianza creció"), (luis, "luis", "quebrada azulejo")):
        actions.code_passage(made, Target("E01", words=words), ["Confianza"], who)
        write_memo(made, "code", ["Confianza"], f"nota de {who}", who)
    export_project(luis, luis.parent / "luis.qdpx")
    theirs = refi.read(luis.parent / "luis.qdpx")
    [coding], [memo] = theirs.codings, theirs.notes
    around = {"sets": (GroupSet("notas", notes=(memo.guid,)),), "cases": (Case("Firma", selections=(coding.guid,)),)}
    take(ana, replace(theirs, origin="otro", **around), "otro.qdpx")
    found = read_coding(ana).assembled.project
    notes, codings = ({one.guid: one for one in ones} for ones in (found.notes, found.codings))
    assert [notes[name].text for name in found.sets[0].notes] == ["nota de luis"]
    assert [codings[name].coder for name in found.cases[0].selections] == ["luis"]


def test_documents_and_codings_of_copies_of_a_folder_are_told_apart(two_folders: tuple[Path, Path]) -> None:
    ana, luis = two_folders
    for made in two_folders:
        (made / "interviews" / "transcripts" / "E03.txt").write_text(TEXT, encoding="utf-8")
    actions.code_passage(ana, Target("E01", words="la confianza creció"), ["Confianza"], "ana")
    add_transcripts(luis, [luis / "interviews" / "transcripts" / "E03.txt"], "lia")
    add_transcripts(ana, [ana / "interviews" / "transcripts" / "E03.txt"], "lia")
    actions.code_passage(luis, Target("E01", words="quebrada azulejo"), ["Confianza"], "luis")
    for made, who in ((ana, "ana"), (luis, "luis")):
        write_memo(made, "code", ["E03"], f"de un texto de {who}", who)
        write_memo(made, "code", read_coding(made).assembled.names, f"de un pasaje de {who}", who)
    brought_home(ana, luis)
    found = read_coding(ana).assembled.project
    things = [*((one.guid, one.name) for one in found.documents), *((one.guid, one.coder) for one in found.codings)]
    assert len(dict(things)) == len(things)
    assert {one.text: [dict(things)[name] for name in one.about] for one in found.notes} == {
        "de un texto de ana": ["E03"], "de un pasaje de ana": ["ana"],
        "de un texto de luis": ["E03"], "de un pasaje de luis": ["luis"],
    }  # fmt: skip
    assert brought_home(ana, luis).number == 0


def test_a_new_document_of_a_copy_of_a_folder_and_its_codings_get_identifiers_of_their_own(
    two_folders: tuple[Path, Path],
) -> None:
    ana, luis = two_folders
    (luis / "interviews" / "transcripts" / "E03.txt").write_text(TEXT, encoding="utf-8")
    for words in ("la confianza creció", "quebrada azulejo"):
        actions.code_passage(ana, Target("E01", words=words), ["Confianza"], "ana")
    add_transcripts(luis, [luis / "interviews" / "transcripts" / "E03.txt"], "lia")
    actions.code_passage(luis, Target("E03", words="feria de ganado"), ["Confianza"], "luis")
    [passage] = read_coding(luis).assembled.names
    write_memo(luis, "code", [passage], "de la feria", "luis")
    write_memo(luis, "code", ["E03"], "del texto", "luis")
    brought_home(ana, luis)
    found = read_coding(ana).assembled.project
    things = [*((one.guid, one.name) for one in found.documents), *((one.guid, one.quotation) for one in found.codings)]
    assert len(dict(things)) == len(things)
    assert {one.text: [dict(things)[name] for name in one.about] for one in found.notes} == {
        "de la feria": ["feria de ganado"], "del texto": ["E03"],
    }  # fmt: skip
    assert brought_home(ana, luis).number == 0


def test_the_memos_of_a_study_are_looked_up_once_for_all_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = study(tmp_path)
    names = ("E01", "E02", "E07", "E08")
    take(made, project([], names))
    built: list[int] = []

    class Counted(joining._HeldNotes):
        def __init__(self, held: Sequence[Note]) -> None:
            built.append(1)
            super().__init__(held)

    monkeypatch.setattr(joining, "_HeldNotes", Counted)
    take(made, project([(name, "confianza", "ana", 10, 25) for name in names], names), "ana.qdpx")
    assert len(built) == 1


@pytest.mark.parametrize("beside", [False, True])
def test_a_memo_of_a_copy_goes_with_its_code_where_that_is_merged(tmp_path: Path, beside: bool) -> None:
    made = study(tmp_path)
    take(made, project(ANA), "ana.qdpx")
    home = tmp_path / "home.qdpx"
    export_project(made, home)
    given = refi.read(home)
    codes = tuple(replace(one, guid=f"{FOUR[:-1]}{place}") for place, one in enumerate(given.codes))
    about = (codes[0].guid, *([given.documents[0].guid] * beside))
    theirs = replace(given, codes=codes, notes=(Note("", "de un código", about, by="luis"),), origin="otro")
    take(made, theirs, "luis.qdpx")
    for into in ("", "acuerdos"):
        if into:
            actions.merge_codes(made, [codes[0].path], into, "lia")
        found = read_coding(made).assembled.project
        [memo] = found.notes
        assert found.code[into or codes[0].path].guid in memo.about
        assert len(memo.about) == len(about)
