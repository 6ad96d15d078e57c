"""Problems of the inputs on a terminal, and as JSON."""

from collections.abc import Iterable, Sequence
from typing import Any

import click

from alianza.cli.words import printable, user_language, word
from alianza.render.messages import problem_sentences, say_problem
from alianza.study.problem import Problem

SIGNS = {"error": "✗", "warning": "!", "notice": "·"}


def problem_text(problem: Problem) -> str:
    """A problem as one line: sign, where, what, and what to do."""
    return printable(f"{SIGNS[problem.severity]} {say_problem(problem, user_language())}".rstrip())


def print_problems(problems: Iterable[Problem]) -> None:
    """Print one line a problem, errors first; and how many there are of each kind, where there are several."""
    ordered = sorted(problems, key=lambda problem: list(SIGNS).index(problem.severity))
    for problem in ordered:
        click.echo(problem_text(problem), err=True)
    if len(ordered) < 2:
        return
    counts = {severity: sum(problem.severity == severity for problem in ordered) for severity in SIGNS}
    click.echo(word("problems.counts", **counts), err=True)


def print_in_order(problems: Sequence[Problem], shown: int = 12) -> None:
    """Print one line a problem in the given order, causes first; of very many, how many more."""
    for problem in problems[:shown]:
        click.echo(problem_text(problem), err=True)
    if len(problems) > shown:
        click.echo(word("problems.more", count=len(problems) - shown), err=True)


def problem_record(problem: Problem) -> dict[str, Any]:
    """A problem as plain values, with its sentences in the reader's language."""
    what, remedy = problem_sentences(problem, user_language())
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": problem.file,
        "row": problem.row,
        "place": problem.place,
        "found": problem.found,
        "expected": problem.expected,
        "what": what,
        "remedy": remedy,
    }
