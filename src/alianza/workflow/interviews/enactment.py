"""Synthetic interviews, enacted: transcripts taken in, a codebook built, two people coding, and what they conclude.

Every change goes through the command that a person's change goes through, signed by somebody of the study's team on the
day that the plan names, so the log that comes out is one that people could have made.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial
from itertools import accumulate
from pathlib import Path

from sqlalchemy import Connection

from alianza.coding import codebook, memos, open_coding, relating, rounds
from alianza.coding.assembly import Assembled, assemble
from alianza.coding.contents import DocumentContent
from alianza.coding.open_coding import Passage
from alianza.coding.progress import CodingState
from alianza.coding.project import Coding, Document
from alianza.coding.rounds import Draw, RoundState, Ruling, Unit
from alianza.formats import Refused
from alianza.formats.transcripts import read
from alianza.interviews.segments import segments
from alianza.interviews.simulation import Coder, Conversations, Told, registry_rows, transcript, transcript_file
from alianza.interviews.simulation_plan import InterviewPlan, PlannedCode, PlannedMemo, RoundStep
from alianza.statistics.chance import uniform
from alianza.storage.event_log import Author
from alianza.storage.projections import current
from alianza.study.event import Change, Proposed, together
from alianza.study.interview_protocol import CodingRole, Interviews
from alianza.study.problem import Problem
from alianza.workflow.interviews.contents import keep_document, keep_words, read_contents, reasons_beside
from alianza.workflow.interviews.reading import CODING, protocol_of
from alianza.workflow.journal import Study, commit, whole

NOON = "T17:00:00Z"
A_DAY = 3
"""Interviews that are coded in a day."""
VERSION = "1.0"
TEAM: tuple[CodingRole, ...] = ("keeper", "lead", "coder", "arbiter")
"""Roles without which nobody could carry the interviews out."""


@dataclass(frozen=True)
class InterviewEnactment:
    """Synthetic interviews that can be carried out.

    Attributes:
        study: The study, whose team and constructs it takes.
        plan: What is said and how it is coded.
        seed: The seed of the whole simulation.
    """

    study: Study
    plan: InterviewPlan
    seed: int

    @property
    def log(self) -> str:
        """The log that tells the coding, relative to the study folder."""
        return self.plan.log

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """The interviews."""
        return Conversations(self.plan, self.seed).told

    def files(self) -> dict[str, str]:
        """File to text of the registry and of every transcript."""
        guides = {one.version: one.date for one in protocol_of(self.study).guide}
        text = io.StringIO()
        rows = registry_rows(self.told, self.plan, guides, self.seed)
        csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
        texts = {transcript_file(one, self.plan): transcript(one, self.plan.note) for one in self.told}
        return {self.plan.registry: text.getvalue(), **texts}

    def require_team(self) -> None:
        """Let nothing be written for a team that could not do the work.

        Raises:
            Refused: `interview_plan_name_unknown` with the role that nobody has.
        """
        declared = protocol_of(self.study)
        for role in TEAM:
            if not declared.of_role(role):
                place = "interviews.coders"
                raise Refused(Problem("interview_plan_name_unknown", file="study.toml", place=place, found=role))

    def play(self, connection: Connection, folder: Path) -> None:
        """Carry everything out on the transcripts that lie in a folder."""
        _Played(self, connection).play(folder)


class _Played:
    """The coding while it is carried out: the log that grows, and the texts that are coded."""

    def __init__(self, enactment: InterviewEnactment, connection: Connection) -> None:
        self.study, self.plan, self.seed = enactment.study, enactment.plan, enactment.seed
        self.connection, self.told = connection, {one.id: one for one in enactment.told}
        self.protocol: Interviews = protocol_of(enactment.study)
        self.coders = {name: Coder(self.plan, self.seed, name) for name in self.protocol.of_role("coder")}
        self.path = {one.name: one.path for one in self.plan.codes}
        self.texts: dict[str, str] = {}

    def play(self, folder: Path) -> None:
        """All of it, in order."""
        self._take_in(folder)
        self._build_codebook()
        self._round("pilot", list(self.told)[: self.plan.pilot])
        self._revise()
        self._round("round", list(self.told))
        self._code_the_rest()
        self._relate()
        self._note()
        self._clear()

    def _of(self, role: CodingRole) -> str:
        """The first of the team with a role."""
        return self.protocol.of_role(role)[0]

    def _do(self, step: str, by: str, command: Callable[[CodingState], Proposed], days: int = 0) -> CodingState:
        """Record what a command proposes on a step's day; an error in it is a mistake of the plan."""
        at = f"{self.plan.days[step] + timedelta(days=days)}{NOON}"
        proposed = reasons_beside(self.connection, command(self._state()), partial(self._salt, step))
        return whole(commit(self.connection, CODING, proposed, Author(by, at))).state

    def _salt(self, step: str, place: int) -> str:
        return f"{uniform(self.seed, step, str(place)):016x}"

    def _state(self) -> CodingState:
        return current(self.connection, CODING)

    def _take_in(self, folder: Path) -> None:
        """The transcripts as they lie in the folder, each beside its row of the registry."""
        changes = []
        for one in self.told.values():
            self.texts[one.id] = text = read(folder / transcript_file(one, self.plan)).text
            content = keep_document(self.connection, DocumentContent(Document(one.id, text)))
            values = {"name": one.id, "content": content, "participant": one.participant}
            changes.append(Change("document_added", values))
        self._do("transcripts", self._of("keeper"), lambda _: Proposed(tuple(changes)))

    def _build_codebook(self) -> None:
        for code in self.plan.codes:
            values, path = _described(code), self.path[code.name]
            command = partial(codebook.add_code, path=path, values=values, constructs=self._constructs)
            self._do("codebook", self._of("lead"), command)

    @cached_property
    def _constructs(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.study.protocol.constructs)

    def _round(self, step: RoundStep, names: list[str]) -> None:
        """A round on the segments of some interviews: opened, coded by two people alone, settled by a third."""
        declared, coders = self.protocol.round, self.protocol.of_role("coder")
        name = str(len(self._state().rounds) + 1)
        draw = Draw(name, coders, declared.share, declared.seed)
        self._do(step, self._of("lead"), partial(self._opened, draw=draw, names=names))
        for coder in coders:
            self._do(step, coder, partial(self._ratings, step=step, by=coder))
        self._do(f"settle_{step}", self._of("arbiter"), partial(self._rulings, by=self._of("arbiter")))

    def _opened(self, state: CodingState, draw: Draw, names: list[str]) -> Proposed:
        ids = {one.name: one.id for one in state.documents}
        found = {ids[name]: self._segments[name] for name in names}
        return rounds.open_round(state, draw, found, _drawn(state))

    @cached_property
    def _segments(self) -> dict[str, tuple[rounds.Span, ...]]:
        """Interview to the places of its answers."""
        return {name: segments(text, self.protocol.round.segments) for name, text in self.texts.items()}

    def _ratings(self, state: CodingState, step: RoundStep, by: str) -> Proposed:
        now = _last_round(state)
        return together(
            rounds.rate(now, unit, self._seen(state, step, by, now.round.units[unit - 1]), by) for unit in now.units
        )

    def _seen(self, state: CodingState, step: RoundStep, by: str, unit: Unit) -> list[str]:
        """Paths of the codes that a coder sees in a segment."""
        told, place = self._answer(state, unit)
        return self.coders[by].codes(told, place, self.plan.coders[step], step)

    def _answer(self, state: CodingState, unit: Unit) -> tuple[Told, int]:
        """The answer that a segment is: its interview and its place there."""
        name = next(one.name for one in state.documents if one.id == unit[0])
        return self.told[name], self._segments[name].index(unit[1:])

    def _rulings(self, state: CodingState, by: str) -> Proposed:
        """A third person gives what is there, and nothing else."""
        now, book = _last_round(state), codebook.Codebook(state)
        ruled = []
        for one in now.disagreements():
            told, place = self._answer(state, now.round.units[one.unit - 1])
            given = book.path[one.code] in {self.path[name] for name in told.answers[place].codes}
            reasons = self.plan.reasons.given if given else self.plan.reasons.withheld
            reason = reasons[uniform(self.seed, "interviews reason", f"{told.id} {place} {one.code}") % len(reasons)]
            ruled.append(Ruling(one.unit, book.path[one.code], given, reason))
        return together(rounds.settle(now, ruling, by) for ruling in ruled)

    def _revise(self) -> None:
        """What the pilot round taught goes into the codebook, which is frozen then."""
        for one in self.plan.revisions:
            values, path = {str(one.attribute): one.words}, self.path[one.code]
            command = partial(codebook.change_code, path=path, values=values, constructs=self._constructs)
            self._do("revision", self._of("lead"), command)
        self._do("freeze", self._of("lead"), partial(codebook.freeze_codebook, version=VERSION))

    def _code_the_rest(self) -> None:
        """Every text as a whole, each by one coder in turn; segments of rounds have their codes already."""
        coders = list(self.coders)
        for place, name in enumerate(self.told):
            coder = coders[place % len(coders)]
            self._do("coding", coder, partial(self._first_cycle, name=name, by=coder), place // A_DAY)

    def _first_cycle(self, state: CodingState, name: str, by: str) -> Proposed:
        known = {
            unit[1:] for unit in _drawn(state) if unit[0] in {one.id for one in state.documents if one.name == name}
        }
        return together(
            open_coding.code_passage(state, self.texts[name], name, passage, [path])
            for place, span in enumerate(self._segments[name])
            if span not in known
            for path, passage in self._passages(self.told[name], place, span, by)
        )

    def _passages(self, told: Told, place: int, span: rounds.Span, by: str) -> Iterator[tuple[str, Passage]]:
        """Path of each code that a coder sees in an answer, to the sentences for which it is given."""
        answer = told.answers[place]
        starts = [span[0] + at for at in accumulate((len(one.words) + 1 for one in answer.sentences), initial=0)]
        for path in self.coders[by].codes(told, place, self.plan.coders["round"], "coding"):
            spoken = [at for at, one in enumerate(answer.sentences) if self.path.get(one.code) == path]
            first, last = (spoken[0], spoken[-1]) if spoken else (0, len(answer.sentences) - 1)
            yield path, Passage(starts[first], starts[last] + len(answer.sentences[last].words))

    def _relate(self) -> None:
        """The paradigm around the phenomenon, each relation on passages of interviews that speak of both codes."""
        phenomenon, by = self.plan.axial.phenomenon, self._of("lead")
        known = self._assembled()
        for code, kind in self.plan.axial.relations.items():
            evidence = list(self._evidence(known, code))[: self.plan.axial.evidence]
            ends = (self.path[code], self.path[phenomenon])
            command = partial(relating.relate, ends=ends, kind=kind, evidence=evidence, known=known.names)
            self._do("relations", by, command)

    def _evidence(self, known: Assembled, code: str) -> Iterator[str]:
        """Codings of a code in interviews that speak of the phenomenon as well, one an interview."""
        both = _documents(known, self.path[code]) & _documents(known, self.path[self.plan.axial.phenomenon])
        for name, one in known.by_name.items():
            if one.code == self.path[code] and one.document in both:
                both.remove(one.document)
                yield name

    def _note(self) -> None:
        for place, memo in enumerate(self.plan.memos):
            content = keep_words(self.connection, memo.words, salt=f"{uniform(self.seed, 'memo', str(place)):016x}")
            self._do("memos", self._of("lead"), partial(self._memo, memo=memo, content=content))

    def _memo(self, state: CodingState, memo: PlannedMemo, content: str) -> Proposed:
        found = codebook.Codebook(state).find(memo.about) if memo.about else None
        if isinstance(found, Problem):
            return Proposed(problems=(found,))
        return memos.write_memo(memo.kind, [found.id] if found else [], content)

    def _clear(self) -> None:
        """Somebody who codes nothing reads passages of those who may be quoted, and clears some of them."""
        known, by = self._assembled(), self._of("lead")
        cleared = [name for name, one in known.by_name.items() if self._is_cleared(one)]
        self._do("clearing", by, partial(open_coding.clear_passages, known=known.by_name, codings=cleared, by=by))

    def _is_cleared(self, coding: Coding) -> bool:
        may_be_quoted = self.told[coding.document].who.consent == "cita"
        place = f"{coding.document} {coding.start}"
        return may_be_quoted and uniform(self.seed, "interviews clear", place) / 2**64 < self.plan.clearing.share

    def _assembled(self) -> Assembled:
        state = self._state()
        return assemble(state, read_contents(self.connection, state), self.study.protocol.study.id)


def _described(code: PlannedCode) -> dict[str, str]:
    """The attributes of a code that are not empty."""
    values = {
        "definition": code.definition, "include": code.include, "exclude": code.exclude,
        "example": code.example, "construct": code.construct, "direction": code.direction,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value}


def _last_round(state: CodingState) -> RoundState:
    """The round that is being coded."""
    return RoundState(state, state.rounds[-1])


def _drawn(state: CodingState) -> frozenset[Unit]:
    """Segments of the rounds so far; no text changes meanwhile."""
    return frozenset(unit for one in state.rounds for unit in one.units)


def _documents(known: Assembled, path: str) -> set[str]:
    """Documents with a passage of a code."""
    return {one.document for one in known.project.codings if one.code == path}
