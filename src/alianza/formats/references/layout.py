"""Where a format keeps what a reference needs: names of fields in, a reference out.

Every format says under which of its own names it keeps a title, a year or a page; the rules that turn those values
into normalised ones are the same for all and stand here once.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from alianza.formats.references import databases, languages, names
from alianza.formats.references.doi import doi
from alianza.formats.references.keywords import SEMICOLONS, keywords
from alianza.formats.references.markup import clean, unescaped
from alianza.formats.references.pages import pages
from alianza.formats.references.years import year
from alianza.review.reference import Reference

Names: TypeAlias = tuple[str, ...]
Raw: TypeAlias = Mapping[str, tuple[str, ...]]

NAMES_APART = re.compile(r"[;\r\n]")
"""Patterns that part values begin with a sign, never with blanks: a run of them would be searched once for each."""
UNDIVIDED = re.compile(r"(?!)")
"""Matches nothing: each value is one author."""
NO_PAGES = frozenset({"N.PAG"})
"""What EBSCO writes for no pages."""
_NO_TITLE = re.compile(r"\[?(?:no title(?: available)?|untitled)\.?\]?", re.IGNORECASE)


def _same(raw: Raw) -> Raw:
    """Fields that hide nothing."""
    return raw


@dataclass(frozen=True, slots=True)
class Layout:
    """Names of fields by what they hold, the best first; upper and lower case are one.

    Attributes:
        authors: The first of these with a value holds the persons.
        groups: Further fields, whose values are authors too where they are not among them.
        name: Turns one author into `Family, Given`.
        names_apart: What parts the authors that stand in one value.
        words_apart: What parts the keywords that stand in one value.
        article: Article number, used where there are no pages.
        hints: Fields that tell the database.
        database: The database where no hint does.
        missing: Values that stand for none.
        text: Turns a value into plain text.
        prepare: Adds fields that the format hides inside others.
    """

    title: Names
    authors: Names
    year: Names
    source_title: Names
    doi: Names = ()
    volume: Names = ()
    issue: Names = ()
    pages: Names = ()
    last_page: Names = ()
    article: Names = ()
    abstract: Names = ()
    keywords: Names = ()
    language: Names = ()
    hints: Names = ()
    groups: Names = ()
    database: str = ""
    name: Callable[[str], str] = names.inverted
    names_apart: re.Pattern[str] = NAMES_APART
    words_apart: re.Pattern[str] = SEMICOLONS
    missing: frozenset[str] = NO_PAGES
    text: Callable[[str], str] = clean
    prepare: Callable[[Raw], Raw] = _same


def described(raw: Raw, layout: Layout) -> Reference:
    """The reference that a record's fields describe."""
    fields = _Fields(layout.prepare(raw), layout)
    title = fields.first(layout.title)
    title = "" if _NO_TITLE.fullmatch(title) else title
    return Reference(
        title=title,
        authors=_authors(fields, layout),
        year=next(filter(None, map(year, fields.each(layout.year))), None),
        doi=next(filter(None, map(doi, fields.each(layout.doi))), ""),
        source_title=fields.first(layout.source_title),
        volume=fields.first(layout.volume),
        issue=fields.first(layout.issue),
        pages=pages(fields.first(layout.pages), fields.first(layout.last_page)) or fields.first(layout.article),
        abstract=fields.first(layout.abstract),
        keywords=keywords(map(layout.text, _parts(fields.each(layout.keywords), layout.words_apart))),
        language=languages.language(tuple(fields.each(layout.language)), title),
        database=databases.database(fields.each(layout.hints), layout.database),
        raw=raw,
    )


class _Fields:
    """A record's fields, asked for by any of the names that a value may stand under."""

    def __init__(self, raw: Raw, layout: Layout) -> None:
        self._values = {name.casefold(): values for name, values in raw.items()}
        self._text, self._missing = layout.text, layout.missing

    def each(self, wanted: Names) -> Iterator[str]:
        """Every value, as written, of the fields in the order of `wanted`."""
        for name in wanted:
            for value in self._values.get(name, ()):
                if value.strip() not in self._missing:
                    yield value

    def first(self, wanted: Names) -> str:
        """The first value that is not empty, as plain text."""
        return next((text for value in self.each(wanted) if (text := self._text(value))), "")

    def holding(self, wanted: Names) -> tuple[str, ...]:
        """All values of the first field that has any."""
        return next((found for name in wanted if (found := tuple(self.each((name,))))), ())


def _authors(fields: _Fields, layout: Layout) -> tuple[str, ...]:
    """Every author in the order of the record."""
    persons = _named(fields.holding(layout.authors), layout)
    return (*persons, *(name for name in _named(fields.each(layout.groups), layout) if name not in persons))


def _named(values: Iterable[str], layout: Layout) -> tuple[str, ...]:
    return tuple(name for part in _parts(values, layout.names_apart) if (name := layout.name(part)))


def _parts(values: Iterable[str], apart: re.Pattern[str]) -> Iterator[str]:
    """The pieces of values; entities first become signs, for they end in the «;» that parts names and words."""
    for value in values:
        yield from apart.split(unescaped(value) if "&" in value else value)
