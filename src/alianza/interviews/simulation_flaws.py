"""What a plan of synthetic interviews lacks: names that lead nowhere, and sentences that would not suffice."""

from collections.abc import Container, Iterable, Iterator
from typing import get_args

from alianza.interviews.simulation import DETAILED, MOST, STEPS
from alianza.interviews.simulation_plan import SLOT, InterviewPlan, RoundStep
from alianza.study.problem import Problem

Flaw = tuple[str, str]
"""A place in the plan, and the name that leads nowhere there."""


def flaws(plan: InterviewPlan, file: str) -> tuple[Problem, ...]:
    """Everything that would keep the interviews from being drawn and coded.

    Args:
        plan: The plan.
        file: Its name, for the problems.

    Returns:
        `interview_plan_name_unknown`, or `interview_plan_too_few` where sentences or participants do not suffice.
    """
    unknown = [*_codes(plan), *_uses(plan), *_needs(plan), *_slots(plan)]
    found = [Problem("interview_plan_name_unknown", file=file, place=place, found=name) for place, name in unknown]
    return tuple(found) or tuple(
        Problem("interview_plan_too_few", file=file, place=place, found=str(there), expected=str(needed))
        for place, there, needed in _amounts(plan)
        if there < needed
    )


def _codes(plan: InterviewPlan) -> Iterator[Flaw]:
    """Codes below none that stands before them, roots without a topic, and codes apart from no earlier one."""
    roots: set[str] = set()
    leaves: set[str] = set()
    for place, one in enumerate(plan.codes):
        if not one.below:
            roots.add(one.name)
            if one.topic not in plan.questions.topics:
                yield f"codes[{place}].topic", one.topic
            continue
        leaves.add(one.name)
        if one.below not in roots:
            yield f"codes[{place}].below", one.below
        if one.apart and one.apart not in leaves:
            yield f"codes[{place}].apart", one.apart


def _uses(plan: InterviewPlan) -> Iterator[Flaw]:
    """Codes that another part of the plan names and nobody defines."""
    named = [("cases", name) for name in plan.cases]
    named += [("axial.phenomenon", plan.axial.phenomenon)]
    named += [("axial.relations", name) for name in plan.axial.relations]
    named += [("revisions", one.code) for one in plan.revisions]
    named += [("memos", one.about) for one in plan.memos if one.about]
    named += [(f"coders.{step}.hard", name) for step, skill in plan.coders.items() for name in skill.hard]
    known = {one.name for one in plan.codes}
    return ((place, name) for place, name in named if name not in known)


def _needs(plan: InterviewPlan) -> Iterator[Flaw]:
    """Names that the plan has to tell something about."""
    topics = ("opening", *plan.questions.topics, "closing")
    needed: dict[str, tuple[Iterable[str], Container[str]]] = {
        "days": (STEPS, plan.days),
        "coders": (get_args(RoundStep), {str(step) for step in plan.coders}),
        "cases": ([one.name for one in plan.leaves], plan.cases),
        "words.fillers": (topics, plan.words.fillers),
    }
    return ((place, name) for place, (names, there) in needed.items() for name in names if name not in there)


def _slots(plan: InterviewPlan) -> Iterator[Flaw]:
    """Braces in a sentence for which somebody has no words."""
    lists = [*plan.words.fillers.values(), plan.words.details, *(one.passages for one in plan.codes)]
    lists += [words for own in plan.words.sectors.values() for words in own.values()]
    lists += [words for one in plan.participants for words in one.own.values()]
    used = {slot: None for words in lists for sentence in words for slot in SLOT.findall(sentence)}
    return (
        (f"participants[{place}].slots", slot)
        for place, one in enumerate(plan.participants)
        for slot in used
        if slot not in one.slots
    )


def _amounts(plan: InterviewPlan) -> Iterator[tuple[str, int, int]]:
    """Place, how much there is, and how much is needed at most."""
    yield "words.openings", len(plan.words.openings), 1
    yield "words.details", len(plan.words.details) // len(plan.questions.topics), -(-plan.turns // DETAILED)
    yield "questions.further", len(plan.questions.further), plan.turns
    yield "reasons", min(len(plan.reasons.given), len(plan.reasons.withheld)), 1
    for name in ("opening", "closing"):
        yield f"questions.{name}", len(getattr(plan.questions, name)), 1
        yield f"words.fillers.{name}", len(plan.words.fillers[name]), 1
    for topic, questions in plan.questions.topics.items():
        yield f"questions.topics.{topic}", len(questions), plan.turns
        yield f"words.fillers.{topic}", len(plan.words.fillers[topic]), plan.turns * (MOST + 1)
        yield f"turns.{topic}", MOST * plan.turns, sum(plan.topic_of(one) == topic for one in plan.leaves)
    for one in plan.leaves:
        apart = plan.cases.get(one.apart, 0)
        yield f"passages.{one.name}", len(one.passages), 1
        yield f"cases.{one.name}", len(plan.participants) - apart, plan.cases[one.name]
