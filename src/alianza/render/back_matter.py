"""The last parts of the report: ethics, changes to the protocol, problems in the data, methods and provenance."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from alianza.render import numbers
from alianza.render.document import Block, BodyCell, BodyRow, Facts, HeaderCell, Items, Panel, Span, TableBlock, Tone
from alianza.render.front_page import heading, text
from alianza.render.messages import capitalised, problem_place, problem_sentences, say, sentence
from alianza.render.table_block import title
from alianza.render.weighting_block import weighting_tables
from alianza.report.weighting import account
from alianza.study.finding import Strand
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol
from alianza.study.results import Convergence, DesignFacts, Results
from alianza.study.review_protocol import Review
from alianza.study.weighting import Weighting

PROBLEMS_AT_MOST: Final = 40
ETHICS: Final = ("approval", "funding", "conflicts", "results_returned")
STRANDS: Final[tuple[Strand, ...]] = ("review", "cases", "survey", "interviews")
SEVERITY_TONES: Final[dict[str, Tone]] = {"error": "alarm", "warning": "caution", "notice": "grey"}


def ethics(protocol: Protocol, language: str) -> list[Block]:
    """Approval, funding, conflicts and the return of results, or that the protocol is silent."""
    silent = sentence("ethics.not_declared", language)
    pairs = tuple(
        (sentence(f"ethics.{name}", language), getattr(protocol.ethics, name).spoken(language) or silent)
        for name in ETHICS
    )
    return [heading("ethics", language), Facts(pairs)]


def deviations(results: Results, language: str) -> list[Block]:
    """Edits of the protocol after its freeze."""
    none = sentence("sections.no_deviations" if results.frozen else "sections.never_frozen", language)
    listed = tuple((Span(say(one, language)),) for one in results.deviations)
    return [heading("deviations", language), Items(listed) if listed else text(none)]


def problems(found: tuple[Problem, ...], language: str) -> list[Block]:
    """Problems of the inputs with what to do; the first ones only, and how many more there are."""
    if not found:
        return [heading("problems", language), text(sentence("sections.no_problems", language))]
    blocks: list[Block] = [Items(tuple(_problem(one, language) for one in found[:PROBLEMS_AT_MOST]))]
    if len(found) > PROBLEMS_AT_MOST:
        more = Message("sections.more_problems", {"n": len(found) - PROBLEMS_AT_MOST})
        blocks.append(text(say(more, language)))
    return [heading("problems", language), *blocks]


def _problem(problem: Problem, language: str) -> tuple[Span, ...]:
    place = problem_place(problem, language)
    what, remedy = problem_sentences(problem, language)
    word = Span(sentence(f"severity.{problem.severity}", language) + ". ", SEVERITY_TONES[problem.severity])
    where = (Span(place + ": ", "strong"),) if place else ()
    return (word, *where, Span(what + " "), Span(remedy, "grey"))


def methods(results: Results, language: str, labels: Callable[[], str]) -> list[Block]:
    """How the numbers were made, how the weights came about, and the module behind each table."""
    told = _method_sentences(results, language)
    weighting = results.design.weighting if results.design else Weighting()
    tables = [*weighting_tables(weighting, language, labels)]
    if results.tables:
        tables.append(_provenance(results, language, labels()))
    blocks = [*([Items(told)] if told else []), *tables]
    return [heading("methods", language), *blocks] if blocks else []


def _method_sentences(results: Results, language: str) -> tuple[tuple[Span, ...], ...]:
    """What holds for all tables of a strand; a strand that the study does not have is not spoken of."""
    protocol = results.protocol
    messages = [
        *(_of_review(protocol.review, results) if protocol.review else ()),
        *([Message("methods.interviews")] if protocol.interviews else ()),
        *(_of_survey(results, language) if protocol.has("survey") else ()),
        *([Message("methods.synthetic")] if results.synthetic and (results.claims or protocol.has("survey")) else ()),
    ]
    return tuple((Span(say(message, language)),) for message in messages)


def _of_review(review: Review, results: Results) -> list[Message]:
    """Who judged and how agreement was counted; where effects were pooled, by which model."""
    pooled = any(table.id == "review_meta" and table.computable for table in results.tables)
    judged = Message("methods.review", {"judges": review.judges_per_article})
    return [judged, *([Message("methods.review_pooled")] if pooled else [])]


def _of_survey(results: Results, language: str) -> list[Message]:
    """Weights, design, intervals, the window of growth, small cells and the rule of success."""
    protocol = results.protocol
    period = protocol.study.period
    prices = sentence("methods.nominal" if protocol.rules.nominal else "methods.deflated", language)
    messages = [
        Message("methods.weighted" if _weighted(results) else "methods.unweighted"),
        Message("methods.intervals", {"level": numbers.percent(0.95, 0, language)}),
        *([Message("methods.window", {"first": period.first, "last": period.last, "prices": prices})] * grows(results)),
        Message("methods.small", {"n": protocol.rules.minimum_cell}),
    ]
    if results.design:
        messages[1:1] = [_design(results.design), *account(results.design.weighting)]
    if protocol.success:
        messages.append(Message("methods.success", {"rule": protocol.success.rule}))
    return messages


GROWTH = frozenset({"cooperation_by_growth", "growth_by_partner", "growth_model", "income_effect"})
"""Tables about growth whatever their columns."""


def grows(results: Results) -> bool:
    """Whether a table of the report tells growth of sales; without one the years compared would say nothing."""
    told = [table for table in results.tables if table.rows]
    return any(
        table.id in GROWTH
        or any(column.unit == "growth" for column in table.columns)
        or any(row.id == "growth" for row in table.rows)
        for table in told
    )


def _design(facts: DesignFacts) -> Message:
    values = {
        "rows": facts.rows,
        "weights": Message(
            "methods.weights" if facts.weighted else "methods.no_weights", {"sum": round(facts.weights)}
        ),
        "strata": facts.strata,
        "variables": facts.variables,
        "rule": Message(f"lonely_psu.{facts.lonely_psu}"),
        "degf": round(facts.degf),
    }
    if facts.weighting.replicates:  # the strata do not enter: the replicates carry them
        return Message("methods.design_replicated", values)
    return Message("methods.design" if facts.variables else "methods.design_unstratified", values)


def _weighted(results: Results) -> bool:
    """Whether weights entered the estimates; without a survey, whether the protocol declares any."""
    if results.design:
        return results.design.weighted
    survey = results.protocol.survey
    return survey is not None and bool(survey.design.weights or survey.design.frame)


def _provenance(results: Results, language: str, label: str) -> TableBlock:
    names = {name: sentence(f"methods.{name}", language) for name in ("provenance", "provenance_lead", "table", "base")}
    columns = (
        HeaderCell(sentence("methods.module", language), numeric=False),
        HeaderCell(names["base"]),
    )
    rows = tuple(
        BodyRow(title(table, language), tuple(map(BodyCell, (table.module or table.id, _base(table.base, language)))))
        for table in results.tables
    )
    panels = (Panel(columns, rows),)
    return TableBlock("provenance", label, names["provenance"], names["provenance_lead"], names["table"], panels)


def _base(base: int | None, language: str) -> str:
    return numbers.MISSING if base is None else numbers.number(base, 0, language)


def convergence(results: Results, language: str, label: str) -> TableBlock:
    """The vote of each strand on each construct, and what they say together."""
    strands = joining(results)
    labels = {construct.id: construct.label.spoken(language) for construct in results.protocol.constructs}
    columns = tuple(
        HeaderCell(sentence(f"convergence.{name}", language), numeric=False) for name in (*strands, "label")
    )
    voted = [(one.construct, tuple(map(BodyCell, _agreement(one, strands, language)))) for one in results.convergence]
    rows = tuple(BodyRow(capitalised(labels.get(name, name)), cells) for name, cells in voted)
    caption, stub = (sentence(f"convergence.{name}", language) for name in ("caption", "stub"))
    return TableBlock("convergence", label, caption, "", stub, (Panel(columns, rows),))


def joining(results: Results) -> tuple[Strand, ...]:
    """The strands that are told together: those that the study has, those that it plans, and those that voted."""
    protocol = results.protocol
    voted = {strand for one in results.convergence for strand in one.votes}
    return tuple(name for name in STRANDS if protocol.has(name) or protocol.strands.get(name) or name in voted)


def _agreement(one: Convergence, strands: Iterable[Strand], language: str) -> Iterator[str]:
    """The vote of each strand and the conclusion, in words."""
    for strand in strands:
        vote = one.votes.get(strand, "")
        yield sentence(f"votes.{vote}", language) if vote else numbers.MISSING
    yield sentence(f"convergence_labels.{one.label}", language)
