"""A proposal of how a survey file's columns become the study's variables, to be confirmed by a person.

Nothing is guessed: what no name, question or label supports is listed as unknown, and two columns that could
be the same variable are listed as alternatives.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from alianza.study.message import Message
from alianza.study.protocol import Derived, Item
from alianza.survey.constructs import CONSTRUCTS, ROLE_WORDS, KnownConstruct
from alianza.survey.reading import is_no_answer
from alianza.survey.recognition import SURE, ColumnFacts, is_rating, is_truth, likeness
from alianza.survey.values import fold
from alianza.survey.vocabulary import VARIABLES

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SALES = re.compile(r"\b(ventas?|ingresos?|facturacion|sales|revenue|income|turnover)\b")
_BY_YEAR = 90.0
_CLOSE = 6.0  # a second column this near to the first is an alternative

_LEVELS: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "alliance_type": (
        ("joint_venture", re.compile(r"empresa conjunta|joint venture|coinversion")),
        ("distribution", re.compile(r"distribu")),
        ("technology_consortium", re.compile(r"consorcio|consortium|tecnolog|technolog")),
        ("other", re.compile(r"^otr|^other")),
    ),
    "status": (
        ("ended_early", re.compile(r"antes de|anticipad|disuel|early|dissolved|fracas")),
        ("ended_planned", re.compile(r"previst|planific|planned|conclui|cumpli|finalizo|finaliz")),
        ("active", re.compile(r"activ|vigente|en curso|ongoing")),
        ("unknown", re.compile(r"no sabe|descono|unknown|don t know")),
    ),
}


@dataclass(frozen=True, slots=True)
class Match:
    """A column proposed for a variable: how sure, and why."""

    variable: str
    column: str
    confidence: float
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
        missing: Variable to codes that mean "no answer" by their labels.
        unmatched_labels: Variable to labels that no level of the vocabulary matches.
        unknown: Columns that nothing was proposed for.
    """

    mapped: tuple[Match, ...] = ()
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    constructs: tuple[KnownConstruct, ...] = ()
    derived: tuple[Derived, ...] = ()
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unmatched_labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def propose(columns: Sequence[ColumnFacts]) -> Proposal:
    """Which columns are which variables, as far as names, questions, labels and types tell.

    Args:
        columns: What the file tells about each of its columns.
    """
    sales = _sales_by_year(columns)
    facts = {column.name: column for column in columns}
    taken = {match.column for match in sales}
    found = _items([column for column in columns if column.name not in taken])
    taken |= {match.column for match, _, _ in found}
    best, alternatives = _chosen([column for column in columns if column.name not in taken], sales)
    chosen = [_as_source(match, facts[match.column]) for match in best]
    mapped = (*chosen, *(match for match, _, _ in found))
    derived, unmatched = _derived(mapped, facts, [item for _, item, _ in found])
    return Proposal(
        mapped,
        alternatives,
        tuple(item for _, item, _ in found),
        tuple({construct.id: construct for _, _, construct in found}.values()),
        derived,
        {match.variable: codes for match in mapped if (codes := _no_answer_codes(facts[match.column]))},
        unmatched,
        tuple(column.name for column in columns if column.name not in {match.column for match in mapped}),
    )


def _chosen(columns: Sequence[ColumnFacts], sales: Sequence[Match]) -> tuple[list[Match], dict[str, tuple[str, ...]]]:
    """The best column of each variable and the best variable of each column, surest first."""
    candidates = sorted(_candidates(columns), key=lambda match: -match.confidence)
    chosen = {match.variable: match for match in sales}
    used: set[str] = set()
    for match in candidates:
        if match.variable not in chosen and match.column not in used:
            chosen[match.variable] = match
            used.add(match.column)
    others: dict[str, tuple[str, ...]] = {}
    for match in candidates:
        best = chosen[match.variable]
        if match.column not in used and best.confidence - match.confidence <= _CLOSE:
            others[match.variable] = (*others.get(match.variable, ()), match.column)
    return [chosen[name] for name in VARIABLES if name in chosen], others


def _candidates(columns: Iterable[ColumnFacts]) -> list[Match]:
    found = []
    for column in columns:
        for variable in VARIABLES.values():
            confidence, why = likeness(column, variable)
            if confidence >= SURE:
                found.append(Match(variable.name, column.name, confidence, why))
    return found


def _sales_by_year(columns: Sequence[ColumnFacts]) -> list[Match]:
    """Sales of the first and the last year, where columns of one name differ in their year."""
    stems: dict[str, list[tuple[str, str]]] = {}
    for column in columns:
        year = _YEAR.search(column.name)
        if year and column.numeric and _SALES.search(column.words):
            stems.setdefault(_YEAR.sub("", column.name), []).append((year.group(), column.name))
    if len(stems) != 1:
        return []
    years = sorted(next(iter(stems.values())))
    if len(years) < 2:
        return []
    ends = zip(("sales_start", "sales_end"), (years[0], years[-1]), strict=True)
    return [
        Match(name, column, _BY_YEAR, Message("proposal.sales_of", {"year": year})) for name, (year, column) in ends
    ]


