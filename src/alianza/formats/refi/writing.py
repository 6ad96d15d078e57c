"""A project as REFI-QDA: valid against the schemas, positions in code points, identifiers kept or made from names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from alianza.coding.project import Code, Coding, Document, OtherSelection, QualitativeProject, code_path, path_names
from alianza.formats.refi.codebook import CODE_PARTS, described, key, made_guid

_GUID = re.compile(r"\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_INSTANT = re.compile(r"\d{4}-(?:0\d|1[0-2])-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
_INTEGER = re.compile(r"[+-]?\d+")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_VALUES = {
    "Boolean": re.compile(r"true|false|1|0"),
    "Integer": _INTEGER,
    "Float": re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"),
}
_PLACES = {
    "PictureSelection": ("firstX", "firstY", "secondX", "secondY"),
    "PDFSelection": ("page", "firstX", "firstY", "secondX", "secondY"),
    "AudioSelection": ("begin", "end"),
    "VideoSelection": ("begin", "end"),
}
_SOURCES = {"text": "Text", "pdf": "PDF", "picture": "Picture", "audio": "Audio", "video": "Video"}
_VERTEX = ("guid", "representedGUID", "name", "firstX", "firstY", "secondX", "secondY", "shape", "color")
_EDGE = ("guid", "representedGUID", "name", "sourceVertex", "targetVertex", "color", "direction", "lineStyle")
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_TYPES = ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")


def project_entries(project: QualitativeProject) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of what a .qdpx holds: the project, the texts of its documents, and their files."""
    writing = _Writing(project)
    yield "project.qde", writing.project().encode()
    for document in project.documents:
        if document.kind == "text":
            yield f"sources/{writing.document(document)}.txt", _marked(document.text).encode("utf-8", "replace")
    for name, data in project.media.items():
        yield f"sources/{name}", data


def codebook_xml(project: QualitativeProject) -> bytes:
    """The codes of a project and the groups of codes as a .qdc."""
    writing = _Writing(project)
    sets = [
        _element("Set", _attributes(guid=writing.guid(one.guid, "set", one.name), name=one.name), [
            _worded("Description", one.description),
            *(_element("MemberCode", _attributes(guid=writing.codes[code])) for code in one.codes),
        ])
        for one in project.sets
        if one.codes and set(one.codes) <= writing.codes.keys()
    ]  # fmt: skip
    inner = [_element("Codes", "", writing.codebook(notes=False)), _element("Sets", "", sets) if sets else ""]
    return (_HEAD + _element("CodeBook", ' xmlns="urn:QDA-XML:codebook:1.0" origin="alianza"', inner)).encode()


def _marked(text: str) -> str:
    """Whoever reads a text takes one mark off its beginning."""
    return "\ufeff" + text if text.startswith("\ufeff") else text


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _attributes(**given: str) -> str:
    return "".join(f" {name}={quoteattr(_clean(text))}" for name, text in given.items() if text or name == "name")


def _element(name: str, attributes: str = "", inner: Iterable[str] = ()) -> str:
    content = "".join(inner)
    return f"<{name}{attributes}>{content}</{name}>" if content else f"<{name}{attributes}/>"


def _worded(name: str, text: str) -> str:
    return f"<{name}>{escape(_clean(text), {chr(13): '&#13;'})}</{name}>" if text else ""


def _part(name: str, inner: Iterable[str]) -> str:
    content = "".join(inner)
    return f"<{name}>{content}</{name}>\n" if content else ""


