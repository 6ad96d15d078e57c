"""Documents as XML, with what is marked in them."""

from alianza.coding.project import Coding, Document, OtherSelection
from alianza.formats.refi.codebook import made_guid
from alianza.formats.refi.identifiers import Identifiers
from alianza.formats.refi.pieces import attributes, element, instant, marked, whole_number, worded
from alianza.formats.refi.written_around import values

_PLACES = {
    "PictureSelection": ("firstX", "firstY", "secondX", "secondY"),
    "PDFSelection": ("page", "firstX", "firstY", "secondX", "secondY"),
    "AudioSelection": ("begin", "end"),
    "VideoSelection": ("begin", "end"),
}
_SOURCES = {"text": "Text", "pdf": "PDF", "picture": "Picture", "audio": "Audio", "video": "Video"}


def source(ids: Identifiers, document: Document) -> str:
    """A document with its passages, its other selections, what is said of it and its values."""
    guid, medium = ids.documents[document.name], document.medium
    tag = _SOURCES[document.kind] + "Source"
    said = attributes(guid=guid, name=document.name)
    path = f"internal://{medium}" if medium else ""
    said += attributes(**{"richTextPath" if document.kind == "text" else "path": path})
    description, carrier = [worded("Description", document.description)], _carrier(ids, document)
    marks = _marks(ids, document)
    if document.kind == "text":
        said += attributes(plainTextPath=f"internal://{ids.texts[document.name]}")
        body = _passages(ids, document, "PlainTextSelection")
    else:
        body = [*marks, *carrier] if document.kind == "pdf" else [*carrier, *marks]
    wholes = [one for one in ids.others.get(document.name, ()) if one.kind == "Source"]
    whole = [coding for one in wholes for coding in _given(ids, one, guid)]
    tail = [*whole, *ids.references(guid), *values(ids, document.attributes)]
    return element(tag, said, [*description, *body, *tail]) + "\n"


def _carrier(ids: Identifiers, document: Document) -> list[str]:
    """The text of a document that is no text."""
    if document.kind == "text" or not document.text:
        return []
    spoken = document.kind in ("audio", "video")
    tag = "Transcript" if spoken else "Representation" if document.kind == "pdf" else "TextDescription"
    said = attributes(guid=made_guid("text of", ids.documents[document.name]), name=document.name)
    passages = _passages(ids, document, "TranscriptSelection" if spoken else "PlainTextSelection")
    points = _points(ids, document) if spoken else []
    content = worded("PlainTextContent", marked(document.text))
    return [element(tag, said, [content, *points, *passages])]


def _points(ids: Identifiers, document: Document) -> list[str]:
    """The places of a transcript where passages begin or end."""
    places = {place for one in ids.coded.get(document.name, ()) for place in (one.start, one.end)}
    for other in ids.others.get(document.name, ()):
        if other.kind == "PlainTextSelection":
            places |= {int(other.place[end]) for end in ("startPosition", "endPosition")}
    return [
        element("SyncPoint", attributes(guid=_point(document.name, place), position=str(place)))
        for place in sorted(places)
    ]


def _point(name: str, place: int) -> str:
    return made_guid("point", name, str(place))


def _passages(ids: Identifiers, document: Document, tag: str) -> list[str]:
    grouped: dict[tuple[object, ...], list[Coding]] = {}
    for number, one in enumerate(ids.coded.get(document.name, ())):
        shared = (one.selection, "") if one.selection else ("", number)
        grouped.setdefault((*shared, one.start, one.end, one.name, one.memo), []).append(one)
    made = [_passage(ids, tag, codings) for codings in grouped.values()]
    return [*made, *_others(ids, document, "PlainTextSelection", tag)]


def _passage(ids: Identifiers, tag: str, codings: list[Coding]) -> str:
    one = codings[0]
    what = (one.document, str(one.start), str(one.end), one.name, one.memo)
    guid = ids.own(one.selection, "selection", one.guid, one.code, one.coder, *what)
    inner = [worded("Description", one.memo)]
    inner += [_coding(ids, coding, guid) for coding in codings]
    said = attributes(guid=guid, name=one.name) if one.name else attributes(guid=guid)
    return element(tag, said + _ends(tag, one.document, (one.start, one.end)), [*inner, *ids.references(guid)])


def _ends(tag: str, name: str, place: tuple[int, int]) -> str:
    if tag == "TranscriptSelection":
        first, last = (_point(name, end) for end in place)
        return attributes(fromSyncPoint=first, toSyncPoint=last)
    return attributes(startPosition=str(place[0]), endPosition=str(place[1]))


def _coding(ids: Identifiers, coding: Coding, selection: str) -> str:
    guid = ids.own(coding.guid, "coding", selection, coding.code, coding.coder, coding.round)
    said = attributes(guid=guid, creatingUser=ids.people.get(coding.coder, "")) + instant(coding.at)
    reference = element("CodeRef", attributes(targetGUID=ids.codes[coding.code]))
    return element("Coding", said, [reference, *ids.references(guid)])


def _marks(ids: Identifiers, document: Document) -> list[str]:
    tag = _SOURCES[document.kind] + "Selection"
    return _others(ids, document, tag, tag)


def _others(ids: Identifiers, document: Document, kind: str, tag: str) -> list[str]:
    return [_other(ids, tag, one) for one in ids.others.get(document.name, ()) if one.kind == kind]


def _other(ids: Identifiers, tag: str, one: OtherSelection) -> str:
    guid = ids.own(one.guid, "other", one.document, tag, *one.place.values(), *one.codes, one.coder)
    said = attributes(guid=guid) + (attributes(name=one.place["name"]) if "name" in one.place else "")
    if one.kind == "PlainTextSelection":
        ends = int(one.place["startPosition"]), int(one.place["endPosition"])
        said += _ends(tag, one.document, ends)
    else:
        said += "".join(f' {word}="{whole_number(one.place.get(word, ""))}"' for word in _PLACES[tag])
    said += attributes(creatingUser=ids.people.get(one.coder, ""))
    inner = [worded("Description", one.place.get("Description", "")), *_given(ids, one, guid)]
    return element(tag, said, [*inner, *ids.references(guid)])


def _given(ids: Identifiers, other: OtherSelection, selection: str) -> list[str]:
    """The codings of something that is no passage."""
    made = []
    for one in other.codings:
        guid = ids.own(one.guid, "coding", selection, one.code, one.coder)
        said = attributes(guid=guid, creatingUser=ids.people.get(one.coder, "")) + instant(one.at)
        reference = element("CodeRef", attributes(targetGUID=ids.codes[one.code]))
        made.append(element("Coding", said, [reference, *ids.references(guid)]))
    return made
