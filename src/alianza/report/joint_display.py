"""Literature, survey and interviews side by side, construct by construct, with a participant's words (R049, R061).

It is computed after all other tables, because it sets their votes beside each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from alianza.integration.interviews import InterviewVote
from alianza.integration.triangulation import effect_vote
from alianza.report.interview_chapter import InterviewChapter
from alianza.report.interview_quotes import quotes_of, source
from alianza.review.synthesis import Theme
from alianza.study.finding import Finding
from alianza.study.message import Message
from alianza.study.protocol import Rules
from alianza.study.results import Convergence
from alianza.study.table import Cell, Column, Row, Table, Topic
from alianza.study.text import visible

TOPIC: Topic = "interviews"
STRAND = "interviews"
NEEDS = ("coded_passages", "measuring_codes")
SIDES = ("literature", "survey", "interviewed", "together")
MEASURES = frozenset({"ratio", "odds_ratio", "log"})
"""Units whose numbers need a word before them."""
_WAY: Mapping[str, str] = {"positive": "positive", "negative": "negative", "no_effect": "none"}


@dataclass(frozen=True, slots=True)
class SideBySide:
    """What the strands say, before it is set side by side.

    Attributes:
        convergence: Votes and label of each construct.
        effects: Construct to the survey's effect that speaks for its vote.
        themes: Construct to what the articles say about it.
        spoken: Construct to the interviews' vote, persons whom the survey counts left out.
    """

    convergence: tuple[Convergence, ...]
    effects: Mapping[str, Finding]
    themes: Mapping[str, Theme]
    spoken: Mapping[str, InterviewVote]


def compute(chapter: InterviewChapter, beside: SideBySide) -> Table:
    """One row a construct that some strand votes on, one column a strand that the study has."""
    words = _words(chapter)
    rows = tuple(_row(chapter, one, beside, words.get(one.construct)) for one in beside.convergence)
    once = (Message("notes.persons_once"),) if chapter.protocol.has("survey") else ()
    told = [place for place in range(len(SIDES)) if any(row.cells[place] is not None for row in rows)]
    return Table(
        id="joint_display",
        topic=TOPIC,
        columns=tuple(Column(SIDES[place], wraps=True) for place in told),
        rows=tuple(replace(row, cells=tuple(row.cells[place] for place in told)) for row in rows),
        lead=_lead(beside),
        notes=(Message("notes.joint_display"), *once),
    )


def effects_of(findings: Iterable[Finding], convergence: Iterable[Convergence], rules: Rules) -> dict[str, Finding]:
    """Construct to the survey's first effect that votes as the survey does, those with an interval before others."""
    votes = {one.construct: one.votes.get("survey") for one in convergence}
    voting = [(one, vote) for one in findings if (vote := effect_vote(one, rules)) is not None]
    ranked = sorted(voting, key=lambda pair: (pair[1] != votes.get(pair[0].construct), pair[0].estimate.low is None))
    found: dict[str, Finding] = {}
    for finding, _ in ranked:
        found.setdefault(finding.construct, finding)
    return found


def _words(chapter: InterviewChapter) -> dict[str, Message]:
    """Construct to a quote: the best that no construct above it has."""
    found: dict[str, Message] = {}
    taken: set[tuple[str, int, int]] = set()
    for of in quotes_of(chapter):
        fresh = [one for one in of.quotes if (one.document, one.start, one.end) not in taken]
        for one in (fresh or list(of.quotes))[:1]:
            taken.add((one.document, one.start, one.end))
            words = visible(" ".join(one.quotation.split()))
            found[of.construct] = Message("rows.joint_quote", {"words": words, "source": source(chapter, one)})
    return found


def _row(chapter: InterviewChapter, one: Convergence, beside: SideBySide, words: Message | None) -> Row:
    cells: tuple[Cell, ...] = (
        _literature(one, beside.themes.get(one.construct)),
        _survey(one, beside.effects.get(one.construct)),
        _with_words(_interviews(beside.spoken.get(one.construct)), words),
        Message(f"convergence_labels.{one.label}"),
    )
    return Row(one.construct, chapter.construct(one.construct), cells, one.construct)


def _literature(one: Convergence, theme: Theme | None) -> Message | None:
    vote = one.votes.get("review")
    if vote is None:
        return None
    articles = len(theme.articles) if theme else 0
    agree = theme.count(_WAY[vote]) if theme and vote in _WAY else 0
    code = "joint_literature" if agree else "joint_literature_unclear"
    return Message(f"rows.{code}", {"vote": Message(f"votes.{vote}"), "agree": agree, "articles": articles})


def _survey(one: Convergence, effect: Finding | None) -> Message | None:
    vote = one.votes.get("survey")
    if vote is None:
        return None
    said = Message(f"votes.{vote}")
    if effect is None:
        return said
    measure = effect.estimate.unit
    code = f"joint_{measure}" if measure in MEASURES else "joint_survey"
    return Message(f"rows.{code}", {"vote": said, "estimate": effect.estimate})


def _with_words(said: Message | None, words: Message | None) -> Message | None:
    """The vote and the quote below it."""
    if said is None or words is None:
        return said or words
    return Message("rows.joint_spoken", {"said": said, "words": words})


def _interviews(one: InterviewVote | None) -> Message | None:
    if one is None or not (one.ways or one.elsewhere):
        return None
    agree = max(one.count("positive"), one.count("negative"))
    vote = Message(f"votes.{one.vote}")
    why = Message(f"vote_reasons.{one.reason}") if one.reason else None
    said = Message("rows.vote_unclear", {"vote": vote, "why": why}) if why else vote
    values = {"vote": said, "agree": agree, "sources": len(one.ways), "elsewhere": one.elsewhere}
    if not one.ways:
        return said
    return Message("rows.joint_interviews_elsewhere" if one.elsewhere else "rows.joint_interviews", values)


def _lead(beside: SideBySide) -> Message:
    labels = [one.label for one in beside.convergence]
    values = {
        "constructs": len(labels), "agree": labels.count("agreement"), "partial": labels.count("partial"),
        "apart": labels.count("dissonance"),
    }  # fmt: skip
    return Message("leads.joint_display", values)
