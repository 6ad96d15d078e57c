"""The coding's state from its events: codes, codings, withdrawals, and histories that come apart nowhere."""

from dataclasses import asdict

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from alianza.coding.codebook import Codebook
from alianza.coding.erasure import words_of
from alianza.coding.progress import CodeEntry, CodingState, Source, code_paths
from alianza.coding.projection import CodingProjection
from alianza.coding.withdrawal import obstacle
from alianza.study.event import Change, Event, entries, inverse, redo, state_of, undo

Step = tuple[str, dict[str, object]]
CODING = CodingProjection()

DOCUMENT: Step = ("document_added", {"name": "E01", "content": "d1", "participant": "P1"})
TRUST: Step = ("code_added", {"name": "confianza"})


def events(*steps: Step, by: str = "ana") -> list[Event]:
    return [Event(n, "coding", kind, payload, by, "2025-01-01T00:00:00Z") for n, (kind, payload) in enumerate(steps, 1)]


def after(*steps: Step) -> CodingState:
    return state_of(CODING, events(*steps))


def coded(document: str, code: str, start: int = 0, end: int = 4) -> Step:
    return "passage_coded", {"document": document, "code": code, "start": start, "end": end}


def test_documents_codes_and_codings_are_named_by_their_events():
    state = after(DOCUMENT, TRUST, coded("1", "2"))
    assert state.documents == (Source("1", "E01", "d1", "P1"),)
    assert state.codes == (CodeEntry("2", "confianza"),)
    assert [(one.id, one.document, one.code, one.by) for one in state.codings] == [("3", "1", "2", "ana")]


def test_a_renamed_code_keeps_its_codings_and_its_children_their_paths():
    renamed = ("code_changed", {"code": "1", "values": {"name": "gobernanza"}})
    state = after(("code_added", {"name": "gobierno"}), ("code_added", {"name": "actas", "parent": "1"}), renamed)
    assert list(code_paths(state.codes).values()) == ["gobernanza", "gobernanza/actas"]


def test_codings_of_merged_codes_are_those_of_the_one_that_stays():
    merged = ("codes_merged", {"codes": ["3"], "into": "2"})
    state = after(DOCUMENT, TRUST, ("code_added", {"name": "fe"}), coded("1", "3"), merged)
    assert [one.name for one in state.codes] == ["confianza"]
    assert [state.current_code(one.code) for one in state.codings] == ["2"]


def test_children_of_a_code_that_goes_go_up():
    steps = [("code_added", {"name": name, "parent": parent}) for name, parent in (("a", ""), ("b", "1"), ("c", "2"))]
    state = after(*steps, ("code_removed", {"code": "2"}))
    assert list(code_paths(state.codes).values()) == ["a", "a/c"]


def test_a_file_brings_new_codes_below_known_ones():
    entry = asdict(CodeEntry("", "actas"))
    payload = {
        "file": "libro.qdc", "source": "s", "origin": "qc",
        "codes": [
            {"path": "confianza", "above": "", "entry": asdict(CodeEntry("", "confianza"))},
            {"path": "confianza/actas", "above": "confianza", "entry": entry},
        ],
    }  # fmt: skip
    state = after(TRUST, ("project_adopted", payload))
    assert code_paths(state.codes) == {"1": "confianza", "2.2": "confianza/actas"}
    assert state.adoptions[0].codes == {"confianza": "1", "confianza/actas": "2.2"}


def test_a_participant_who_withdrew_leaves_nothing():
    relation = ("relation_drawn", {"kind": "associated", "source": "2", "target": "3", "evidence": ["4"]})
    memo = ("memo_written", {"kind": "code", "about": ["4"], "content": "m1"})
    steps = (DOCUMENT, TRUST, ("code_added", {"name": "actas"}), coded("1", "2"), relation, memo)
    gone = after(*steps, ("participant_withdrawn", {"participant": "P1"}))
    assert (gone.documents, gone.codings, gone.memos) == ((), (), ())
    assert [one.evidence for one in gone.relations] == [()]
    assert gone.gone == ("P1",)


def test_a_memo_on_a_coding_of_a_round_goes_with_the_participant():
    drawn = [["1", 0, 5], ["2", 0, 5]]
    units = {"name": "1", "units": drawn, "coders": ["ana"], "codes": ["3"], "share": 1.0, "seed": 1}
    other = ("document_added", {**DOCUMENT[1], "name": "E02", "content": "d2", "participant": "P2"})
    memos = [("memo_written", {"kind": "code", "about": [f"4:{unit}:3@ana"], "content": f"m{unit}"}) for unit in (1, 2)]
    steps = (DOCUMENT, other, TRUST, ("round_opened", units), *memos)
    gone = after(*steps, ("participant_withdrawn", {"participant": "P1"}))
    assert [one.content for one in gone.memos] == ["m2"]
    assert words_of(events(*steps), "P1") == {DOCUMENT[1]["content"], "m1"}


def test_words_go_with_whoever_the_last_word_says_to_have_spoken_them():
    named = ("document_named", {"document": "1", "participant": "P3"})
    log = events(DOCUMENT, named)
    assert (words_of(log, "P1"), words_of(log, "P3")) == (frozenset(), {"d1"})
    undone = events(DOCUMENT, named, ("withdrawn", {"event": 2}))
    assert (words_of(undone, "P1"), words_of(undone, "P3")) == ({"d1"}, frozenset())
    gone = events(DOCUMENT, named, ("participant_withdrawn", {"participant": "P3"}))
    found = obstacle(state_of(CODING, gone), gone, gone[1])  # the text would come back without its words
    assert found is not None and found.code == "withdrawal_is_final"


