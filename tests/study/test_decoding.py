"""study.toml becomes records, and every entry's mistake shows in one run, at its key path."""

import tomllib

import pytest

from alianza.study.decoding import decode, decode_claims
from alianza.study.text import Text

STUDY = """
[study]
id = "prueba"
title = { es = "Prueba", en = "Trial" }
country = "EC"
wave = "2025"
period = { first = 2020, last = 2024 }
population = "firmas"
unit_of_analysis = "firm"
focal_alliance = "none"
"""


def problems_of(text: str) -> dict[str, str]:
    """Place to code of every problem of a study.toml."""
    _, problems = decode(tomllib.loads(STUDY + text))
    return {problem.place: problem.code for problem in problems}


def test_a_sound_study_has_no_problem_and_keeps_its_texts() -> None:
    protocol, problems = decode(tomllib.loads(STUDY))
    assert problems == ()
    assert protocol is not None
    assert protocol.study.title == Text("Prueba", "Trial")
    assert protocol.study.population == Text("firmas")
    assert protocol.rules.minimum_cell == 5


def test_only_a_study_with_a_survey_must_say_which_alliance_its_firms_answer_about() -> None:
    unsaid = STUDY.replace('focal_alliance = "none"\n', "")
    asked = {
        section: [(one.code, one.place) for one in decode(tomllib.loads(unsaid + declared))[1]]
        for section, declared in {
            "survey": '[survey]\nfile = "a.csv"',
            "review": '[review]\nquestion = "¿?"',
            "interviews": "[interviews]",
        }.items()
    }
    assert asked == {"survey": [("missing_key", "study.focal_alliance")], "review": [], "interviews": []}


def test_each_bad_entry_is_reported_in_the_same_run_at_its_own_place() -> None:
    found = problems_of("""
    [[questions]]
    id = "Q1"
    text = "¿?"
    topics = ["tipos"]

    [[hypotheses]]
    id = "H1"
    statement = "a"
    estimand = "b"
    comparator = "c"
    direction = "mayor"
    margin = "mucho"

    [rules]
    minimum_cel = 3
    """)
    assert found == {
        "questions[0].topics[0]": "wrong_choice",
        "hypotheses[0].direction": "wrong_choice",
        "hypotheses[0].margin": "wrong_type",
        "rules.minimum_cel": "unknown_key",
    }


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        (
            '[[survey.items]]\nvariable = "x"\nconstruct = "y"\nrole = "level"',
            "survey.items[0].construct",
            "unknown_construct",
        ),
        ('[[survey.derived]]\nname = "z"\nkind = "ratio"\nof = ["x", "y"]', "survey.derived[0].of", "unknown_variable"),
        ('[survey.design]\nweights = "peso"', "survey.design.weights", "unknown_variable"),
        ('[success]\nvariable = "exito"\nrule = "r"', "success.variable", "unknown_variable"),
    ],
)
def test_a_reference_to_nothing_is_a_problem(text: str, place: str, code: str) -> None:
    assert problems_of('[survey]\nfile = "a.csv"\n' + text)[place] == code


def test_a_derived_variable_may_read_only_what_stands_above_it() -> None:
    text = """
    [survey]
    file = "a.csv"
    columns = { x = "X" }
    [[survey.derived]]
    name = "second"
    kind = "log"
    of = ["first"]
    [[survey.derived]]
    name = "first"
    kind = "log"
    of = ["x"]
    """
    assert problems_of(text) == {"survey.derived[0].of": "unknown_variable"}


def test_a_misspelt_key_comes_with_the_name_that_was_meant() -> None:
    _, problems = decode(tomllib.loads(STUDY + '[ethics]\naproval = "sí"'))
    assert problems[0].code == "unknown_key"
    assert problems[0].values["near"].values["word"] == "approval"  # type: ignore[attr-defined]


