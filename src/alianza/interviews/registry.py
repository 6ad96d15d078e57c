"""The registry of interviews: who was asked, by pseudonym, when, in which role, and what they consented to (R043).

A registry holds no name, address or telephone number. It is a table that people keep in a spreadsheet, with Spanish or
English headings; a row that cannot be understood is named and left out, never guessed.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from functools import cached_property
from typing import Final, Literal
from unicodedata import normalize

from alianza.study.problem import Problem
from alianza.study.text import folded, is_pseudonym

Consent = Literal["quote", "analysis", "withdrawn"]
"""What a participant consented to: being quoted, being counted without a quote, or nothing any more."""

CONSENTS: Final[Mapping[str, Consent]] = {
    "quote": "quote", "quotes": "quote", "cita": "quote", "citas": "quote", "citar": "quote", "cita textual": "quote",
    "analysis": "analysis", "analisis": "analysis", "solo analisis": "analysis", "sin citas": "analysis",
    "withdrawn": "withdrawn", "retirado": "withdrawn", "retirada": "withdrawn", "revocado": "withdrawn",
}  # fmt: skip

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "interview": ("interview", "entrevista"),
    "participant": ("participant", "participante", "seudonimo", "pseudonym"),
    "date": ("date", "fecha"),
    "minutes": ("minutes", "minutos", "duracion", "duration"),
    "role": ("role", "rol", "cargo", "funcion"),
    "sector": ("sector",),
    "size": ("size", "tamano"),
    "place": ("place", "lugar", "provincia", "province"),
    "guide": ("guide", "guia", "version"),
    "consent": ("consent", "consentimiento"),
    "transcript": ("transcript", "transcripcion", "archivo", "file"),
    "respondent": ("respondent", "encuestado", "id encuesta", "survey id"),
    "case": ("case", "caso"),
}
"""Column to its headings, without accents and capitals."""

REQUIRED: Final = ("interview", "participant", "consent")


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview as the registry knows it.

    Attributes:
        id: Its name.
        participant: Pseudonym of whoever was asked.
        consent: What they consented to.
        date: The day it was held; None where the registry does not say.
        minutes: How long it took; None likewise.
        role: What the participant does, in a word: owner, manager, programme officer.
        sector: The broad sector of their firm.
        size: The size of their firm, never printed beside a quote.
        place: The place, likewise.
        guide: Version of the guide.
        transcript: File of the transcript, relative to the study folder.
        respondent: Their identifier in the survey, where they answered it too.
        case: The case that the interview tells of.
    """

    id: str
    participant: str
    consent: Consent
    date: Day | None = None
    minutes: float | None = None
    role: str = ""
    sector: str = ""
    size: str = ""
    place: str = ""
    guide: str = ""
    transcript: str = ""
    respondent: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class Registry:
    """All interviews, and what is odd about the table.

    Attributes:
        interviews: Those whose rows are understood.
        problems: What is odd about the table.
        faulty: What is understood of the other rows, as far as they name a participant. An unknown or missing word of
            consent is none to quote.
    """

    interviews: tuple[Interview, ...] = ()
    problems: tuple[Problem, ...] = ()
    faulty: tuple[Interview, ...] = ()

    @property
    def standing(self) -> tuple[Interview, ...]:
        """Interviews of participants who have not withdrawn: a withdrawal in one row counts for all of a person's."""
        gone = self.withdrawn
        return tuple(one for one in self.interviews if one.participant not in gone)

    @property
    def persons(self) -> dict[str, Interview]:
        """Participant who has not withdrawn to their first interview."""
        first: dict[str, Interview] = {}
        for one in self.standing:
            first.setdefault(one.participant, one)
        return first

    @property
    def withdrawn(self) -> frozenset[str]:
        """Participants who withdrew."""
        return frozenset(one.participant for one in self.rows if one.consent == "withdrawn")

    @property
    def quotable(self) -> frozenset[str]:
        """Participants who may be quoted: the narrowest consent of all their rows counts."""
        narrow = {one.participant for one in self.rows if one.consent != "quote"}
        return frozenset(one.participant for one in self.interviews) - narrow

    @property
    def rows(self) -> tuple[Interview, ...]:
        """What all rows say, also those left out."""
        return (*self.interviews, *self.faulty)

    @property
    def people_of(self) -> dict[str, tuple[str, ...]]:
        """Name that a document may bear to whoever was asked in it: an interview's, else that of a transcript's file.

        Of two rows on one interview, that which is understood counts; rows may share the file of a transcript.
        """
        by_interview: dict[str, tuple[str, ...]] = {}
        by_file: dict[str, tuple[str, ...]] = {}
        for one in (*self.interviews, *self.faulty):
            if one.id:
                by_interview.setdefault(one.id, (one.participant,))
            for name in transcript_names(one.transcript):
                by_file[name] = (*by_file.get(name, ()), one.participant)
        return by_file | by_interview

    @property
    def participant_of(self) -> dict[str, str]:
        """As `people_of`, without transcripts of several people."""
        return {name: people[0] for name, people in self.people_of.items() if len(set(people)) == 1}


