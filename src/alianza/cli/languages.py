"""The option --lang: one language, or the languages of a report."""

import click

from alianza.cli.words import LANGUAGES, user_language, word


def one_language(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """The language that was asked for, or else the reader's own.

    Raises:
        click.BadParameter: If alianza does not speak it.
    """
    return _known(ctx, param, value) if value else user_language()


def several_languages(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """The languages of a comma-separated list, each once.

    Raises:
        click.BadParameter: If alianza does not speak one of them.
    """
    return tuple(dict.fromkeys(_known(ctx, param, name.strip()) for name in value.split(",")))


def _known(ctx: click.Context, param: click.Parameter, name: str) -> str:
    if name not in LANGUAGES:
        raise click.BadParameter(word("failures.unknown_language", name=name, known=", ".join(LANGUAGES)), ctx, param)
    return name
