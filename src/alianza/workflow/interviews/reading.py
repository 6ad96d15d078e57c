"""Interviews and their coding as they stand, read once for everything that only looks at them."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection

from alianza.coding.assembly import Assembled, assemble
from alianza.coding.belongings import taken_out
from alianza.coding.concealment import OpenRounds
from alianza.coding.contents import Contents
from alianza.coding.erasure import words_of
from alianza.coding.progress import CodingState, Source
from alianza.coding.projection import CodingProjection
from alianza.formats import Refused
from alianza.interviews.registry import Registry, Rows
from alianza.storage.chain import broken_chain
from alianza.storage.event_log import head, held, read
from alianza.storage.projections import current, recorded
from alianza.study.event import Event
from alianza.study.interview_protocol import Interviews
from alianza.study.problem import Problem
from alianza.workflow.interviews.contents import document_content, read_contents
from alianza.workflow.interviews.registry import called, disagreements, facts, registry_of, without_withdrawn
from alianza.workflow.interviews.transcript_files import files_of, is_transcript
from alianza.workflow.journal import Study, reading, study_at

CODING = CodingProjection()
RECENT = 1_000
"""Events that are recent."""


@dataclass(frozen=True)
class ReadCoding:
    """The coding of a study as it stands, without participants who withdrew.

    Words and events are read when they are first asked for: giving a code to a passage needs one text and no event, and
    a study may have a hundred thousand of them.

    Attributes:
        study: The study.
        protocol: What it declares about its interviews.
        registry: The registry of interviews.
        state: Where the coding stands.
        head: Digest of the log's last event.
        connection: The log.
        odd: Texts of which the registry and the log say that they are different people's, as warnings.
        problems: What is wrong with the log, as warnings: people may still look.
        rewritten: What the state names, where somebody who withdrew had to be taken out of imported projects.
    """

    study: Study
    protocol: Interviews
    registry: Registry
    state: CodingState
    head: str
    connection: Connection
    odd: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    rewritten: Contents | None = None

    @cached_property
    def contents(self) -> Contents:
        """The words that lie beside the log."""
        return self.rewritten or read_contents(self.connection, self.state)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Everything that happened, withdrawn or not."""
        return tuple(read(self.connection, CODING.stream))

    @cached_property
    def recent(self) -> tuple[Event, ...]:
        """The last of those events: mostly what somebody takes back is among them."""
        return tuple(read(self.connection, CODING.stream, head(self.connection)[0] - RECENT))

    def text_of(self, document: Source) -> str:
        """The text of one document as it is now, decoded once."""
        digest = document.text_content
        if digest not in self._texts:
            self._texts[digest] = document_content(self.connection, digest).document.text
        return self._texts[digest]

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {}

    @cached_property
    def open_rounds(self) -> OpenRounds:
        """Where nobody codes outside of a round."""
        return OpenRounds(self.state)

    def read_whole(self) -> "ReadCoding":
        """The same with words and events read, to look at after the log is closed."""
        _ = self.contents, self.events
        return self

    @cached_property
    def assembled(self) -> Assembled:
        """The project, a code standing on a segment of a round where all coders gave it or it was settled so."""
        return self._assembled(blind=False)

    @cached_property
    def blind(self) -> Assembled:
        """The project with everything that each coder gave in rounds."""
        return self._assembled(blind=True)

    def _assembled(self, *, blind: bool) -> Assembled:
        rows, name = Rows(self.registry), self.study.protocol.study.id

        def said(document: str, participant: str) -> dict[str, str]:
            row = rows.of(document, participant)
            return facts(row) if row else {}

        return assemble(self.state, self.contents, name, said, blind=blind)


def read_coding(path: Path) -> ReadCoding:
    """The coding of a study folder as it stands, for somebody who only looks: of a log that is not whole it says so.

    Raises:
        Refused: If the study, its registry or its log cannot be read.
    """
    return read_opened(study_at(path))


def read_opened(study: Study) -> ReadCoding:
    """As `read_coding`, of a study whose protocol is read."""
    with reading(study.path) as connection:
        broken = broken_chain(connection)
        try:
            told = tuple(replace(one, severity="warning") for one in broken)
            return replace(read_connected(study, connection), problems=told).read_whole()
        except Refused as refused:  # what nobody can read is the lesser news
            found = (*broken, refused.problem, *refused.others)
            raise Refused(found[0], refused.exit_code, found[1:]) from None


def read_recorded(study: Study, digests: dict[str, str] | None = None) -> ReadCoding:
    """The coding as its events tell it, for results: a stored state is not believed, nor a log that was changed.

    Args:
        study: The study.
        digests: Takes the digest of the registry's file.

    Raises:
        Refused: If the registry or the log cannot be read, or the log is not what was recorded.
    """
    with reading(study.path) as connection:
        now = _read(study, connection, recorded(connection, CODING), digests)
        return replace(now, problems=_not_erased(now)).read_whole()


def _not_erased(now: ReadCoding) -> tuple[Problem, ...]:
    """`withdrawn_not_erased`, a warning, for who withdrew by the registry and whose words the study still holds."""
    files = files_of(now.study.path, now.protocol.registry, now.registry.rows) if now.registry.withdrawn else {}
    with_file = {one.participant for name, rows in files.items() if is_transcript(name) for one in rows}
    found = [
        one
        for one in sorted(now.registry.withdrawn - {odd.found for odd in now.odd})
        if one in with_file or held(now.connection, words_of(now.events, one, _documents_of(now, one)))
    ]
    return tuple(Problem("withdrawn_not_erased", "warning", file=now.protocol.registry, found=one) for one in found)


def _documents_of(now: ReadCoding, participant: str) -> list[str]:
    """Names in the log of documents that only the registry knows as a participant's."""
    named = called(now.registry, participant)
    return [str(one.number) for one in now.events if one.kind == "document_added" and one.payload.get("name") in named]


def read_connected(study: Study, connection: Connection) -> ReadCoding:
    """As `read_coding`, as one connection sees the log, for as long as it is open."""
    return _read(study, connection, current(connection, CODING))


def _read(
    study: Study, connection: Connection, whole: CodingState, digests: dict[str, str] | None = None
) -> ReadCoding:
    protocol = protocol_of(study)
    registry = registry_of(study.folder, protocol, digests)
    state, rewritten = _standing(connection, whole, registry)
    odd = disagreements(whole, registry, protocol.registry)
    return ReadCoding(study, protocol, registry, state, head(connection)[1], connection, odd, rewritten=rewritten)


def _standing(connection: Connection, whole: CodingState, registry: Registry) -> tuple[CodingState, Contents | None]:
    """Where the coding stands without anybody who withdrew, also in a database from before.

    Returns:
        The state, and what it names where somebody had to be taken out of it; else None.
    """
    unknown = registry.withdrawn - set(whole.gone) if whole.adoptions else frozenset()
    if not unknown:
        return without_withdrawn(whole, registry), None
    contents = read_contents(connection, whole)
    for participant in sorted(unknown):
        whole, contents = taken_out(whole, contents, participant, called(registry, participant))
    return without_withdrawn(whole, registry), contents


def protocol_of(study: Study) -> Interviews:
    """What a study declares about its interviews; the defaults where it declares nothing."""
    return study.protocol.interviews or Interviews()
