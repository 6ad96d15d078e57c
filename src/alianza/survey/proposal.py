"""A proposal of how a survey file's columns become the study's variables, to be confirmed by a person.

Nothing is guessed: what no name, question or label supports is listed as unknown with the reason, and two columns
that could be the same variable are listed as alternatives.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from alianza.study.message import Message
from alianza.study.protocol import Derived, Item
from alianza.survey.codes import is_missing_code
from alianza.survey.constructs import KnownConstruct
from alianza.survey.item_recognition import RATED, FoundItem, find_items
from alianza.survey.proposed_rules import LEVELS, has_levels, recode, rules
from alianza.survey.recognition import NOTHING, SURE, ColumnFacts, is_rating, is_truth, likeness
from alianza.survey.sales_years import SalesYears, sales_by_year
from alianza.survey.vocabulary import VARIABLES

_NAMED = 90.0
_CLOSE = 6.0  # a second column this near to the first is an alternative


@dataclass(frozen=True, slots=True)
class Match:
    """A column proposed for a variable: how sure, and why."""

    variable: str
    column: str
    confidence: float
    why: Message


@dataclass(frozen=True, slots=True)
class Unknown:
    """A column that nothing is proposed for, and why."""

    column: str
    why: Message


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a survey file seems to hold.

    Attributes:
        mapped: Proposed columns, in the vocabulary's order, then items.
        alternatives: Variable to other columns that could be it as well.
        items: Items whose role and construct the file names.
        constructs: The constructs of those items.
        derived: Variables that can be computed from the proposed ones.
        missing: Variable to codes that mean "no answer" by their labels, or that can mean nothing else.
        suspects: Variable to a code far from its other amounts, which may mean "no answer".
        unmatched_labels: Variable to labels that no level of the vocabulary matches.
        unknown: Columns that nothing was proposed for, each with the reason.
        years: First and last year of the sales columns, where they say their years.
    """

    mapped: tuple[Match, ...] = ()
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    constructs: tuple[KnownConstruct, ...] = ()
    derived: tuple[Derived, ...] = ()
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    suspects: Mapping[str, str] = field(default_factory=dict)
    unmatched_labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[Unknown, ...] = ()
    years: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The best column of each variable, close seconds, and why other columns are no variable."""

    matches: list[Match]
    alternatives: dict[str, tuple[str, ...]]
    reasons: dict[str, Message]


def propose(columns: Sequence[ColumnFacts]) -> Proposal:
    """Which columns are which variables, as far as names, questions, labels and types tell.

    Args:
        columns: What the file tells about each of its columns.
    """
    facts = {column.name: column for column in columns}
    sales = sales_by_year(columns)
    matches = _sales_matches(sales)
    open_columns = [column for column in columns if column.name not in {match.column for match in matches}]
    found = find_items(open_columns)
    matches += [Match(name, column, _NAMED, Message("proposal.element")) for name, column in found.structure.items()]
    taken = {one.column for one in found.items} | {match.column for match in matches}
    chosen = _chosen([column for column in columns if column.name not in taken], matches)
    mapped = tuple(_as_source(match, facts[match.column]) for match in chosen.matches) + _item_matches(found.items)
    items = tuple(one.item for one in found.items)
    derived, unmatched = _derived(mapped, facts, items)
    return Proposal(
        mapped=mapped,
        alternatives=chosen.alternatives,
        items=items,
        constructs=tuple({one.construct.id: one.construct for one in found.items}.values()),
        derived=derived,
        missing={match.variable: codes for match in mapped if (codes := _missing(match, facts[match.column], items))},
        suspects=_suspects(mapped, facts),
        unmatched_labels=unmatched,
        unknown=_unknown(columns, mapped, found.reasons | chosen.reasons),
        years=sales.years if sales else None,
    )


def _sales_matches(sales: SalesYears | None) -> list[Match]:
    if sales is None:
        return []
    ends = zip(("sales_start", "sales_end"), (sales.first, sales.last), sales.years, strict=True)
    said = {year: Message("proposal.sales_of", {"year": str(year)}) for year in sales.years}
    return [Match(name, column, _NAMED, said[year]) for name, column, year in ends]


def _item_matches(items: Iterable[FoundItem]) -> tuple[Match, ...]:
    return tuple(Match(one.item.variable, one.column, _NAMED, one.why) for one in items)


def _chosen(columns: Sequence[ColumnFacts], given: Sequence[Match]) -> _Chosen:
    """The best column of each variable and the best variable of each column, surest first."""
    candidates, reasons = _candidates(columns)
    chosen = {match.variable: match for match in given}
    used: set[str] = set()
    for match in sorted(candidates, key=lambda match: -match.confidence):
        if match.variable not in chosen and match.column not in used:
            chosen[match.variable] = match
            used.add(match.column)
    others: dict[str, tuple[str, ...]] = {}
    for match in candidates:
        best = chosen[match.variable]
        if match.column in used:
            continue
        reasons[match.column] = Message("proposal.already", {"variable": match.variable, "column": best.column})
        if best.confidence - match.confidence <= _CLOSE:
            others[match.variable] = (*others.get(match.variable, ()), match.column)
    return _Chosen([chosen[name] for name in VARIABLES if name in chosen], others, reasons)


def _candidates(columns: Iterable[ColumnFacts]) -> tuple[list[Match], dict[str, Message]]:
    """Every variable that a column looks like; for a column that is said to be one and cannot be it, why not."""
    found: list[Match] = []
    reasons: dict[str, Message] = {}
    for column in columns:
        for variable in VARIABLES.values():
            one = likeness(column, variable)
            if one.score >= SURE and _has_known_level(column, variable.name):
                found.append(Match(variable.name, column.name, one.score, one.why))
            elif one.why is not NOTHING or one.score >= SURE:
                levels = Message("proposal.cannot.levels", {"variable": variable.name})
                reasons.setdefault(column.name, levels if one.score >= SURE else one.why)
    return found, reasons


def _has_known_level(column: ColumnFacts, variable: str) -> bool:
    """A status is of use only by its known levels; types of alliance may be the study's own."""
    return variable != "status" or bool(recode(variable, column)[0].map)


