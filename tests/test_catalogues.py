"""Two languages: every sentence has its twin, with the same placeholders, and every code has a sentence."""

import ast
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from alianza.render.messages import catalogue, known

SOURCE = Path(__file__).parent.parent / "src" / "alianza"
AREAS = sorted(file.name for file in (SOURCE / "locale" / "es").glob("*.toml"))

ENGLISH = re.compile(r"\b(?:the|of|and|with|from|which|this|that|are|was|were|for|firms?|shares?)\b", re.IGNORECASE)
SPANISH = re.compile(r"[¿¡«»]|\b(?:el|los|las|del|una|que|con|para|por|empresas?)\b", re.IGNORECASE)
FIXED = re.compile(r"`[^`]*`|«[^»]*»|\{[^}]*\}|--\w+|\w+=\w+")
"""What no translation touches: code, quoted names and placeholders."""


def flat(entries: dict, prefix: str = "") -> dict[str, str]:
    found = {}
    for key, value in entries.items():
        found |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return found


def area(language: str, name: str) -> dict[str, str]:
    return flat(tomllib.loads((SOURCE / "locale" / language / name).read_text(encoding="utf-8")))


def placeholders(sentence: str) -> set[str]:
    """The values that a sentence shows; `{n:firm|firms}` only picks a word, which one language may not need."""
    return {name for _, name, form, _ in Formatter().parse(sentence) if name and "|" not in (form or "")}


def literal_codes(function: str) -> set[str]:
    """Codes written out where `function` is called, anywhere in the program."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in SOURCE.rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    return {
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", "") == function
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def test_both_languages_have_the_same_areas():
    assert sorted(file.name for file in (SOURCE / "locale" / "en").glob("*.toml")) == AREAS


@pytest.mark.parametrize("name", AREAS)
def test_every_sentence_has_its_twin_with_the_same_placeholders(name):
    spanish, english = area("es", name), area("en", name)
    assert sorted(spanish.keys() ^ english.keys()) == []
    assert [key for key in spanish if placeholders(spanish[key]) != placeholders(english[key])] == []


@pytest.mark.parametrize("name", AREAS)
def test_no_sentence_is_empty_or_in_the_other_language(name):
    spanish, english = area("es", name), area("en", name)
    empty = {key for language in (spanish, english) for key, text in language.items() if not text.strip()}
    assert {key for key in empty if not key.startswith("units.") and key != "columns.row"} == set()
    assert {key: text for key, text in spanish.items() if len(ENGLISH.findall(FIXED.sub("", text))) > 1} == {}
    assert {key: text for key, text in english.items() if len(SPANISH.findall(FIXED.sub("", text))) > 1} == {}


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_code_is_defined_twice(language):
    assert len(catalogue(language)) == sum(len(area(language, name)) for name in AREAS)


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_message_has_a_sentence(language):
    codes = literal_codes("Message")
    assert len(codes) > 20
    assert [code for code in sorted(codes) if not known(code, language)] == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_problem_says_what_is_wrong_and_what_to_do(language):
    codes = literal_codes("Problem")
    assert len(codes) > 10
    parts = [f"problems.{code}.{part}" for code in sorted(codes) for part in ("what", "remedy")]
    assert [part for part in parts if not known(part, language)] == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_word_of_the_command_line_is_there(language):
    assert [key for key in sorted(literal_codes("word")) if not known(f"cli.{key}", language)] == []
