"""The report as a document: results in, one tree of blocks in one language out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from alianza.render.back_matter import convergence, deviations, ethics, joining, methods, problems
from alianza.render.claims_block import claims_block, claims_reasons, treatments
from alianza.render.document import Block, Contents, Document, Entry, Figure, FigureBlock, Heading, Note, TableBlock
from alianza.render.front_page import closing, heading, opening, subtitle
from alianza.render.messages import capitalised, joined, say, sentence, variable
from alianza.render.table_block import table_block, title
from alianza.report.interview_chapter import HOLDS as OF_INTERVIEWS
from alianza.report.review_chapter import HOLDS
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
    "review_themes",
    "review_flow",
)
"""Tables whose figure may carry the main finding, best first."""
FIRST_SECTIONS: Final[tuple[Topic, ...]] = ("literature",)
"""Topics with a part of their own before the questions, where they have something to tell and no question names them:
the study begins with them."""
OWN_SECTIONS: Final[tuple[Topic, ...]] = ("participants", "instrument")
"""Topics with a part of their own after the questions, whatever question names them."""
CLAIMS: Final = "claims"
INPUTS: Final = frozenset(
    {
        "survey", "independent_firms", "scales", "pilot", "versions", "comparable_effects", "review", "interviews",
        *HOLDS, *OF_INTERVIEWS,
    }
)  # fmt: skip
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
    if results.convergence and len(joining(results)) > 1:
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
    """Literature; tables under the research question that their topic answers; the rest; participants, instrument."""
    asked = {topic for question in results.protocol.questions for topic in question.topics}
    told = {table.topic for table in results.tables if table.computable}
    first = tuple(topic for topic in FIRST_SECTIONS if topic not in asked and topic in told)
    yield from _of_topics(results, first, language)
    left = [table for table in results.tables if table.topic not in (*first, *OWN_SECTIONS)]
    for number, question in enumerate(results.protocol.questions, 1):
        text = say(Message("sections.question", {"number": number, "text": question.text}), language)
        tables = [table for table in left if table.topic in question.topics]
        left = [table for table in left if table.topic not in question.topics]
        if tables:
            yield Heading(1, text, f"question-{number}"), tables
    others = dict.fromkeys(table.topic for table in left)
    yield from (
        (head, [table for table in own if table in left]) for head, own in _of_topics(results, others, language)
    )
    for section in OWN_SECTIONS:
        own = [table for table in results.tables if table.topic == section]
        if own:
            yield heading(section, language), own


def _of_topics(results: Results, topics: Iterable[Topic], language: str) -> Iterator[tuple[Heading, list[Table]]]:
    """The tables of some topics, a part for each."""
    for topic in topics:
        own = [table for table in results.tables if table.topic == topic]
        if own:
            yield Heading(1, sentence(f"topics.{topic}", language), f"topic-{topic}"), own


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
    yield from _missing([table for table in tables if not table.computable], language)


def _missing(tables: Iterable[Table], language: str) -> Iterator[Block]:
    """What each table lacks; tables that lack the same are named together."""
    lacking: dict[tuple[str, ...], list[Table]] = {}
    for table in tables:
        lacking.setdefault(table.needs, []).append(table)
    for own in lacking.values():
        titles = tuple(title(table, language) for table in own)
        values = {"title": titles[0], "titles": titles, "needs": joined(_needs(own[0], language), language)}
        code = "notes.not_computable" if len(own) == 1 else "notes.not_computable_together"
        yield Note(say(Message(code, values), language))


def _needs(table: Table, language: str) -> Iterator[str]:
    """The missing variables, in words where the catalogue has them, with the name that study.toml uses."""
    for name in table.needs:
        words = variable(name, language)
        yield words if words == name or name.startswith("items:") or name in INPUTS else f"{words} ({name})"


def _figure(name: str, figures: Mapping[str, Figure], numbering: _Numbering) -> Iterator[Block]:
    """A table's figures, unless they stand on the first page already."""
    for own in figures:
        if (own == name or own.startswith(f"{name}-")) and own not in numbering.figures:
            yield numbering.figure(figures[own])


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