def _as_source(match: Match, column: ColumnFacts) -> Match:
    """A column whose values need translating feeds a variable of its own, from which the known one is derived."""
    if match.variable in LEVELS and not has_levels(column, match.variable) and recode(match.variable, column)[0].map:
        return Match(f"{match.variable}_code", match.column, match.confidence, match.why)
    if match.variable == "objectives_met" and not is_truth(column):
        return Match("objectives_rating", match.column, match.confidence, match.why)
    return match


def _derived(
    mapped: Sequence[Match], facts: Mapping[str, ColumnFacts], items: Sequence[Item]
) -> tuple[tuple[Derived, ...], dict[str, tuple[str, ...]]]:
    """Variables that follow from the mapped ones, and labels that no known level matches."""
    recodes: list[Derived] = []
    unmatched: dict[str, tuple[str, ...]] = {}
    for match in mapped:
        level = match.variable.removesuffix("_code")
        if level != match.variable and level in LEVELS:
            spec, rest = recode(level, facts[match.column])
            recodes.append(spec)
            unmatched |= {level: rest} if rest else {}
    known = {match.variable for match in mapped} | {spec.name for spec in recodes}
    return (*recodes, *rules(known, items)), unmatched


def _missing(match: Match, column: ColumnFacts, items: Sequence[Item]) -> tuple[str, ...]:
    """Codes of "no answer": by their labels; and 9, 99, ... without a label where only yes, no or a rating can stand.

    An alliance's status may be unknown; that is one of its levels and no missing answer.
    """
    labelled = [value for value in column.labels if column.no_answer(value)]
    if match.variable == "status_code":
        return tuple(value for value in labelled if not recode("status", column)[0].map.get(value))
    rated = {item.variable for item in items if item.role in RATED} | {"objectives_rating", "culture_difference"}
    ticked = {item.variable for item in items if item.role not in RATED}
    ticked |= {name for name, variable in VARIABLES.items() if variable.kind == "boolean"}
    bounded = (match.variable in ticked and is_truth(column)) or (match.variable in rated and is_rating(column))
    bare = [value for value in column.values if bounded and value not in column.labels and is_missing_code(value)]
    return (*labelled, *bare)


def _suspects(mapped: Iterable[Match], facts: Mapping[str, ColumnFacts]) -> dict[str, str]:
    numbers = [match for match in mapped if match.variable in VARIABLES and VARIABLES[match.variable].kind == "number"]
    found = {match.variable: facts[match.column] for match in numbers}
    return {
        variable: column.extreme
        for variable, column in found.items()
        if column.extreme and column.extreme not in column.labels and VARIABLES[variable].unit != "rating"
    }


def _unknown(
    columns: Iterable[ColumnFacts], mapped: Iterable[Match], reasons: Mapping[str, Message]
) -> tuple[Unknown, ...]:
    used = {match.column for match in mapped}
    empty = Message("proposal.empty")
    return tuple(
        Unknown(column.name, reasons.get(column.name, NOTHING) if column.answered else empty)
        for column in columns
        if column.name not in used
    )
