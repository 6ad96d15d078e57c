"""From a study folder to its checked inputs: protocol, claims and answers, with every problem on the way."""

from dataclasses import dataclass

import polars as pl

from alianza.formats.sheet import Sheet, read
from alianza.report.contents import TABLES
from alianza.storage.folder import StudyFolder
from alianza.study.decoding import ClaimsFile, decode, decode_claims
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol, Source
from alianza.survey.responses import Responses, interpret, needed_columns


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run computes from.

    Attributes:
        folder: The study folder as read.
        protocol: The decoded protocol, or None where it is unreadable.
        claims: The published claims, or None where the study names none.
        responses: The survey's answers, or None where the study has no survey.
        problems: Everything found on the way, errors among them.
        digests: File name to SHA-256 of everything that was read.
    """

    folder: StudyFolder
    protocol: Protocol | None
    claims: ClaimsFile | None
    responses: Responses | None
    problems: tuple[Problem, ...]
    digests: dict[str, str]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems with which no result could be trusted."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def read_inputs(folder: StudyFolder) -> Inputs:
    """Decode the protocol and the claims and read the survey.

    Raises:
        alianza.formats.Refused: If a file that the protocol names is missing or nothing in it is safe to read.
    """
    protocol, problems = decode(folder.protocol)
    claims, claim_problems = decode_claims(folder.claims) if folder.claims else (None, ())
    problems = (*problems, *claim_problems, *_unknown_findings(protocol, claims))
    digests = dict(folder.digests)
    if protocol is None or protocol.survey is None:
        return Inputs(folder, protocol, claims, None, problems, digests)
    responses, found = _read_survey(folder, protocol, protocol.survey, digests)
    return Inputs(folder, protocol, claims, responses, (*problems, *found), digests)


def _read_survey(
    folder: StudyFolder, protocol: Protocol, source: Source, digests: dict[str, str]
) -> tuple[Responses, tuple[Problem, ...]]:
    sheet = _read_file(folder, protocol, source, source.file)
    digests[sheet.name] = sheet.digest
    counts = _frame_counts(folder, protocol, source, digests)
    responses = interpret(sheet, source, counts)
    return responses, (*sheet.problems, *responses.problems)


def _read_file(folder: StudyFolder, protocol: Protocol, source: Source, name: str) -> Sheet:
    return read(
        folder.resolve(name),
        format=source.format,
        encoding=source.encoding,
        delimiter=source.delimiter,
        decimal=source.decimal,
        sheet=source.sheet,
        max_bytes=protocol.limits.max_bytes,
        columns=needed_columns(source),
    )


def _frame_counts(
    folder: StudyFolder, protocol: Protocol, source: Source, digests: dict[str, str]
) -> pl.DataFrame | None:
    """The frame's counts, where the design is declared by them."""
    if source.design.frame is None:
        return None
    sheet = read(folder.resolve(source.design.frame.file), max_bytes=protocol.limits.max_bytes)
    digests[sheet.name] = sheet.digest
    return sheet.frame


def _unknown_findings(protocol: Protocol | None, claims: ClaimsFile | None) -> tuple[Problem, ...]:
    """Hypotheses and claims that rest on a table which does not exist."""
    hypotheses = protocol.hypotheses if protocol else ()
    named = [("study.toml", f"hypotheses[{i}].finding", one.finding) for i, one in enumerate(hypotheses) if one.finding]
    for index, claim in enumerate(claims.claims if claims else ()):
        named += [("claims.toml", f"claims[{index}].finding", finding) for finding in (*claim.finding, *claim.rivals)]
    return tuple(
        Problem("unknown_finding", file=file, place=place, found=name, expected=", ".join(TABLES))
        for file, place, name in named
        if name.split(".")[0] not in TABLES
    )
