"""What the tables of the interviews are computed from: the registry, the coding, and everything that follows."""

from dataclasses import dataclass, replace
from datetime import date as Day
from functools import cached_property

from alianza.coding.assembly import Assembled
from alianza.coding.progress import CodingState
from alianza.coding.project import Coding, QualitativeProject
from alianza.coding.rounds import RoundState, reported_round
from alianza.interviews.answers import OwnWords
from alianza.interviews.registry import Interview, Registry, Rows
from alianza.interviews.speakers import declared_sides
from alianza.study.interview_protocol import Interviews


@dataclass(frozen=True)
class InterviewEvidence:
    """Everything that a table of the interviews may read; nothing of participants who withdrew is in it.

    Attributes:
        interviews: Their protocol.
        registry: The registry.
        state: Where the coding stands.
        coding: The project: a code stands on a segment of a round where all coders gave it or it was settled so.
    """

    interviews: Interviews
    registry: Registry
    state: CodingState
    coding: Assembled

    @property
    def project(self) -> QualitativeProject:
        """The coded project."""
        return self.coding.project

    @cached_property
    def row(self) -> dict[str, Interview]:
        """Document to its row of the registry."""
        rows = Rows(self.registry)
        found = {one.name: rows.of(one.name, one.attributes.get("participant", "")) for one in self.project.documents}
        return {name: one for name, one in found.items() if one is not None}

    @cached_property
    def conducted(self) -> tuple[str, ...]:
        """The interviews in the order in which they were held; those without a date last, as they came.

        They are the documents with words that have a row of the registry; where none has, all documents with words.
        """
        words = {one.name: number for number, one in enumerate(self.project.documents) if one.text.strip()}
        place = {name: number for name, number in words.items() if name in self.row} or words
        return tuple(sorted(place, key=lambda name: (self._day(name), place[name])))

    @cached_property
    def coded(self) -> tuple[str, ...]:
        """Interviews that somebody has coded, in their order: of the others nobody knows what is in them."""
        given = {one.document for one in self.project.codings} | self._judged
        return tuple(name for name in self.conducted if name in given)

    @cached_property
    def _judged(self) -> frozenset[str]:
        """Documents with a segment of a complete round, whatever codes it was given: none is an answer as well."""
        names = {one.id: one.name for one in self.state.documents}
        complete = (one for one in self.state.rounds if RoundState(self.state, one).complete)
        return frozenset(names[unit[0]] for one in complete for unit in one.units if unit[0] in names)

    @cached_property
    def interviewed(self) -> QualitativeProject:
        """The project with the documents that are interviews, and what was coded in them."""
        own = frozenset(self.conducted)
        documents = tuple(one for one in self.project.documents if one.name in own)
        codings = tuple(one for one in self.project.codings if one.document in own)
        return replace(self.project, documents=documents, codings=codings)

    @cached_property
    def is_book_of_before(self) -> bool:
        """Whether every code is older than anything that was coded here: then interviews could not bring a new one."""
        coded = [*(one.number for one in self.state.codings), *(one.number for one in self.state.rounds)]
        return bool(coded) and all(int(one.id.partition(".")[0]) < min(coded) for one in self.state.codes)

    @cached_property
    def asked(self) -> frozenset[str]:
        """Everybody who was asked: the participants of the registry, and who speaks in other documents."""
        return frozenset(one.participant for one in self.registry.standing) | {
            one.attributes.get("participant") or one.name for one in self.project.documents
        }

    @cached_property
    def cleared(self) -> tuple[Coding, ...]:
        """Codings whose passage a second person has cleared for printing."""
        known = self.coding.by_name
        return tuple(known[name] for name in self.state.cleared if name in known)

    @cached_property
    def spoken(self) -> OwnWords:
        """What each participant says in their interviews, apart from what others say there."""
        people = {one.participant for one in self.registry.rows}
        return OwnWords(self.project, declared_sides(self.interviews.labels), people)

    @cached_property
    def heard(self) -> QualitativeProject:
        """The project without codings of words that are known to be somebody else's than the participant's."""
        others = {
            span for span in {(one.document, one.start, one.end) for one in self.project.codings}
            if self.spoken.is_anothers(span)
        }  # fmt: skip
        told = tuple(one for one in self.project.codings if (one.document, one.start, one.end) not in others)
        return replace(self.project, codings=told)

    @cached_property
    def reported(self) -> RoundState | None:
        """The round whose agreement is reported: the first after the freeze of the codebook; None without one."""
        opened = reported_round(self.state)
        return RoundState(self.state, opened) if opened is not None else None

    def _day(self, document: str) -> Day:
        row = self.row.get(document)
        return (row.date if row else None) or Day.max
