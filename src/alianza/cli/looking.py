"""Commands that only show a study."""

from typing import Any

import click

from alianza.cli.parser import Command


class Looking(Command):
    """A command that only shows a study: what is wrong with its log is printed first."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command after what it has to say on the log."""
        from alianza.cli.problems import print_problems
        from alianza.workflow.journal import log_problems

        print_problems(log_problems(ctx.params["study"]))
        return super().invoke(ctx)
