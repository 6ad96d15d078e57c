"""Help pages: every text in the reader's language, none of click's own English."""

import re

import click
import pytest

from alianza.cli.codes import ACTIONS as CODES
from alianza.cli.failures import run
from alianza.cli.interviews import ACTIONS as INTERVIEWS
from alianza.cli.program import COMMANDS, program
from alianza.cli.review import ACTIONS
from alianza.cli.words import user_language, word

GROUPS = {"review": ACTIONS, "interviews": INTERVIEWS, "codes": CODES}
PAGES = [[], *([name] for name in COMMANDS), *([group, name] for group in GROUPS for name in GROUPS[group])]
ENGLISH = re.compile(
    r"\b(?:Usage|Options?|Commands?|Arguments?|Show|this|message|and|exit|the|FILE|FOLDER|STUDY|TEXT|PATH|INTEGER|"
    r"default|required|Error|Try|help|Missing|such)\b(?!-)",
)
"""Words that a Spanish page has no use for."""


@pytest.fixture(params=["es_EC.UTF-8", "C", ""])
def spanish(request, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", request.param)


@pytest.fixture
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def prose(page: str) -> str:
    """A help page without option names such as --help, which are the same in every language."""
    return re.sub(r"--[\w-]+|^  [\w-]+  ", " ", page, flags=re.MULTILINE)


@pytest.mark.parametrize("command", PAGES, ids=" ".join)
def test_spanish_help_has_no_english_in_it(command, spanish, capsys):
    assert run([*command, "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("Uso: alianza")
    assert "Opciones" in page
    assert not ENGLISH.findall(prose(page))


@pytest.mark.parametrize("command", PAGES, ids=" ".join)
def test_english_help_is_in_english(command, english, capsys):
    assert run([*command, "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("Usage: alianza")
    assert not re.search(r"[áéíóúñ¿¡«»]", page)


def test_program_help_names_every_command(spanish, capsys):
    run(["--help"])
    page = capsys.readouterr().out
    assert [line.split()[0] for line in page.split("Órdenes:")[1].splitlines()[1 : 1 + len(COMMANDS)]] == list(COMMANDS)


def test_every_parameter_has_its_sentence_in_both_languages(monkeypatch):
    for language in ("es", "en"):
        monkeypatch.setenv("LC_ALL", language)
        for name in COMMANDS:
            command = program.get_command(click.Context(program), name)
            inner = command.list_commands(click.Context(command)) if isinstance(command, click.Group) else ()
            for own in (command, *(command.get_command(click.Context(command), name) for name in inner)):
                for param in own.params:
                    kind = "arguments" if isinstance(param, click.Argument) else "options"
                    assert word(f"{own.texts}.{own.name}.{kind}.{param.name}").endswith(".")


def test_language_follows_the_first_variable_that_is_set():
    assert user_language({"LC_ALL": "en_US", "LANG": "es_EC"}) == "en"
    assert user_language({"LC_MESSAGES": "es_EC", "LANG": "en_US"}) == "es"
    assert user_language({"LC_ALL": "", "LANG": "en_US"}) == "en"
    assert user_language({"LANG": "POSIX"}) == "es"
    assert user_language({"LANG": "pt_BR"}) == "es"


def test_help_imports_no_heavy_library():
    import subprocess
    import sys

    script = (
        "import sys; from alianza.cli.failures import run; run(['--help']);"
        "heavy = {'numpy', 'polars', 'scipy', 'svy', 'altair', 'rich', 'babel', 'jinja2', 'docx', 'typst'};"
        "sys.exit(len(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=False).returncode == 0
