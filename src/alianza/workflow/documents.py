"""The files of a run: results.json, tables, figures, and the report in three formats and every language."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from alianza.render import bundle, pdf, pictures
from alianza.render.csv_tables import csv_table
from alianza.render.figure_export import standalone
from alianza.render.figures import figures
from alianza.render.report_document import compose
from alianza.render.results_json import results_json
from alianza.study.results import Results

Progress = Callable[[str, float], None]


def write_results(results: Results, folder: Path) -> None:
    """results.json, and one CSV for each table that could be computed."""
    _write(folder / "results.json", results_json(results))
    (folder / "tables").mkdir()
    for table in results.tables:
        if table.computable:
            _write(folder / "tables" / f"{table.id}.csv", csv_table(table))


@contextmanager
def scripts_ahead() -> Iterator[None]:
    """Let a second process prepare the pages' scripts meanwhile; no process outlives the block."""
    bundle.ahead.start()
    try:
        yield
    finally:
        bundle.ahead.stop()
        pictures.ahead.stop()
        pdf.ahead.stop()


def write_documents(results: Results, folder: Path, languages: tuple[str, ...], progress: Progress) -> None:
    """report.<language>.html, .docx and .pdf, and figures/<id>.<language>.svg."""
    from alianza.render.docx import to_docx
    from alianza.render.html import to_html

    (folder / "figures").mkdir()
    drawn = {}
    progress("figures", 0)
    for index, language in enumerate(languages):
        drawn[language] = figures(results, language)
        pictures.ahead.begin([figure.svg for figure in drawn[language].values()])
        for figure in drawn[language].values():
            _write(folder / "figures" / f"{figure.id}.{language}.svg", standalone(figure))
        progress("figures", (index + 1) / len(languages))
    progress("report", 0)
    for index, language in enumerate(languages):
        document = compose(results, language, drawn[language], _date())
        pdf.set_ahead(document)
        _write(folder / f"report.{language}.html", to_html(document))
        (folder / f"report.{language}.docx").write_bytes(to_docx(document))
        progress("report", (index + 0.5) / len(languages))
        (folder / f"report.{language}.pdf").write_bytes(pdf.taken(document))
        progress("report", (index + 1) / len(languages))


def _date() -> str:
    """The date of documents whose study gives none: SOURCE_DATE_EPOCH, never the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).date().isoformat() if epoch.isdigit() else ""


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")
