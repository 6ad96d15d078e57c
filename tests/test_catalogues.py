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


def asked(call: ast.Call) -> list[str]:
    """The keys that a call of `word` writes out, both where it chooses between two."""
    key = call.args[0]
    parts = [key.body, key.orelse] if isinstance(key, ast.IfExp) else [key]
    return [one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def spread(name: ast.expr, function: ast.AST) -> set[str] | None:
    """The names in a mapping that a function spells out as a display; None where it comes about in another way."""
    found = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == ast.unparse(name)
    ]
    if len(found) != 1 or not isinstance(found[0], ast.Dict):
        return None
    return {key.value for key in found[0].keys if isinstance(key, ast.Constant)}


def given(call: ast.Call, function: ast.AST) -> set[str] | None:
    """The names of the values that a call gives; None where they cannot be read off it."""
    mappings = [spread(one.value, function) for one in call.keywords if one.arg is None]
    if None in mappings:
        return None
    return {one.arg for one in call.keywords if one.arg is not None}.union(*mappings)


def worded() -> list[tuple[str, str, set[str]]]:
    """Where `word` is called with keys written out, each key, and the names of the values that it is given."""
    found = []
    for file in sorted((SOURCE / "cli").rglob("*.py")):
        functions = [one for one in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(one, ast.FunctionDef)]
        calls = [(node, one) for one in functions for node in ast.walk(one) if isinstance(node, ast.Call)]
        for call, function in calls:
            values = given(call, function) if getattr(call.func, "id", "") == "word" else None
            if values is not None:
                found += [(f"{file.name}:{call.lineno}", key, values) for key in asked(call)]
    return found


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_word_of_the_command_line_is_given_the_values_that_it_shows(language):
    calls, sentences = worded(), catalogue(language)
    needed = [{name for _, name, _, _ in Formatter().parse(sentences[f"cli.{key}"]) if name} for _, key, _ in calls]
    missing = [(place, key, names - values) for (place, key, values), names in zip(calls, needed, strict=True)]
    assert len(calls) > 150
    assert [one for one in missing if one[2]] == []
