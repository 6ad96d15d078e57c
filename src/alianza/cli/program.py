"""The program `alianza`: its commands and the options that belong to all of them."""

import click

from alianza.cli.parser import Option, Program

COMMANDS = (
    "new", "check", "freeze", "simulate", "run", "where", "audit", "stats", "sample", "power", "import", "export",
    "review", "interviews", "codes",
)  # fmt: skip
MODULES = {name: f"alianza.cli.{name}" for name in COMMANDS} | {
    "import": "alianza.cli.imports",  # `import` is a word of the language
    "export": "alianza.cli.exports",
}


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the version and leave, where it was asked for."""
    if wanted:
        from importlib.metadata import version

        click.echo(f"alianza {version('alianza')}")
        ctx.exit()


@click.group("alianza", cls=Program, modules=MODULES)
@click.option("--debug", cls=Option, is_flag=True, expose_value=False)
@click.option("--version", cls=Option, is_flag=True, expose_value=False, is_eager=True, callback=_print_version)
def program() -> None:
    """A study of alliances between firms, from its folder to its report."""
