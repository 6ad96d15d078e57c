"""Numbers on the command line, as people write them: with point or comma, and with a percent sign."""

import math

import click

from alianza.cli.words import word


def quantity(text: str) -> float | None:
    """A number with point or comma, a percentage as a share; None for anything else.

    >>> quantity("0,65"), quantity("65 %"), quantity("1.2"), quantity("mucho")
    (0.65, 0.65, 1.2, None)
    """
    bare = text.strip().replace(",", ".")
    percent = bare.endswith("%")
    try:
        number = float(bare.removesuffix("%"))
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return number / 100 if percent else number


def a_quantity(ctx: click.Context, param: click.Parameter, value: str | None) -> float | None:
    """The number of an option, or None where it is not given.

    Raises:
        click.BadParameter: If it is none.
    """
    return None if value is None else _known(ctx, param, value)


def quantities(ctx: click.Context, param: click.Parameter, value: tuple[str, ...] | None) -> tuple[float, ...] | None:
    """The numbers of an option that takes several, or None where it is not given.

    Raises:
        click.BadParameter: If one of them is none.
    """
    return None if value is None else tuple(_known(ctx, param, one) for one in value)


def sizes(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, ...]:
    """One or two numbers of answers, `75` or `40,110`; empty where they are not given.

    Raises:
        click.BadParameter: If they are no whole numbers from 2 on.
    """
    if value is None:
        return ()
    parts = [part.strip() for part in value.split(",")]
    if len(parts) > 2 or not all(part.isascii() and part.isdigit() and 2 <= int(part) <= 10**9 for part in parts):
        raise click.BadParameter(word("power.no_sizes", found=value), ctx, param)
    return tuple(map(int, parts))


def _known(ctx: click.Context, param: click.Parameter, text: str) -> float:
    number = quantity(text)
    if number is None:
        raise click.BadParameter(word("power.no_number", found=text), ctx, param)
    return number
