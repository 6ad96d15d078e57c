"""A bibliographic record as the review uses it, and what became of every record of an export.

Readers of `alianza.formats.references` make these records; deduplication, screening and synthesis only read them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from alianza.study.problem import Problem


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication as one database describes it.

    The fields are normalised: no markup, one space between words, a DOI in lower case without its address. What the
    file said, letter by letter, is in `raw`. A field that the file leaves out is empty.

    Attributes:
        title: Title in the language of the record.
        authors: Names as `Family, Given`, or as one word for an institution, in the order of the record.
        year: Year of publication, or None.
        doi: For example `10.1016/j.jbusres.2020.01.001`, or empty.
        source_title: Journal, book or proceedings.
        volume: Volume.
        issue: Issue.
        pages: Pages as `first-last`, with the numbers written out (`123-31` becomes `123-131`), or the article's number
            where the record has no pages.
        abstract: Abstract.
        keywords: Keywords of authors and indexers, each once.
        language: Two-letter code of the language where the record names one it knows, else its word.
        database: Where the record comes from: `scopus`, `wos`, `scielo`, `pubmed` and others; empty if unknown.
        raw: Every field that holds something under the file's own name, each with its values in order.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    doi: str = ""
    source_title: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    database: str = ""
    raw: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record that could not be read, kept so that nothing is lost.

    Attributes:
        position: 1-based place among the records of the file, those that were read included.
        content: Its bytes as they stand in the file.
        problem: Why it could not be read.
    """

    position: int
    content: bytes
    problem: Problem


@dataclass(frozen=True, slots=True)
class ImportReceipt:
    """What became of every record of an export: `counted == len(records) + len(quarantined)`, always.

    Attributes:
        format: Name of the format that was recognised in the content.
        encoding: Encoding that was recognised in the content; `mixed` where records are in several.
        counted: Records counted in the raw bytes, by other means than those that read them.
        records: The records that were read, in the order of the file.
        quarantined: The records that were not.
        problems: What was odd about the file as a whole.
    """

    format: str
    encoding: str
    counted: int
    records: tuple[Reference, ...]
    quarantined: tuple[Quarantined, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether every counted record was either read or quarantined."""
        return self.counted == len(self.records) + len(self.quarantined)
