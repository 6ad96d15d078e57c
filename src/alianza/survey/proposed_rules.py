"""Variables that follow from the proposed ones: recodes to known levels, collapses of the outcome, thresholds.

They are proposals too: every rule is written into the protocol, where a person confirms it.
"""

import re
from collections.abc import Collection, Sequence

from alianza.study.protocol import Derived, Item, Rules
from alianza.survey.reading import is_no_answer
from alianza.survey.recognition import ColumnFacts
from alianza.survey.values import fold

LEVELS: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
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
"""Categories that the report knows, and the words of a label by which one is recognised, the more telling first."""

_GOOD_RATING = 4  # of 5: the objectives were met, the difference is high


def has_levels(column: ColumnFacts, variable: str) -> bool:
    """Whether the column's values are the variable's levels already."""
    return set(column.values) <= {level for level, _ in LEVELS[variable]}


def recode(variable: str, column: ColumnFacts) -> tuple[Derived, tuple[str, ...]]:
    """The recode of a column's values to the variable's levels, and the labels that no level matches."""
    words = {value: column.labels.get(value, value) for value in (*column.labels, *column.values)}
    meant = {value: _level(variable, fold(label)) for value, label in words.items()}
    known: dict[str, str | float | bool] = {value: level for value, level in meant.items() if level}
    rest = tuple(words[value] for value, level in meant.items() if not level and not is_no_answer(fold(words[value])))
    return Derived(name=variable, kind="recode", of=(f"{variable}_code",), map=known), rest


def _level(variable: str, label: str) -> str:
    if variable != "status" and is_no_answer(label):
        return ""
    return next((name for name, pattern in LEVELS[variable] if pattern.search(label)), "")


def rules(known: Collection[str], items: Sequence[Item]) -> tuple[Derived, ...]:
    """Everything that can be computed from the `known` variables and is not among them.

    Args:
        known: Variables that the file has, or that are recoded from it.
        items: Its items.
    """
    names, found = set(known), []
    for derived in (*_ticks("benefit", items), *_ticks("difficulty", items), *_rules()):
        if derived.name not in names and set(derived.of) <= names:
            names.add(derived.name)
            found.append(derived)
    return tuple(_used(found))


def _used(found: list[Derived]) -> list[Derived]:
    """Without the steps towards a rule that could not be stated."""
    read = {name for derived in found for name in derived.of}
    return [derived for derived in found if derived.name not in ("continued", "unsuccessful") or derived.name in read]


def success_rule(derived: Sequence[Derived]) -> str:
    """What the proposed success rests on: `benefit_status`, `objectives`, `benefit`, or `column` if the file has it."""
    rule = next((one for one in derived if one.name == "success"), None)
    if rule is None:
        return "column"
    return {("benefit_reported", "continued"): "benefit_status", ("objectives_met",): "objectives"}.get(
        rule.of, "benefit"
    )


def failed_rule(derived: Sequence[Derived]) -> str:
    """What the proposed failure rests on (`difficulty`, `status`), or nothing where none is proposed."""
    rule = next((one for one in derived if one.name == "failed"), None)
    return "" if rule is None else {"compare": "status"}.get(rule.kind, "difficulty")


def _ticks(role: str, items: Sequence[Item]) -> list[Derived]:
    """Whether any benefit (difficulty) was ticked, where several can be."""
    ticks = tuple(item.variable for item in items if item.role == role)
    return [Derived(name=f"{role}_reported", kind="any_of", of=ticks)] if ticks else []


def _rules() -> tuple[Derived, ...]:
    """The rules, each computed if its inputs are there; of several for one variable the first counts."""
    months = Rules().planning_months
    growth = Rules().growth_threshold
    return (
        Derived(name="objectives_met", kind="threshold", of=("objectives_rating",), value=_GOOD_RATING),
        Derived(name="continued", kind="compare", of=("status",), is_="!=", value="ended_early"),
        Derived(name="success", kind="all_of", of=("benefit_reported", "continued")),
        Derived(name="success", kind="all_of", of=("objectives_met",)),
        Derived(name="success", kind="all_of", of=("benefit_reported",)),
        Derived(name="unsuccessful", kind="recode", of=("success",), map={"true": False, "false": True}),
        Derived(name="failed", kind="all_of", of=("unsuccessful", "difficulty_reported")),
        Derived(name="failed", kind="compare", of=("status",), is_="==", value="ended_early"),
        Derived(name="growth", kind="growth", of=("sales_start", "sales_end")),
        Derived(name="growth_20", kind="threshold", of=("growth",), value=growth),
        Derived(name="planned_long", kind="threshold", of=("planning_months",), value=months, is_=">"),
        Derived(name="high_culture_difference", kind="threshold", of=("culture_difference",), value=_GOOD_RATING),
        Derived(name="log_employees", kind="log", of=("employees",), floor=1),
        Derived(name="log_age", kind="log", of=("age",), floor=1),
    )