def test_a_missing_required_part_leaves_no_protocol() -> None:
    protocol, problems = decode({})
    assert protocol is None
    assert [(problem.code, problem.place) for problem in problems] == [("missing_key", "study")]


def test_a_claim_with_a_wrong_form_is_named_and_the_others_stay() -> None:
    text = """
    source = "un artículo"
    [[claims]]
    id = "F01"
    section = "s"
    kind = "finding"
    construct = "success"
    text = "t"
    form = "punto"
    [[claims]]
    id = "F02"
    section = "s"
    kind = "finding"
    construct = "success"
    text = "t"
    form = "point"
    """
    claims, problems = decode_claims(tomllib.loads(text))
    assert claims is not None
    assert [claim.id for claim in claims.claims] == ["F02"]
    assert [problem.place for problem in problems] == ["claims[0].form"]


def test_control_signs_and_numbers_that_are_none_are_refused() -> None:
    found = problems_of(r"""
    [strands]
    survey = nan
    [ethics]
    approval = "a\u0001b"
    [survey]
    file = "x.csv"
    [survey.labels.sector]
    "1" = { es = "uno", en = "o\u0000ne" }
    """)
    assert found["strands.survey"] == "wrong_type"
    assert found["ethics.approval"] == found["survey.labels.sector.1"] == "control_sign"


def test_scales_pilot_and_fieldwork_name_what_is_declared() -> None:
    found = problems_of("""
    [[constructs]]
    id = "trust"
    label = "confianza"

    [survey]
    file = "firms.csv"
    columns = { a = "a", b = "b", c = "c" }

    [survey.fieldwork]
    disposition = "ended"
    strata = ["a", "sector"]

    [survey.pilot]
    file = "trial.csv"
    scales = ["trusty"]

    [[survey.scales]]
    id = "trust"
    construct = "truth"
    items = ["a", "b", "d"]
    reversed = ["c"]
    labels = { a = "A", e = "E" }

    [[survey.scales]]
    id = "trust"
    construct = "trust"
    items = ["a", "b", "c"]

    [[survey.versions]]
    version = "1"
    date = "2025-01-01"
    changes = [{ item = "a", kind = "rewritten" }]
    """)
    assert found == {
        "survey.versions[0].changes[0].kind": "wrong_choice",
        "survey.scales[1].id": "repeated_id",
        "survey.scales[0].construct": "unknown_construct",
        "survey.scales[0].items": "unknown_variable",
        "survey.scales[0].reversed": "not_an_item",
        "survey.scales[0].labels.e": "not_an_item",
        "survey.pilot.scales": "unknown_scale",
        "survey.fieldwork.disposition": "unknown_variable",
        "survey.fieldwork.strata": "unknown_variable",
    }


def test_a_contact_file_s_columns_are_no_variables() -> None:
    found = problems_of("""
    [survey]
    file = "firms.csv"
    columns = { a = "a" }

    [survey.fieldwork]
    file = "calls.csv"
    disposition = "ended"
    """)
    assert found == {}


def test_what_a_review_repeats_or_leaves_undeclared_is_named():
    found = problems_of("""
    [[constructs]]
    id = "trust"
    label = { es = "confianza" }

    [review]
    question = { es = "¿?" }
    dictionary = { truth = { es = ["verdad"] }, trust = { es = ["confianza"] } }

    [[review.panel]]
    id = "ana"
    roles = ["judge"]

    [[review.panel]]
    id = "ana"
    roles = ["judge"]

    [[review.criteria]]
    code = "E1"
    kind = "exclude"
    label = { es = "x" }

    [[review.criteria]]
    code = "E1"
    kind = "exclude"
    label = { es = "y" }

    [[review.pooled]]
    construct = "love"
    measure = "correlation"
    label = { es = "z" }
    """)
    assert found == {
        "review.panel[1].id": "repeated_id",
        "review.criteria[1].code": "repeated_id",
        "review.dictionary.truth": "unknown_construct",
        "review.pooled[0].construct": "unknown_construct",
    }
