"""Synthetic interviews: who says what in which answer, and how two people code it.

In how many interviews a code is spoken of is exact; where, and in which words, is decided by hashes of seed, label and
interview, so the same plan gives the same texts on every machine.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from alianza.interviews.simulation_plan import SLOT, InterviewPlan, PlannedCode, PlannedCoders, PlannedParticipant
from alianza.statistics.chance import uniform

MOST = 2
"""Codes that one answer speaks of, at most."""
DETAILED = 3
"""Of so many answers one ends in a detail."""
ASKING = "Entrevistador"
CONTRACTED = re.compile(r"\b([Dd]e|[Aa]) el ")
"""An article that has no accent, so «de él» stays as it is."""
STEPS = (
    "transcripts", "codebook", "pilot", "settle_pilot", "revision", "freeze", "round", "settle_round", "coding",
    "relations", "memos", "clearing",
)  # fmt: skip
"""Steps of the coding, each on its day."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the code that it speaks of; empty where it speaks of none."""

    words: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and what is answered."""

    question: str
    sentences: tuple[Sentence, ...]

    @property
    def codes(self) -> frozenset[str]:
        """Names of the codes that it speaks of."""
        return frozenset(one.code for one in self.sentences if one.code)

    @property
    def words(self) -> str:
        """The answer as it stands in the transcript."""
        return " ".join(one.words for one in self.sentences)


@dataclass(frozen=True, slots=True)
class Told:
    """An interview that nobody gave.

    Attributes:
        id: Its name.
        participant: The pseudonym of whoever speaks.
        who: Who that is.
        answers: Everything that is said.
    """

    id: str
    participant: str
    who: PlannedParticipant
    answers: tuple[Answer, ...]


class Conversations:
    """Draws the interviews of a plan.

    Args:
        plan: What is declared.
        seed: The seed of the whole simulation.
    """

    def __init__(self, plan: InterviewPlan, seed: int) -> None:
        self.plan, self.seed = plan, seed
        self.ids = tuple(f"E{number:02d}" for number in range(1, len(plan.participants) + 1))

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """Every interview, by number."""
        people = zip(self.ids, self.plan.participants, strict=True)
        return tuple(Told(name, f"P{name[1:]}", who, tuple(self._answers(name, who))) for name, who in people)

    def order(self, label: str, names: Iterable[str]) -> list[str]:
        """Names in an order that belongs to a label."""
        return sorted(names, key=lambda name: uniform(self.seed, f"interviews {label}", name))

    @cached_property
    def speaking(self) -> dict[str, list[str]]:
        """Code to the interviews in which it is spoken of."""
        found: dict[str, list[str]] = {}
        for one in self.plan.leaves:
            free = [name for name in self.ids if name not in found.get(one.apart, ())]
            found[one.name] = self.order(f"code {one.name}", free)[: self.plan.cases[one.name]]
        return found

    def _answers(self, name: str, who: PlannedParticipant) -> Iterable[Answer]:
        opening, closing = self.plan.questions.opening, self.plan.questions.closing
        yield Answer(self._one(name, "opening", opening), self._filled(self._plain(name, "opening", 1), who))
        for topic in self.plan.questions.topics:
            yield from self._on(topic, name, who)
        yield Answer(self._one(name, "closing", closing), self._filled(self._plain(name, "closing", 1), who))

    def _on(self, topic: str, name: str, who: PlannedParticipant) -> Iterable[Answer]:
        """The answers on a topic: those that speak of codes, and between them those that do not."""
        mentions, asking = self._mentions(topic, name), _Asking(self, topic, name)
        between = self._between(topic, name, who, sum(MOST + 1 - len(said) for said in mentions))
        details = self._details(topic, name)
        for turn, said in enumerate(mentions):
            around = [Sentence(words) for words in between[: MOST + 1 - len(said)]]
            del between[: len(around)]
            last = [Sentence(details.pop())] if turn % DETAILED == 0 else []
            parts = [*said[:1], *around[:1], *said[1:], *around[1:], *last]  # what was asked is answered first
            yield Answer(asking.question(said), self._begun(self._filled(parts, who), f"{name} {topic} {turn}"))

    def _between(self, topic: str, name: str, who: PlannedParticipant, count: int) -> list[str]:
        """So many sentences without a code: those that only this person says, among some that others say too."""
        others = self.order(f"filler {name}", self.plan.words.of(topic, who.sector))
        own = who.own.get(topic, ())
        return self.order(f"between {topic} {name}", [*own, *others[: count - len(own)]])

    def _details(self, topic: str, name: str) -> list[str]:
        """Sentences that end answers on a topic, none of which ends one on another topic."""
        topics = list(self.plan.questions.topics)
        return self.order(f"detail {name}", self.plan.words.details)[topics.index(topic) :: len(topics)]

    def _mentions(self, topic: str, name: str) -> list[list[Sentence]]:
        """Answer to the sentences in it that speak of a code; second ones are said only where there is room."""
        answers: list[list[Sentence]] = [[] for _ in range(self.plan.turns)]
        codes = [code for code in self.plan.leaves if self.plan.topic_of(code) == topic]
        spoken = [(code, self._passages(code, name)) for code in codes if name in self.speaking[code.name]]
        for further in range(2):
            for code, words in spoken:
                for one in words[further : further + 1]:
                    self._place(answers, Sentence(one, code.name), name)
        return answers

    def _place(self, answers: list[list[Sentence]], sentence: Sentence, name: str) -> None:
        """Put a sentence into an answer that has room, never beside another on the same code."""
        places = self.order(f"place {name} {sentence.words}", map(str, range(len(answers))))
        for own in (answers[int(place)] for place in places):
            if len(own) < MOST and sentence.code not in {one.code for one in own}:
                own.append(sentence)
                return

    def _passages(self, code: PlannedCode, name: str) -> list[str]:
        """One sentence on a code, or two, the sentences taking turns from one interview to the next."""
        rank = self.speaking[code.name].index(name)
        count = 1 + (uniform(self.seed, f"interviews twice {code.name}", name) % 3 == 0)
        return [code.passages[(rank + further) % len(code.passages)] for further in range(count)]

    def _plain(self, name: str, kind: str, count: int) -> list[Sentence]:
        return [Sentence(words) for words in self.order(f"filler {name}", self.plan.words.fillers[kind])[:count]]

    def _one(self, name: str, label: str, choices: Sequence[str]) -> str:
        return self.order(f"{label} {name}", choices)[0]

    def _filled(self, parts: Iterable[Sentence], who: PlannedParticipant) -> tuple[Sentence, ...]:
        return tuple(Sentence(filled(one.words, who), one.code) for one in parts)

    def _begun(self, parts: tuple[Sentence, ...], label: str) -> tuple[Sentence, ...]:
        """The sentences, the first of them behind a word to begin with."""
        openings = self.plan.words.openings
        opening = openings[uniform(self.seed, "interviews begin", label) % len(openings)]
        first = parts[0].words
        words = f"{opening}{first[0].lower()}{first[1:]}" if opening else first
        return (Sentence(words, parts[0].code), *parts[1:])


class _Asking:
    """The questions of an interview on a topic, none of them asked twice.

    Args:
        talk: What the interview belongs to.
        topic: The topic.
        name: The interview.
    """

    def __init__(self, talk: Conversations, topic: str, name: str) -> None:
        self.code = {one.name: one for one in talk.plan.leaves}
        self.talk, self.name = talk, name
        self.open = self._order(topic, talk.plan.questions.topics[topic])
        self.further = self._order(topic, talk.plan.questions.further)
        self.asked: set[str] = set()

    def question(self, said: Sequence[Sentence]) -> str:
        """One that a code of the answer answers, else one for more; one of the topic's where it speaks of no code."""
        for one in said:
            for words in self._order(one.code, self.code[one.code].questions):
                if words not in self.asked:
                    self.asked.add(words)
                    return words
        return (self.further if said else self.open).pop(0)

    def _order(self, label: str, choices: Sequence[str]) -> list[str]:
        return self.talk.order(f"question {label} {self.name}", choices)


