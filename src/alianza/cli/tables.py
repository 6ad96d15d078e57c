"""Tables on the screen, in a pipe or in a file: as wide as the page, with a bold title where there are colours."""

import os
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from alianza.cli.words import printable

if TYPE_CHECKING:
    from alianza.render.stats_tables import Printed

WIDTH = 110
"""Letters of a line where the output is no terminal and COLUMNS says nothing."""
NARROWEST = 40
"""Lines are never laid out for less: no table fits."""


def page_width() -> int:
    """Letters of a line: COLUMNS, or those of the terminal, or a page's where there is neither."""
    return max(NARROWEST, get_terminal_size((WIDTH, 0)).columns)


def show_table(table: "Printed") -> None:
    """Print a table; on a terminal with colours its title is bold and its footnotes are dim."""
    from alianza.render.stats_text import text_lines

    laid = text_lines(table, page_width())
    lines = [
        *(click.style(printable(line), bold=True) for line in laid.title),
        *map(printable, laid.body),
        *(click.style(printable(line), dim=True) for line in laid.notes),
    ]
    click.echo("\n".join(lines), color=False if os.environ.get("NO_COLOR") else None)
