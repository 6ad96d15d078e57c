"""Writes the reference pages from what the program itself says: commands, problems, tables and protocol keys.

`python docs/reference/make.py` writes them; a test compares them with what this script would write today.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import click
import msgspec

from alianza.cli.program import program
from alianza.cli.where import IDENTIFIERS, table_files
from alianza.render.messages import catalogue
from alianza.study import protocol
from alianza.study.decoding import ClaimsFile

HERE = Path(__file__).parent
LANGUAGES = ("es", "en")
MADE = "<!-- Escrita por docs/reference/make.py. Written by docs/reference/make.py. -->"


def pages() -> dict[str, str]:
    """The text of every reference page, by file name."""
    return {
        "cli.md": _page("La línea de órdenes · The command line", _commands()),
        "problems.md": _page("Problemas · Problems", _problems()),
        "study-toml.md": _page("study.toml · claims.toml", _keys()),
        "tables.md": _page("Tablas del informe · Tables of the report", _tables()),
    }


def _page(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"# {title}", "", MADE, "", *lines]).rstrip() + "\n"


def _commands() -> Iterator[str]:
    """The help page of the program and of each command, in both languages."""
    for language in LANGUAGES:
        os.environ["LC_ALL"] = language
        context = click.Context(program, info_name="alianza", terminal_width=88)
        yield from _help("alianza", program, context)


def _help(title: str, command: click.Command, context: click.Context) -> Iterator[str]:
    """The help page of a command, and of those that it holds."""
    formatter = program.context_class.formatter_class(width=88)
    command.format_help(context, formatter)
    yield from [f"## {title}", "", "```text", formatter.getvalue().rstrip(), "```", ""]
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        inner = command.get_command(context, name)
        assert inner is not None
        yield from _help(f"{title} {name}", inner, inner.context_class(inner, context, info_name=name))


def _problems() -> Iterator[str]:
    """Each code with what is wrong and what to do, in both languages."""
    sentences = {language: catalogue(language) for language in LANGUAGES}
    codes = sorted({key.split(".")[1] for key in sentences["es"] if key.startswith("problems.")})
    for code in codes:
        yield from [f"## {code}", ""]
        for language in LANGUAGES:
            what, remedy = (sentences[language][f"problems.{code}.{part}"] for part in ("what", "remedy"))
            yield f"- {language}: {what} {remedy}"
        yield ""


def _tables() -> Iterator[str]:
    """Each table with its titles, its module and what it answers."""
    for table, file in table_files().items():
        docstring = file.read_text(encoding="utf-8").split('"""')[1]
        answers = ", ".join(dict.fromkeys(IDENTIFIERS.findall(docstring)))
        yield from [f"## {table}", ""]
        yield from (f"- {language}: {catalogue(language)[f'tables.{table}.title']}" for language in LANGUAGES)
        yield from [f"- `alianza.report.{table}` ({answers})" if answers else f"- `alianza.report.{table}`", ""]


def _keys() -> Iterator[str]:
    """Each key of the study's two files: type, default and meaning in both languages."""
    yield from ["## study.toml", ""]
    yield from _record(protocol.Protocol, "", set())
    yield from ["## claims.toml", ""]
    yield from _record(ClaimsFile, "", set())


def _record(record: type[Any], path: str, seen: set[type[Any]]) -> Iterator[str]:
    """The table of one record, followed by those of the records inside it."""
    seen.add(record)
    yield from [f"### {path or '(inicio · top)'}", "", *_HEADER]
    inside: list[tuple[str, type[Any]]] = []
    for field in msgspec.structs.fields(record):
        key = field.encode_name
        meanings = [catalogue(language)[f"keys.{record.__name__}.{key}"] for language in LANGUAGES]
        yield f"| `{key}` | {_type_name(field.type)} | {_default(field)} | {' | '.join(map(_cell, meanings))} |"
        place = f"{path.strip('[]')}.{key}".lstrip(".")
        place = f"[[{place}]]" if _type_name(field.type).startswith("[[") else f"[{place}]"
        inside += [(place, part) for part in _records_in(field.type) if part not in seen]
    yield ""
    for place, part in inside:
        yield from _record(part, place, seen)


_HEADER = ("| clave · key | tipo · type | por omisión · default | es | en |", "|---|---|---|---|---|")


def _records_in(annotation: Any) -> list[type[Any]]:
    """The protocol records that a field holds."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return [annotation]
    return [part for inner in get_args(annotation) for part in _records_in(inner)]


def _type_name(annotation: Any) -> str:
    """A field's type in the words of TOML."""
    origin = getattr(annotation, "__origin__", None)
    inner = [part for part in get_args(annotation) if part not in (type(None), Ellipsis)]
    if origin is tuple:
        return f"[{_type_name(inner[0])}]"
    if origin is dict:
        return f"{{clave · key = {_type_name(inner[1])}}}"
    if inner and not all(isinstance(part, str) for part in inner):
        return " / ".join(dict.fromkeys(_type_name(part) for part in inner))
    names = {str: '"…"', int: "1", float: "1.5", bool: "true", protocol.Text: '{es = "…", en = "…"}'}
    return names.get(annotation, "[…]" if _records_in(annotation) else '"…"')


def _default(field: msgspec.structs.FieldInfo) -> str:
    """A field's default as TOML would write it, or a sign that it is required."""
    if field.required:
        return "**obligatoria · required**"
    value = field.default
    if isinstance(value, bool):
        return str(value).lower()
    return f"`{value}`" if isinstance(value, str | int | float) and value != "" else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")
