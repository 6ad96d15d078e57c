"""The coding's state from its events: codes, codings, withdrawals, and histories that come apart nowhere."""

from dataclasses import asdict
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alianza.coding.assembly import place_now
from alianza.coding.codebook import Codebook, change_code, merge_codes, move_code, remove_code, restore_codebook
from alianza.coding.erasure import words_of
from alianza.coding.progress import CodeEntry, CodingState, Source, code_paths
from alianza.coding.projection import CodingProjection
from alianza.coding.restoration import overtaken
from alianza.coding.withdrawal import obstacle, upset
from alianza.study.event import WITHDRAWN, Change, Event, Proposed, entries, inverse, redo, standing, state_of, undo
from alianza.study.problem import Problem

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


def test_a_code_that_was_brought_back_stays_while_others_name_it():
    again = ("code_added", {"name": "confianza", "id": "2"})
    log = events(DOCUMENT, TRUST, ("code_removed", {"code": "2"}), again, coded("1", "2"))
    found = obstacle(state_of(CODING, log), log, log[3])
    assert found is not None
    assert (found.code, found.expected) == ("others_rest_on_it", "5")


def test_a_removal_stays_once_a_file_brought_the_code_again_and_passages_have_it():
    """Else the file's code would become the one that is back, and its passages those of none."""
    entry = {"path": "confianza", "above": "", "entry": asdict(CodeEntry("", "confianza"))}
    adopted = ("project_adopted", {"file": "l", "source": "s", "origin": "q", "codes": [entry]})
    log = events(DOCUMENT, TRUST, ("code_removed", {"code": "2"}), adopted, coded("1", "4.1"))
    back = [*log, Event(6, "coding", "withdrawn", {"event": 3}, "ana", "")]
    found = upset(state_of(CODING, log), state_of(CODING, back), log, log[2])
    assert found is not None
    assert (found.code, found.expected) == ("others_rest_on_it", "5")
    assert upset(state_of(CODING, log[:4]), state_of(CODING, [*log[:4], back[-1]]), log[:4], log[2]) is None


def code(name: str, parent: str = "") -> Step:
    return "code_added", {"name": name, "parent": parent}


def changed(code: str, **values: str) -> Step:
    return "code_changed", {"code": code, "values": values}


def test_a_log_that_puts_two_codes_under_one_path_gives_the_later_one_a_number():
    """Logs from before undoing was looked at: a rename undone after its name was taken again."""
    state = after(code("actas"), code("b"), changed("2", name="actas"), code("actas"))
    assert code_paths(state.codes) == {"1": "actas", "2": "actas (2)", "4": "actas (3)"}
    assert [Codebook(state).find(path).id for path in ("actas", "actas (2)", "actas (3)")] == ["1", "2", "4"]  # type: ignore[union-attr]
    freed = after(code("actas"), code("b"), changed("2", name="actas"), ("code_removed", {"code": "1"}))
    assert code_paths(freed.codes) == {"2": "actas"}


def test_a_number_is_no_other_codes_name():
    state = after(code("a"), code("a"), code("a (2)"))
    assert code_paths(state.codes) == {"1": "a", "2": "a (3)", "3": "a (2)"}


def test_a_log_that_closes_a_circle_has_its_first_code_at_the_root():
    state = after(code("a"), code("b"), code("c"), changed("1", parent="2"), changed("2", parent="1"))
    assert code_paths(state.codes) == {"1": "a", "2": "a/b", "3": "c"}
    assert move_code(state, "c", "a").problems == ()
    opened = after(code("a"), code("b"), changed("1", parent="2"), changed("2", parent="1"), changed("1", parent=""))
    assert (code_paths(opened.codes), opened.displaced) == ({"1": "a", "2": "a/b"}, {})


def test_codes_that_change_places_end_where_they_should():
    """Bringing a codebook back puts two codes under one name for a moment."""
    state = after(code("a"), code("b"), changed("1", name="b"), changed("2", name="a"))
    assert (code_paths(state.codes), state.displaced) == ({"1": "b", "2": "a"}, {})


