"""Aligned lines on a terminal, shared by every command that lists something."""

import json
from collections.abc import Sequence
from os.path import commonprefix

import click

from alianza.cli.words import printable, user_language

Line = tuple[str, ...]


def print_columns(lines: Sequence[Line]) -> None:
    """Lines as aligned columns, the first to the left and numbers to the right."""
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    for first, *rest in lines:
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
        click.echo(printable("  ".join(cells).rstrip()))


def print_texts(lines: Sequence[Line]) -> None:
    """Lines as aligned columns of texts, all to the left; the last column is as wide as it likes."""
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    for cells in lines:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        click.echo(printable("  ".join(padded).rstrip()))


def print_json(value: object) -> None:
    """A value as JSON, with its letters as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def number(value: float, decimals: int = 0) -> str:
    """A number in the reader's notation."""
    from alianza.render.numbers import number as in_words

    return in_words(value, decimals, user_language())


def cut(text: str, most: int = 70) -> str:
    """A text that is not longer than a line has room for.

    >>> cut("alianzas estratégicas", 10)
    'alianzas …'
    """
    return text if len(text) <= most else text[: most - 2].rstrip() + " …"


def cut_apart(first: str, second: str, most: int) -> tuple[str, str]:
    """Two texts that are not longer than a line has room for, with the place from which they differ in sight.

    >>> cut_apart("alianzas estratégicas de pymes", "alianzas estratégicas de firmas", 20)
    ('… égicas de pymes', '… égicas de firmas')
    """
    alike = len(commonprefix((first, second)))
    begin = alike - most // 2 if max(len(first), len(second)) > most and alike > most // 2 else 0
    return cut(_from(first, begin), most), cut(_from(second, begin), most)


def _from(text: str, begin: int) -> str:
    return f"… {text[begin:].lstrip()}" if begin else text
