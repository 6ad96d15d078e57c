"""What every command says that reads a batch back."""

from typing import TYPE_CHECKING

import click

from alianza.cli.words import word

if TYPE_CHECKING:
    from alianza.workflow.batch_files import HandedBack


def say_handed_back(found: "HandedBack") -> int:
    """Print what came of a batch; exit code 3 where rows are wrong."""
    from alianza.cli.failures import INPUTS
    from alianza.cli.problems import print_in_order

    print_in_order(found.problems)
    click.echo(word("review.handed_back", kept=found.kept, known=found.known, empty=found.empty))
    wrong = sum(problem.severity == "error" for problem in found.problems)
    if wrong:
        click.echo(word("review.correct_and_repeat", count=wrong), err=True)
    return INPUTS if wrong else 0
