"""The paradigm of axial coding is built from the relations that a project draws."""

import pytest

from alianza.coding.axial import Relation, paradigm, relation_kind
from alianza.coding.project import RELATION_KINDS, Code, Coding, Link, QualitativeProject

CODES = tuple(Code(path) for path in ("conflicto", "confianza", "contrato", "mediación", "ruptura"))
CODINGS = tuple(
    Coding(document, "confianza", "ana", place, place + 1, "x", guid=f"g{place}")
    for place, document in enumerate(["E1", "E1", "E2"])
)


def drawn(*links: Link) -> QualitativeProject:
    return QualitativeProject(codes=CODES, codings=CODINGS, links=links)


def test_roles_stand_around_the_phenomenon_with_their_evidence():
    [centre] = paradigm(
        drawn(
            Link("confianza", "conflicto", "causal_condition", ("g0", "g1", "g2")),
            Link("mediación", "conflicto", "strategy", ("g2",)),
            Link("ruptura", "conflicto", "consequence"),
        )
    ).phenomena
    assert centre.code == "conflicto"
    assert centre.roles["causal_condition"] == (Relation("confianza", "conflicto", "causal_condition", 3, 2),)
    assert centre.roles["strategy"] == (Relation("mediación", "conflicto", "strategy", 1, 1),)
    assert centre.roles["consequence"] == (Relation("ruptura", "conflicto", "consequence", 0, 0),)
    assert centre.roles["context"] == ()


def test_a_code_that_is_the_phenomenon_of_another_stands_at_the_centre():
    [centre] = paradigm(drawn(Link("conflicto", "ruptura", "phenomenon"))).phenomena
    assert (centre.code, [one.target for one in centre.roles["phenomenon"]]) == ("conflicto", ["ruptura"])


def test_a_relation_drawn_twice_rests_on_all_its_evidence_once():
    found = paradigm(
        drawn(Link("contrato", "confianza", "associated", ("g0", "g1")), Link("confianza", "contrato", "==", ("g1",)))
    )
    assert found.others == (Relation("confianza", "contrato", "associated", 2, 1),)


def test_a_passage_that_two_people_coded_counts_once():
    codings = tuple(Coding("E1", code, coder, 4, 9, "actas", guid=coder + code)
                    for coder in ("ana", "luis") for code in ("confianza", "contrato"))  # fmt: skip
    other = Coding("E1", "confianza", "ana", 4, 8, "acta", guid="menor")
    evidence = tuple(one.guid for one in (*codings, other))
    links = (Link("confianza", "contrato", "cause_of", evidence),)
    [found] = paradigm(QualitativeProject(codes=CODES, codings=(*codings, other), links=links)).others
    assert (found.passages, found.documents) == (2, 1)


def test_evidence_that_is_gone_and_ends_that_are_no_codes_do_not_count():
    found = paradigm(drawn(Link("contrato", "ruptura", "cause_of", ("gone",)), Link("a-document", "ruptura", "is_a")))
    assert found.others == (Relation("contrato", "ruptura", "cause_of", 0, 0),)


def test_a_circle_of_is_a_or_part_of_is_a_problem_and_one_of_causes_is_none():
    ends = [("confianza", "contrato"), ("contrato", "ruptura"), ("ruptura", "confianza")]
    for kind in ("is_a", "part_of"):
        [problem] = paradigm(drawn(*(Link(*one, kind) for one in ends))).problems
        assert (problem.code, problem.values["kind"]) == ("relation_cycle", kind)
        assert problem.found == "confianza → contrato → ruptura → confianza"
    assert paradigm(drawn(*(Link(*one, "cause_of") for one in ends))).problems == ()


def test_two_circles_are_two_problems():
    found = paradigm(
        drawn(
            Link("confianza", "contrato", "is_a", both=True),
            Link("mediación", "ruptura", "is_a", both=True),
        )
    )
    assert [one.found for one in found.problems] == [
        "confianza → contrato → confianza",
        "mediación → ruptura → mediación",
    ]


def test_a_name_that_no_kind_is_known_for_is_said_and_left_out():
    found = paradigm(drawn(Link("confianza", "contrato", "huele a")))
    assert [(one.code, one.found) for one in found.problems] == [("relation_kind_unknown", "huele a")]
    assert (found.phenomena, found.others) == ((), ())


@pytest.mark.parametrize("kind", RELATION_KINDS)
def test_every_kind_is_known_by_its_own_name(kind: str):
    assert relation_kind(kind) == (kind, False)


def test_a_relation_told_from_its_target_is_turned_round():
    [one] = paradigm(drawn(Link("ruptura", "conflicto", "is caused by"))).others
    assert (one.source, one.target, one.kind) == ("conflicto", "ruptura", "cause_of")
