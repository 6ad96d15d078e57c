"""The registry of interviews as it lies in the study folder: read, and a row of it struck out."""

import csv
import io
from dataclasses import replace

from alianza.coding.progress import CodingState, without_gone
from alianza.formats import Refused
from alianza.formats.dialect import recognise
from alianza.formats.sheet import Reading, read
from alianza.interviews.registry import Interview, Registry, Whose, read_registry, struck_row
from alianza.storage.folder import StudyFolder
from alianza.study.interview_protocol import Interviews
from alianza.study.problem import Problem
from alianza.survey.values import texts

MAX_BYTES = 20_000_000


def registry_of(folder: StudyFolder, interviews: Interviews, digests: dict[str, str] | None = None) -> Registry:
    """The registry that a protocol names; an empty one where the study has none yet.

    Args:
        folder: The study folder.
        interviews: The interviews' protocol.
        digests: Takes the digest of the file.

    Raises:
        Refused: If the file is there and cannot be read, or its name leads out of the folder.
    """
    place = folder.path / interviews.registry
    if not place.is_file() and folder.data is None:
        return Registry()
    sheet = read(folder.resolve(interviews.registry), max_bytes=MAX_BYTES, as_text=True)
    if digests is not None:
        digests[interviews.registry] = sheet.digest
    columns = [texts(sheet.frame[name]).to_list() for name in sheet.columns]
    rows = [["" if cell is None else str(cell) for cell in row] for row in zip(*columns, strict=True)]
    found = read_registry(list(sheet.columns), rows, interviews.registry)
    odd = [one for one in sheet.problems if one.code != "no_rows"]  # a new study's, which nobody has filled in yet
    return replace(found, problems=(*odd, *found.problems))


def facts(interview: Interview) -> dict[str, str]:
    """What the document of an interview bears as attributes: nothing that names a place."""
    values = {
        "participant": interview.participant, "role": interview.role, "sector": interview.sector,
        "case": interview.case, "guide": interview.guide,
        "date": interview.date.isoformat() if interview.date else "",
    }  # fmt: skip
    return {name: value for name, value in values.items() if value}


def without_withdrawn(state: CodingState, registry: Registry) -> CodingState:
    """The state without participants whom the registry or the log says to have withdrawn.

    A row that was struck out after a backup was taken counts as well: a restored backup brings nobody back. Where the
    registry names somebody else than the log, a text is theirs whose consent is narrower.
    """
    gone, whose = {*state.gone, *registry.withdrawn}, Whose(registry, frozenset(state.gone))
    named = tuple(replace(one, participant=whose.of(state.name_told(one), one.participant)) for one in state.documents)
    return without_gone(replace(state, documents=named, gone=tuple(sorted(gone))))


def disagreements(state: CodingState, registry: Registry, file: str) -> tuple[Problem, ...]:
    """Texts of which the registry says that they are somebody else's than the log says, as warnings.

    Args:
        state: Where the coding stands by the log.
        registry: The registry.
        file: Its name, for the problems.

    Returns:
        `text_of_another`; `text_of_withdrawn` where whoever the registry names withdrew.
    """
    whose, found = Whose(registry, frozenset(state.gone)), []
    for one in state.documents:
        registered = whose.disagreement(one.name, one.participant)
        if registered:
            code = "text_of_withdrawn" if whose.has_withdrawn(registered) else "text_of_another"
            values = {"logged": one.participant}
            found.append(Problem(code, "warning", file=file, place=one.name, found=registered, values=values))
    return tuple(found)


def called(registry: Registry, participant: str) -> frozenset[str]:
    """Names that documents and cases of a participant may bear: the pseudonym, and those of their interviews."""
    return frozenset({participant, *(name for name, who in registry.participant_of.items() if who == participant)})


def struck_out(folder: StudyFolder, interviews: Interviews, participant: str) -> bytes | None:
    """The registry with nothing of a participant's rows but the pseudonym, the interview, and that they withdrew.

    The other rows keep their signs.

    Returns:
        The file's new content; None where there is no file.

    Raises:
        Refused: `registry_not_csv` where the registry is a workbook, which only people write.
    """
    place = folder.path / interviews.registry
    if not place.is_file():
        return None
    if place.suffix.lower() not in (".csv", ".tsv", ".txt"):
        raise Refused(Problem("registry_not_csv", file=interviews.registry, found=participant))
    dialect = recognise(Reading(place, max_bytes=MAX_BYTES))
    rows = list(csv.reader(io.StringIO(place.read_text(dialect.encoding), newline=""), delimiter=dialect.delimiter))
    first = dialect.skipped + 1
    struck = [*rows[:first], *(struck_row(rows[first - 1], row, participant) for row in rows[first:])]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=dialect.delimiter, lineterminator="\r\n").writerows(struck)
    return text.getvalue().encode(dialect.encoding)
