"""What `simulate.interviews.toml` declares: synthetic interviews, the codebook, and how two people code.

Every number is an assumed value; nobody said what the sentences say.
"""

from collections.abc import Iterator
from typing import Literal

from alianza.coding.project import RelationKind
from alianza.study.problem import Problem
from alianza.study.record import Record


class PlannedParticipant(Record, frozen=True, kw_only=True):
    """An invented person, in the order of the interviews.

    Attributes:
        date: The day of the interview.
        role: What they do in their firm.
        sector: Its broad sector.
        place: Its province.
        consent: What they consented to, in a word of the registry.
        slots: Name in braces to what takes its place in the sentences.
        respondent: Their identifier in the synthetic survey, where they answered it too.
    """

    date: str
    role: str
    sector: str
    place: str
    consent: str
    slots: dict[str, str]
    respondent: str = ""


class PlannedCode(Record, frozen=True, kw_only=True):
    """A code, and how people speak of it.

    Attributes:
        name: Its own name, unique in the plan.
        below: The code above it; those without one are the roots, and passages cannot be given them.
        topic: The topic of a root.
        definition: What it means.
        include: When it is given.
        exclude: When it is not.
        construct: The construct that it measures, if it does.
        direction: Whether it speaks for or against the construct helping an alliance.
        cases: In how many interviews somebody speaks of it: exactly.
        passages: Sentences that speak of it.
    """

    name: str
    definition: str
    below: str = ""
    topic: str = ""
    include: str = ""
    exclude: str = ""
    construct: str = ""
    direction: Literal["", "positive", "negative"] = ""
    cases: int = 0
    passages: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Its path in the codebook."""
        return f"{self.below}/{self.name}" if self.below else self.name


class PlannedQuestions(Record, frozen=True, kw_only=True):
    """Questions: the first, those of each topic, and the last."""

    opening: tuple[str, ...]
    topics: dict[str, tuple[str, ...]]
    closing: tuple[str, ...]


class PlannedWords(Record, frozen=True, kw_only=True):
    """Words that say nothing that has a code.

    Attributes:
        openings: Words with which an answer begins.
        fillers: Topic, `opening` or `closing` to sentences.
        details: Sentences that end an answer.
    """

    openings: tuple[str, ...]
    fillers: dict[str, tuple[str, ...]]
    details: tuple[str, ...]


class PlannedCoders(Record, frozen=True, kw_only=True):
    """How well each person codes.

    Attributes:
        sensitivity: Share of the codes that are there which a person gives.
        false: Share of those that are not there which a person gives.
    """

    sensitivity: float
    false: float


class PlannedClearing(Record, frozen=True, kw_only=True):
    """Which share of the passages of those who may be quoted is cleared for quoting."""

    share: float


class PlannedAxial(Record, frozen=True, kw_only=True):
    """The paradigm around a phenomenon.

    Attributes:
        phenomenon: The code in the middle.
        relations: Code to what it is to the phenomenon.
        evidence: How many passages a relation rests on, at most.
    """

    phenomenon: str
    relations: dict[str, RelationKind]
    evidence: int


class PlannedMemo(Record, frozen=True, kw_only=True):
    """A memo on a code, or on the study."""

    kind: str
    words: str
    about: str = ""


class InterviewPlan(Record, frozen=True, kw_only=True):
    """Everything that synthetic interviews are drawn from.

    Attributes:
        note: What transcripts say about themselves.
        registry: Where the registry is written, relative to the study folder.
        transcripts: The folder of the transcripts.
        turns: Answers on each topic.
        days: Step of the coding to its day.
        coders: `pilot` and `round` to how well people code before and after the codebook is frozen.
        clearing: What is cleared for quoting.
        questions: What is asked.
        words: What is said without a code.
        codes: The codebook; a code stands after the one above it.
        axial: How the codes are related.
        memos: What the coders noted.
        participants: Who speaks.
        log: Where the log of changes is written, relative to the study folder, if the review's plan does not say.
    """

    note: str
    registry: str
    transcripts: str
    turns: int
    days: dict[str, str]
    coders: dict[Literal["pilot", "round"], PlannedCoders]
    clearing: PlannedClearing
    questions: PlannedQuestions
    words: PlannedWords
    codes: tuple[PlannedCode, ...]
    axial: PlannedAxial
    memos: tuple[PlannedMemo, ...]
    participants: tuple[PlannedParticipant, ...]
    log: str = "log.SYNTHETIC.jsonl"

    @property
    def leaves(self) -> tuple[PlannedCode, ...]:
        """Codes that passages can be given."""
        return tuple(one for one in self.codes if one.below)

    def topic_of(self, code: PlannedCode) -> str:
        """The topic in which a code is spoken of."""
        return next(one.topic for one in self.codes if one.name == code.below)


def contradictions(plan: InterviewPlan, file: str) -> Iterator[Problem]:
    """What a plan asks for and does not have: sentences, codes, as many interviews as cases."""
    names = [one.name for one in plan.codes]
    for place, code in enumerate(plan.codes):
        above = next((one for one in plan.codes[:place] if one.name == code.below), None)
        if code.below and (above is None or above.topic not in plan.questions.topics):
            yield Problem("simulation_code_unknown", file=file, place=f"codes[{place}].below", found=code.below)
        if code.below and not len(code.passages) or code.cases > len(plan.participants):
            yield Problem("simulation_code_cases", file=file, place=f"codes[{place}]", found=code.name)
    for name in (plan.axial.phenomenon, *plan.axial.relations):
        if name not in names:
            yield Problem("simulation_code_unknown", file=file, place="axial", found=name)
    for topic, questions in plan.questions.topics.items():
        fillers = plan.words.fillers.get(topic, ())
        if len(questions) < plan.turns or len(fillers) < 2 * plan.turns or len(plan.words.details) < plan.turns:
            yield Problem("simulation_words_few", file=file, place=f"questions.topics.{topic}", found=topic)
