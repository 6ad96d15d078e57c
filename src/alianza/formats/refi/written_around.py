"""What stands around the documents as XML: variables, cases, groups, relations, memos and drawings."""

import re
from collections.abc import Iterable, Mapping

from alianza.formats.refi.codebook import key, link_memo
from alianza.formats.refi.identifiers import GUID, Identifiers
from alianza.formats.refi.pieces import COLOUR, TYPED, attributes, element, instant, marked, whole_number, worded

_VERTEX = ("guid", "representedGUID", "name", "firstX", "firstY", "secondX", "secondY", "shape", "color")
_PLACES = ("firstX", "firstY", "secondX", "secondY")
_ENDS = ("guid", "sourceVertex", "targetVertex")
_EDGE = ("guid", "representedGUID", "name", "sourceVertex", "targetVertex", "color", "direction", "lineStyle")
_DRAWN = {
    "representedGUID": GUID,
    "shape": re.compile("Person|Oval|Rectangle|RoundedRectangle|Star|(?:Left|Right|Up|Down)Triangle|Note"),
    "color": COLOUR,
    "direction": re.compile("Associative|OneWay|Bidirectional"),
    "lineStyle": re.compile("dotted|dashed|solid"),
}
"""What the standard allows in attributes of a drawing that may be left out."""
_TYPES = ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")


def variables(ids: Identifiers) -> list[str]:
    """The variables of documents and cases."""
    return [
        element(
            "Variable",
            attributes(guid=guid, name=name, typeOfVariable=kind if kind in _TYPES else "Text"),
            [worded("Description", description)],
        )
        for name, (guid, kind, description) in ids.variables.items()
    ]


def values(ids: Identifiers, given: Mapping[str, str]) -> list[str]:
    """The values of a document or a case."""
    made = []
    for name, value in given.items():
        guid, kind, _ = ids.variables[name]
        tag = f"{kind}Value" if kind in TYPED and TYPED[kind](value) else "TextValue"
        reference = element("VariableRef", attributes(targetGUID=guid))
        made.append(element("VariableValue", "", [reference, worded(tag, value)]))
    return made


def _targets(tag: str, names: Iterable[str], known: Mapping[str, str]) -> list[str]:
    return [element(tag, attributes(targetGUID=known[one])) for one in names if one in known]


def _guids(ids: Identifiers, tag: str, guids: Iterable[str]) -> list[str]:
    return [element(tag, attributes(targetGUID=ids.guid(one))) for one in guids if one]


def cases(ids: Identifiers) -> list[str]:
    """The cases."""
    return [
        element("Case", attributes(guid=ids.own(one.guid, "case", one.name), name=one.name), [
            worded("Description", one.description),
            *_targets("CodeRef", one.codes, ids.codes),
            *values(ids, one.attributes),
            *_targets("SourceRef", one.documents, ids.documents),
            *_guids(ids, "SelectionRef", one.selections),
        ])
        for one in ids.project.cases
    ]  # fmt: skip


def sets(ids: Identifiers) -> list[str]:
    """The groups of codes, documents and memos."""
    return [
        element("Set", attributes(guid=ids.own(one.guid, "set", one.name), name=one.name), [
            worded("Description", one.description),
            *_targets("MemberCode", one.codes, ids.codes),
            *_targets("MemberSource", one.documents, ids.documents),
            *_guids(ids, "MemberNote", ids.known_notes(one.notes)),
        ])
        for one in ids.project.sets
    ]  # fmt: skip


def links(ids: Identifiers) -> list[str]:
    """The relations."""
    made = []
    for guid, one in ids.links:
        ends = [ids.codes.get(end) or ids.guid(end) for end in (one.source, one.target)]
        direction = "Bidirectional" if one.both else "OneWay" if one.directed else "Associative"
        said = attributes(guid=guid, name=one.kind, direction=direction, originGUID=ends[0], targetGUID=ends[1])
        made.append(element("Link", said, ids.references(guid)))
    return made


def notes(ids: Identifiers) -> list[str]:
    """The memos, and those of relations: the standard has no place for evidence, so codings refer to them as well."""
    made = []
    for guid, one in ids.notes:
        said = attributes(guid=guid, name=one.title)
        said += attributes(creatingUser=ids.people.get(one.by, "")) + instant(one.at)
        made.append(element("Note", said, [worded("Description", one.kind), _content(one.text), *ids.references(guid)]))
    for guid, link in ids.links:
        if link.memo or link.evidence:
            said = attributes(guid=link_memo(guid), name=link.kind)
            made.append(element("Note", said, [_content(link.memo)]))
    return made


def _content(text: str) -> str:
    return worded("PlainTextContent", marked(text)) or "<PlainTextContent/>"


def graphs(ids: Identifiers) -> list[str]:
    """The drawings."""
    made = []
    for graph in ids.project.graphs:
        vertices = [one for one in graph.vertices if GUID.fullmatch(one.get("guid", ""))]
        edges = [one for one in graph.edges if all(GUID.fullmatch(one.get(name, "")) for name in _ENDS)]
        points = {key(one["guid"]): ids.own(one["guid"]) for one in vertices}
        drawn = [{**_at(one), "guid": points[key(one["guid"])]} for one in vertices]
        inner = [element("Vertex", _drawn(one, _VERTEX)) for one in drawn]
        inner += [element("Edge", _drawn(_line(ids, one, points), _EDGE)) for one in edges]
        guid = ids.own(graph.guid, "graph", graph.name)
        made.append(element("Graph", attributes(guid=guid, name=graph.name), inner))
    return made


def _at(vertex: Mapping[str, str]) -> dict[str, str]:
    """A point whose place is in whole numbers: the standard asks for its first corner and knows no others."""
    places = {name: whole_number(vertex.get(name, "")) for name in _PLACES if name in vertex or name in _PLACES[:2]}
    return {**vertex, **places}


def _drawn(given: Mapping[str, str], names: Iterable[str]) -> str:
    """Those attributes of a part of a drawing that the standard knows, with values that it allows."""
    said = {name: given[name] for name in names if name in given}
    kept = {name: text for name, text in said.items() if name not in _DRAWN or _DRAWN[name].fullmatch(text)}
    return attributes(**kept)


def _line(ids: Identifiers, line: Mapping[str, str], points: Mapping[str, str]) -> dict[str, str]:
    """A line between points by the identifiers that these are written with."""
    ends = {name: points.get(key(line[name]), line[name]) for name in ("sourceVertex", "targetVertex") if name in line}
    return {**line, **ends, "guid": ids.own(line["guid"])}