class Coder:
    """Decides which codes a person gives to an answer.

    Args:
        plan: The codebook and how well people code.
        seed: The seed of the whole simulation.
        name: The person.
    """

    def __init__(self, plan: InterviewPlan, seed: int, name: str) -> None:
        self.plan, self.seed, self.name = plan, seed, name

    def codes(self, told: Told, place: int, skill: PlannedCoders, step: str) -> list[str]:
        """Paths of the codes that the person gives to the answer at a place, true ones or not."""
        there = told.answers[place].codes
        return [
            code.path
            for code in self.plan.leaves
            if self._draw(step, f"{told.id} {place} {code.name}") < skill.chance(code.name, code.name in there)
        ]

    def _draw(self, step: str, label: str) -> float:
        return uniform(self.seed, f"interviews {step} {self.name}", label) / 2**64


def filled(words: str, who: PlannedParticipant) -> str:
    """A sentence with the person's own words in its braces; «de el» and «a el» contract."""
    return CONTRACTED.sub(r"\1l ", SLOT.sub(lambda found: who.slots[found[1]], words))


def transcript(told: Told, note: str) -> str:
    """The text of an interview."""
    head = f"{note}\n\nEntrevista {told.id}, {told.who.date}\n"
    lines = (f"\n{ASKING}: {one.question}\n\n{told.participant}: {one.words}\n" for one in told.answers)
    return head + "".join(lines)


def registry_rows(told: Sequence[Told], plan: InterviewPlan, guides: Mapping[str, str], seed: int) -> list[list[str]]:
    """The registry: its headings and one row an interview.

    Args:
        told: The interviews.
        plan: Where their transcripts lie.
        guides: Version of the guide to the day since which it was used, the oldest first.
        seed: The seed of the whole simulation.
    """
    head = ["entrevista", "participante", "fecha", "minutos", "cargo", "sector", "provincia", "guía"]
    rows = [[*head, "consentimiento", "transcripción", "encuestado"]]
    for one in told:
        minutes = str(35 + uniform(seed, "interviews minutes", one.id) % 36)
        guide = max(((since, own) for own, since in guides.items() if since <= one.who.date), default=("", ""))[1]
        person = [one.who.date, minutes, one.who.role, one.who.sector, one.who.place, guide, one.who.consent]
        rows.append([one.id, one.participant, *person, transcript_file(one, plan), one.who.respondent])
    return rows


def transcript_file(told: Told, plan: InterviewPlan) -> str:
    """The file of an interview's transcript, relative to the study folder."""
    return f"{plan.transcripts}/{told.id}.SYNTHETIC.txt"