def _as_source(match: Match, column: ColumnFacts) -> Match:
    """A column whose values need translating feeds a variable of its own, from which the known one is derived."""
    if match.variable in _LEVELS and not _has_levels(column, match.variable):
        return Match(f"{match.variable}_code", match.column, match.confidence, match.why)
    if match.variable == "objectives_met" and not is_truth(column):
        return Match("objectives_rating", match.column, match.confidence, match.why)
    return match


def _has_levels(column: ColumnFacts, variable: str) -> bool:
    return set(column.values) <= {level for level, _ in _LEVELS[variable]}


def _items(columns: Sequence[ColumnFacts]) -> list[tuple[Match, Item, KnownConstruct]]:
    """Columns that name both a role and a construct: the most telling hint there is, so they are taken first."""
    found = []
    taken: set[str] = set()
    for column in columns:
        recognised = _item(column)
        if recognised is None:
            continue
        item, construct, why = recognised
        if item.variable not in taken:
            taken.add(item.variable)
            found.append((Match(item.variable, column.name, _BY_YEAR, why), item, construct))
    return found


def _item(column: ColumnFacts) -> tuple[Item, KnownConstruct, Message] | None:
    """The item that a column measures, where its role and exactly one construct are named and its values fit."""
    text = f" {column.words} {column.asked} "
    for role, words in ROLE_WORDS.items():
        said = next((word for word in words if f" {fold(word)} " in text), None)
        if said is None:
            continue
        named = [known for known in CONSTRUCTS if role in known.roles and _named(known, text)]
        rated = role in ("level", "severity")
        if len(named) == 1 and (is_rating(column) if rated else is_truth(column)):
            item = Item(variable=f"{role}_{named[0].id}", construct=named[0].id, role=role)
            return item, named[0], Message("proposal.item_says", {"role": said, "word": _named(named[0], text)})
    return None


def _named(construct: KnownConstruct, text: str) -> str:
    return next((word for word in construct.words if f" {fold(word)} " in text), "")


def _no_answer_codes(column: ColumnFacts) -> tuple[str, ...]:
    return tuple(value for value, label in column.labels.items() if is_no_answer(fold(label)))


def _derived(
    mapped: Sequence[Match], facts: Mapping[str, ColumnFacts], items: Sequence[Item]
) -> tuple[tuple[Derived, ...], dict[str, tuple[str, ...]]]:
    """Variables that follow from the mapped ones, and labels that no known level matches."""
    names = {match.variable for match in mapped}
    found: list[Derived] = []
    unmatched: dict[str, tuple[str, ...]] = {}
    for match in mapped:
        level = match.variable.removesuffix("_code")
        if level != match.variable and level in _LEVELS:
            recode, rest = _recode(level, match.variable, facts[match.column])
            found += [recode] if recode.map else []
            unmatched |= {level: rest} if rest else {}
    found += [*_ticks("benefit", items), *_ticks("difficulty", items)]
    for derived in _STANDARD:
        known = names | {one.name for one in found}
        if derived.name not in known and set(derived.of) <= known:
            found.append(derived)
    return tuple(derived for derived in found if derived.name not in names), unmatched


def _ticks(role: str, items: Sequence[Item]) -> list[Derived]:
    """Whether any benefit (difficulty) was ticked, where several can be."""
    ticks = tuple(item.variable for item in items if item.role == role)
    return [Derived(name=f"{role}_reported", kind="any_of", of=ticks)] if ticks else []


def _recode(level: str, source: str, column: ColumnFacts) -> tuple[Derived, tuple[str, ...]]:
    words = {value: column.labels.get(value, value) for value in (*column.labels, *column.values)}
    answers = {value: fold(label) for value, label in words.items()}
    meant = {
        value: next((name for name, pattern in _LEVELS[level] if pattern.search(label)), "")
        for value, label in answers.items()
        if level == "status" or not is_no_answer(label)
    }
    rest = tuple(words[value] for value, name in meant.items() if not name)
    known: dict[str, str | float | bool] = {value: name for value, name in meant.items() if name}
    return Derived(name=level, kind="recode", of=(source,), map=known), rest


_STANDARD = (
    Derived(name="objectives_met", kind="threshold", of=("objectives_rating",), value=4),
    Derived(name="growth", kind="growth", of=("sales_start", "sales_end")),
    Derived(name="growth_20", kind="threshold", of=("growth",), value=0.20),
    Derived(name="planned_long", kind="threshold", of=("planning_months",), value=6, is_=">"),
    Derived(name="log_employees", kind="log", of=("employees",), floor=1),
    Derived(name="log_age", kind="log", of=("age",), floor=1),
    Derived(name="high_culture_difference", kind="threshold", of=("culture_difference",), value=4),
    # The first of these that can be computed is proposed as the rule for success.
    Derived(name="success", kind="all_of", of=("objectives_met",)),
    Derived(name="success", kind="all_of", of=("benefit_reported",)),
)