def test_a_log_with_two_documents_of_one_name_tells_them_apart():
    state = after(DOCUMENT, DOCUMENT)
    assert [one.name for one in state.documents] == ["E01", "E01 (2)"]
    gone = after(
        DOCUMENT, (DOCUMENT[0], {**DOCUMENT[1], "participant": "P2"}), ("participant_withdrawn", {"participant": "P1"})
    )
    assert [one.name for one in gone.documents] == ["E01"]


def test_codes_of_one_name_below_merged_ones_become_one():
    below = [code("actas", "1"), code("actas", "2"), code("firmas", "3"), code("firmas", "4"), code("roles", "4")]
    state = after(code("a"), code("b"), *below, ("codes_merged", {"codes": ["2"], "into": "1"}))
    assert list(code_paths(state.codes).values()) == ["a", "a/actas", "a/actas/firmas", "a/actas/roles"]
    assert state.became == {"2": "1", "4": "3", "6": "5"}
    assert state.former == {"2": "b", "4": "b/actas", "6": "b/actas/firmas"}


def test_a_code_that_is_merged_with_the_one_above_it_becomes_what_was_asked_for():
    below = [code("actas", "1"), code("actas", "2")]
    state = after(code("a"), code("b"), *below, ("codes_merged", {"codes": ["1", "3"], "into": "2"}))
    assert state.became == {"3": "2", "1": "2"}


def test_merging_into_a_code_that_is_gone_changes_nothing():
    kept = after(code("a"), code("b"), ("code_removed", {"code": "2"}), ("codes_merged", {"codes": ["1"], "into": "2"}))
    assert list(code_paths(kept.codes).values()) == ["a"]
    both = [("codes_merged", {"codes": ["1"], "into": "2"}), ("codes_merged", {"codes": ["2"], "into": "1"})]
    state = after(code("a"), code("b"), *both)
    assert (list(code_paths(state.codes).values()), state.current_code("1")) == (["b"], "2")


def test_merging_into_a_code_below_lifts_its_branch():
    steps = code("a"), code("b", "1"), code("c", "2"), ("codes_merged", {"codes": ["1"], "into": "3"})
    assert (list(code_paths(after(*steps).codes).values()), after(*steps).displaced) == (["b", "b/c"], {})


def test_a_new_name_without_a_sign_is_none():
    assert [one.name for one in after(TRUST, changed("1", name=" ", definition="x")).codes] == ["confianza"]


def test_a_version_that_does_not_lead_to_the_next_one_is_passed_by():
    """A log from before: a correction that came back after another one was made without it."""

    def revised(edits: list[list[int]], content: str) -> Step:
        values = {"document": "1", "content": content, "edits": edits, "length": 20, "why": "corrected"}
        return "document_revised", values

    state = after(DOCUMENT, TRUST, coded("1", "2"), revised([[0, 10, 3]], "d2"), revised([[18, 20, 9]], "d3"))
    assert [one.content for one in state.documents[0].revisions] == ["d3"]


@pytest.mark.parametrize(("texts", "is_cleared"), [({}, False), ({"1": "d2"}, True), ({"1": "d9"}, False)])
def test_a_clearance_holds_for_the_text_that_was_read(texts: dict[str, str], is_cleared: bool):
    values = {"document": "1", "content": "d2", "edits": [[9, 9, 1]], "length": 20, "why": "corrected"}
    cleared = ("passages_cleared", {"codings": ["3"], "texts": texts})
    state = after(DOCUMENT, TRUST, coded("1", "2"), ("document_revised", values), cleared)
    assert (state.cleared == ("3",)) is is_cleared


UNDOING = ("undo", "undo_any", "undo_any", "redo")
BOOK = ("code", "child", "rename", "move", "merge", "remove", "restore", *UNDOING)
TEXTS = ("code_it", "revise", "clear", *UNDOING)
NAMES = ("a", "b", "c")
LENGTH = 20


