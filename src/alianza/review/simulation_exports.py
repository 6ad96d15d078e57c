"""Exports of a synthetic literature, written as Scopus, SciELO and Web of Science write theirs.

One publication reads differently in each: capitals, initials, abbreviated journals, DOIs that are missing. Every record
says in its own fields that it is synthetic; its DOI has the prefix that is kept for tests (10.5555).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from alianza.review.simulation import EXCLUDED, Work
from alianza.review.simulation_plan import PlannedExport, ReviewPlan
from alianza.statistics.chance import uniform

DOI: Final = "10.5555/synthetic.{year}.{id}"
LANGUAGES: Final = {"scopus": {"es": "Spanish", "en": "English"}, "wos": {"es": "Spanish", "en": "English"}}
SMALL_WORDS: Final = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "under", "with", "without")
)
LACKS_DOI: Final = 5
"""One of so many records of SciELO has no DOI."""
MOVED: Final = 97
"""So many pages away a disguised record has its publication."""


@dataclass(frozen=True, slots=True)
class Held:
    """A publication as a database holds it: the work, its journal and where it stands there."""

    work: Work
    journal: str
    volume: int
    issue: int
    first: int
    last: int
    doi: str
    note: str


def holdings(plan: ReviewPlan, works: Sequence[Work], seed: int) -> dict[str, tuple[Work, ...]]:
    """Database to the publications that it holds, in the order of its export.

    Publications in Spanish stand first of all in the last export's database and those in English in the others;
    so many as the plan says stand in two or in all three. Of some that stand in two the second one tells less.
    """
    names = [one.database for one in plan.exports]
    order = sorted(works, key=lambda work: uniform(seed, "review twice", work.id))
    thrice = {work.id for work in order[: plan.fates.thrice]}
    twice = {work.id for work in order[plan.fates.thrice : plan.fates.thrice + plan.fates.twice]}
    unread = [work.id for work in order if work.id in twice and work.fate == EXCLUDED]
    disguised = set(unread[: plan.doubts.disguised])
    held: dict[str, list[Work]] = {name: [] for name in names}
    for work in works:
        ranked = sorted(names, key=lambda name: _distance(work, name, seed))
        count = 3 if work.id in thrice else 2 if work.id in twice else 1
        for place, name in enumerate(ranked[:count]):
            held[name].append(replace(work, disguised=place == 1 and work.id in disguised))
    return {
        name: tuple(sorted(own, key=lambda one: uniform(seed, f"review {name}", one.id))) for name, own in held.items()
    }


def _distance(work: Work, database: str, seed: int) -> int:
    """How far a publication is from a database: a chance that its language leans."""
    near = (database == "scielo") == (work.language == "es")
    return uniform(seed, f"review near {database}", work.id) // (4 if near else 1)


def export_text(plan: ReviewPlan, export: PlannedExport, works: Sequence[Work], seed: int) -> str:
    """The text of a database's export."""
    held = [_held(plan, export, work, seed) for work in works]
    return WRITERS[export.database](held, export.damaged)


def _held(plan: ReviewPlan, export: PlannedExport, work: Work, seed: int) -> Held:
    place = uniform(seed, "review journal", work.id)
    nearest = min(plan.exports, key=lambda one: _distance(work, one.database, seed))
    journals = nearest.journals
    first = 1 + (place + work.disguised * MOVED) % 190
    lacks = export.database == "scielo" and uniform(seed, "review doi", work.id) % LACKS_DOI == 0
    lacks = lacks or work.disguised or not work.registered
    return Held(
        work=work,
        journal=journals[place % len(journals)],
        volume=1 + work.year - 2008,
        issue=1 + place // 7 % 4,
        first=first,
        last=first + 11 + place // 11 % 14,
        doi="" if lacks else DOI.format(year=work.year, id=work.id),
        note=plan.note.en,
    )


