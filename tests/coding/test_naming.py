"""Names in the log as people called things when they happened, documents and codes of one file kept apart."""

from alianza.coding.naming import told
from alianza.study.event import Event

ENTRY = {"id": "", "name": "acuerdos"}
ADOPTED = {
    "file": "p.qdpx", "source": "0", "origin": "otro",
    "codes": [
        {"path": "acuerdos", "above": "", "entry": ENTRY},
        {"path": "acuerdos/origen", "above": "acuerdos", "entry": {**ENTRY, "name": "origen"}},
        {"path": "conflictos", "above": "", "entry": {**ENTRY, "name": "conflictos"}},
    ],
    "documents": [{"id": "", "name": "E01", "content": "d1"}, {"id": "", "name": "E02", "content": "d2"}],
}  # fmt: skip
CODED = {"document": "1.2", "code": "1.2", "start": 0, "end": 5}


def log(*steps: tuple[str, dict[str, object]]) -> list[Event]:
    return [Event(number, "coding", kind, values, "lia", "") for number, (kind, values) in enumerate(steps, 1)]


def test_a_document_and_a_code_of_one_name_in_the_log_are_kept_apart():
    *_, coded = told(log(("project_adopted", ADOPTED), ("passage_coded", CODED)))
    assert (coded.payload["document"], coded.payload["code"]) == ("E02", "acuerdos/origen")


def test_codes_are_called_as_they_were_when_it_happened():
    merged = ("codes_merged", {"codes": ["1.2"], "into": "1.3"})
    renamed = ("code_changed", {"code": "1.3", "values": {"name": "disputas"}})
    _, first, join, change, taken_back, last = told(
        log(("project_adopted", ADOPTED), ("passage_coded", CODED), merged, renamed, ("withdrawn", {"event": 4}),
            ("passage_coded", {**CODED, "code": "1.3"}))
    )  # fmt: skip
    assert first.payload["code"] == "acuerdos/origen"
    assert (join.payload["codes"], join.payload["into"]) == ("acuerdos/origen", "conflictos")
    assert change.payload["code"] == "conflictos"
    assert taken_back.payload == {"event": 4}
    assert last.payload["code"] == "conflictos"
