"""click with help pages in the reader's language: every text comes from the catalogue, none from a decorator."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from alianza.cli.words import word

PATH = click.Path(path_type=Path)


class WrongUsage(click.UsageError):
    """A mistake on the command line, already said in the reader's language."""


class Page(click.HelpFormatter):
    """A help page that says "usage" in the reader's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, args, f"{word('usage')} ")


class Context(click.Context):
    """A context whose help pages speak the reader's language."""

    formatter_class = Page


class Command(click.Command):
    """A command whose texts stand in the catalogue under `commands.<name>`."""

    context_class = Context
    texts = "commands"
    """Where the catalogue keeps the texts of commands of this kind."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Surplus words are let through, so that `parse_args` can refuse them in the reader's language.
        super().__init__(*args, **{**kwargs, "context_settings": {"allow_extra_args": True}})

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as click does; refuse surplus words."""
        try:
            surplus = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # click leaves it out where an option lacks its value
            raise
        if surplus:
            raise WrongUsage(word("failures.extra_arguments", arguments=" ".join(surplus)), ctx)
        return surplus

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words of the usage line."""
        return [word("metavars.options"), *super().collect_usage_pieces(ctx)[1:]]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        _write_text(formatter, f"{self.texts}.{self.name}.text")

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the arguments, where there are any."""
        rows = [
            (param.make_metavar(ctx), word(f"{self.texts}.{self.name}.arguments.{param.name}"))
            for param in self.params
            if isinstance(param, click.Argument)
        ]
        _write_rows(formatter, "arguments", rows)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        _write_rows(formatter, "options", _option_rows(self, ctx, f"{self.texts}.{self.name}"))


class Program(click.Group):
    """The group of all commands; each is imported from its module only when it runs.

    Args:
        *args: As `click.Group`.
        modules: Command to the module that holds it as `command`, or to `module:name`.
        **kwargs: As `click.Group`.
    """

    context_class = Context
    own, texts = "program", "commands"
    """Where the catalogue keeps the group's own texts, and those of its commands."""

    def __init__(self, *args: Any, modules: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order in which a study needs them."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in self.modules:
            return None
        module, _, name = self.modules[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name or "command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command as click does; click guesses among imported commands only, this among all."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(error.command_name, possibilities=self.modules, ctx=ctx) from None

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words of the usage line."""
        return [word("metavars.options"), word("metavars.command")]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the program does."""
        _write_text(formatter, f"{self.own}.text")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the commands."""
        _write_rows(formatter, "options", _option_rows(self, ctx, self.own))
        _write_rows(formatter, "commands", [(name, word(f"{self.texts}.{name}.short")) for name in self.modules])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the exit codes."""
        if self.own == Program.own:
            _write_rows(formatter, "exit_codes", [(code, word(f"exit_codes.{code}")) for code in "01234"])


class Argument(click.Argument):
    """An argument that shows its name in the reader's language."""

    def make_metavar(self, ctx: click.Context) -> str:
        """The argument's name on the usage line, in brackets where it may be left out."""
        name = word(f"metavars.{self.name}")
        return name if self.required else f"[{name}]"


class Option(click.Option):
    """An option that shows its value's name in the reader's language."""

    def make_metavar(self, ctx: click.Context) -> str:
        """The name of the option's value."""
        return word(f"metavars.{self.name}")


def one_of(*known: str) -> Any:
    """A callback that refuses what an option or argument does not know; left out, it stays as it is."""

    def check(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        if value and value not in known:
            raise click.BadParameter(word("failures.unknown_choice", name=value, known=", ".join(known)), ctx, param)
        return value

    return check


def listed(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """A callback of an option that takes names with commas between them, and may be given several times."""
    return tuple(dict.fromkeys(name.strip() for one in value for name in one.split(",") if name.strip()))


def whole_number(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """A callback that takes whole numbers of zero or more."""
    if value is None:
        return None
    if not value.isdecimal():
        raise click.BadParameter(word("failures.no_whole_number", found=value), ctx, param)
    return int(value)


def _option_rows(command: click.Command, ctx: click.Context, table: str) -> list[tuple[str, str]]:
    """Each option with its sentence; `--help` is shared by all commands."""
    rows = []
    for param in command.params:
        if isinstance(param, click.Option):
            value = "" if param.is_flag else f" {param.make_metavar(ctx)}"
            rows.append((", ".join(param.opts) + value, word(f"{table}.options.{param.name}")))
    return [*rows, ("--help", word("program.options.help"))]


def _write_text(formatter: click.HelpFormatter, key: str) -> None:
    """Write a paragraph of the catalogue."""
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(word(key))


def _write_rows(formatter: click.HelpFormatter, section: str, rows: list[tuple[str, str]]) -> None:
    """Write a titled two-column list, unless it is empty."""
    if rows:
        with formatter.section(word(f"sections.{section}")):
            formatter.write_dl(rows)
