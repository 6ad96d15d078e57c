"""From a study folder to its checked inputs: protocol, claims and answers, with every problem on the way."""

from collections.abc import Iterator
from dataclasses import dataclass

from alianza.formats import Refused
from alianza.formats.sheet import Sheet, read
from alianza.interviews.evidence import InterviewEvidence
from alianza.report.contents import TABLES
from alianza.report.income_effect import INDEPENDENTS
from alianza.report.names import finding_names
from alianza.review.evidence import ReviewEvidence
from alianza.storage.folder import StudyFolder
from alianza.study.decoding import ClaimsFile, decode, decode_claims
from alianza.study.implied import with_implied
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol, Source
from alianza.survey.responses import Responses, interpret, needed_columns
from alianza.survey.vocabulary import VARIABLES
from alianza.workflow.fieldwork import with_fieldwork
from alianza.workflow.interviews.evidence import read_interviews
from alianza.workflow.review.evidence import read_evidence
from alianza.workflow.synthetic import undeclared_synthetic


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run computes from.

    Attributes:
        folder: The study folder as read.
        protocol: The decoded protocol, or None where it is unreadable.
        claims: The published claims, or None where the study names none.
        responses: The survey's answers, or None where the study has no survey.
        problems: Everything found on the way, errors among them.
        digests: File name to SHA-256 of everything that was read; the log of changes by the digest of its last event.
        review: The literature review as it stands, or None where the study declares none.
        interviews: The interviews and their coding as they stand, or None where the study declares none.
    """

    folder: StudyFolder
    protocol: Protocol | None
    claims: ClaimsFile | None
    responses: Responses | None
    problems: tuple[Problem, ...]
    digests: dict[str, str]
    review: ReviewEvidence | None = None
    interviews: InterviewEvidence | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems with which no result could be trusted."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def read_inputs(folder: StudyFolder) -> Inputs:
    """Decode the protocol and the claims, and read the survey, the review and the interviews.

    Raises:
        alianza.formats.Refused: If a file that the protocol names is missing or nothing in it is safe to read.
    """
    protocol, problems = decode(folder.protocol)
    claims, claim_problems = decode_claims(folder.claims) if folder.claims else (None, ())
    problems = (*problems, *claim_problems, *_unknown_names(protocol, claims))
    digests = dict(folder.digests)
    review, found = read_evidence(folder, protocol, digests)
    interviews, odd = read_interviews(folder, protocol, digests)
    problems = (*problems, *found, *odd)
    source = with_implied(protocol) if protocol else None
    if protocol is None or source is None:
        return Inputs(folder, protocol, claims, None, problems, digests, review, interviews)
    try:
        responses, found = _read_survey(folder, protocol, source, digests)
        responses, beside = with_fieldwork(folder, protocol, responses, digests)
    except Refused as refused:  # data that nobody can read hide no mistake of the protocol
        raise Refused(refused.problem, refused.exit_code, (*refused.others, *problems)) from None
    undeclared = undeclared_synthetic(protocol, responses)
    problems = (*problems, *found, *beside, *undeclared)
    return Inputs(folder, protocol, claims, responses, problems, digests, review, interviews)


def _read_survey(
    folder: StudyFolder, protocol: Protocol, source: Source, digests: dict[str, str]
) -> tuple[Responses, tuple[Problem, ...]]:
    sheet = _read_file(folder, protocol, source)
    digests[source.file] = sheet.digest
    counts = _read_counts(folder, protocol, source, digests)
    frame = counts.get(source.design.frame.file) if source.design.frame else None
    margins = {name: one.frame for name, one in counts.items()}
    responses = interpret(sheet, source, frame.frame if frame else None, margins)
    found = [problem for one in (sheet, *counts.values()) for problem in one.problems]
    return responses, (*found, *responses.problems)


def _read_file(folder: StudyFolder, protocol: Protocol, source: Source) -> Sheet:
    """The survey's own file; where it is missing, the remedy also tells how a study does without a survey."""
    return read(
        folder.resolve(source.file, source.obtain, missing="survey_missing"),
        format=source.format,
        encoding=source.encoding,
        delimiter=source.delimiter,
        decimal=source.decimal,
        sheet=source.sheet,
        max_bytes=protocol.limits.max_bytes,
        columns=needed_columns(source),
    )


def _read_counts(folder: StudyFolder, protocol: Protocol, source: Source, digests: dict[str, str]) -> dict[str, Sheet]:
    """The files with the frame's counts and with known margins, by the name that the protocol gives them."""
    design = source.design
    frame = [design.frame.file] if design.frame else []
    margins = [counts.file for counts in design.calibration.counts] if design.calibration else []
    names = dict.fromkeys((*frame, *margins))
    sheets = {name: read(folder.resolve(name), max_bytes=protocol.limits.max_bytes) for name in names}
    digests |= {name: sheet.digest for name, sheet in sheets.items()}
    return sheets


def _unknown_names(protocol: Protocol | None, claims: ClaimsFile | None) -> tuple[Problem, ...]:
    """Tables that do not exist, in hypotheses, claims and the list of tables asked for; variables nobody knows."""
    tables = ", ".join(TABLES)
    unknown = [
        Problem("unknown_finding", file=file, place=place, found=name, expected=tables)
        for file, place, name in finding_names(protocol, claims)
        if name.split(".")[0] not in TABLES or name.count(".") < 2
    ]
    asked = enumerate(protocol.tables if protocol else ())
    unknown += [
        Problem("unknown_table", file="study.toml", place=f"tables[{index}]", found=name, expected=tables)
        for index, name in asked
        if name not in TABLES
    ]
    return (*unknown, *(_unknown_needs(protocol) if protocol else ()))


def _unknown_needs(protocol: Protocol) -> Iterator[Problem]:
    """Variables that a hypothesis needs and that neither the study nor the program knows: no data could bring them."""
    source = with_implied(protocol)
    own = {*source.columns, *(one.name for one in source.derived)} if source else set()
    known = own | set(VARIABLES) | {INDEPENDENTS}
    for index, hypothesis in enumerate(protocol.hypotheses):
        for name in hypothesis.needs:
            if name not in known:
                place, expected = f"hypotheses[{index}].needs", ", ".join(sorted(own))
                yield Problem("unknown_variable", file="study.toml", place=place, found=name, expected=expected)
