"""Variables that follow from the protocol's own rules, so that no rule is written twice.

The rule stands once, in `[success]`, `[structure]` or `[rules]`; a study that declares the variable itself keeps
its own, and `contradicted_rules` finds a declaration that says something else.
"""

from collections.abc import Iterator

import msgspec

from alianza.study.problem import Problem
from alianza.study.protocol import Derived, Protocol, Source


def with_implied(protocol: Protocol) -> Source | None:
    """The survey's declaration with the variables that the protocol's rules define and it leaves out.

    `structured` (at least `cutoff` of the structure index's items), `success` (the variable that holds it under
    another name), `growth`, `growth_20` (`rules.growth_threshold` or more) and `planned_long` (more than
    `rules.planning_months`).
    """
    source = protocol.survey
    if source is None:
        return None
    declared = {*source.columns, *(one.name for one in source.derived)}
    implied = []
    for one in _definitions(protocol):
        if one.name not in declared and set(one.of) <= declared:
            implied.append(one)
            declared.add(one.name)
    return msgspec.structs.replace(source, derived=(*source.derived, *implied))


def contradicted_rules(protocol: Protocol, file: str) -> Iterator[Problem]:
    """Derived variables that the protocol also defines by a rule, with another number."""
    rules = {one.name: one for one in _definitions(protocol) if one.kind == "threshold"}
    for index, one in enumerate(protocol.survey.derived if protocol.survey else ()):
        rule = rules.get(one.name)
        if rule and one.kind == "threshold" and (one.is_, one.value) != (rule.is_, rule.value):
            place = f"survey.derived[{index}].value"
            found, expected = _spoken(one), _spoken(rule)
            yield Problem("rule_contradicted", file=file, place=place, found=found, expected=expected)


def _spoken(one: Derived) -> str:
    value = f"{one.value:g}" if isinstance(one.value, (int, float)) else str(one.value)
    return " ".join((*one.of[:1], one.is_, value))


def _definitions(protocol: Protocol) -> tuple[Derived, ...]:
    rules, success, structure = protocol.rules, protocol.success, protocol.structure
    named = (Derived(name="success", kind="any_of", of=(success.variable,)),) if success else ()
    index = (
        Derived(name="structure_count", kind="count_of", of=structure.items),
        Derived(name="structured", kind="threshold", of=("structure_count",), value=structure.cutoff),
    ) if structure else ()  # fmt: skip
    return (
        *named,
        *index,
        Derived(name="growth", kind="growth", of=("sales_start", "sales_end")),
        Derived(name="growth_20", kind="threshold", of=("growth",), value=rules.growth_threshold),
        Derived(name="planned_long", kind="threshold", of=("planning_months",), is_=">", value=rules.planning_months),
    )