@st.composite
def histories(
    draw: st.DrawFn, steps: tuple[str, ...], began: tuple[Step, ...] = (), checked: bool = False
) -> list[Event]:
    """Commands and undoings in any order: as far as each is possible, or where `checked`, as far as it is allowed."""
    log = events(*began)

    def one(of: list[str]) -> str:
        return draw(st.sampled_from(of))

    def add(*changes: Change) -> None:
        for change in changes:
            log.append(Event(len(log) + 1, "coding", change.kind, change.payload, "ana", ""))

    for step in draw(st.lists(st.sampled_from(steps), max_size=30)):
        state = state_of(CODING, log)
        codes, documents = [one.id for one in state.codes], [one.id for one in state.documents]
        if step == "document":
            name = f"E{draw(st.integers(1, 2))}"
            if not checked or name not in {one.name for one in state.documents}:
                add(Change("document_added", {"name": name, "content": f"d{len(log)}"}))
        elif step in ("undo", "undo_any", "redo"):
            wanted = undo(log) if step == "undo" else redo(log) if step == "redo" else any_undo(draw, log)
            if wanted is not None and not (checked and in_the_way(state, log, wanted)):
                add(wanted)
        elif step in ("code", "child") and (step == "code" or codes):
            parent, name = one(codes) if step == "child" else "", one(list(NAMES))
            if not checked or name not in {one.name for one in Codebook(state).children(parent)}:
                add(Change("code_added", {"name": name, "parent": parent}))
        elif step in ("code_it", "revise", "clear") and codes and documents:
            add(*worked(draw, step, state, one(documents), one(codes)))
        elif step in ("rename", "move", "merge", "remove", "restore") and codes:
            add(*(edited if checked else told)(draw, step, state, codes, log))
    return log


def worked(draw: st.DrawFn, step: str, state: CodingState, document: str, code: str) -> list[Change]:
    """A change of what lies in a document."""
    [source] = [one for one in state.documents if one.id == document]
    length = source.revisions[-1].new_length if source.revisions else LENGTH
    if step == "code_it":
        start = draw(st.integers(0, length - 1))
        kind, values = coded(document, code, start, draw(st.integers(start + 1, length)))
        return [Change(kind, {**values, "read": source.text_content})]
    if step == "clear":
        texts = {one.id: one.text_content for one in state.documents if one.revisions}
        return [Change("passages_cleared", {"codings": [one.id for one in state.codings], "texts": texts})]
    edits = [[0, draw(st.integers(0, 5)), draw(st.integers(0, 9))]]
    content = f"{source.text_content}>{draw(st.integers(0, 9))}"
    values = {"document": document, "content": content, "edits": edits, "length": length}
    return [Change("document_revised", {**values, "why": "corrected"})]


def told(draw: st.DrawFn, step: str, state: CodingState, codes: list[str], log: list[Event]) -> list[Change]:
    """A change of the codebook that no command looked at."""
    first, second = draw(st.sampled_from(codes)), draw(st.sampled_from(codes))
    if step == "merge":
        return [Change("codes_merged", {"codes": [first], "into": second})] if first != second else []
    if step == "remove":
        return [Change("code_removed", {"code": first})]
    values = {"name": draw(st.sampled_from(NAMES))} if step == "rename" else {"parent": second}
    return [Change("code_changed", {"code": first, "values": values})]


def edited(draw: st.DrawFn, step: str, state: CodingState, codes: list[str], log: list[Event]) -> tuple[Change, ...]:
    """A change of the codebook as its command proposes it."""
    paths = code_paths(state.codes)
    first, second = paths[draw(st.sampled_from(codes))], paths[draw(st.sampled_from(codes))]
    proposals: dict[str, Proposed] = {
        "rename": change_code(state, first, {"name": draw(st.sampled_from(NAMES))}, ()),
        "move": move_code(state, first, draw(st.sampled_from(["", second]))),
        "merge": merge_codes(state, [first], second),
        "remove": remove_code(state, first, 0, confirmed=True),
    }
    if step == "restore":
        earlier = state_of(CODING, standing(log)[: draw(st.integers(0, len(log)))])
        return restore_codebook(state, earlier).changes
    return proposals[step].changes


