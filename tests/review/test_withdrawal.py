"""What may be taken back: no vote that others rest on, and no import with decisions unless they are meant to go."""

from alianza.review.progress import ReviewProjection
from alianza.review.withdrawal import obstacle, resting, withdrawn_votes
from alianza.study.event import Event, state_of
from tests.review.test_screening import Step, imported, merge, settle, vote


def events(*steps: Step) -> list[Event]:
    return [Event(n, "review", kind, payload, by, "") for n, (by, kind, payload) in enumerate(steps, 1)]


def code(steps: tuple[Step, ...], number: int, confirmed: bool = False) -> str:
    log = events(*steps)
    found = obstacle(state_of(ReviewProjection(), log), log[number - 1], confirmed)
    return found.code if found else "free"


VOTED = (imported("scopus", 3), vote("ana", "1.1", "include"))


def test_a_lone_vote_is_free_and_an_answered_one_stays():
    assert code(VOTED, 2) == "free"
    assert code((*VOTED, vote("ana", "1.1", "exclude")), 2) == "free"
    assert code((*VOTED, vote("luis", "1.2", "exclude")), 2) == "free"
    assert code((*VOTED, vote("luis", "1.1", "include", stage="full_text")), 2) == "free"
    answered = (*VOTED, vote("luis", "1.1", "exclude"))
    assert code(answered, 2) == "vote_answered"
    assert code((*answered, settle("1.1", "include")), 3) == "vote_settled"


def test_a_vote_on_another_record_of_the_same_article_answers_too():
    assert code((*VOTED, vote("luis", "1.2", "exclude"), merge("1.1", "1.2")), 2) == "vote_answered"


def test_an_import_takes_its_decisions_only_when_that_is_meant():
    assert code((imported("scopus", 3), imported("wos", 2)), 2) == "free"
    assert code(VOTED, 1) == "import_bears_decisions"
    assert code(VOTED, 1, confirmed=True) == "free"
    found = resting(state_of(ReviewProjection(), events(*VOTED, vote("luis", "1.2", "unsure"))), 1)
    assert (found.articles, found.votes, found.decisions) == (3, 2, 2)


def test_withdrawn_votes_are_counted_by_stage():
    log = events(*VOTED, ("ana", "withdrawn", {"event": 2}), vote("ana", "1.1", "exclude"))
    assert withdrawn_votes(log, "title_abstract") == 1
    assert withdrawn_votes(log, "full_text") == 0
