"""How often each code was given."""

from alianza.coding.code_use import CodeUse, code_use
from alianza.coding.project import Code, Coding, Document, QualitativeProject


def test_a_passage_counts_once_for_a_code_and_once_for_all_those_above_it():
    text = "uno dos tres"
    codes = ("a", "a/b", "a/c", "d")
    given = [
        ("E1", "a/b", "ana", 0, 3),
        ("E1", "a/b", "luis", 0, 3),
        ("E1", "a/c", "ana", 0, 3),
        ("E2", "a", "ana", 4, 7),
    ]
    project = QualitativeProject(
        documents=(Document("E1", text), Document("E2", text)),
        codes=tuple(Code(path) for path in codes),
        codings=tuple(Coding(*one, text[one[3] : one[4]]) for one in given),
    )
    assert code_use(project) == {
        "a": CodeUse(1, 1, 2), "a/b": CodeUse(1, 1, 1), "a/c": CodeUse(1, 1, 1), "d": CodeUse(0, 0, 0),
    }  # fmt: skip
