"""Synthetic interviews, enacted: transcripts taken in, a codebook built, two people coding, and what they conclude.

Every change goes through the command that a person's change goes through, signed by somebody of the study's team on the
day that the plan names, so the log that comes out is one that people could have made.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from alianza.coding import codebook, open_coding, relating, rounds
from alianza.coding.assembly import Assembled, assemble
from alianza.coding.contents import DocumentContent
from alianza.coding.open_coding import Passage
from alianza.coding.progress import CodingState, code_paths
from alianza.coding.project import Document
from alianza.coding.rounds import Draw, RoundState, Ruling, Span, Unit
from alianza.formats.transcripts import read
from alianza.interviews.registry import CONSENTS
from alianza.interviews.segments import segments
from alianza.interviews.simulation import Coder, Conversations, Told, registry_rows, transcript
from alianza.interviews.simulation_plan import InterviewPlan, PlannedCode
from alianza.statistics.chance import uniform
from alianza.storage.event_log import Author
from alianza.storage.projections import current
from alianza.study.event import Change, Proposed, together
from alianza.study.interview_protocol import CodingRole, Interviews
from alianza.study.text import folded
from alianza.workflow.interviews.contents import keep_document, keep_words, read_contents
from alianza.workflow.interviews.reading import CODING, protocol_of
from alianza.workflow.journal import Study, commit, whole

NOON = "T17:00:00Z"
PILOT, REPORTED, VERSION = "piloto", "1", "1.0"
GIVEN = "SYNTHETIC. La respuesta cumple lo que el código incluye."
NOT_GIVEN = "SYNTHETIC. La respuesta no habla de lo que define el código."


@dataclass(frozen=True)
class Enactment:
    """Synthetic interviews that can be carried out.

    Attributes:
        study: The study, whose team and constructs it takes.
        plan: What is said and how it is coded.
        seed: The seed of the whole simulation.
    """

    study: Study
    plan: InterviewPlan
    seed: int

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """The interviews."""
        return Conversations(self.plan, self.seed).told

    def files(self) -> dict[str, str]:
        """File to text of the registry and of every transcript."""
        text = io.StringIO()
        rows = registry_rows(self.told, self.plan.transcripts, self.seed)
        csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
        return {self.plan.registry: text.getvalue()} | {
            self.place(one): transcript(one, self.plan.note) for one in self.told
        }

    def place(self, told: Told) -> str:
        """The file of an interview's transcript."""
        return f"{self.plan.transcripts}/{told.id}.SYNTHETIC.txt"

    def play(self, connection: Connection, folder: Path) -> None:
        """Carry everything out on the transcripts that lie in a folder."""
        _Played(self, connection).play(folder)


