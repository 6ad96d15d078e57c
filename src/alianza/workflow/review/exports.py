"""`alianza export`: the log as text, and the review's articles for other programs."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from alianza.formats import Refused
from alianza.formats.formulas import safe
from alianza.formats.references.writing import bibtex, ris
from alianza.formats.whole_file import put
from alianza.render.messages import sentence
from alianza.review.article import Article
from alianza.review.deciding import Decision
from alianza.review.evidence import ReviewEvidence
from alianza.review.naming import label
from alianza.review.screening import QUALITY
from alianza.storage.chain import broken_links
from alianza.storage.event_log import head
from alianza.storage.log_text import write
from alianza.study.problem import Problem
from alianza.study.text import visible
from alianza.workflow.journal import reading, study_at
from alianza.workflow.review.reading import read_recorded

Which = Literal["all", "included"]
COLUMNS = (
    "article", "title", "authors", "year", "source_title", "volume", "issue", "pages", "doi", "language", "keywords",
    "abstract", "databases", "records", "title_abstract", "full_text", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exported:
    """How many articles were written, and how many of the review's articles are included."""

    articles: int
    included: int


def export_log(path: Path, out: Path) -> str:
    """Write the log of a study as text; returns the digest of its last event.

    Raises:
        Refused: As `broken_links` where the log is not what was recorded; `output_exists` where there is a file of
            that name; `output_not_writable` (exit code 4).
    """
    study = study_at(path)
    if out.exists():
        raise Refused(Problem("output_exists", found=out.name))
    with reading(study.path) as connection:
        broken = broken_links(connection)
        if broken:
            raise Refused(broken[0], others=tuple(broken[1:]))
        write(connection, out)
        return head(connection)[1]


def export_references(path: Path, out: Path, which: Which = "all", language: str | None = "es") -> Exported:
    """Write the review's articles, one a publication, in the format of the file's ending.

    Args:
        path: The study folder.
        out: A file ending in `.ris`, `.bib` or `.csv`.
        which: All articles, or those that the review includes.
        language: Language of a table's headings and decisions; None for codes, which are the same in every language.

    Raises:
        Refused: `references_ending_unknown`; `output_exists` where there is a file of that name;
            `output_not_writable` (exit code 4).
    """
    if out.exists():
        raise Refused(Problem("output_exists", found=out.name))
    read = read_recorded(study_at(path))
    names = read.evidence.included if which == "included" else tuple(read.articles)
    articles = [read.articles[name] for name in names]
    is_table = out.suffix.lower() == ".csv"
    put(out, (_table(articles, read.evidence, language) if is_table else _text(articles, out)).encode("utf-8"))
    return Exported(len(articles), len(read.evidence.included))


def _text(articles: Sequence[Article], out: Path) -> str:
    writers = {".ris": ris, ".bib": bibtex}
    if out.suffix.lower() not in writers:
        raise Refused(Problem("references_ending_unknown", found=out.name))
    return writers[out.suffix.lower()](articles)


def _table(articles: Sequence[Article], evidence: ReviewEvidence, language: str | None) -> str:
    """One row an article, with what was decided about it; nothing in it is a formula to a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_spoken(f"export.columns.{name}", language) for name in COLUMNS])
    writer.writerows([safe(visible(cell)) for cell in _cells(one, evidence, language)] for one in articles)
    return "\ufeff" + text.getvalue()


def _cells(one: Article, evidence: ReviewEvidence, language: str | None) -> tuple[str, ...]:
    best = one.best
    first, second = evidence.title_abstract.get(one.id), evidence.full_text.get(one.id)
    decided = [decision for decision in (second, first) if decision is not None]
    return (
        label(one.id), best.title, "; ".join(best.authors), str(best.year or ""), best.source_title, best.volume,
        best.issue, best.pages, best.doi, best.language, "; ".join(best.keywords), best.abstract,
        "; ".join(one.databases), "; ".join(map(label, one.records)), _standing(first, language),
        _standing(second, language), _reason(decided, language),
    )  # fmt: skip


def _standing(decision: Decision | None, language: str | None) -> str:
    return _spoken(f"review.article_standings.{decision.standing}", language) if decision else ""


def _reason(decided: Sequence[Decision], language: str | None) -> str:
    """The criterion behind an exclusion; of one for its quality, that."""
    reason = next((decision.reason for decision in decided if decision.reason), "")
    return _spoken(f"export.reasons.{QUALITY}", language) if reason == QUALITY else reason


def _spoken(code: str, language: str | None) -> str:
    """What the catalogue says for a code, or the code itself."""
    return sentence(code, language) if language else code.rpartition(".")[2]