@dataclass(frozen=True)
class Rows:
    """The rows of participants who have not withdrawn, by the documents that they tell of."""

    registry: Registry

    def of(self, document: str, participant: str) -> Interview | None:
        """The row of a document: the interview of its name, else of its file, else the first of its participant."""
        return self._named.get(document) or self._persons.get(participant)

    @cached_property
    def _named(self) -> dict[str, Interview]:
        found = {one.id: one for one in self.registry.standing}
        for one in self.registry.standing:
            for name in transcript_names(one.transcript):
                found.setdefault(name, one)
        return found

    @cached_property
    def _persons(self) -> dict[str, Interview]:
        return self.registry.persons


@dataclass(frozen=True)
class Whose:
    """Whose a text is where the registry and the log may name different people.

    Attributes:
        registry: The registry.
        gone: Participants of whom the log knows that they withdrew.
    """

    registry: Registry
    gone: frozenset[str] = frozenset()

    def of(self, document: str, logged: str) -> str:
        """The one with the narrowest consent, so that none is overlooked; of equal ones whom the registry names.

        Args:
            document: The name of a document.
            logged: Its participant by the log; empty where that does not know it.
        """
        people = (*self._people.get(document, ()), *([logged] if logged else []))
        return min(people, key=self._width, default="")

    def disagreement(self, document: str, logged: str) -> str:
        """Whom the registry names, where that is somebody else than whom the log names; else nothing."""
        people = self._people.get(document, ())
        return min(people, key=self._width) if logged and people and logged not in people else ""

    def has_withdrawn(self, participant: str) -> bool:
        """Whether a participant withdrew, by the registry or the log."""
        return participant in self._gone

    def _width(self, participant: str) -> int:
        """How wide a consent is; of somebody without a row nothing is known that could narrow another's."""
        if participant in self._gone:
            return 0
        return 3 if participant not in self._known else 2 if participant in self._quotable else 1

    @cached_property
    def _people(self) -> dict[str, tuple[str, ...]]:
        return self.registry.people_of

    @cached_property
    def _gone(self) -> frozenset[str]:
        return self.gone | self.registry.withdrawn

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(one.participant for one in self.registry.rows)

    @cached_property
    def _quotable(self) -> frozenset[str]:
        return self.registry.quotable


def transcript_names(transcript: str) -> tuple[str, ...]:
    """Names that a document of a transcript's file may bear: the file's, with and without its ending.

    >>> transcript_names("interviews/E01.txt"), transcript_names("")
    (('E01.txt', 'E01'), ())
    """
    file = normalize("NFC", transcript.replace("\\", "/").rpartition("/")[2])
    return (file, file.rpartition(".")[0] or file) if file else ()


def read_registry(header: Sequence[str], rows: Iterable[Sequence[str]], file: str) -> Registry:
    """The registry in a table.

    Args:
        header: Its headings.
        rows: Its rows of texts, of any length.
        file: Its name, for the problems.

    Returns:
        The registry with `registry_column_missing`, `registry_value_missing`, `participant_is_no_pseudonym`,
        `consent_unknown`, `registry_date_unreadable`, `registry_minutes_unreadable` and `interview_repeated` among its
        problems.
    """
    places = _places(header)
    missing = [name for name in REQUIRED if name not in places]
    if missing:
        found = ", ".join(one for one in header if one)
        return Registry((), tuple(_column_missing(name, file, found) for name in missing))
    read = [_Row({name: _cell(row, place) for name, place in places.items()}, file, number)
            for number, row in enumerate(rows, 2) if any(map(str.strip, row))]  # fmt: skip
    seen: set[str] = set()
    interviews, faulty, problems = [], [], []
    for row in read:
        found_wrong = row.problems(seen)
        problems += found_wrong
        if not any(problem.severity == "error" for problem in found_wrong):
            interviews.append(row.interview())
            seen.add(row.values["interview"])
        elif is_pseudonym(row.values["participant"]):
            faulty.append(row.interview())
    return Registry(tuple(interviews), tuple(problems), tuple(faulty))