class _Writing:
    """The identifiers of a project's things, and its parts as XML."""

    def __init__(self, project: QualitativeProject) -> None:
        self._project = project
        self._known = {one.path: one for one in project.codes}
        self.codes = {path: self.guid(self._code(path).guid, "code", path) for path in self._paths()}
        self._children: dict[str, list[str]] = {}
        for path in self.codes:
            self._children.setdefault(self._code(path).parent if len(path_names(path)) > 1 else "\0", []).append(path)
        coders = [*project.coders, *(one.coder for one in project.codings), *(one.coder for one in project.others)]
        people = dict.fromkeys([*coders, *(one.by for one in project.notes)])
        self.people = {name: self.guid(project.users.get(name, ""), "user", name) for name in people if name}
        self._documents = {one.name: self.document(one) for one in project.documents}
        self._variables = self._all_variables()
        self._notes: dict[str, list[str]] = {}
        for note in project.notes:
            for about in note.about or ("",):
                self._notes.setdefault(key(about), []).append(self.guid(note.guid, "note", note.title, note.text))
        self._placed: set[str] = set()

    def _code(self, path: str) -> Code:
        return self._known.get(path) or Code(path, codable=any(one.code == path for one in self._project.codings))

    def _paths(self) -> dict[str, None]:
        """All codes, those that only others name or stand under included."""
        given = [one.path for one in self._project.codes] + [one.code for one in self._project.codings]
        given += [code for other in self._project.others for code in other.codes]
        found: dict[str, None] = {}
        for path in dict.fromkeys(given):
            names = path_names(path)
            for depth in range(1, len(names)):
                found.setdefault(code_path(names[:depth]))
            found.setdefault(path)
        return found

    def guid(self, given: str, *what: str) -> str:
        """The identifier that a thing came with, if it is one; otherwise one made from what the thing is."""
        if _GUID.fullmatch(given):
            return given
        return made_guid("was", given) if given else made_guid(*what)

    def document(self, document: Document) -> str:
        """Identifier of a document."""
        return self.guid(document.guid, "document", document.name)

    def _all_variables(self) -> dict[str, tuple[str, str, str]]:
        """Identifier, kind and description by name."""
        said = {one.name: (self.guid(one.guid, "variable", one.name), one.kind, one.description)
                for one in self._project.variables}  # fmt: skip
        holders = [one.attributes for one in self._project.documents]
        holders += [one.attributes for one in self._project.cases]
        for name in dict.fromkeys(name for values in holders for name in values):
            said.setdefault(name, (made_guid("variable", name), "Text", ""))
        return said

    def project(self) -> str:
        """The XML of the whole project."""
        project = self._project
        sources = [self._source(one) for one in project.documents]
        codes = self.codebook(notes=True)
        links = self._links()
        parts = [
            _part("Users", (_element("User", _attributes(guid=g, name=n)) for n, g in self.people.items())),
            _part("CodeBook", [_part("Codes", codes)]),
            _part("Variables", self._variable_elements()),
            _part("Cases", self._cases()),
            _part("Sources", sources),
            _part("Notes", self._note_elements()),
            _part("Links", links),
            _part("Sets", self._sets()),
            _part("Graphs", self._graphs()),
            _worded("Description", project.description),
            *self._loose_notes(),
        ]
        return _HEAD + _element(
            "Project", ' xmlns="urn:QDA-XML:project:1.0" origin="alianza"' + _attributes(name=project.name), parts
        )

    def codebook(self, notes: bool, above: str = "\0") -> list[str]:
        """The codes below a code, each with those below it."""
        return [self._code_element(path, notes) for path in self._children.get(above, ())]

    def _code_element(self, path: str, notes: bool) -> str:
        code = self._code(path)
        parts = {name: getattr(code, name, "") for name in CODE_PARTS}
        attributes = _attributes(guid=self.codes[path], name=code.name, isCodable="true" if code.codable else "false")
        colour = _attributes(color=code.colour) if _COLOUR.fullmatch(code.colour) else ""
        inner = [_worded("Description", described(code.definition, parts))]
        inner += self._references(self.codes[path]) if notes else []
        return _element("Code", attributes + colour, [*inner, *self.codebook(notes, path)])

    def _references(self, guid: str) -> list[str]:
        """References to the memos about a thing."""
        notes = self._notes.get(key(guid), [])
        self._placed.update(notes)
        return [_element("NoteRef", _attributes(targetGUID=note)) for note in notes]

    def _loose_notes(self) -> list[str]:
        """Memos of the project, and those about things that cannot say so in the standard."""
        every = dict.fromkeys(note for notes in self._notes.values() for note in notes)
        return [_element("NoteRef", _attributes(targetGUID=one)) for one in every if one not in self._placed]

    def _variable_elements(self) -> list[str]:
        return [
            _element(
                "Variable",
                _attributes(guid=guid, name=name, typeOfVariable=kind if kind in _TYPES else "Text"),
                [_worded("Description", description)],
            )
            for name, (guid, kind, description) in self._variables.items()
        ]

    def _values(self, values: Mapping[str, str]) -> list[str]:
        made = []
        for name, value in values.items():
            guid, kind, _ = self._variables[name]
            allowed = _VALUES.get(kind)
            tag = f"{kind}Value" if allowed and allowed.fullmatch(value) else "TextValue"
            reference = _element("VariableRef", _attributes(targetGUID=guid))
            made.append(_element("VariableValue", "", [reference, _worded(tag, value)]))
        return made

    def _targets(self, tag: str, names: Iterable[str], known: Mapping[str, str]) -> list[str]:
        return [_element(tag, _attributes(targetGUID=known[one])) for one in names if one in known]

    def _guids(self, tag: str, guids: Iterable[str]) -> list[str]:
        return [_element(tag, _attributes(targetGUID=self.guid(one))) for one in guids if one]

    def _cases(self) -> list[str]:
        return [
            _element("Case", _attributes(guid=self.guid(one.guid, "case", one.name), name=one.name), [
                _worded("Description", one.description),
                *self._targets("CodeRef", one.codes, self.codes),
                *self._values(one.attributes),
                *self._targets("SourceRef", one.documents, self._documents),
                *self._guids("SelectionRef", one.selections),
            ])
            for one in self._project.cases
        ]  # fmt: skip

    def _sets(self) -> list[str]:
        return [
            _element("Set", _attributes(guid=self.guid(one.guid, "set", one.name), name=one.name), [
                _worded("Description", one.description),
                *self._targets("MemberCode", one.codes, self.codes),
                *self._targets("MemberSource", one.documents, self._documents),
                *self._guids("MemberNote", one.notes),
            ])
            for one in self._project.sets
        ]  # fmt: skip

    def _links(self) -> list[str]:
        made = []
        for number, one in enumerate(self._project.links):
            guid = self.guid(one.guid, "link", str(number), one.source, one.target, one.kind)
            ends = [self.codes.get(end) or self.guid(end) for end in (one.source, one.target)]
            direction = "Bidirectional" if one.both else "OneWay" if one.directed else "Associative"
            said = _attributes(guid=guid, name=one.kind, direction=direction, originGUID=ends[0], targetGUID=ends[1])
            memo = [self._link_memo(guid)] if self._memo_of_link(one.memo, one.evidence) else []
            references = [_element("NoteRef", _attributes(targetGUID=note)) for note in memo]
            made.append(_element("Link", said, [*self._references(guid), *references]))
        return made

    @staticmethod
    def _link_memo(guid: str) -> str:
        return made_guid("link memo", guid)

    @staticmethod
    def _memo_of_link(memo: str, evidence: tuple[str, ...]) -> str:
        """What the standard has no place for in a relation, as the text of a memo about it."""
        return "\n\n".join(part for part in (memo, "\n".join(evidence)) if part)

    def _note_elements(self) -> list[str]:
        made = []
        for one in self._project.notes:
            said = _attributes(guid=self.guid(one.guid, "note", one.title, one.text), name=one.title)
            said += _attributes(creatingUser=self.people.get(one.by, "")) + _at(one.at)
            content = _worded("PlainTextContent", _marked(one.text)) or "<PlainTextContent/>"
            made.append(_element("Note", said, [_worded("Description", one.kind), content]))
        for number, link in enumerate(self._project.links):
            text = self._memo_of_link(link.memo, link.evidence)
            if text:
                guid = self.guid(link.guid, "link", str(number), link.source, link.target, link.kind)
                said = _attributes(guid=self._link_memo(guid), name=link.kind)
                made.append(_element("Note", said, [_worded("PlainTextContent", text)]))
        return made

    def _graphs(self) -> list[str]:
        made = []
        for graph in self._project.graphs:
            vertices = [one for one in graph.vertices if _GUID.fullmatch(one.get("guid", "")) and "firstX" in one]
            edges = [one for one in graph.edges if _GUID.fullmatch(one.get("guid", "")) and "sourceVertex" in one]
            inner = [_element("Vertex", _picked(one, _VERTEX)) for one in vertices]
            inner += [_element("Edge", _picked(one, _EDGE)) for one in edges]
            guid = self.guid(graph.guid, "graph", graph.name)
            made.append(_element("Graph", _attributes(guid=guid, name=graph.name), inner))
        return made

    # -- sources

    def _source(self, document: Document) -> str:
        guid, medium = self._documents[document.name], document.medium
        tag = _SOURCES[document.kind] + "Source"
        said = _attributes(guid=guid, name=document.name)
        path = f"internal://{medium}" if medium else ""
        said += _attributes(**{"richTextPath" if document.kind == "text" else "path": path})
        description, carrier = [_worded("Description", document.description)], self._carrier(document)
        marks = self._marks(document)
        if document.kind == "text":
            said += _attributes(plainTextPath=f"internal://{guid}.txt")
            body = self._passages(document, "PlainTextSelection")
        else:
            body = [*marks, *carrier] if document.kind == "pdf" else [*carrier, *marks]
        whole = [self._whole(one) for one in self._of.get(document.name, ()) if one.kind == "Source"]
        tail = [*whole, *self._references(guid), *self._values(document.attributes)]
        return _element(tag, said, [*description, *body, *tail]) + "\n"

    def _carrier(self, document: Document) -> list[str]:
        """The text of a document that is no text."""
        if document.kind == "text" or not document.text:
            return []
        spoken = document.kind in ("audio", "video")
        tag = "Transcript" if spoken else "Representation" if document.kind == "pdf" else "TextDescription"
        said = _attributes(guid=made_guid("text of", self._documents[document.name]), name=document.name)
        passages = self._passages(document, "TranscriptSelection" if spoken else "PlainTextSelection")
        points = self._points(document) if spoken else []
        content = _worded("PlainTextContent", _marked(document.text))
        return [_element(tag, said, [content, *points, *passages])]

    def _points(self, document: Document) -> list[str]:
        """The places of a transcript where passages begin or end."""
        places = {place for one in self._coded.get(document.name, ()) for place in (one.start, one.end)}
        for other in self._of.get(document.name, ()):
            if other.kind == "PlainTextSelection":
                places |= {int(other.place[end]) for end in ("startPosition", "endPosition")}
        return [
            _element("SyncPoint", _attributes(guid=self._point(document.name, place), position=str(place)))
            for place in sorted(places)
        ]

    @staticmethod
    def _point(name: str, place: int) -> str:
        return made_guid("point", name, str(place))

    @property
    def _coded(self) -> dict[str, list[Coding]]:
        if not hasattr(self, "_coded_by"):
            self._coded_by: dict[str, list[Coding]] = {}
            for one in self._project.codings:
                self._coded_by.setdefault(one.document, []).append(one)
        return self._coded_by

    @property
    def _of(self) -> dict[str, list[OtherSelection]]:
        if not hasattr(self, "_others_by"):
            self._others_by: dict[str, list[OtherSelection]] = {}
            for one in self._project.others:
                self._others_by.setdefault(one.document, []).append(one)
        return self._others_by

    def _passages(self, document: Document, tag: str) -> list[str]:
        grouped: dict[tuple[object, ...], list[Coding]] = {}
        for number, one in enumerate(self._coded.get(document.name, ())):
            shared = (one.selection, "") if one.selection else ("", number)
            grouped.setdefault((*shared, one.start, one.end, one.name, one.memo), []).append(one)
        used: set[str] = set()
        made = [self._passage(tag, codings, used) for codings in grouped.values()]
        return [*made, *self._grouped_others(document, "PlainTextSelection", tag)]

    def _passage(self, tag: str, codings: list[Coding], used: set[str]) -> str:
        one = codings[0]
        what = (one.document, str(one.start), str(one.end), one.name, one.memo)
        guid = self.guid(one.selection, "selection", one.guid, one.code, one.coder, *what)
        guid = guid if key(guid) not in used else made_guid("selection", guid, one.guid, one.code, one.coder, *what)
        used.add(key(guid))
        inner = [_worded("Description", one.memo)]
        inner += [self._coding(coding, guid) for coding in codings]
        said = _attributes(guid=guid, name=one.name) if one.name else _attributes(guid=guid)
        return _element(
            tag, said + self._ends(tag, one.document, (one.start, one.end)), [*inner, *self._references(guid)]
        )

    def _ends(self, tag: str, name: str, place: tuple[int, int]) -> str:
        if tag == "TranscriptSelection":
            first, last = (self._point(name, end) for end in place)
            return _attributes(fromSyncPoint=first, toSyncPoint=last)
        return _attributes(startPosition=str(place[0]), endPosition=str(place[1]))

    def _coding(self, coding: Coding, selection: str) -> str:
        guid = self.guid(coding.guid, "coding", selection, coding.code, coding.coder, coding.round)
        said = _attributes(guid=guid, creatingUser=self.people.get(coding.coder, "")) + _at(coding.at)
        reference = _element("CodeRef", _attributes(targetGUID=self.codes[coding.code]))
        return _element("Coding", said, [reference, *self._references(guid)])

    def _marks(self, document: Document) -> list[str]:
        tag = _SOURCES[document.kind] + "Selection"
        return self._grouped_others(document, tag, tag)

    def _grouped_others(self, document: Document, kind: str, tag: str) -> list[str]:
        """Selections that came as one for each coder become one again."""
        grouped: dict[tuple[object, ...], list[OtherSelection]] = {}
        for number, one in enumerate(self._of.get(document.name, ())):
            if one.kind == kind:
                grouped.setdefault((one.guid or number, *sorted(one.place.items())), []).append(one)
        return [self._other(document, tag, group) for group in grouped.values()]

    def _other(self, document: Document, tag: str, group: list[OtherSelection]) -> str:
        one = group[0]
        guid = self.guid(one.guid, "other", document.name, tag, *one.place.values(), *one.codes, one.coder)
        said = _attributes(guid=guid) + (_attributes(name=one.place["name"]) if "name" in one.place else "")
        if one.kind == "PlainTextSelection":
            ends = int(one.place["startPosition"]), int(one.place["endPosition"])
            said += self._ends(tag, document.name, ends)
        else:
            said += "".join(f' {word}="{_whole_number(one.place.get(word, ""))}"' for word in _PLACES[tag])
        said += _attributes(creatingUser=self.people.get(one.coder, "")) if not one.codes else ""
        codings = [self._given(each, code, guid) for each in group for code in each.codes]
        return _element(tag, said, [_worded("Description", one.place.get("Description", "")), *codings,
                                    *self._references(guid)])  # fmt: skip

    def _given(self, other: OtherSelection, code: str, selection: str) -> str:
        said = _attributes(
            guid=made_guid("coding", selection, code, other.coder), creatingUser=self.people.get(other.coder, "")
        )
        return _element("Coding", said, [_element("CodeRef", _attributes(targetGUID=self.codes[code]))])

    def _whole(self, other: OtherSelection) -> str:
        guid = self.guid(other.guid, "whole", other.document, *other.codes, other.coder)
        said = _attributes(guid=guid, creatingUser=self.people.get(other.coder, ""))
        code = _element("CodeRef", _attributes(targetGUID=self.codes[other.codes[0]]))
        return _element("Coding", said, [code, *self._references(guid)])


def _at(instant: str) -> str:
    return _attributes(creationDateTime=instant) if _INSTANT.fullmatch(instant) else ""


def _whole_number(text: str) -> str:
    return text if _INTEGER.fullmatch(text) else "0"


def _picked(given: Mapping[str, str], names: Iterable[str]) -> str:
    return "".join(f" {name}={quoteattr(_clean(given[name]))}" for name in names if name in given)
