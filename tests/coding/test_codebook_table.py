"""Codebooks as tables: paths, parents, and rows that cannot be taken."""

from collections.abc import Mapping

import pytest

from alianza.coding.codebook_table import TabledCodebook, read_codebook


def read(*rows: Mapping[str, str]) -> TabledCodebook:
    return read_codebook(enumerate(rows, 2), ("trust",))


def test_a_path_and_a_category_name_the_same_code() -> None:
    by_path = read({"code": "gobernanza/actas", "definition": "lo escrito"})
    assert read({"code": "actas", "parent": "gobernanza", "definition": "lo escrito"}) == by_path
    described = [(one.path, one.definition) for one in by_path.codes]
    assert described == [("gobernanza", ""), ("gobernanza/actas", "lo escrito")]


def test_a_name_below_a_category_may_hold_a_slash() -> None:
    assert [one.path for one in read({"code": "y/o", "parent": "trato"}).codes] == ["trato", r"trato/y\/o"]


def test_a_parent_keeps_its_description_wherever_its_row_stands() -> None:
    found = read({"code": "gobernanza / actas"}, {"code": "gobernanza", "definition": "quién decide"})
    described = [(one.path, one.definition) for one in found.codes]
    assert described == [("gobernanza", "quién decide"), ("gobernanza/actas", "")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"definition": "sin nombre"}, "codebook_row_without_code"),
        ({"code": "gobernanza/ "}, "codebook_row_without_code"),
        ({"code": "confianza"}, "codebook_code_twice"),
        ({"code": "Ninguno"}, "code_name_reserved"),
        ({"code": "actas; roles"}, "code_name_reserved"),
        ({"code": "otro", "construct": "fe"}, "unknown_construct"),
        ({"code": "otro", "construct": "trust", "direction": "arriba"}, "code_direction_unknown"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_and_the_rest_kept(row: Mapping[str, str], code: str) -> None:
    found = read({"code": "confianza", "construct": "trust", "direction": "positive"}, row)
    assert [one.path for one in found.codes] == ["confianza"]
    assert [(one.code, one.row) for one in found.problems] == [(code, 3)]
