"""A review's state follows from its events, whatever is taken back."""

from hypothesis import given
from hypothesis import strategies as st

from alianza.review.progress import ReviewProjection, ReviewState, in_order
from alianza.study.event import Change, Event, MalformedEvents, entries, state_of

REVIEW = ReviewProjection()


def imported(read: int) -> Change:
    names = ("file", "source", "records", "database", "format")
    return Change("imported", {**dict.fromkeys(names, "x"), "read": read, "quarantined": 0})


def merged(*records: str) -> Change:
    return Change("duplicates_merged", {"records": list(records)})


def parted(*records: str) -> Change:
    return Change("records_split", {"records": list(records)})


def judged(record: str, verdict: str = "include") -> Change:
    return Change("article_judged", {"record": record, "stage": "title_abstract", "verdict": verdict})


def taken_back(number: int) -> Change:
    return Change("withdrawn", {"event": number})


def log(*changes: Change) -> list[Event]:
    return [Event(n, "review", one.kind, one.payload, "ana", "2025-01-01") for n, one in enumerate(changes, 1)]


def after(*changes: Change) -> ReviewState:
    return state_of(REVIEW, log(*changes))


def test_merged_records_are_one_article_named_by_its_first_record():
    state = after(imported(3), imported(2), merged("2.1", "1.3"), merged("2.1", "2.2"))
    assert state.articles() == {"1.1": ("1.1",), "1.2": ("1.2",), "1.3": ("1.3", "2.1", "2.2")}


def test_a_split_sets_records_apart_from_their_article():
    state = after(imported(4), merged("1.1", "1.2", "1.3", "1.4"), parted("1.3", "1.4"))
    assert state.articles() == {"1.1": ("1.1", "1.2"), "1.3": ("1.3", "1.4")}


def test_taking_back_a_merge_in_the_middle_keeps_the_others_and_the_votes():
    state = after(imported(4), merged("1.1", "1.2"), merged("1.3", "1.4"), judged("1.2"), taken_back(2))
    assert state.articles() == {"1.1": ("1.1",), "1.2": ("1.2",), "1.3": ("1.3", "1.4")}
    assert [vote.record for vote in state.votes] == ["1.2"]


def test_an_import_that_is_taken_back_takes_its_records_and_leaves_the_article_to_the_others():
    state = after(imported(2), imported(2), merged("1.1", "2.1"), taken_back(1))
    assert state.articles() == {"2.1": ("2.1",), "2.2": ("2.2",)}


records = st.builds("{}.{}".format, st.integers(1, 3), st.integers(1, 6))
changes = st.one_of(
    st.just(imported(6)),
    st.builds(merged, records, records),
    st.builds(parted, records),
    st.builds(judged, records, st.sampled_from(["include", "exclude", "unsure"])),
    st.builds(taken_back, st.integers(1, 20)),
    st.builds(lambda number: Change("restored", {"event": number}), st.integers(1, 20)),
)


@given(st.lists(changes, max_size=25))
def test_every_record_is_in_exactly_one_article_whatever_happens(steps: list[Change]) -> None:
    state = after(*steps)
    members = [record for group in state.articles().values() for record in group]
    assert sorted(members, key=in_order) == state.records()


@given(st.lists(changes, max_size=25), st.integers(0, 25))
def test_carrying_on_a_state_equals_computing_it_at_once(steps: list[Change], cut: int) -> None:
    adding = [event for event in log(*steps) if event.about is None]
    early, late = adding[:cut], adding[cut:]
    before = state_of(REVIEW, early)
    assert REVIEW.apply(before, entries(late, REVIEW.records)) == state_of(REVIEW, adding)


@given(st.lists(st.lists(records, min_size=2, max_size=3), max_size=12))
def test_merging_equals_its_plain_twin(groups: list[list[str]]) -> None:
    state = after(imported(6), imported(6), imported(6), *(merged(*group) for group in groups))
    plain = [{record} for record in state.records()]
    for group in groups:
        met = [one for one in plain if one & set(group)]
        plain = [one for one in plain if not one & set(group)] + [set().union(*met)]
    assert sorted(map(sorted, state.articles().values())) == sorted(map(sorted, plain))


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.just(10**30)
    | st.sampled_from(["", "1.1", "1.2", "x", "include"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "1.1"]), inner, max_size=2),
    max_leaves=6,
)
fields = sorted({name for kind in REVIEW.records.values() for name in kind.__dataclass_fields__})
strange = st.builds(Change, st.sampled_from(sorted(REVIEW.records)), st.dictionaries(st.sampled_from(fields), values))


@given(st.lists(strange, max_size=4))
def test_a_payload_of_any_shape_is_named_or_applied_and_nothing_else(steps: list[Change]) -> None:
    try:
        state = after(imported(3), *steps)
    except MalformedEvents as malformed:
        assert malformed.problems
    else:
        assert state.articles()
