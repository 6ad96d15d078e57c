"""How interviews vote on a construct: agreement, sources, their share of those asked, and seven tenths one way."""

import pytest

from alianza.coding.project import Code, Coding, Document, QualitativeProject
from alianza.integration.interviews import InterviewVote, interview_votes, strand_votes
from alianza.integration.triangulation import EvidenceKind, StrandVote, converge
from alianza.study.finding import Strand

CODES = (
    Code("confianza", construct="trust"),
    Code("confianza/ayuda", direction="positive"),
    Code("confianza/falta", direction="negative"),
    Code("otros"),
)
SURE = {"confianza": 0.9, "confianza/ayuda": 0.8, "confianza/falta": 0.7}


def spoken(positive: int, negative: int = 0, mixed: int = 0) -> QualitativeProject:
    """A project in which so many participants speak for trust, against it, and both."""
    ways = ["+"] * positive + ["-"] * negative + ["+-"] * mixed
    names = {"+": "confianza/ayuda", "-": "confianza/falta"}
    return QualitativeProject(
        documents=tuple(Document(f"E{n}", attributes={"participant": f"P{n}"}) for n in range(len(ways))),
        codes=CODES,
        codings=tuple(Coding(f"E{n}", names[one], "ana", 0, 1, "") for n, way in enumerate(ways) for one in way),
    )


def people(count: int) -> list[str]:
    return [f"P{n}" for n in range(count)]


def vote(project: QualitativeProject, alphas: dict[str, float | None] | None = None, asked: int = 10) -> InterviewVote:
    [one] = interview_votes(project, SURE if alphas is None else alphas, people(asked), 0.667)
    return one


@pytest.mark.parametrize(
    ("positive", "negative", "mixed", "way", "reason"),
    [
        (3, 0, 0, "positive", ""),
        (0, 4, 0, "negative", ""),
        (7, 3, 0, "positive", ""),
        (6, 3, 0, "unclear", "ways_differ"),
        (7, 0, 3, "positive", ""),
        (2, 0, 1, "unclear", "ways_differ"),
        (2, 0, 0, "unclear", "few_sources"),
        (0, 0, 0, "unclear", "no_sources"),
    ],
)
def test_seven_tenths_of_three_or_more_sources_make_a_vote(
    positive: int, negative: int, mixed: int, way: str, reason: str
):
    found = vote(spoken(positive, negative, mixed))
    assert (found.vote, found.reason) == (way, reason)
    assert [found.count(one) for one in ("positive", "negative", "mixed")] == [positive, negative, mixed]


@pytest.mark.parametrize(("asked", "reason"), [(12, ""), (13, "small_share")])
def test_a_quarter_of_those_asked_must_speak(asked: int, reason: str):
    assert vote(spoken(3), asked=asked).reason == reason


@pytest.mark.parametrize(("alpha", "reason"), [(0.667, ""), (0.666, "agreement_low"), (None, "agreement_unknown")])
def test_a_code_without_agreement_leaves_the_construct_unclear(alpha: float | None, reason: str):
    found = vote(spoken(4), {"confianza/ayuda": alpha})
    assert (found.reason, found.alpha) == (reason, alpha)
    assert found.vote == ("unclear" if reason else "positive")


def test_a_code_that_coders_gave_but_never_agreed_on_counts_though_it_stands_nowhere():
    found = vote(spoken(4), {**SURE, "confianza/falta": -0.3})
    assert (found.vote, found.reason, found.alpha) == ("unclear", "agreement_low", -0.3)
    assert vote(spoken(4), {**SURE, "confianza/falta": None}).vote == "positive"  # nobody gave it


def test_the_lowest_agreement_of_the_codes_that_were_given_counts():
    assert vote(spoken(9, 1), {"confianza/ayuda": 0.9, "confianza/falta": 0.5}).reason == "agreement_low"
    assert vote(spoken(9), {"confianza/ayuda": 0.9, "confianza/falta": None}).vote == "positive"


def test_a_participant_counts_once_however_many_documents_and_passages():
    documents = tuple(Document(f"E{n}", attributes={"participant": "P1"}) for n in range(3))
    codings = tuple(Coding(f"E{n}", "confianza/ayuda", "ana", 0, 1, "") for n in range(3))
    found = vote(QualitativeProject(documents=documents, codes=CODES, codings=codings))
    assert (found.ways, found.reason) == ({"P1": "positive"}, "few_sources")


def test_a_code_without_a_direction_is_no_vote():
    codings = tuple(Coding(f"E{n}", code, "ana", 0, 1, "") for n in range(4) for code in ("confianza", "otros"))
    project = QualitativeProject(documents=tuple(Document(f"E{n}") for n in range(4)), codes=CODES, codings=codings)
    assert vote(project).reason == "no_sources"


def test_interviews_vote_in_triangulation_by_what_is_perceived():
    [one] = strand_votes(interview_votes(spoken(4), SURE, people(10), 0.667))
    assert one == StrandVote("trust", "interviews", "positive", "perceived")
    kinds: dict[Strand, EvidenceKind] = {"interviews": one.kind, "survey": "perceived"}
    assert converge({"interviews": one.vote, "survey": "positive"}, kinds) == "partial"
    assert strand_votes(interview_votes(spoken(0), SURE, people(10), 0.667)) == ()


def test_fewer_asked_than_speak_is_a_mistake():
    with pytest.raises(ValueError, match="asked"):
        vote(spoken(4), asked=3)


def test_persons_whom_another_strand_counts_are_no_sources_here():
    """Nor are they among those asked, of whom a quarter must speak."""
    counted = {"trust": ["P0", "P9"]}
    [one] = interview_votes(spoken(4), SURE, people(10), 0.667, counted)
    assert (one.vote, len(one.ways), one.asked, one.elsewhere) == ("positive", 3, 8, 1)
    [one] = interview_votes(spoken(3), SURE, people(10), 0.667, counted)
    assert (one.vote, one.reason, one.elsewhere) == ("unclear", "few_sources", 1)


def test_where_all_sources_are_counted_elsewhere_the_interviews_say_nothing():
    [one] = interview_votes(spoken(4), SURE, people(10), 0.667, {"trust": people(4)})
    assert (one.vote, one.reason) == ("unclear", "counted_elsewhere")
    assert strand_votes([one]) == ()