def any_undo(draw: st.DrawFn, log: list[Event]) -> Change | None:
    """What takes back any event of a log, also an undo or a redo that has effect."""
    last = {one.about: one.number for one in log if one.about is not None}
    holding = {one.number for one in standing(log)} | {*last.values()}
    return inverse(log[draw(st.sampled_from(sorted(holding))) - 1]) if holding else None


def in_the_way(state: CodingState, log: list[Event], change: Change) -> Problem | None:
    event = log[int(str(change.payload["event"])) - 1]
    found = (obstacle if change.kind == WITHDRAWN else overtaken)(state, log, event)
    last = Event(len(log) + 1, "coding", change.kind, change.payload, "ana", "")
    return found or upset(state, state_of(CODING, [*log, last]), log, event)


def is_sound(state: CodingState) -> bool:
    """Whether every code and document is found by its own name, and stands somewhere."""
    book, names = Codebook(state), [one.name for one in state.documents]
    found = [book.find(path) for path in book.path.values()]
    ends = all(book.is_above(one.id, one.id) and not book.is_above(one.id, one.parent) for one in state.codes)
    stand = all(one.parent in book.entries or one.parent == "" for one in state.codes)
    return ends and stand and found == list(state.codes) and len(set(names)) == len(names)


@settings(max_examples=300)
@given(histories(("document", *BOOK, *TEXTS)))
def test_any_history_gives_one_sound_state_however_it_is_replayed(log: list[Event]):
    whole = state_of(CODING, log)
    stepwise = CODING.start()
    for entry in entries(log, CODING.records):
        stepwise = CODING.apply(stepwise, [entry])
    assert msgspec.json.encode(whole, order="sorted") == msgspec.json.encode(stepwise, order="sorted")
    assert msgspec.json.decode(msgspec.json.encode(whole), type=CodingState) == whole
    assert is_sound(whole)
    assert all(whole.current_code(one.code) is not None for one in whole.codings)


@settings(max_examples=600)
@given(histories(("document", *BOOK), (code("a"), code("b"), code("c", "1")), checked=True))
def test_what_commands_and_undoing_allow_puts_every_code_where_it_was_put(log: list[Event]):
    state = state_of(CODING, log)
    assert is_sound(state)
    assert state.displaced == {}


@settings(max_examples=600)
@given(histories(TEXTS, (DOCUMENT, TRUST), checked=True))
def test_undoing_leaves_each_passage_and_version_on_the_text_that_was_read(log: list[Event]):
    state, events = state_of(CODING, log), {one.number: one for one in standing(log)}
    assert is_sound(state)
    assert state.displaced == {}
    assert {one.code for one in state.codings} <= {one.id for one in state.codes}
    assert {one.document for one in state.codings} <= {one.id for one in state.documents}
    for source in state.documents:
        versions = [(0, source.content), *((one.number, one.content) for one in source.revisions)]
        assert all(later[1].rpartition(">")[0] == earlier[1] for earlier, later in pairwise(versions))
        for one in (one for one in state.codings if one.document == source.id):
            read = [content for number, content in versions if number < one.number][-1]
            assert events[one.number].payload["read"] == read
            place_now(source, one.number, (one.start, one.end))


@given(histories(("document", *BOOK, *TEXTS)))
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
    names, texts = ["1:1", "2:1"], {"1": "d1", "2": "d2"}
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
            given = draw(st.lists(st.sampled_from(names), max_size=4))
            steps.append(("passages_cleared", {"codings": given, "texts": dict(texts)}))
        else:
            texts[document] = f"d{number}"
            edits = draw(st.sampled_from([[], [[0, 1, 1]]]))  # none where only what is said of the text was redacted
            steps.append(("document_revised", {"document": document, "content": f"d{number}", "edits": edits,
                                               "length": 9, "why": "corrected" if edits else "redacted"}))  # fmt: skip
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
