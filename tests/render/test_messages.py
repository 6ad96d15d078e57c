"""Codes and values become sentences."""

import ast
from pathlib import Path

import pytest

from alianza.render import messages
from alianza.render.messages import joined, known, long_date, say, say_problem, shown
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.text import Text

SOURCE = Path(messages.__file__).parent.parent
SHARE = Estimate(0.684, 0.04, 0.6, 0.76, n=150, unit="share")


@pytest.fixture
def sentences(monkeypatch):
    """A catalogue of one's own, the program's own words still in it."""
    real = messages.catalogue

    def use(**own: str) -> None:
        monkeypatch.setattr(messages, "catalogue", lambda language: {**real(language), **own})

    return use


@pytest.mark.parametrize(
    ("form", "es"),
    [
        ("", "68 % (IC 95 %: 60 a 76; n = 150)"),
        ("value", "68 %"),
        ("interval", "60 a 76 %"),
        ("base", "150"),
        ("both", "68 % (60 a 76)"),
        ("evidence", "IC 95 %: 60 a 76; n = 150"),
    ],
)
def test_an_estimate_in_a_sentence(form, es):
    assert shown(SHARE, form, "es").replace("\u00a0", " ") == es


def test_an_estimate_of_a_difference_says_points():
    points = Estimate(-0.12, 0.05, -0.22, -0.02, n=150, unit="difference")
    assert shown(points, "value", "es").replace("\u00a0", " ") == "−12 puntos porcentuales"
    assert shown(points, "value", "en").replace("\u00a0", " ") == "−12 percentage points"


def test_an_estimate_that_could_not_be_computed_is_a_dash():
    assert shown(Estimate(None, reason="no_answers"), "", "es") == "—"


@pytest.mark.parametrize(
    ("value", "form", "es"),
    [
        (0.254, "percent", "25 %"),
        (0.254, "points", "25"),
        (0.0002, "p", "p < 0,001"),
        (6.0, "plain", "6"),
        (2014, "plain", "2014"),
        (12345, "", "12 345"),
        (1.5, "", "1,5"),
        (1.256, "1", "1,3"),
        (1, "empresa|empresas", "empresa"),
        (2, "empresa|empresas", "empresas"),
        (True, "", "sí"),
        (None, "", ""),
        ("a{b}", "", "a{b}"),
        ("voz", "quoted", "«voz»"),
        (("a", Text("b"), 3), "", "a, b y 3"),
        (("a", "b"), "list", "a, b"),
    ],
)
def test_other_values_in_a_sentence(value, form, es):
    assert shown(value, form, "es").replace("\u00a0", " ").replace("\u202f", " ") == es


def test_a_message_may_hold_messages(sentences):
    sentences(outer="({inner})", inner="{n} {n:voz|voces}")
    assert say(Message("outer", {"inner": Message("inner", {"n": 2})}), "es") == "(2 voces)"


def test_a_missing_sentence_or_value_is_an_error(sentences):
    with pytest.raises(KeyError):
        say(Message("there.is_no_such_code"), "es")
    sentences(needs_n="{n}")
    with pytest.raises(KeyError):
        say(Message("needs_n"), "es")


def test_placeholders_reach_no_attribute_of_a_value(sentences):
    sentences(sly="{text.__class__}")
    with pytest.raises(KeyError):
        say(Message("sly", {"text": "x"}), "es")


def test_lists_and_dates_follow_the_language():
    assert joined(["a", "b", "c"], "es") == "a, b y c"
    assert joined(["a", "b", "c"], "en") == "a, b, and c"
    assert joined([], "es") == ""
    assert long_date("2025-06-30", "en") == "30 June 2025"
    assert long_date("junio", "es") == "junio"


def test_a_problem_says_where_what_and_what_to_do():
    problem = Problem("missing_key", file="study.toml", row=3, place="study.title")
    text = say_problem(problem, "es")
    assert text.startswith("study.toml, fila 3: ")
    assert "study.title" in text
    assert text != say_problem(problem, "en")


def keywords(name: str) -> set[str]:
    """Literal values of the keyword argument `name`, wherever the program passes it to an Estimate or a Test."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in SOURCE.rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {
        word.value.value
        for call in calls
        if getattr(call.func, "id", "") in ("Estimate", "Test", "replace")
        for word in call.keywords
        if word.arg == name and isinstance(word.value, ast.Constant) and isinstance(word.value.value, str)
    }


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_reason_for_a_missing_number_has_a_sentence(language):
    reasons = keywords("reason") - {""}
    assert reasons
    assert [code for code in sorted(reasons) if not known(f"reasons.{code}", language)] == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_column_and_table_of_the_report_has_its_words(language):
    from alianza.report.contents import TABLES

    assert [name for name in TABLES if not known(f"tables.{name}.title", language)] == []
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in (SOURCE / "report").glob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    columns = {
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", "") == "Column" and isinstance(call.args[0], ast.Constant)
        if not any(word.arg == "label" for word in call.keywords)
    }
    assert len(columns) > 20
    assert [name for name in sorted(columns) if not known(f"columns.{name}", language)] == []


def test_a_finding_is_named_by_the_title_of_its_table():
    assert shown(("outcome.success.share",), "finding", "es") == "«Qué resultó de las alianzas»"
    assert shown("nowhere.row.column", "finding", "es") == "nowhere.row.column"


def test_a_persons_percentages_keep_their_sign_on_the_line():
    text = Text("al menos un 20 % más", "at least 20 % more")
    assert say(text, "es") == "al menos un 20\u00a0% más"
    assert say(text, "en") == "at least 20% more"
