"""What the program joins, what a person decides, and that the person's word stands."""

from dataclasses import replace

from alianza.review.grouping import deduplicate, duplicates, keep_apart, merge, split
from alianza.review.progress import ReviewProjection, ReviewState
from alianza.review.reference import Reference
from alianza.study.event import Change, Event, Proposed, state_of

TRUST = Reference(
    title="Trust and contracts in alliances between small firms: evidence from Ecuador",
    authors=("Paredes, Ana",),
    year=2021,
    doi="10.1016/j.jbusres.2021.01.001",
    source_title="Journal of Business Research",
    volume="124",
    pages="221-238",
)
OTHER = Reference(title="Planning months and the survival of joint ventures", authors=("Vera, Luz",), year=2019)
DOUBTFUL = replace(TRUST, doi="10.1016/j.jbusres.2021.01.002")
REFERENCES = {"1.1": TRUST, "1.2": OTHER, "2.1": replace(TRUST, doi=""), "2.2": DOUBTFUL}


def imported(read: int) -> Change:
    values = dict.fromkeys(("file", "source", "records", "database", "format"), "x")
    return Change("imported", {**values, "read": read, "quarantined": 0})


def after(*changes: Change) -> ReviewState:
    return state_of(
        ReviewProjection(), [Event(n, "review", one.kind, one.payload, "lia", "") for n, one in enumerate(changes, 1)]
    )


START = (imported(2), imported(2))


def codes(proposed: Proposed) -> list[str]:
    return [problem.code for problem in proposed.problems]


def test_what_is_surely_one_publication_is_joined_with_its_reasons():
    [change] = deduplicate(after(*START), REFERENCES).changes
    assert change.payload["records"] == ["1.1", "2.1"]
    [link] = change.payload["links"]
    assert {"authors", "pages", "volume", "journal", "year"} <= set(link["agree"])
    assert link["contradict"] == []
    assert change.payload["score"] == link["score"] > 0.9


def test_what_was_joined_is_not_joined_again():
    state = after(*START, *deduplicate(after(*START), REFERENCES).changes)
    assert deduplicate(state, REFERENCES).changes == ()


def test_a_pair_that_a_person_set_apart_is_never_joined_by_the_program():
    joined = (*START, *deduplicate(after(*START), REFERENCES).changes)
    parted = (*joined, *split(after(*joined), ["2.1"]).changes)
    apart = (*START, *keep_apart(after(*START), "1.1", "2.1").changes)
    for history in (parted, apart):
        state = after(*history)
        assert state.apart == (("1.1", "2.1"),)
        joins = [set(change.payload["records"]) for change in deduplicate(state, REFERENCES).changes]
        assert not any({"1.1", "2.1"} <= records for records in joins)
        assert ("1.1", "2.1") not in [pair.records for pair in duplicates(state, REFERENCES).queue]


def test_a_merge_after_a_split_is_the_later_word():
    together = Change("duplicates_merged", {"records": ["1.1", "2.1"]})
    parted = (*START, together, Change("records_split", {"records": ["2.1"]}))
    again = merge(after(*parted), REFERENCES, ["1.1", "2.1"])
    state = after(*parted, *again.changes)
    assert state.articles()["1.1"] == ("1.1", "2.1")
    assert state.apart == ()


def test_two_dois_are_doubtful_and_a_person_may_join_them_with_a_warning():
    state = after(*START)
    pairs = [pair for pair in duplicates(state, REFERENCES).queue if "2.2" in pair.records]
    assert pairs[0].forbidden == "doi"
    joined = merge(state, REFERENCES, ["1.1", "2.2"])
    assert codes(joined) == ["merge_of_two_dois"]
    assert len(joined.changes) == 1


def test_wrong_names_and_empty_wishes_are_said():
    state = after(*START, Change("duplicates_merged", {"records": ["1.1", "2.1"]}))
    assert codes(merge(state, REFERENCES, ["1.1", "9.9"])) == ["record_unknown"]
    assert codes(merge(state, REFERENCES, ["1.1", "2.1"])) == ["records_already_together"]
    assert codes(split(state, ["1.1", "2.1"])) == ["nothing_to_split"]
    assert codes(split(state, ["1.1", "1.2"])) == ["records_not_together"]
    assert codes(keep_apart(state, "1.1", "2.1")) == ["records_together"]
