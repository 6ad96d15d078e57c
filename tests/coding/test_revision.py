"""What came with a document in the next version of its text."""

from alianza.coding.contents import DocumentContent
from alianza.coding.position_map import PositionMap
from alianza.coding.project import Document, OtherSelection
from alianza.coding.revision import revised_content

OLD = "Ana Luz firmó. Nadie leyó."
NEW = "[P1] firmó. Nadie leyó."
POSITIONS = PositionMap.from_edits([(0, 7, 4)], len(OLD))


def mark(start: int, end: int) -> OtherSelection:
    place = {"startPosition": str(start), "endPosition": str(end), "name": "n"}
    return OtherSelection("d", "PlainTextSelection", place=place)


def test_a_passage_without_a_code_keeps_its_words_in_a_new_version() -> None:
    heard = OtherSelection("d", "AudioSelection", place={"begin": "3", "end": "9"})
    before = DocumentContent(Document("d", OLD), others=(mark(15, 26), mark(4, 13), mark(15, 15), mark(5, 5), heard))
    *marks, last = revised_content(before, NEW, POSITIONS).others
    places = [(int(one.place["startPosition"]), int(one.place["endPosition"])) for one in marks]
    assert [NEW[start:end] for start, end in places] == ["Nadie leyó.", "[P1] firmó", "", ""]
    assert all(one.place["name"] == "n" for one in marks)
    assert last == heard