def answered_both(registry: Registry, answering: Collection[str]) -> frozenset[str]:
    """Participants who also answered the survey, by the identifier that the registry gives of their firm there."""
    return frozenset(one.participant for one in registry.standing if one.respondent and one.respondent in answering)


def struck_row(header: Sequence[str], row: Sequence[str], participant: str) -> list[str]:
    """A row of the table as it is, or, where it is of a participant, with nothing left but who withdrew from what.

    >>> struck_row(["entrevista", "participante", "consentimiento", "cargo"], ["E1", "P1", "cita", "gerente"], "P1")
    ['E1', 'P1', 'withdrawn', '']
    """
    places = _places(header)
    if _cell(row, places["participant"]) != participant:
        return list(row)
    kept = {places["interview"]: _cell(row, places["interview"]), places["participant"]: participant}
    kept[places["consent"]] = "withdrawn"
    return [kept.get(place, "") for place in range(len(row))]


def _column_missing(name: str, file: str, found: str) -> Problem:
    return Problem("registry_column_missing", file=file, place=name, found=found, expected=", ".join(HEADINGS[name]))


def _places(header: Sequence[str]) -> dict[str, int]:
    """Column to its place, by the first heading that fits."""
    spelled = [" ".join(folded(one).replace("_", " ").split()) for one in header]
    return {
        name: next(place for place, heading in enumerate(spelled) if heading in known)
        for name, known in HEADINGS.items()
        if any(heading in known for heading in spelled)
    }


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


class _Row:
    """A row of the registry while it is understood."""

    def __init__(self, values: Mapping[str, str], file: str, number: int) -> None:
        self.values, self.file, self.number = values, file, number

    def problems(self, seen: set[str]) -> list[Problem]:
        """Everything wrong with it; `seen` are the interviews of the rows above."""
        found = [self._problem("registry_value_missing", name) for name in REQUIRED if not self.values[name]]
        if found:
            return found
        checks = {
            ("interview_repeated", "interview"): self.values["interview"] in seen,
            ("participant_is_no_pseudonym", "participant"): not is_pseudonym(self.values["participant"]),
            ("consent_unknown", "consent"): self._consent is None,
            ("registry_date_unreadable", "date"): bool(self.values.get("date")) and self._date is None,
            ("registry_minutes_unreadable", "minutes"): bool(self.values.get("minutes")) and self._minutes is None,
        }
        return [self._problem(code, name) for (code, name), is_wrong in checks.items() if is_wrong]

    def interview(self) -> Interview:
        """The interview that it tells of; without a known word of consent nobody may be quoted."""
        texts = ("role", "sector", "size", "place", "guide", "transcript", "respondent", "case")
        return Interview(
            self.values["interview"],
            self.values["participant"],
            self._consent or "analysis",
            self._date,
            self._minutes,
            **{name: self.values.get(name, "") for name in texts},
        )

    @property
    def _consent(self) -> Consent | None:
        return CONSENTS.get(folded(self.values["consent"]))

    @property
    def _date(self) -> Day | None:
        """ISO dates, and day first as Spanish writes it."""
        text = self.values.get("date", "")[:10]
        turned = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
        try:
            return Day(*(int(part) for part in reversed(turned.groups()))) if turned else Day.fromisoformat(text)
        except ValueError:
            return None

    @property
    def _minutes(self) -> float | None:
        try:
            minutes = float(self.values.get("minutes", "").replace(",", "."))
        except ValueError:
            return None
        return minutes if 0 < minutes < 24 * 60 else None

    def _problem(self, code: str, place: str) -> Problem:
        expected = ", ".join(dict.fromkeys(CONSENTS)) if code == "consent_unknown" else ""
        return Problem(
            code, file=self.file, row=self.number, place=place, found=self.values.get(place, ""), expected=expected
        )
