"""The report as a document: results in, one tree of blocks in one language out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from alianza.render.back_matter import convergence, deviations, ethics, methods, problems
from alianza.render.claims_block import claims_block, claims_reasons, treatments
from alianza.render.document import Block, Contents, Document, Entry, Figure, FigureBlock, Heading, Note, TableBlock
from alianza.render.front_page import closing, heading, opening, subtitle
from alianza.render.messages import capitalised, joined, say, sentence, variable
from alianza.render.table_block import table_block, title
from alianza.study.message import Message
from alianza.study.results import Results
from alianza.study.table import Table, Topic

MAIN_FIGURES: Final = (
    "table1_alliance_types",
    "success_factors",
    "table2_failure_factors",
    "growth_by_partner",
    "cooperation_by_sector",
    "success_model",
    "growth_model",
)
"""Tables whose figure may carry the main finding, best first."""
OWN_SECTIONS: Final[tuple[Topic, ...]] = ("participants", "instrument")
"""Topics with a part of their own after the questions, whatever question names them."""
CLAIMS: Final = "claims"
INPUTS: Final = frozenset({"survey", "independent_firms", "scales", "pilot", "versions"})
"""Needs that are no variable of study.toml: a whole source, or a group of firms."""
WORDS: Final = ("contents", "page", "of", "skip", "note", "explore", "still", "top", "report")


@dataclass(slots=True)
class _Numbering:
    """Labels of tables and figures in the order in which they appear."""

    language: str
    tables: int = 0
    figures: dict[str, int] = field(default_factory=dict)

    def table(self) -> str:
        self.tables += 1
        return f"{sentence('words.table', self.language)} {self.tables}"

    def figure(self, figure: Figure) -> FigureBlock:
        number = self.figures[figure.id] = len(self.figures) + 1
        return FigureBlock(f"{sentence('words.figure', self.language)} {number}", number, figure)


def compose(results: Results, language: str, figures: Mapping[str, Figure], date: str = "") -> Document:
    """The report's document in `language`.

    Args:
        results: What a run computed.
        language: "es" or "en".
        figures: Drawn figures by table id, in the same language.
        date: ISO date of the documents where the study gives none.
    """
    numbering = _Numbering(language)
    study = results.protocol.study
    dated = study.date or date
    main = next((figures[name] for name in MAIN_FIGURES if name in figures), None)
    front = [
        *opening(results, language, dated),
        *closing(results, language),
        *([numbering.figure(main)] if main else []),
    ]
    body = _body(results, language, figures, numbering)
    contents = Contents(sentence("words.contents", language), tuple(_entries(body)))
    return Document(
        title=study.title.spoken(language),
        language=language,
        blocks=(*front, contents, *body),
        subtitle=subtitle(results.protocol, language),
        synthetic=results.synthetic,
        mark=sentence("mark.synthetic", language) if results.synthetic else "",
        authors=study.authors,
        keywords=tuple(keyword.spoken(language) for keyword in study.keywords),
        date=dated,
        words={name: sentence(f"words.{name}", language) for name in WORDS},
    )


def _body(results: Results, language: str, figures: Mapping[str, Figure], numbering: _Numbering) -> list[Block]:
    blocks: list[Block] = []
    for head, tables in _groups(results, language):
        blocks += [head, *_tables(tables, language, figures, numbering)]
    if results.claims:
        blocks += _claims(results, language, figures, numbering)
    if results.convergence:
        blocks += [heading("convergence", language), convergence(results, language, numbering.table())]
    blocks += [*ethics(results.protocol, language), *deviations(results, language)]
    blocks += [*problems(results.problems, language), *methods(results, language, numbering.table)]
    return blocks


def _claims(results: Results, language: str, figures: Mapping[str, Figure], numbering: _Numbering) -> Iterator[Block]:
    yield heading("claims", language)
    yield from _figure(CLAIMS, figures, numbering)
    yield claims_block(results.claims, numbering.table(), language, _finding_labels(results, language))
    yield Heading(2, sentence("claims.reasons", language), "claims-reasons")
    yield claims_reasons(results.claims, language)
    if results.simulation:
        yield Heading(2, sentence("treatments.caption", language), "claims-treatments")
        yield treatments(results.simulation, language)


def _finding_labels(results: Results, language: str) -> dict[str, str]:
    """The row's words for each finding, by its id."""
    return {
        f"{table.id}.{row.id}.{column.id}": say(row.label, language)
        for table in results.tables
        for row in table.rows
        for column in table.columns
    }


def _groups(results: Results, language: str) -> Iterator[tuple[Heading, list[Table]]]:
    """Tables under the research question that their topic answers; the rest; participants, instrument."""
    left = [table for table in results.tables if table.topic not in OWN_SECTIONS]
    for number, question in enumerate(results.protocol.questions, 1):
        text = say(Message("sections.question", {"number": number, "text": question.text}), language)
        tables = [table for table in left if table.topic in question.topics]
        left = [table for table in left if table.topic not in question.topics]
        if tables:
            yield Heading(1, text, f"question-{number}"), tables
    for topic in dict.fromkeys(table.topic for table in left):
        head = Heading(1, sentence(f"topics.{topic}", language), f"topic-{topic}")
        yield head, [table for table in left if table.topic == topic]
    for section in OWN_SECTIONS:
        own = [table for table in results.tables if table.topic == section]
        if own:
            yield heading(section, language), own


def _tables(
    tables: list[Table], language: str, figures: Mapping[str, Figure], numbering: _Numbering
) -> Iterator[Block]:
    """Each computable table after its figure; the others are named at the end with what they need."""
    for table in tables:
        if table.computable:
            pointer = _pointer(table.id, numbering, language)
            yield from _figure(table.id, figures, numbering)
            block = table_block(table, numbering.table(), language)
            yield replace(block, notes=(*block.notes, *pointer))
    for table in tables:
        if not table.computable:
            values = {"title": title(table, language), "needs": joined(_needs(table, language), language)}
            yield Note(say(Message("notes.not_computable", values), language))


def _needs(table: Table, language: str) -> Iterator[str]:
    """The missing variables, in words where the catalogue has them, with the name that study.toml uses."""
    for name in table.needs:
        words = variable(name, language)
        yield words if words == name or name.startswith("items:") or name in INPUTS else f"{words} ({name})"


def _figure(name: str, figures: Mapping[str, Figure], numbering: _Numbering) -> Iterator[Block]:
    """A table's figure, unless it stands on the first page already."""
    if name in figures and name not in numbering.figures:
        yield numbering.figure(figures[name])


def _pointer(name: str, numbering: _Numbering, language: str) -> tuple[str, ...]:
    """The note that leads from a table to its figure on the first page."""
    if name not in numbering.figures:
        return ()
    label = f"{sentence('words.figure', language).lower()} {numbering.figures[name]}"
    return (capitalised(say(Message("notes.see_figure", {"figure": label}), language)),)


def _entries(blocks: Iterable[Block]) -> Iterator[Entry]:
    """Lines of the contents: parts and their tables."""
    for block in blocks:
        if isinstance(block, Heading):
            yield Entry(block.level, block.text, block.id)
        elif isinstance(block, TableBlock):
            yield Entry(2, f"{block.label}. {block.caption}", f"table-{block.id}")
