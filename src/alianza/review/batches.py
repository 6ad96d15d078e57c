"""Batches: files that one judge, rater or extractor fills in alone and hands back.

A batch names nobody. Its first column holds a mark made of the study, the kind of work and the person's pseudonym: by
it a file that belongs to somebody else, or to another stage, is recognised when it comes back. An article without its
letter is refused: a spreadsheet may have turned `12.10` into 12.1 or into a date.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from alianza.review.naming import label
from alianza.study.batch import Row, digest, recognised
from alianza.study.problem import Problem

Kind = Literal["title_abstract", "full_text", "appraisal", "extraction"]
KINDS: tuple[Kind, ...] = ("title_abstract", "full_text", "appraisal", "extraction")

SCREENING = (
    "batch", "article", "title", "authors", "year", "source_title", "abstract", "keywords", "verdict", "reason", "note",
)  # fmt: skip
APPRAISAL = ("batch", "article", "title", "category", "question", "wording", "answer")
EXTRACTION = ("batch", "article", "title")
"""Columns; a batch for extraction has those of the form after them."""

NEEDED: Mapping[Kind, tuple[str, ...]] = {
    "title_abstract": ("batch", "article", "verdict", "reason"),
    "full_text": ("batch", "article", "verdict", "reason"),
    "appraisal": ("batch", "article", "category", "question", "answer"),
    "extraction": ("batch", "article", "construct", "direction"),
}
"""Columns without which a batch cannot be read."""


def mark(study: str, kind: Kind, by: str) -> str:
    """The mark of a person's batches of a kind.

    >>> mark("ecuador-2025", "full_text", "ana") == mark("ecuador-2025", "full_text", "luis")
    False
    """
    return f"b{KINDS.index(kind) + 1}-{digest(study, kind, by)}"


def article_of(row: Row) -> str:
    """The article that a row names, as records are named; empty where it names none."""
    return named(row.values.get("article", ""))


def named(text: str) -> str:
    """The record that a batch's name stands for; empty where it is none.

    >>> named("A12.10"), named(" a1.2 "), named("12.1")
    ('12.10', '1.2', '')
    """
    plain = text.strip()
    return plain[1:] if plain[:1] in ("A", "a") else ""


def whose(rows: Iterable[Row], study: str, by: str, people: Iterable[str]) -> Kind | Problem:
    """The kind of a batch that belongs to a person, or why it cannot be read as theirs.

    Returns:
        The kind, or as `recognised`.
    """
    others = {mark(study, kind, name) for kind in KINDS for name in people}
    return recognised(rows, {mark(study, kind, by): kind for kind in KINDS}, others)


def contrary(rows: Iterable[Row], home: Mapping[str, str], verdicts: Mapping[int, str]) -> dict[int, Problem]:
    """`batch_articles_joined` for each row whose article was joined with that of a row with another verdict.

    Args:
        rows: The rows.
        home: Record to the article that it belongs to now.
        verdicts: Row number to its verdict, for the rows that have one.
    """
    joined: dict[str, list[Row]] = {}
    for row in rows:
        if row.number in verdicts and article_of(row) in home:
            joined.setdefault(home[article_of(row)], []).append(row)
    found = {}
    for article, group in joined.items():
        if len({article_of(row) for row in group}) > 1 and len({verdicts[row.number] for row in group}) > 1:
            for row in group:
                others = ", ".join(str(one.number) for one in group if one is not row)
                found[row.number] = Problem(
                    "batch_articles_joined", row=row.number, found=row.values["article"], expected=others, place=article
                )
    return found


def repeated(rows: Iterable[Row]) -> dict[int, Problem]:
    """`batch_article_twice` for each row that names an article again, by the row's number."""
    first: dict[str, int] = {}
    found: dict[int, Problem] = {}
    for row in rows:
        name = article_of(row)
        if name and name in first:
            found[row.number] = Problem(
                "batch_article_twice", row=row.number, found=label(name), expected=str(first[name])
            )
        first.setdefault(name, row.number)
    return found
