"""A project out of its XML: each part of the file goes to the part of the project that it means."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from alianza.coding.project import (
    Case,
    Coding,
    Document,
    DocumentKind,
    Graph,
    GroupSet,
    Link,
    Note,
    OtherSelection,
    QualitativeProject,
    Variable,
)
from alianza.formats.refi.codebook import Codebook, key, made_guid, unique
from alianza.formats.refi.container import Container
from alianza.formats.refi.findings import Findings
from alianza.formats.refi.markup import Node, elements, named, words
from alianza.formats.refi.positions import Passages, Places, counted
from alianza.formats.refi.texts import decoded, docx_text

_KINDS: dict[str, DocumentKind] = {
    "TextSource": "text",
    "PDFSource": "pdf",
    "PictureSource": "picture",
    "AudioSource": "audio",
    "VideoSource": "video",
}
_INNER = {"PDFSource": "Representation", "PictureSource": "TextDescription"}
_NOTE_KINDS = ("theoretical", "method", "code", "reflexive")
_DIGITS = 15
"""Digits of a position that are read: far more than any text has, and few enough for the arrays of positions."""
_WHOLE = "Source"
"""Kind of the selection that is a whole document."""
_SAID = ("guid", "name", "creatingUser", "creationDateTime", "modifyingUser", "modifiedDateTime")
_KNOWN = frozenset(
    [
        "Description",
        "PlainTextContent",
        "PlainTextSelection",
        "Coding",
        "NoteRef",
        "VariableValue",
        "Representation",
        "TextDescription",
        "Transcript",
        "PictureSelection",
        "PDFSelection",
        "AudioSelection",
        "VideoSelection",
        "TranscriptSelection",
        "SyncPoint",
    ]
)


@dataclass(slots=True)
class _Passage:
    """A passage of a text with its codings, before its positions are understood."""

    start: int
    end: int
    attributes: dict[str, str]
    codings: list[Node]
    memo: str


@dataclass(slots=True)
class _Source:
    """A document with its passages, before positions are understood."""

    document: Document
    raw: str | None
    passages: list[_Passage] = field(default_factory=list)


class Reading:
    """Collects a project from its parts.

    What refers to something is looked up at the end, since files differ in the order of their parts.
    """

    def __init__(self, file: str, entries: Container | None) -> None:
        self.findings = Findings(file)
        self.codebook = Codebook(self.findings)
        self._file = file
        self._entries = entries
        self._root: dict[str, str] = {}
        self._description = ""
        self._users: dict[str, str] = {}
        self._guids_of_users: dict[str, str] = {}
        self._sources: dict[str, _Source] = {}
        self._source_names: dict[str, str] = {}
        self._variables: dict[str, Variable] = {}
        self._later: dict[str, list[Node]] = {}
        self._references: list[tuple[str, str]] = []
        self._others: list[tuple[str, str, Node]] = []
        self._media: dict[str, bytes] = {}
        self._graphs: list[Graph] = []
        self._given: set[str] = set()

    def take(self, above: tuple[str, ...], node: Node) -> None:
        """Take one part of the file."""
        part = node[0]
        if not above:
            self._root = node[1]
        elif above[-1] == "Sources" and part in _KINDS:
            self._source(node, part)
        elif part in ("Code", "Codes"):
            for one in [node] if part == "Code" else named(node, "Code"):
                self.codebook.add(one)
        elif part in self._simple():
            self._simple()[part](node)
        elif part in ("Case", "Note", "Link", "Set"):
            self._later.setdefault(part, []).append(node)
        elif part not in ("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs"):
            self.findings.note("refi_not_taken", part)

    def _simple(self) -> dict[str, Callable[[Node], None]]:
        return {
            "User": self._user,
            "Variable": self._variable,
            "Graph": self._graph,
            "Description": self._describe,
            "NoteRef": lambda node: self._references.append((node[1].get("targetGUID", ""), "")),
        }

    def _user(self, node: Node) -> None:
        guid = node[1].get("guid", "")
        said = (node[1].get("name", ""), node[1].get("id", ""), f"({key(guid)[:8]})")
        wanted = next(one for one in said if one.strip())
        name = unique(wanted, self._guids_of_users)
        self._users[key(guid)] = name
        self._guids_of_users[name] = guid

    def _variable(self, node: Node) -> None:
        guid, name = node[1].get("guid", ""), node[1].get("name", "")
        name = unique(name, [one.name for one in self._variables.values()])
        self._variables[key(guid)] = Variable(
            name, node[1].get("typeOfVariable", "Text"), words(node, "Description"), guid
        )

    def _graph(self, node: Node) -> None:
        vertices = tuple(one[1] for one in named(node, "Vertex"))
        edges = tuple(one[1] for one in named(node, "Edge"))
        self._graphs.append(Graph(node[1].get("name", ""), vertices, edges, node[1].get("guid", "")))

    def _describe(self, node: Node) -> None:
        self._description = words(node)

    # -- sources

    def _source(self, node: Node, part: str) -> None:
        kind = _KINDS[part]
        name = self._document_name(node[1])
        guid = self._own_guid(node[1].get("guid", ""), "document", name)
        document = Document(name, "", guid, kind, words(node, "Description"))
        carriers = [node] if kind == "text" else named(node, _INNER.get(part, "Transcript"))
        source = _Source(document, self._text(carriers[0], name) if carriers else "")
        self._sources[name] = source
        self._source_names.setdefault(key(guid), name)
        document = replace(document, attributes=self._values(node, name), medium=self._medium(node, name))
        source.document = document
        if carriers:
            self._passages(source, carriers[0])
        self._beside(node, name, carriers[:1] if kind != "text" else [])
        for extra in carriers[1:]:
            self._transcript(extra, name)

    def _document_name(self, attributes: dict[str, str]) -> str:
        path = attributes.get("plainTextPath") or attributes.get("path") or attributes.get("guid", "")
        wanted = attributes.get("name", "")
        wanted = wanted if wanted.strip() else path.replace("\\", "/").rpartition("/")[2] or "?"
        name = unique(wanted, self._sources)
        if name != wanted:
            self.findings.note("refi_renamed", f"{wanted} → {name}")
        return name

    def _own_guid(self, guid: str, *what: str) -> str:
        if guid and key(guid) not in self._given:
            self._given.add(key(guid))
            return guid
        if guid:
            self.findings.note("refi_duplicate_guid", guid)
        return made_guid(*what)

    def _transcript(self, node: Node, above: str) -> None:
        """A further transcript of a recording is a text of its own."""
        name = unique(f"{above} · {node[1].get('name', '')}".rstrip(" ·"), self._sources)
        guid = self._own_guid(node[1].get("guid", ""), "document", name)
        source = _Source(Document(name, "", guid), self._text(node, name))
        self._sources[name] = source
        self._source_names.setdefault(key(guid), name)
        self._passages(source, node)
        self._beside(node, name, [])
        self.findings.note("refi_transcript_apart", name, "notice")

    def _text(self, node: Node, name: str) -> str | None:
        """The text of a source as it lies in the file; None where it is missing."""
        path = node[1].get("plainTextPath", "")
        if named(node, "PlainTextContent"):
            return words(node, "PlainTextContent")
        data = self._entries.text(path) if self._entries and path else None
        if data is not None:
            plain_text, encoding = decoded(data)
            if encoding != "utf-8":
                self.findings.note("refi_encoding", f"{name}: {encoding}")
            return plain_text
        rich = self._entries.text(node[1].get("richTextPath", "")) if self._entries else None
        text = docx_text(rich) if rich else None
        if text is not None:
            self.findings.note("refi_rich_text", name)
        elif path or node[1].get("richTextPath"):
            self.findings.note("refi_source_missing", name)
        return text if text is not None else None if path or node[1].get("richTextPath") else ""

    def _medium(self, node: Node, name: str) -> str:
        path = node[1].get("path", "") or node[1].get("richTextPath", "") or node[1].get("currentPath", "")
        if not path or not self._entries:
            return ""
        found = self._entries.medium(path)
        if found is None:
            self.findings.note("refi_medium_missing", name)
            return ""
        self._media[found[0]] = found[1]
        return found[0]

    def _values(self, node: Node, of: str) -> dict[str, str]:
        values = {}
        for one in named(node, "VariableValue"):
            reference = [inner[1].get("targetGUID", "") for inner in named(one, "VariableRef")]
            value = "".join(words(inner) for inner in elements(one) if inner[0] != "VariableRef")
            variable = self._variables.get(key(reference[0])) if reference else None
            if variable is None:
                self.findings.note("refi_dangling_reference", f"{of}: VariableValue")
            else:
                values[variable.name] = value
        return values

    def _passages(self, source: _Source, carrier: Node) -> None:
        """The passages of a text; those of transcripts go from one point in time to another."""
        points = {key(one[1].get("guid", "")): one[1].get("position", "") for one in named(carrier, "SyncPoint")}
        timed = sum("timeStamp" in one[1] for one in named(carrier, "SyncPoint"))
        self.findings.note("refi_not_taken", "SyncPoint timeStamp", times=timed)
        for one in carrier[2]:
            if isinstance(one, str):
                continue
            name = one[0]
            if name == "PlainTextSelection":
                first, last = one[1].get("startPosition", ""), one[1].get("endPosition", "")
            elif name == "TranscriptSelection":
                first, last = (points.get(key(one[1].get(end, "")), "") for end in ("fromSyncPoint", "toSyncPoint"))
            else:
                continue
            self._passage(source, one, first, last)

    def _passage(self, source: _Source, node: Node, first: str, last: str) -> None:
        codings: list[Node] = []
        memo = ""
        for one in node[2]:
            if isinstance(one, str):
                continue
            name = one[0]
            if name == "Coding":
                codings.append(one)
            elif name == "Description":
                memo = words(one)
            else:
                self._referred(one, node[1].get("guid", ""))
        try:
            begin, end = int(first[:_DIGITS]), int(last[:_DIGITS])
            source.passages.append(_Passage(begin, end, node[1], codings, memo))
        except ValueError:
            self.findings.note("refi_outside_text", source.document.name)

    def _referred(self, node: Node, guid: str) -> None:
        name = node[0]
        if name == "NoteRef":
            self._references.append((node[1].get("targetGUID", ""), guid))
        elif name not in ("CodeRef", "Description"):
            self.findings.note("refi_not_taken", name)

    def _beside(self, node: Node, name: str, carriers: list[Node]) -> None:
        """What a source says beyond its text: marked places that are no text, codes of the whole, memos."""
        guid = self._sources[name].document.guid
        for one in [inner for outer in (node, *carriers) for inner in elements(outer)]:
            part = one[0]
            if part == "NoteRef":
                self._references.append((one[1].get("targetGUID", ""), guid))
            elif part == "Coding" or (part.endswith("Selection") and part[:5] not in ("Plain", "Trans")):
                self._others.append((name, part, one))
            elif part not in _KNOWN:
                self.findings.note("refi_not_taken", part)

    # -- the whole

    def project(self, positions: str) -> QualitativeProject:
        """The project, once all its parts are in.

        Raises:
            Refused: `refi_positions_unknown`.
        """
        origin = self._root.get("origin", "")
        texts = {
            name: Passages(
                one.raw or "",
                [passage.start for passage in one.passages] if one.raw is not None else [],
                [passage.end for passage in one.passages] if one.raw is not None else [],
                [passage.attributes.get("name", "") for passage in one.passages],
            )
            for name, one in self._sources.items()
        }
        way, said = counted(list(texts.values()), positions, origin.startswith("alianza"))
        codings: list[Coding] = []
        others: list[OtherSelection] = []
        documents = []
        for name, source in self._sources.items():
            documents.append(replace(source.document, text=texts[name].text))
            if source.raw is None:
                self.findings.note("refi_codings_without_text", name, times=len(source.passages))
                continue
            self._coded(source, texts[name], texts[name].places(way), (codings, others))
        others += self._other_selections()
        cases = tuple(self._case(node) for node in self._later.get("Case", ()))
        links = tuple(self._link(node) for node in self._later.get("Link", ()))
        notes = self._notes()
        sets = tuple(self._set(node) for node in self._later.get("Set", ()))
        problems = [replace(one, file=self._file) for one in said]
        return QualitativeProject(
            name=self._root.get("name", ""),
            documents=tuple(documents),
            codes=tuple(self.codebook.codes.values()),
            codings=tuple(codings),
            cases=cases,
            sets=sets,
            links=links,
            notes=notes,
            others=tuple(others),
            coders=tuple(self._guids_of_users),
            positions=way,
            origin=origin,
            problems=(*problems, *self.findings.problems()),
            media=self._media,
            variables=tuple(self._variables.values()),
            graphs=tuple(self._graphs),
            description=self._description,
            users=self._guids_of_users,
        )

    def _coded(
        self,
        source: _Source,
        passages: Passages,
        places: Places,
        into: tuple[list[Coding], list[OtherSelection]],
    ) -> None:
        text, name = passages.text, source.document.name
        starts, ends, good_starts, good_ends = (one.tolist() for one in places)
        outside = empty = 0
        for passage, start, end, good_start, good_end in zip(
            source.passages, starts, ends, good_starts, good_ends, strict=True
        ):
            if not (good_start and good_end and start <= end):
                outside += 1
            elif not passage.codings or start == end:
                empty += start == end
                into[1].extend(self._uncoded(name, passage, start, end))
            else:
                self._codings(name, passage, (start, end, text[start:end]), into[0])
        self.findings.note("refi_outside_text", name, times=outside)
        self.findings.note("refi_empty_passage", name, times=empty)

    def _codings(self, name: str, passage: _Passage, place: tuple[int, int, str], into: list[Coding]) -> None:
        attributes = passage.attributes
        guid, label = attributes.get("guid", ""), attributes.get("name", "")
        start, end, quotation = place
        for node in passage.codings:
            code = self._code(node)
            if code:
                said = node[1]
                coder = self._coder(said.get("creatingUser") or attributes.get("creatingUser", ""))
                own = said.get("guid", "")
                at = said.get("creationDateTime", "")
                into.append(Coding(name, code, coder, start, end, quotation, "", passage.memo, own, guid, at, label))

    def _uncoded(self, name: str, passage: _Passage, start: int, end: int) -> list[OtherSelection]:
        place = {"startPosition": str(start), "endPosition": str(end)}
        place |= {word: text for word, text in (("name", passage.attributes.get("name", "")),) if text}
        place |= {"Description": passage.memo} if passage.memo else {}
        return self._by_coder((name, "PlainTextSelection"), passage.attributes, passage.codings, place)

    def _by_coder(
        self, what: tuple[str, str], attributes: dict[str, str], codings: list[Node], place: dict[str, str]
    ) -> list[OtherSelection]:
        """A selection for each of its coders, or one without codes."""
        own = attributes.get("creatingUser", "")
        by: dict[str, list[str]] = {}
        for node in codings:
            code = self._code(node)
            if code:
                by.setdefault(self._coder(node[1].get("creatingUser") or own), []).append(code)
        found = by or {self._coder(own): []}
        guid = attributes.get("guid", "")
        return [OtherSelection(*what, tuple(codes), coder, place, guid) for coder, codes in found.items()]

    def _other_selections(self) -> list[OtherSelection]:
        found: list[OtherSelection] = []
        for name, part, node in self._others:
            if part == "Coding":
                self._noted(node)
                found += self._by_coder((name, _WHOLE), node[1], [node], {}) if self._code(node, False) else []
                continue
            place = {word: text for word, text in node[1].items() if word not in _SAID or word == "name"}
            place |= {"Description": words(node, "Description")} if words(node, "Description") else {}
            found += self._by_coder((name, part), node[1], named(node, "Coding"), place)
            for one in elements(node):
                self._noted(one) if one[0] == "Coding" else self._referred(one, node[1].get("guid", ""))
            self.findings.note("refi_other_selection", part, "notice")
        return found

    def _noted(self, coding: Node) -> None:
        for one in named(coding, "NoteRef"):
            self._references.append((one[1].get("targetGUID", ""), coding[1].get("guid", "")))

    def _code(self, coding: Node, say: bool = True) -> str:
        """Path of the code that a coding gives; empty for a code that the file does not have."""
        target = ""
        for one in coding[2]:
            if isinstance(one, str):
                continue
            if one[0] == "CodeRef":
                target = one[1].get("targetGUID", "")
            elif say:
                self._referred(one, coding[1].get("guid", ""))
        path = self.codebook.paths.get(target) or self.codebook.paths.get(key(target), "")
        if not path and say:
            self.findings.note("refi_dangling_code", target)
        return path

    def _coder(self, guid: str) -> str:
        if not guid:
            return ""
        name = self._users.get(guid) or self._users.get(key(guid))
        if name is None:
            self.findings.note("refi_unknown_user", guid)
        return name or ""

    def _targets(self, node: Node, part: str, known: dict[str, str]) -> tuple[str, ...]:
        """What references of one kind mean; those to nothing are counted."""
        wanted = [key(one[1].get("targetGUID") or one[1].get("guid", "")) for one in named(node, part)]
        self.findings.note("refi_dangling_reference", part, times=sum(one not in known for one in wanted))
        return tuple(known[one] for one in wanted if one in known)

    def _case(self, node: Node) -> Case:
        name = node[1].get("name", "")
        self._references += [(one[1].get("targetGUID", ""), node[1].get("guid", "")) for one in named(node, "NoteRef")]
        selections = tuple(one[1].get("targetGUID", "") for one in named(node, "SelectionRef"))
        return Case(
            name,
            self._targets(node, "SourceRef", self._source_names),
            self._values(node, name),
            words(node, "Description"),
            node[1].get("guid", ""),
            self._targets(node, "CodeRef", self.codebook.paths),
            selections,
        )

    def _set(self, node: Node) -> GroupSet:
        return GroupSet(
            node[1].get("name", ""),
            self._targets(node, "MemberCode", self.codebook.paths),
            self._targets(node, "MemberSource", self._source_names),
            words(node, "Description"),
            node[1].get("guid", ""),
            tuple(one[1].get("targetGUID", "") for one in named(node, "MemberNote")),
        )

    def _link(self, node: Node) -> Link:
        origin, target = (node[1].get(end, "") for end in ("originGUID", "targetGUID"))
        guid, direction = node[1].get("guid", ""), node[1].get("direction", "Associative")
        self._references += [(one[1].get("targetGUID", ""), guid) for one in named(node, "NoteRef")]
        paths = self.codebook.paths
        return Link(
            paths.get(key(origin), origin),
            paths.get(key(target), target),
            node[1].get("name") or "associated",
            directed=direction == "OneWay",
            guid=guid,
            both=direction == "Bidirectional",
        )

    def _notes(self) -> tuple[Note, ...]:
        about: dict[str, list[str]] = {}
        for note, guid in [*self.codebook.notes, *self._references]:
            if guid:
                about.setdefault(key(note), []).append(guid)
        nodes = self._later.get("Note", [])
        known = {key(node[1].get("guid", "")) for node in nodes}
        self.findings.note("refi_dangling_reference", "NoteRef", times=sum(one not in known for one in about))
        return tuple(self._note(node, about) for node in nodes)

    def _note(self, node: Node, about: dict[str, list[str]]) -> Note:
        attributes, said = node[1], words(node, "Description")
        guid = attributes.get("guid", "")
        kind = said if said in _NOTE_KINDS else ""
        text = Passages(self._text(node, attributes.get("name", "")) or "", (), ()).text
        for one in elements(node):
            if one[0] not in ("Description", "PlainTextContent"):
                self._referred(one, guid)
        return Note(
            attributes.get("name", ""),
            text if kind or not said else f"{said}\n\n{text}".rstrip("\n"),
            tuple(dict.fromkeys(about.get(key(guid), ()))),
            kind,
            self._coder(attributes.get("creatingUser", "")),
            guid,
            attributes.get("creationDateTime", ""),
        )