def test_what_others_rest_on_stays_and_a_withdrawal_is_final():
    log = events(DOCUMENT, TRUST, coded("1", "2"), ("participant_withdrawn", {"participant": "P9"}))
    state = state_of(CODING, log)
    found = [obstacle(state, log, event) for event in log]
    assert [one.code if one else "" for one in found] == [
        "others_rest_on_it", "others_rest_on_it", "", "withdrawal_is_final",
    ]  # fmt: skip


STEPS = ("document", "code", "child", "code_it", "merge", "remove", "undo", "redo")


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Commands and undoings in any order, as far as each is possible."""
    log: list[Event] = []

    def add(change: Change | None) -> None:
        if change is not None:
            log.append(Event(len(log) + 1, "coding", change.kind, change.payload, "ana", ""))

    for step in draw(st.lists(st.sampled_from(STEPS), max_size=30)):
        state = state_of(CODING, log)
        codes, documents = [one.id for one in state.codes], [one.id for one in state.documents]
        if step == "document":
            add(Change("document_added", {"name": f"E{len(log)}", "content": f"d{len(log)}"}))
        elif step == "code":
            add(Change("code_added", {"name": f"c{len(log)}"}))
        elif step == "child" and codes:
            add(Change("code_added", {"name": f"c{len(log)}", "parent": draw(st.sampled_from(codes))}))
        elif step == "code_it" and codes and documents:
            document, code = draw(st.sampled_from(documents)), draw(st.sampled_from(codes))
            add(Change(*coded(document, code)))
        elif step == "merge" and len(codes) > 1:
            add(Change("codes_merged", {"codes": [codes[0]], "into": codes[-1]}))
        elif step == "remove" and codes:
            add(Change("code_removed", {"code": draw(st.sampled_from(codes))}))
        elif step in ("undo", "redo"):
            add((undo if step == "undo" else redo)(log))
    return log


@settings(max_examples=150)
@given(histories())
def test_any_history_gives_one_state_however_it_is_replayed(log: list[Event]):
    whole = state_of(CODING, log)
    stepwise = CODING.start()
    for entry in entries(log, CODING.records):
        stepwise = CODING.apply(stepwise, [entry])
    assert msgspec.json.encode(whole, order="sorted") == msgspec.json.encode(stepwise, order="sorted")
    assert msgspec.json.decode(msgspec.json.encode(whole), type=CodingState) == whole
    book = Codebook(whole)
    assert len(book.by_path) == len(whole.codes)
    assert all(one.parent in book.entries or one.parent == "" for one in whole.codes)


@given(histories())
def test_undoing_and_redoing_ends_where_it_began(log: list[Event]):
    last = undo(log)
    if last is None:
        return
    undone = [*log, Event(len(log) + 1, "coding", last.kind, last.payload, "ana", "")]
    back = inverse(undone[-1])
    again = [*undone, Event(len(undone) + 1, "coding", back.kind, back.payload, "ana", "")]
    assert state_of(CODING, again) == state_of(CODING, log)


@st.composite
def clearances(draw: st.DrawFn) -> list[Step]:
    """Two documents, then codings, rounds, clearances of both and new versions of the texts, in any order."""
    steps: list[Step] = [DOCUMENT, ("document_added", {"name": "E02", "content": "d2"}), TRUST]
    names = ["1:1", "2:1"]
    for kind in draw(st.lists(st.sampled_from(["code", "round", "clear", "revise"]), max_size=14)):
        number, document = len(steps) + 1, draw(st.sampled_from("12"))
        if kind == "code":
            steps.append(coded(document, "3"))
            names.append(str(number))
        elif kind == "round":
            values = {"name": str(number), "coders": ["ana", "luis"], "codes": ["3"], "share": 1.0, "seed": 1}
            steps.append(("round_opened", {**values, "units": [[document, 0, 2], ["2", 2, 4]]}))
            names += [f"{number}:1:3@ana", f"{number}:2:3@luis"]
        elif kind == "clear":
            steps.append(("passages_cleared", {"codings": draw(st.lists(st.sampled_from(names), max_size=4))}))
        else:
            edits = draw(st.sampled_from([[], [[0, 1, 2]]]))  # none where only what is said of the text was redacted
            steps.append(("document_revised", {"document": document, "content": f"d{number}", "edits": edits,
                                               "length": 9, "why": "corrected"}))  # fmt: skip
    return steps


def still_cleared(steps: list[Step]) -> list[str]:
    """The plain twin: what lies in a revised document is looked up step by step."""
    home, cleared = {"1:1": "1", "2:1": "2"}, dict[str, None]()
    for number, (kind, values) in enumerate(steps, 1):
        if kind == "passage_coded":
            home[str(number)] = values["document"]
        elif kind == "round_opened":
            first, second = values["units"]
            home |= {f"{number}:1:3@ana": first[0], f"{number}:2:3@luis": second[0]}
        elif kind == "passages_cleared":
            cleared.update(dict.fromkeys(values["codings"]))
        elif kind == "document_revised" and values["edits"]:
            cleared = {name: None for name in cleared if home[name] != values["document"]}
    return list(cleared)


@given(clearances())
def test_a_new_version_of_a_text_takes_back_the_clearances_in_it_alone(steps: list[Step]):
    stepwise = CODING.start()
    for entry in entries(events(*steps), CODING.records):
        stepwise = CODING.apply(stepwise, [entry])
    assert list(after(*steps).cleared) == list(stepwise.cleared) == still_cleared(steps)
