"""What `[interviews]` of `simulate.toml` declares: synthetic interviews, the codebook, and how two people code.

The numbers stand in that section, and the words in the file that its `material` names. Every number is an assumed
value; nobody said what the sentences say.
"""

import re
from datetime import date
from typing import Final, Literal

from alianza.coding.project import RelationKind
from alianza.study.record import Record

SLOT: Final = re.compile(r"\{(\w+)\}")
"""A name in braces, in the place of which each person has words of their own."""

RoundStep = Literal["pilot", "round"]
"""A round before the codebook is frozen, and the one after."""


class PlannedParticipant(Record, frozen=True, kw_only=True):
    """An invented person, in the order of the interviews.

    Attributes:
        date: The day of the interview.
        role: What they do in their firm.
        sector: Its broad sector.
        place: Its province.
        consent: What they consented to, in a word of the registry.
        slots: Name in braces to what takes its place in the sentences.
        own: Topic to sentences that only they say; they speak of no code.
        respondent: Their identifier in the synthetic survey, where they answered it too.
    """

    date: str
    role: str
    sector: str
    place: str
    consent: str
    slots: dict[str, str]
    own: dict[str, tuple[str, ...]] = {}
    respondent: str = ""


class PlannedCode(Record, frozen=True, kw_only=True):
    """A code, and how people speak of it.

    Attributes:
        name: Its own name, unique in the plan.
        below: The code above it; those without one are the roots, and passages cannot be given them.
        topic: The topic of a root.
        apart: An earlier code that nobody speaks of who speaks of this one.
        definition: What it means.
        include: When it is given.
        exclude: When it is not.
        construct: The construct that it measures, if it does.
        direction: Whether it speaks for or against the construct helping an alliance.
        questions: Questions that it answers.
        passages: Sentences that speak of it; the first is the example in the codebook.
    """

    name: str
    definition: str
    below: str = ""
    topic: str = ""
    apart: str = ""
    include: str = ""
    exclude: str = ""
    construct: str = ""
    direction: Literal["", "positive", "negative"] = ""
    questions: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()

    @property
    def example(self) -> str:
        """The first sentence that speaks of it, whatever differs from person to person left open."""
        return SLOT.sub("…", self.passages[0]) if self.passages else ""

    @property
    def path(self) -> str:
        """Its path in the codebook."""
        return f"{self.below}/{self.name}" if self.below else self.name


class PlannedQuestions(Record, frozen=True, kw_only=True):
    """Questions: the first, those of each topic, the last, and those that ask for more of the same."""

    opening: tuple[str, ...]
    further: tuple[str, ...]
    topics: dict[str, tuple[str, ...]]
    closing: tuple[str, ...]


class PlannedWords(Record, frozen=True, kw_only=True):
    """Words that say nothing that has a code.

    Attributes:
        openings: Words with which an answer begins.
        fillers: Topic, `opening` or `closing` to sentences that anybody may say.
        sectors: Broad sector to topic to sentences that only its people say.
        details: Sentences that end an answer.
    """

    openings: tuple[str, ...]
    fillers: dict[str, tuple[str, ...]]
    sectors: dict[str, dict[str, tuple[str, ...]]]
    details: tuple[str, ...]

    def of(self, topic: str, sector: str) -> tuple[str, ...]:
        """Sentences that somebody of a sector may say on a topic."""
        return self.fillers[topic] + self.sectors.get(sector, {}).get(topic, ())


class PlannedCoders(Record, frozen=True, kw_only=True):
    """How well each person codes.

    Attributes:
        sensitivity: Share of the codes that are there which a person gives.
        false: Share of those that are not there which a person gives.
        hard: Code to the share of it that a person gives, where it is easier to overlook than the others.
    """

    sensitivity: float
    false: float
    hard: dict[str, float] = {}

    def chance(self, code: str, is_there: bool) -> float:
        """How probably a person gives a code to an answer that speaks of it, or that does not."""
        return self.hard.get(code, self.sensitivity) if is_there else self.false


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


class PlannedRevision(Record, frozen=True, kw_only=True):
    """What the pilot round changes in the codebook before it is frozen: an attribute of a code."""

    code: str
    attribute: Literal["definition", "include", "exclude"]
    words: str


class PlannedReasons(Record, frozen=True, kw_only=True):
    """Reasons of the third person: for giving a code that one coder overlooked, and for not giving one."""

    given: tuple[str, ...]
    withheld: tuple[str, ...]


class PlannedMemo(Record, frozen=True, kw_only=True):
    """A memo on a code, or on the study."""

    kind: Literal["theoretical", "method", "code", "reflexive"]
    words: str
    about: str = ""


class InterviewPlan(Record, frozen=True, kw_only=True):
    """Everything that synthetic interviews are drawn from.

    Attributes:
        material: The file that holds the words, relative to the study folder.
        log: The log that tells the coding, relative to the study folder.
        note: What transcripts say about themselves, in their first line.
        registry: Where the registry is written, relative to the study folder.
        transcripts: The folder of the transcripts.
        turns: Answers on each topic.
        pilot: Interviews that the pilot round draws from.
        cases: Code to the number of interviews in which somebody speaks of it: exactly.
        days: Step of the coding to its day.
        coders: `pilot` and `round` to how well people code before and after the codebook is frozen.
        clearing: What is cleared for quoting.
        questions: What is asked.
        words: What is said without a code.
        codes: The codebook; a code stands after the one above it.
        revisions: What changes in the codebook between the pilot round and its freeze.
        reasons: Why disagreements are settled as they are.
        axial: How the codes are related.
        memos: What the coders noted.
        participants: Who speaks.
    """

    material: str
    log: str
    note: str
    registry: str
    transcripts: str
    turns: int
    pilot: int
    cases: dict[str, int]
    days: dict[str, date]
    coders: dict[RoundStep, PlannedCoders]
    clearing: PlannedClearing
    questions: PlannedQuestions
    words: PlannedWords
    codes: tuple[PlannedCode, ...]
    revisions: tuple[PlannedRevision, ...]
    reasons: PlannedReasons
    axial: PlannedAxial
    memos: tuple[PlannedMemo, ...]
    participants: tuple[PlannedParticipant, ...]

    @property
    def leaves(self) -> tuple[PlannedCode, ...]:
        """Codes that passages can be given."""
        return tuple(one for one in self.codes if one.below)

    def topic_of(self, code: PlannedCode) -> str:
        """The topic in which a code is spoken of."""
        return next(one.topic for one in self.codes if one.name == code.below)