class _Played:
    """The coding while it is carried out."""

    def __init__(self, enactment: Enactment, connection: Connection) -> None:
        self.enactment, self.plan, self.seed = enactment, enactment.plan, enactment.seed
        self.connection, self.told = connection, {one.id: one for one in enactment.told}
        self.texts: dict[str, str] = {}

    def play(self, folder: Path) -> None:
        """All of it, in order."""
        self._take_in(folder)
        self._build_codebook()
        self._round(PILOT, "pilot")
        self._freeze()
        self._round(REPORTED, "round")
        self._code_the_rest()
        self._relate()
        self._note()
        self._clear()

    @property
    def protocol(self) -> Interviews:
        """What the study declares about its interviews."""
        return protocol_of(self.enactment.study)

    @property
    def state(self) -> CodingState:
        """Where the coding stands."""
        return current(self.connection, CODING)

    @cached_property
    def paths(self) -> dict[str, str]:
        """Code to its path in the codebook."""
        return {one.name: one.path for one in self.plan.codes}

    def _of(self, role: CodingRole) -> str:
        """The first of the team with a role."""
        return self.protocol.of_role(role)[0]

    def _do(self, step: str, by: str, command: Callable[[CodingState], Proposed]) -> None:
        """Record what a command proposes on a step's day; an error in it is a mistake of the plan."""
        author = Author(by, f"{self.plan.days[step]}{NOON}")
        whole(commit(self.connection, CODING, command(self.state), author))

    def _take_in(self, folder: Path) -> None:
        for one in self.told.values():
            self.texts[one.id] = read(folder / self.enactment.place(one)).text
        self._do("transcripts", self._of("keeper"), lambda _: together(map(self._added, self.told.values())))

    def _added(self, one: Told) -> Proposed:
        content = keep_document(self.connection, DocumentContent(Document(one.id, self.texts[one.id])))
        values = {"name": one.id, "content": content, "participant": one.participant}
        return Proposed((Change("document_added", values),))

    def _build_codebook(self) -> None:
        for code in self.plan.codes:
            self._do("codebook", self._of("lead"), partial(self._new_code, code=code))

    def _new_code(self, state: CodingState, code: PlannedCode) -> Proposed:
        """A code as the plan has it; one at the root only groups others."""
        proposed = codebook.add_code(state, code.path, _values(code), self._constructs)
        grouping = {} if code.below else {"codable": False}
        changes = tuple(replace(one, payload={**one.payload, **grouping}) for one in proposed.changes)
        return Proposed(changes, proposed.problems)

    @cached_property
    def _constructs(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.enactment.study.protocol.constructs)

    def _freeze(self) -> None:
        """The lead gives every code an example from the texts, and freezes the book."""
        examples = {code.path: self._example(code) for code in self.plan.leaves}
        for path, words in examples.items():
            change = partial(codebook.change_code, path=path, values={"example": words}, constructs=self._constructs)
            self._do("freeze", self._of("lead"), change)
        self._do("freeze", self._of("lead"), partial(codebook.freeze_codebook, version=VERSION))

    def _example(self, code: PlannedCode) -> str:
        """The first sentence of the interviews that speaks of a code."""
        said = (one for told in self.told.values() for answer in told.answers for one in answer.sentences)
        return next(one.words for one in said if one.code == code.name)

    def _round(self, name: str, step: Literal["pilot", "round"]) -> None:
        """A blind round: drawn, coded by each alone, and settled by a third person who knows what is there."""
        declared, coders = self.protocol.round, self.protocol.of_role("coder")
        draw = Draw(name, coders, declared.share, declared.seed)
        self._do(
            step, self._of("lead"), lambda state: rounds.open_round(state, draw, self._turns(state), _earlier(state))
        )
        for coder in coders:
            self._do(step, coder, partial(self._ratings, by=coder, step=step))
        self._do(f"settle_{step}", self._of("arbiter"), self._rulings)

    def _opening(self, state: CodingState, draw: Draw) -> Proposed:
        return rounds.open_round(state, draw, self._turns(state), _earlier(state))

    def _turns(self, state: CodingState) -> dict[str, tuple[Span, ...]]:
        """Document, by its name in the log, to its answers."""
        return {one.id: self.spans[one.name] for one in state.documents}

    @cached_property
    def spans(self) -> dict[str, tuple[Span, ...]]:
        """Interview to where each answer stands in its text."""
        return {name: segments(text, "turn") for name, text in self.texts.items()}

    def _ratings(self, state: CodingState, by: str, step: Literal["pilot", "round"]) -> Proposed:
        current_round = RoundState(state, state.rounds[-1])
        coder, skill = Coder(self.plan, self.seed, by), self.plan.coders[step]
        answers = {unit: self._answer(state, current_round, unit) for unit in current_round.units}
        return together(
            rounds.rate(current_round, unit, coder.codes(told, place, skill, step), by)
            for unit, (told, place) in answers.items()
        )

    def _answer(self, state: CodingState, current_round: RoundState, unit: int) -> tuple[Told, int]:
        """The interview of a unit, and the place of its answer there."""
        document, start, end = current_round.round.units[unit - 1]  # units are counted from 1
        name = {one.id: one.name for one in state.documents}[document]
        return self.told[name], self.spans[name].index((start, end))

    def _rulings(self, state: CodingState) -> Proposed:
        current_round, names = RoundState(state, state.rounds[-1]), code_paths(state.codes)
        return together(
            self._ruling(state, current_round, one.unit, names[one.code]) for one in current_round.disagreements()
        )

    def _ruling(self, state: CodingState, current_round: RoundState, unit: int, path: str) -> Proposed:
        told, place = self._answer(state, current_round, unit)
        given = path in {self.paths[one.code] for one in told.answers[place].sentences if one.code}
        reason = GIVEN if given else NOT_GIVEN
        return rounds.settle(current_round, Ruling(unit, path, given, reason), self._of("arbiter"))

    def _code_the_rest(self) -> None:
        """Each interview by one of the two coders, in turns: the answers that no round held."""
        coders = self.protocol.of_role("coder")
        for place, told in enumerate(self.told.values()):
            coder = coders[place % len(coders)]
            self._do("coding", coder, partial(self._passages, told=told, coder=Coder(self.plan, self.seed, coder)))

    def _passages(self, state: CodingState, told: Told, coder: Coder) -> Proposed:
        document = next(one.id for one in state.documents if one.name == told.id)
        held = {(start, end) for unit, start, end in _earlier(state) if unit == document}
        skill = self.plan.coders["round"]
        return together(
            open_coding.code_passage(state, self.texts[told.id], told.id, self._sentence(told, place, path), [path])
            for place, span in enumerate(self.spans[told.id])
            if span not in held
            for path in coder.codes(told, place, skill, "coding")
        )

    def _sentence(self, told: Told, place: int, path: str) -> Passage:
        """Where the sentence that speaks of a code stands; the first one where none does and the coder errs."""
        at, sentences = self.spans[told.id][place][0], told.answers[place].sentences
        wanted = next((index for index, one in enumerate(sentences) if one.code and self.paths[one.code] == path), 0)
        start = at + sum(len(one.words) + 1 for one in sentences[:wanted])
        return Passage(start, start + len(sentences[wanted].words))

    def _relate(self) -> None:
        known = self._assembled()
        axial = self.plan.axial
        for code, kind in axial.relations.items():
            evidence = self._evidence(known, self.paths[code], self.paths[axial.phenomenon])
            ends = (self.paths[code], self.paths[axial.phenomenon])
            draw = partial(relating.relate, ends=ends, kind=kind, evidence=evidence, known=known.names)
            self._do("relations", self._of("lead"), draw)

    def _evidence(self, known: Assembled, code: str, phenomenon: str) -> list[str]:
        """Passages of a code in interviews that speak of the phenomenon too."""
        speaking = {one.document for one in known.project.codings if one.code == phenomenon}
        found = [name for name, one in known.by_name.items() if one.code == code and one.document in speaking]
        return found[: self.plan.axial.evidence]

    def _note(self) -> None:
        for memo in self.plan.memos:
            content = keep_words(self.connection, memo.words)
            about = [code for code, path in code_paths(self.state.codes).items() if path == self.paths.get(memo.about)]
            written = open_coding.write_memo(memo.kind, about, content)
            self._do("memos", self._of("lead"), partial(_as_written, written=written))

    def _clear(self) -> None:
        """The lead, who codes nothing, clears passages of those who may be quoted."""
        known = self._assembled()
        quotable = {one.id for one in self.told.values() if CONSENTS[folded(one.who.consent)] == "quote"}
        mine = [name for name, one in known.by_name.items() if one.document in quotable]
        share = self.plan.clearing.share * 2**64
        chosen = [name for name in mine if uniform(self.seed, "interviews cleared", name) < share]
        coders = {name: one.coder for name, one in known.by_name.items()}
        by = self._of("lead")
        self._do("clearing", by, partial(open_coding.clear_passages, coders=coders, codings=chosen, by=by))

    def _assembled(self) -> Assembled:
        return assemble(self.state, read_contents(self.connection, self.state), self.enactment.study.protocol.study.id)


def _values(code: PlannedCode) -> dict[str, str]:
    """What the plan says of a code."""
    values = {
        "definition": code.definition, "include": code.include, "exclude": code.exclude, "construct": code.construct,
        "direction": code.direction,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value}


def _as_written(state: CodingState, written: Proposed) -> Proposed:
    """What was proposed already, wherever the coding stands."""
    return written


def _earlier(state: CodingState) -> set[Unit]:
    """Segments that a round held."""
    return {(document, start, end) for one in state.rounds for document, start, end in one.units}
