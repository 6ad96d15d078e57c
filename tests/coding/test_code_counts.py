"""Codes are counted by codings, passages, documents, cases and coders, each with its base."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from alianza.coding.code_counts import Counts, attribute_groups, case_groups, code_counts, counts_by, document_groups
from alianza.coding.code_matrix import code_by_attribute, code_by_case, code_by_document
from alianza.coding.project import Case, Code, Coding, Document, QualitativeProject

DOCUMENTS = (
    Document("E1", attributes={"sector": "comercio"}),
    Document("E2"),
    Document("E3", attributes={"sector": "agro"}),
    Document("E4"),
)
CASES = (
    Case("Firma A", ("E1", "E2"), {"sector": "servicios"}),
    Case("Firma B", ("E3",), selections=("s1",)),
)
CODES = tuple(Code(path) for path in ("a", "a/b", "a/c", "d"))
PROJECT = QualitativeProject(
    documents=DOCUMENTS,
    cases=CASES,
    codes=CODES,
    codings=(
        Coding("E1", "a/b", "ana", 0, 3, ""),
        Coding("E1", "a/b", "luis", 0, 3, ""),
        Coding("E1", "a/c", "ana", 0, 3, ""),
        Coding("E2", "a", "ana", 4, 7, ""),
        Coding("E4", "a/c", "eva", 1, 2, "", selection="s1"),
    ),
)


def test_a_parent_counts_a_passage_of_its_children_once():
    found = code_counts(PROJECT).codes
    assert found["a"].own == Counts(codings=1, passages=1, documents=1, cases=1, coders=1)
    assert found["a"].with_below == Counts(codings=5, passages=3, documents=3, cases=2, coders=3)
    assert found["a/b"].own == found["a/b"].with_below == Counts(2, 1, 1, 1, 2)
    assert found["d"].with_below == Counts()


def test_the_base_has_documents_and_cases_without_codings():
    assert code_counts(PROJECT).base == Counts(codings=5, passages=3, documents=4, cases=2, coders=3)
    assert counts_by(PROJECT, document_groups(PROJECT))["E3"].base == Counts(documents=1, cases=1)


def test_a_case_has_its_documents_and_the_passages_that_tell_of_it():
    found = counts_by(PROJECT, case_groups(PROJECT))
    assert found["Firma A"].codes["a"].with_below.passages == 2
    assert found["Firma B"].codes["a/c"].own == Counts(1, 1, 1, 1, 1)


def test_two_cases_of_one_name_are_counted_apart():
    twins = replace(PROJECT, cases=(Case("Firma A", ("E1",)), Case("Firma A", ("E2",))))
    found = counts_by(twins, case_groups(twins))
    assert {name: one.codes["a"].with_below.codings for name, one in found.items()} == {"Firma A": 3, "Firma A (2)": 1}
    assert code_counts(twins).base.cases == 2


def test_a_document_has_its_own_value_else_that_of_its_case_else_none():
    assert [(one.name, sorted(one.documents)) for one in attribute_groups(PROJECT, "sector")] == [
        ("agro", ["E3"]), ("comercio", ["E1"]), ("servicios", ["E2"]), ("", ["E4"]),
    ]  # fmt: skip


def test_matrices_show_codes_by_documents_cases_and_values():
    by_document = code_by_document(PROJECT)
    assert by_document.columns == ("E1", "E2", "E3", "E4")
    assert by_document.cells.tolist() == [[1, 1, 0, 1], [1, 0, 0, 0], [1, 0, 0, 1], [0, 0, 0, 0]]
    assert code_by_document(PROJECT, with_below=False).cells[0].tolist() == [0, 1, 0, 0]
    assert code_by_case(PROJECT, "coders").cells[0].tolist() == [2, 1]
    assert code_by_attribute(PROJECT, "sector").cells[0].tolist() == [0, 1, 1, 1]


def test_a_share_of_an_empty_base_is_unknown():
    shares = code_by_document(PROJECT, "passages").shares()
    assert shares[0, 0] == 1.0
    assert np.isnan(shares[0, 2])


@given(
    st.lists(
        st.tuples(st.sampled_from(["E1", "E2"]), st.sampled_from(["a", "a/b", "a/c", "d"]), st.sampled_from("xyz"),
                  st.integers(0, 4), st.integers(1, 3)),
        max_size=20,
    )
)  # fmt: skip
def test_documents_add_up_to_the_project_and_a_parent_has_no_more_than_its_parts(
    rows: list[tuple[str, str, str, int, int]],
) -> None:
    codings = tuple(Coding(*place, start, start + length, "") for *place, start, length in rows)
    project = QualitativeProject(documents=DOCUMENTS[:2], codes=CODES, codings=codings)
    whole = code_counts(project)
    parts = counts_by(project, document_groups(project)).values()
    for path, count in whole.codes.items():
        below = {(one.document, one.start, one.end) for one in codings if one.code.split("/")[0] == path}
        if "/" not in path:
            assert count.with_below.passages == len(below)
        for counted in ("codings", "passages", "documents"):
            assert getattr(count.with_below, counted) == sum(
                getattr(part.codes[path].with_below, counted) for part in parts
            )
    assert whole.base.codings == len(codings)
