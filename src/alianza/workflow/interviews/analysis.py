"""What is asked of coded interviews: quotes, places of terms, suggestions of codes, saturation, tables of codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from alianza.coding.co_occurrence import CoOccurrence, Meeting, co_occurrence
from alianza.coding.code_counts import Counted
from alianza.coding.code_matrix import CodeMatrix, code_by_attribute, code_by_case, code_by_document
from alianza.coding.codebook import Codebook
from alianza.coding.concealment import Stretches, waiting_segments, without_waiting
from alianza.coding.suggestion import CodeSuggestion, Span, suggest_by_nearness, suggest_by_terms
from alianza.coding.term_search import Language, Occurrence, key_words_in_context
from alianza.formats import Refused
from alianza.interviews.evidence import InterviewEvidence
from alianza.interviews.quotes import QuotesOfConstruct, quotes
from alianza.interviews.saturation import Saturation, all_and_topics, saturation
from alianza.interviews.segments import segments
from alianza.study.interview_protocol import SaturationRule
from alianza.study.problem import Problem
from alianza.study.text import Text
from alianza.workflow.interviews.passages import Speech
from alianza.workflow.interviews.reading import ReadCoding, read_coding


@dataclass(frozen=True, slots=True)
class Spoken:
    """The turn of the conversation in which something stands, from 1, and who has it; 0 where there are no turns."""

    turn: int
    speaker: str


@dataclass(frozen=True, slots=True)
class QuoteList:
    """Quotes by construct, with the constructs' labels and the turn in which each quote stands, by document and start.

    Attributes:
        synthetic: Whether the study is synthetic, and so is every quote.
        constructs: The quotes.
        labels: Construct to its label.
        turns: Document and start of each quote to its turn.
        hidden: Codings left out because somebody has still to code their passage in an open round.
    """

    synthetic: bool
    constructs: tuple[QuotesOfConstruct, ...]
    labels: Mapping[str, Text]
    turns: Mapping[tuple[str, int], Spoken]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a term stands, and who says it."""

    document: str
    place: Occurrence
    spoken: Spoken


@dataclass(frozen=True, slots=True)
class Saturated:
    """Saturation over all codes and by topic.

    Attributes:
        rule: The rule by which it is told.
        conducted: The coded interviews in their order.
        topics: All codes, and each topic.
        uncoded: Interviews that nobody has coded yet.
    """

    rule: SaturationRule
    conducted: tuple[str, ...]
    topics: tuple[Saturation, ...]
    uncoded: int = 0


def list_quotes(path: Path, constructs: Sequence[str] = ()) -> QuoteList:
    """Quotes of some constructs of the study in a folder, of all of them where none is named.

    A passage that somebody has still to code blind in an open round is left out: its construct tells what it was given.

    Raises:
        Refused: `unknown_construct`.
    """
    now = read_coding(path)
    labels = {one.id: one.label for one in now.study.protocol.constructs}
    unknown = [one for one in constructs if one not in labels]
    if unknown:
        raise Refused(Problem("unknown_construct", place="--construct", found=unknown[0], expected=", ".join(labels)))
    speech, evidence = Speech(now), _evidence(now)
    wanted = constructs or tuple(labels)
    project = now.assembled.project
    told = without_waiting(project, now.state)
    found = quotes(told, wanted, now.registry.quotable, evidence.cleared, evidence.spoken)
    turns = {
        (one.document, one.start): Spoken(*speech.turn_at(one.document, one.start)) for of in found for one in of.quotes
    }
    return QuoteList(now.study.protocol.synthetic, found, labels, turns, len(project.codings) - len(told.codings))


def search(path: Path, terms: Sequence[str], language: Language) -> tuple[Found, ...]:
    """Every place of the interviews where one of some terms stands, whatever its endings, with the words around it."""
    now = read_coding(path)
    speech = Speech(now)
    return tuple(
        Found(one.document, one.place, Spoken(*speech.turn_at(one.document, one.place.start)))
        for one in key_words_in_context(now.assembled.project, terms, language)
    )


def suggest(path: Path, terms: Mapping[str, Sequence[str]], coder: str = "") -> tuple[tuple[CodeSuggestion, str], ...]:
    """Segments that may have a code, with their words; nothing is given to them.

    A code's own name is a term of it. Segments that are still to be coded blind in an open round are left out.

    Args:
        path: The study folder.
        terms: Path or name of a code to further terms of it.
        coder: Who looks; segments that others have still to code stay in.

    Raises:
        Refused: `code_unknown` or `code_ambiguous`.
    """
    now = read_coding(path)
    project, language = now.assembled.project, now.study.protocol.study.language
    known = {one.path: [one.name] for one in project.codes if one.codable}
    for code, own in terms.items():
        known.setdefault(_path_of(now, code), []).extend(own)
    waiting = Stretches(waiting_segments(now.state, coder))
    spans = [one for one in _segments(now) if not waiting.meet(one)]
    found = (*suggest_by_terms(project, spans, known, language), *suggest_by_nearness(project, spans, language))
    return tuple((one, project.document[one.document].text[one.start : one.end]) for one in found)


def find_saturation(path: Path) -> Saturated:
    """Whether the last interviews still brought new codes, by the rule of the protocol."""
    now = read_coding(path)
    rule, evidence = now.protocol.saturation, _evidence(now)
    found = saturation(evidence.project, evidence.coded, rule, all_and_topics(evidence.project))
    return Saturated(rule, evidence.coded, found, len(evidence.conducted) - len(evidence.coded))


def count_co_occurrence(path: Path, meeting: Meeting, within: int) -> CoOccurrence:
    """How often every two codes meet."""
    return co_occurrence(read_coding(path).assembled.project, meeting, within)


def count_matrix(path: Path, columns: str, counted: Counted) -> CodeMatrix:
    """Codes by interviews (`document`), cases (`case`) or the values of an attribute of participants.

    Raises:
        Refused: `attribute_unknown`.
    """
    project = read_coding(path).assembled.project
    if columns == "document":
        return code_by_document(project, counted)
    if columns == "case" and project.cases:
        return code_by_case(project, counted)
    held = [*(one.attributes for one in project.documents), *(one.attributes for one in project.cases)]
    known = sorted({name for attributes in held for name in attributes})
    if columns not in known:
        expected = ", ".join(["document", *known])
        raise Refused(Problem("attribute_unknown", place="--columns", found=columns, expected=expected))
    return code_by_attribute(project, columns, counted)


def _evidence(now: ReadCoding) -> InterviewEvidence:
    return InterviewEvidence(now.protocol, now.registry, now.state, now.assembled)


def _segments(now: ReadCoding) -> list[Span]:
    """What participants say, turn by turn."""
    labels = Speech(now).labels
    return [(one.name, *span) for one in now.assembled.project.documents for span in segments(one.text, "turn", labels)]


def _path_of(now: ReadCoding, code: str) -> str:
    book = Codebook(now.state)
    found = book.find(code)
    if isinstance(found, Problem):
        raise Refused(found)
    return book.path[found.id]