def scopus_ris(held: Sequence[Held], damaged: int) -> str:
    """RIS as Scopus writes it: initials, an export date, and cut-off records where the plan wants some."""
    records = ["".join(f"{tag}  - {value}\r\n" for tag, value in _ris(one)) + "\r\n" for one in held]
    for number in range(damaged):
        # A record without its first lines, as a broken download leaves it.
        lines = records[0].split("\r\n")[4:] if records else []
        records.insert(min(len(records), 10 * (number + 1)), "\r\n".join(lines))
    return "".join(records)


def _ris(one: Held) -> Iterator[tuple[str, str]]:
    work = one.work
    yield "TY", "JOUR"
    yield "TI", work.title
    yield from (("AU", _initials(name)) for name in work.authors)
    yield "PY", str(work.year)
    yield "T2", one.journal
    yield "VL", str(one.volume)
    yield "IS", str(one.issue)
    yield "SP", str(one.first)
    yield "EP", str(one.last)
    yield "DO", one.doi
    yield "AB", work.abstract
    yield "LA", LANGUAGES["scopus"][work.language]
    yield "N1", f"Export Date: 05 February 2025. {one.note}"
    yield "DB", "Scopus"
    yield "ER", ""


def scielo_bibtex(held: Sequence[Held], damaged: int) -> str:
    """BibTeX as SciELO writes it: a byte order mark, authors parted by a comma and two blanks, the DOI in crossref."""
    return "\ufeff" + "".join(_bibtex(one) for one in held)


def _bibtex(one: Held) -> str:
    work = one.work
    fields = {
        "author": ",  ".join(f"{name.split(', ')[1]} {name.split(', ')[0]}" for name in work.authors),
        "title": work.title, "journal": one.journal, "volume": str(one.volume), "number": str(one.issue),
        "pages": f"{one.first} - {one.last}", "year": str(work.year), "language": work.language,
        "abstract": work.abstract, "note": one.note, "database": "SciELO", "crossref": one.doi,
    }  # fmt: skip
    lines = "".join(f"   {name} = {{{value}}},\r\n" for name, value in fields.items() if value)
    return f"@article{{ S{work.id}-{work.year},\r\n{lines}}}\r\n\r\n"


def wos_text(held: Sequence[Held], damaged: int) -> str:
    """Plain text as Web of Science writes it: capitals in titles, journals in capitals, lines with tags."""
    records = ["".join(f"{tag} {value}\n" for tag, value in _wos(one)) + "ER\n\n" for one in held]
    return "FN Clarivate Analytics Web of Science\nVR 1.0\n" + "".join(records) + "EF\n"


def _wos(one: Held) -> Iterator[tuple[str, str]]:
    work = one.work
    yield "PT", "J"
    yield "AU", "\n   ".join(_initials(name).replace(".", "") for name in work.authors)
    yield "AF", "\n   ".join(work.authors)
    yield "TI", _capitals(work.title) if work.language == "en" else work.title
    yield "SO", one.journal.upper()
    yield "LA", LANGUAGES["wos"][work.language]
    yield "AB", work.abstract
    yield "FX", one.note
    yield "PY", str(work.year)
    yield "VL", str(one.volume)
    yield "IS", str(one.issue)
    yield "BP", str(one.first)
    yield "EP", str(one.last)
    yield "DI", one.doi
    yield "UT", f"WOS:SYNTHETIC{work.id}"


def _initials(name: str) -> str:
    """`Arcalén, Rosa` as `Arcalén, R.`."""
    family, _, given = name.partition(", ")
    return f"{family}, {' '.join(f'{word[0]}.' for word in given.split())}"


def _capitals(title: str) -> str:
    """An English title as Web of Science capitalises it."""
    words = title.split(" ")
    return " ".join(
        word if word in SMALL_WORDS and place else word[0].upper() + word[1:] for place, word in enumerate(words)
    )


WRITERS: Final[Mapping[str, Callable[[Sequence[Held], int], str]]] = {
    "scopus": scopus_ris,
    "scielo": scielo_bibtex,
    "wos": wos_text,
}
"""Database to the dialect of its exports."""
