"""What cannot be computed from people's data, as a problem inside an exception.

A design that contradicts itself or a variable of the wrong kind stops the computation: nothing useful
can follow. The caller turns the problem into a sentence and exit code 3.
"""

from collections.abc import Sequence

from alianza.study.problem import Problem

LONELY_RULES = ("fail", "remove", "adjust", "average", "certainty", "collapse")


class DesignError(Exception):
    """The sampling design or a variable cannot be used; `problem` says what, where and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(_readable(problem))
        self.problem = problem


class LonelyPsu(DesignError):
    """Strata hold one primary sampling unit each, and the rule for them is `fail`."""

    def __init__(self, strata: Sequence[str], columns: Sequence[str] = ()) -> None:
        problem = Problem(
            "lonely_psu",
            place=", ".join(columns),
            found=", ".join(strata),
            expected=", ".join(LONELY_RULES[1:]),
            values={"strata": tuple(strata), "rules": LONELY_RULES[1:]},
        )
        super().__init__(problem)


class BadDesign(DesignError):
    """Weights, strata or population sizes that no design can have."""

    def __init__(self, code: str, place: str, found: str = "", expected: str = "") -> None:
        super().__init__(Problem(code, place=place, found=found, expected=expected))


class BadVariable(DesignError):
    """A column that is absent or of the wrong kind for the statistic asked for."""

    def __init__(self, code: str, column: str, found: str = "", expected: str = "") -> None:
        super().__init__(Problem(code, place=column, found=found, expected=expected))


def _readable(problem: Problem) -> str:
    """What stands where and what was expected, for whoever reads a traceback.

    >>> str(BadDesign("margins_disagree", "stype, sch.wide", "6194, 7072"))
    'margins_disagree at stype, sch.wide: found 6194, 7072 (see docs/reference/problems.md)'
    """
    place = f" at {problem.place}" if problem.place else ""
    facts = [f"found {problem.found}"] * bool(problem.found) + [f"expected {problem.expected}"] * bool(problem.expected)
    told = f": {', '.join(facts)}" if facts else ""
    return f"{problem.code}{place}{told} (see docs/reference/problems.md)"
