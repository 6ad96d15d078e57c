"""Documents: their names, texts, files and what is marked in them."""

from dataclasses import dataclass, field, replace

from alianza.coding.project import Coding, Document, DocumentKind, OtherSelection, Positions
from alianza.formats.encodings import decode_document
from alianza.formats.refi.codebook import key
from alianza.formats.refi.gathered import Gathered
from alianza.formats.refi.passages import Coded, coded, placed
from alianza.formats.refi.positions import Passages
from alianza.formats.refi.selections import is_selection, selection
from alianza.formats.refi.texts import docx_text
from alianza.formats.refi.trees import Node, elements, marked, named, words

KINDS: dict[str, DocumentKind] = {
    "TextSource": "text",
    "PDFSource": "pdf",
    "PictureSource": "picture",
    "AudioSource": "audio",
    "VideoSource": "video",
}
_CARRIERS = {"PDFSource": "Representation", "PictureSource": "TextDescription"}
_KNOWN = frozenset(["Description", "PlainTextContent", "VariableValue", "SyncPoint", *_CARRIERS.values(), "Transcript"])


@dataclass(frozen=True, slots=True)
class Source:
    """A document with what is marked in it, before positions and references are understood.

    Attributes:
        name: Its name.
        raw: Its text as it lies in the file; None where it is missing.
        coded: Its passages.
        others: Other marked parts of it.
        inline: Whether its text stands in the XML.
    """

    name: str
    raw: str | None
    coded: Coded
    others: list[Node] = field(default_factory=list)
    inline: bool = False

    def passages(self) -> Passages:
        """Its text with the positions that the file gives."""
        if self.raw is None:
            return Passages("", (), (), ())
        return Passages(self.raw, self.coded.starts, self.coded.ends, self.coded.names, self.inline)


def sources(node: Node, gathered: Gathered) -> list[Source]:
    """The documents that a source is: itself, and further transcripts of a recording."""
    gathered.budget.document()
    kind = KINDS[node[0]]
    name = _name(node[1], gathered)
    guid = gathered.own_guid(node[1].get("guid", ""), "document", name)
    gathered.document_names.setdefault(key(guid), name)
    gathered.left(node, "creatingUser", "creationDateTime")
    gathered.documents[name] = Document(
        name, "", guid, kind, words(node, "Description"), gathered.values(node, name), _medium(node, name, gathered)
    )
    carriers = [node] if kind == "text" else named(node, _CARRIERS.get(node[0], "Transcript"))
    outer = [] if kind == "text" else [node]
    gathered.passages_left(marks for one in outer for marks in marked(one))
    first = _source(name, carriers[0] if carriers else ("", {}, []), outer, gathered)
    return [first, *(_transcript(extra, name, gathered) for extra in carriers[1:])]


def _transcript(node: Node, above: str, gathered: Gathered) -> Source:
    """A further transcript of a recording is a text of its own."""
    name = gathered.names.own(f"{above} · {node[1].get('name', '')}".rstrip(" ·"))
    guid = gathered.own_guid(node[1].get("guid", ""), "document", name)
    gathered.document_names.setdefault(key(guid), name)
    gathered.documents[name] = Document(name, "", guid)
    gathered.findings.note("refi_transcript_apart", name, "notice")
    return _source(name, node, [], gathered)


def _source(name: str, carrier: Node, around: list[Node], gathered: Gathered) -> Source:
    """A text with its passages, and what else is said of it and of what is around it."""
    raw = text(carrier, name, gathered)
    points = _points(carrier, gathered)
    passages = coded(marked(carrier), points, gathered, name)
    others = _beside([*around, carrier], gathered.documents[name].guid, gathered)
    return Source(name, raw, passages, others, bool(named(carrier, "PlainTextContent")))


def _points(carrier: Node, gathered: Gathered) -> dict[str, str]:
    """Position of each point in time of a transcript; the times themselves are left."""
    points = [one[1] for one in named(carrier, "SyncPoint")]
    gathered.findings.note("refi_not_taken", "SyncPoint timeStamp", times=sum("timeStamp" in one for one in points))
    return {key(one.get("guid", "")): one.get("position", "") for one in points}


def _beside(nodes: list[Node], guid: str, gathered: Gathered) -> list[Node]:
    """Marked places that are no text and codes of the whole; memos are kept, what is not known is counted."""
    others = []
    for one in [inner for outer in nodes for inner in elements(outer)]:
        if is_selection(one[0]):
            others.append(one)
        elif one[0] not in _KNOWN:
            gathered.refer(one, guid)
    return others


def _name(attributes: dict[str, str], gathered: Gathered) -> str:
    path = attributes.get("plainTextPath") or attributes.get("path") or attributes.get("guid", "")
    wanted = attributes.get("name", "")
    wanted = wanted if wanted.strip() else path.replace("\\", "/").rpartition("/")[2] or "?"
    name = gathered.names.own(wanted)
    if name != wanted:
        gathered.findings.note("refi_renamed", f"{wanted} → {name}")
    return name


def text(node: Node, name: str, gathered: Gathered) -> str | None:
    """The text of a source or a memo as it lies in the file; None where it is missing.

    Raises:
        Refused: `refi_out_of_proportion`.
    """
    found = _text(node, name, gathered)
    gathered.budget.text(found or "")
    return found


def _text(node: Node, name: str, gathered: Gathered) -> str | None:
    if named(node, "PlainTextContent"):
        return words(node, "PlainTextContent")
    entries = gathered.entries
    path, rich = node[1].get("plainTextPath", ""), node[1].get("richTextPath", "")
    data = entries.text(path) if entries and path else None
    if data is not None:
        plain_text, encoding = decode_document(data)
        if encoding != "utf-8":
            gathered.findings.note("refi_encoding", f"{name}: {encoding}")
        return plain_text
    if not (path or rich):
        return ""
    size = entries.megabytes_too_many(path) if entries and path else 0
    if size:
        gathered.findings.note("refi_text_too_large", f"{name}: {size} MB")
        return None
    document = entries.text(rich) if entries and rich else None
    words_of_it = docx_text(document, gathered.budget) if document else None
    gathered.findings.note("refi_source_missing" if words_of_it is None else "refi_rich_text", name)
    return words_of_it


def _medium(node: Node, name: str, gathered: Gathered) -> str:
    path = node[1].get("path", "") or node[1].get("richTextPath", "") or node[1].get("currentPath", "")
    if not path or not gathered.entries:
        return ""
    found = gathered.entries.medium(path)
    if found is None:
        gathered.findings.note("refi_medium_missing", name)
        return ""
    gathered.media[found[0]] = found[1]
    return found[0]


def finished(
    source: Source, passages: Passages, positions: Positions, gathered: Gathered
) -> tuple[Document, list[Coding], list[OtherSelection]]:
    """A document with its codings and its other marked passages, once it is known how the file counts."""
    document = replace(gathered.documents[source.name], text=passages.text)
    if source.raw is None:
        gathered.findings.note("refi_codings_without_text", source.name, times=len(source.coded.starts))
        return document, [], []
    codings, uncoded = placed(source.name, passages.text, source.coded, passages.places(positions), gathered)
    return document, codings, uncoded


def other_selections(source: Source, gathered: Gathered) -> list[OtherSelection]:
    """The marked parts of a document that are no passages."""
    return [one for node in source.others for one in selection(source.name, node, gathered)]
