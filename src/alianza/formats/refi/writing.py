"""A project as REFI-QDA: valid against the schemas, positions in code points, identifiers kept or made from names."""

from collections.abc import Iterator

from alianza.coding.project import QualitativeProject
from alianza.formats.refi.codebook import CODE_PARTS, described
from alianza.formats.refi.identifiers import ROOT, Identifiers
from alianza.formats.refi.pieces import COLOUR, HEAD, attributes, element, marked, part, worded
from alianza.formats.refi.written_around import cases, graphs, links, notes, sets, variables
from alianza.formats.refi.written_documents import source
from alianza.formats.refused import Refused
from alianza.study.problem import Problem


def project_entries(project: QualitativeProject) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of what a .qdpx holds: the project, the texts of its documents, and their files."""
    ids = Identifiers(project)
    yield "project.qde", _project(ids).encode()
    for document in project.documents:
        if document.kind == "text":
            yield f"sources/{ids.texts[document.name]}", marked(document.text).encode("utf-8", "replace")
    for name, data in project.media.items():
        yield f"sources/{name}", data


def codebook_xml(project: QualitativeProject) -> bytes:
    """The codes of a project and the groups of codes as a .qdc.

    Raises:
        Refused: `refi_no_codes`: the standard knows no codebook without codes.
    """
    ids = Identifiers(project)
    if not ids.codes:
        raise Refused(Problem("refi_no_codes"))
    groups = [
        element("Set", attributes(guid=ids.own(one.guid, "set", one.name), name=one.name), [
            worded("Description", one.description),
            *(element("MemberCode", attributes(guid=ids.codes[code])) for code in one.codes if code in ids.codes),
        ])
        for one in project.sets
        if not ids.codes.keys().isdisjoint(one.codes)
    ]  # fmt: skip
    inner = [element("Codes", "", _codes(ids, with_notes=False)), element("Sets", "", groups) if groups else ""]
    return (HEAD + element("CodeBook", ' xmlns="urn:QDA-XML:codebook:1.0" origin="alianza"', inner)).encode()


def _project(ids: Identifiers) -> str:
    """The XML of the whole project."""
    project = ids.project
    documents = [source(ids, one) for one in project.documents]
    codes = _codes(ids, with_notes=True)  # before what is left of the memos, as the relations
    relations = links(ids)
    parts = [
        part("Users", (element("User", attributes(guid=g, name=n)) for n, g in ids.people.items())),
        part("CodeBook", [part("Codes", codes)]),
        part("Variables", variables(ids)),
        part("Cases", cases(ids)),
        part("Sources", documents),
        part("Notes", notes(ids)),
        part("Links", relations),
        part("Sets", sets(ids)),
        part("Graphs", graphs(ids)),
        worded("Description", project.description),
        *ids.loose_notes(),
    ]
    return HEAD + element(
        "Project", ' xmlns="urn:QDA-XML:project:1.0" origin="alianza"' + attributes(name=project.name), parts
    )


def _codes(ids: Identifiers, with_notes: bool, above: str = ROOT) -> list[str]:
    """The codes below a code, each with those below it."""
    return [_code_element(ids, path, with_notes) for path in ids.children.get(above, ())]


def _code_element(ids: Identifiers, path: str, with_notes: bool) -> str:
    code = ids.code(path)
    parts = {name: getattr(code, name, "") for name in CODE_PARTS}
    said = attributes(guid=ids.codes[path], name=code.name, isCodable="true" if code.codable else "false")
    colour = attributes(color=code.colour) if COLOUR.fullmatch(code.colour) else ""
    inner = [worded("Description", described(code.definition, parts))]
    inner += ids.references(ids.codes[path]) if with_notes else []
    return element("Code", said + colour, [*inner, *_codes(ids, with_notes, path)])
