"""Codes and people of a project: paths from names, and whom an identifier means, whatever its case."""

from uuid import UUID, uuid5

from alianza.coding.project import Code, code_path, guid_key
from alianza.formats.refi.findings import Findings
from alianza.formats.refi.trees import Node, named, words
from alianza.formats.refused import Refused
from alianza.study.distinct_names import DistinctNames
from alianza.study.problem import Problem

NAMESPACE = UUID("6f1d6a0e-6a53-5d0c-9d5e-7b1f5c2f8a11")
"""Of the identifiers that alianza gives to what came without any."""
CODE_PARTS = ("include", "exclude", "example", "construct", "direction")
"""What alianza says of a code beyond its definition; the standard has one description for all."""

_MOST_SIGNS = 20_000_000
"""Signs of the paths of all codes: each repeats the names of those above it, and these may be long."""

key = guid_key


def made_guid(*words: str) -> str:
    """The identifier of a thing that has none: the same for the same words."""
    return str(uuid5(NAMESPACE, "\x1f".join(words))).upper()


def link_memo(link: str) -> str:
    """The identifier of the memo that says what the standard has no place for in a relation."""
    return made_guid("link memo", key(link))


def described(definition: str, parts: dict[str, str]) -> str:
    """A definition and what belongs to it in one description, from which `parted` gets it back."""
    return "".join([definition, *(f"\n\n[{name}] {text}" for name, text in parts.items() if text)])


def parted(description: str) -> tuple[str, dict[str, str]]:
    """The definition and the other parts of a description that alianza wrote."""
    parts = {}
    for name in reversed(CODE_PARTS):
        before, sign, after = description.rpartition(f"\n\n[{name}] ")
        if sign:
            description, parts[name] = before, after
    return description, parts


class Codebook:
    """The codes of a file, found by their identifiers."""

    def __init__(self, findings: Findings) -> None:
        self.codes: dict[str, Code] = {}
        self.paths: dict[str, str] = {}
        self.notes: list[tuple[str, str]] = []
        self._findings = findings
        self._names = DistinctNames()
        self._signs = 0

    def add(self, node: Node, above: tuple[str, ...] = ()) -> None:
        """Take a code and the codes in it."""
        attributes = node[1]
        guid = attributes.get("guid", "")
        names = (*above, self._name(attributes.get("name", ""), guid, above))
        path = code_path(names)
        self._signs += len(path)
        if self._signs > _MOST_SIGNS:
            raise Refused(Problem("refi_too_large", file=self._findings.file, values={"limit": _MOST_SIGNS}))
        guid = self._guid(guid, path)
        definition, parts = parted(words(node, "Description"))
        self.codes[path] = Code(
            path,
            definition,
            colour=attributes.get("color", ""),
            guid=guid,
            codable=attributes.get("isCodable", "true").strip().lower() not in ("false", "0"),
            **parts,
        )
        self.paths[key(guid)] = path
        self.notes += [(one[1].get("targetGUID", ""), guid) for one in named(node, "NoteRef")]
        for inner in named(node, "Code"):
            self.add(inner, names)

    def _name(self, name: str, guid: str, above: tuple[str, ...]) -> str:
        wanted = name.strip() and name or f"({key(guid)[:8]})"
        path = code_path((*above, wanted))
        free = wanted + self._names.own(path)[len(path) :]
        if free != name:
            self._findings.note("refi_renamed", f"{name} → {free}")
        return free

    def _guid(self, guid: str, path: str) -> str:
        """Its own identifier, unless another code has it: the first keeps it, and what refers to it means the first."""
        if guid and key(guid) not in self.paths:
            return guid
        if guid:
            self._findings.note("refi_duplicate_guid", guid)
        return made_guid("code", path)
