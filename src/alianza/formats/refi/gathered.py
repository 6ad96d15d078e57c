"""What a project's file has said so far, and whom its identifiers mean, whatever their case."""

from collections import Counter
from collections.abc import Iterable

from alianza.coding.project import Document, SelectionCoding, Variable
from alianza.formats.refi.budget import Budget
from alianza.formats.refi.codebook import Codebook, key, made_guid
from alianza.formats.refi.container import Container
from alianza.formats.refi.findings import Findings
from alianza.formats.refi.trees import Marks, Node, Run, elements, named, words
from alianza.study.distinct_names import DistinctNames


class Gathered:
    """What is known of a file while it is read.

    Attributes:
        entries: The archive that it stands in; None for a bare file.
        budget: What is left of the memory for its words, which is more for a larger file.
        findings: What is odd about it.
        codebook: Its codes.
        users: Identifier by coder.
        documents: Documents by name, without their texts.
        document_names: Name of the document by its compared identifier.
        variables: Variables by their compared identifiers.
        references: Memos and what they are about, by identifiers; nothing for the project.
        names: Names of documents.
        media: Files that are handed on, by their path.
    """

    def __init__(self, file: str, entries: Container | None, size: int) -> None:
        self.entries = entries
        self.budget = Budget(file, size)
        self.findings = Findings(file)
        self.codebook = Codebook(self.findings)
        self.users: dict[str, str] = {}
        self.documents: dict[str, Document] = {}
        self.document_names: dict[str, str] = {}
        self.variables: dict[str, Variable] = {}
        self.references: list[tuple[str, str]] = []
        self.media: dict[str, bytes] = {}
        self.names = DistinctNames()
        self._user_names, self._variable_names = DistinctNames(), DistinctNames()
        self._coders: dict[str, str] = {"": ""}
        self._paths: dict[str, str] = {}
        self._given: set[tuple[str, str]] = set()
        self._alike: Counter[tuple[str, ...]] = Counter()
        self._shared: dict[str, str] = {}

    # -- what the file brings

    def user(self, node: Node) -> None:
        """Take somebody who coded."""
        guid, own = node[1].get("guid", ""), node[1].get("id", "")
        said = (node[1].get("name", ""), own, f"({key(guid)[:8]})")
        name = self._user_names.own(next(one for one in said if one.strip()))
        guid = self.own_guid(guid, "user", name)
        self._coders[key(guid)] = name
        self.users[name] = guid
        self.left(node, *["id"] * (own not in ("", name)))

    def variable(self, node: Node) -> None:
        """Take a variable of documents and cases."""
        name = self._variable_names.own(node[1].get("name", ""))
        guid = self.own_guid(node[1].get("guid", ""), "variable", name)
        kind = node[1].get("typeOfVariable", "Text")
        self.variables[key(guid)] = Variable(name, kind, words(node, "Description"), guid)

    def own_guid(self, guid: str, kind: str, *what: str) -> str:
        """The identifier that a thing came with, unless another of its kind has it: then one made from what it is."""
        if guid and (kind, key(guid)) in self._given:
            self.findings.note("refi_duplicate_guid", guid)
            guid = ""
        while not guid or (kind, key(guid)) in self._given:
            self._alike[kind, *what] += 1
            number = self._alike[kind, *what]
            guid = made_guid(kind, *what, *[str(number)] * (number > 1))
        self._given.add((kind, key(guid)))
        return guid

    def left(self, node: Node, *attributes: str) -> None:
        """Count attributes that a project has no place for, those of them that the element has."""
        there = [one for one in attributes if node[1].get(one)]
        self.findings.note("refi_not_taken", f"{node[0]} {', '.join(there)}", "notice", times=bool(there))

    # -- what it refers to

    def refer(self, node: Node, guid: str) -> None:
        """Take a part of something: a memo about it is kept, what is not understood is counted."""
        if node[0] == "NoteRef":
            self.references.append((node[1].get("targetGUID", ""), guid))
        elif node[0] not in ("CodeRef", "Description"):
            self.findings.note("refi_not_taken", node[0])

    def noted(self, node: Node, guid: str) -> None:
        """Take the memos about something, where what else it says is read elsewhere."""
        self.references += [(one[1].get("targetGUID", ""), guid) for one in named(node, "NoteRef")]

    def passages_left(self, marks: Iterable[Marks | Run]) -> None:
        """Count passages where none are expected."""
        self.findings.note("refi_not_taken", "PlainTextSelection", times=sum(len(one.passages) for one in marks))

    def coding(self, node: Node, user: str) -> tuple[SelectionCoding, ...]:
        """A coding outside of the passages of a text; none where the file does not have its code.

        Args:
            node: The coding; it gets an identifier where it came without any and has a memo.
            user: Identifier of who marked what is coded, where the coding does not say who gave it.
        """
        references, said = named(node, "CodeRef"), node[1]
        guid = said.get("guid", "") or self.noted_guid(node)
        for one in elements(node):
            self.refer(one, guid)
        path = self.path(references[-1][1].get("targetGUID", "") if references else "")
        coder = self.coder(said.get("creatingUser", "") or user)
        return (SelectionCoding(path, coder, guid, said.get("creationDateTime", "")),) if path else ()

    def noted_guid(self, node: Node) -> str:
        """An identifier for something marked that came without any, if there is a memo about it."""
        return made_guid("with a memo", node[0], str(len(self.references))) if named(node, "NoteRef") else ""

    # -- whom identifiers mean

    def path(self, target: str) -> str:
        """Path of a code; empty, and counted, for one that the file does not have."""
        known = self._paths.get(target) or self.codebook.paths.get(key(target), "")
        if not known:
            self.findings.note("refi_dangling_code", target)
            return ""
        self._paths[target] = known
        return known

    def paths(self, targets: list[str]) -> list[str]:
        """The paths of many codes; a code that the file does not have counts as often as it is given."""
        known = self._paths.keys()
        if not known >= set(targets):
            return list(map(self.path, targets))
        return list(map(self._paths.__getitem__, targets))

    def coder(self, guid: str) -> str:
        """Who coded; empty, and counted, for somebody whom the file does not have."""
        known = self._coders.get(guid)
        if known is None:
            known = self._coders.get(key(guid))
            if known is None:
                self.findings.note("refi_unknown_user", guid)
                return ""
            self._coders[guid] = known
        return known

    def coders(self, guids: list[str]) -> list[str]:
        """Who gave many codings."""
        if not self._coders.keys() >= set(guids):
            return list(map(self.coder, guids))
        return list(map(self._coders.__getitem__, guids))

    def shared(self, values: list[str]) -> list[str]:
        """Equal values as one object: a file repeats the same few people, codes and instants."""
        return list(map(self._shared.setdefault, values, values))

    def targets(self, node: Node, part: str, known: dict[str, str]) -> tuple[str, ...]:
        """What references of one kind mean; those to nothing are counted."""
        wanted = [key(one[1].get("targetGUID") or one[1].get("guid", "")) for one in named(node, part)]
        self.findings.note("refi_dangling_reference", part, times=sum(one not in known for one in wanted))
        return tuple(known[one] for one in wanted if one in known)

    def values(self, node: Node, of: str) -> dict[str, str]:
        """Value by variable of a document or a case."""
        values = {}
        for one in named(node, "VariableValue"):
            reference = [inner[1].get("targetGUID", "") for inner in named(one, "VariableRef")]
            variable = self.variables.get(key(reference[0])) if reference else None
            if variable is None:
                self.findings.note("refi_dangling_reference", f"{of}: VariableValue")
            else:
                values[variable.name] = "".join(words(part) for part in elements(one) if part[0] != "VariableRef")
        return values
