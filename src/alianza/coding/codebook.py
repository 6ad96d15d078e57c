"""Changes of the codebook: each takes the state and proposes events, or says what is wrong.

Codes are named by their paths, as people write them; the log keeps names that no renaming touches.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from rapidfuzz.process import extractOne

from alianza.coding.codebook_comparison import CodeDifference, compare_codebooks, listed
from alianza.coding.progress import CodeEntry, CodingState, code_paths, tree_order
from alianza.coding.project import Code, code_path, path_names
from alianza.study.event import Change, Proposed
from alianza.study.problem import Problem
from alianza.study.text import folded

DIRECTIONS = ("positive", "negative")
NO_CODE = ("ninguno", "none")
"""Words by which the cell of a batch says that no code fits; no code may have them for a name."""
BETWEEN_CODES = ";\n"
"""Signs that stand between the codes of a cell."""
CLOSE_ENOUGH = 75
"""Likeness, of 100, from which a path that does not exist is taken for a slip of another."""


class Codebook:
    """The codes of a state by their paths.

    Args:
        state: Where the coding stands.
    """

    def __init__(self, state: CodingState) -> None:
        self.entries = {one.id: one for one in state.codes}
        self.path = code_paths(state.codes)
        self.by_path = {path: self.entries[code] for code, path in self.path.items()}

    def find(self, path: str) -> CodeEntry | Problem:
        """The code of a path, or of a name that only one code has; else `code_unknown` or `code_ambiguous`.

        Where none is written so, capitals and accents do not count: spreadsheets change the first letter of a cell.
        """
        if path in self.by_path:
            return self.by_path[path]
        named = [one for one in self.entries.values() if one.name == path] or self._alike(path)
        if len(named) == 1:
            return named[0]
        if named:
            return Problem("code_ambiguous", found=path, expected=", ".join(self.path[one.id] for one in named))
        close = extractOne(path, list(self.by_path), score_cutoff=CLOSE_ENOUGH)
        return Problem("code_unknown", found=path, expected=close[0] if close else "")

    def _alike(self, path: str) -> list[CodeEntry]:
        """The codes whose path, or else whose name, is the same but for capitals and accents."""
        wanted = folded(path)
        paths = [self.entries[code] for code, own in self.path.items() if folded(own) == wanted]
        return paths or [one for one in self.entries.values() if folded(one.name) == wanted]

    def children(self, code: str) -> tuple[CodeEntry, ...]:
        """The codes right below a code; those of the root for an empty name."""
        return tuple(one for one in self.entries.values() if one.parent == code)

    def is_above(self, code: str, other: str) -> bool:
        """Whether a code stands above another one, or is it."""
        met: set[str] = set()
        while other in self.entries and other not in met:
            if other == code:
                return True
            met.add(other)
            other = self.entries[other].parent
        return False


def add_code(state: CodingState, path: str, values: Mapping[str, str], constructs: Sequence[str]) -> Proposed:
    """Add a code below one that exists.

    Args:
        state: Where the coding stands.
        path: Names from the root to the new code.
        values: Definition, include, exclude, example, construct, direction, colour.
        constructs: The study's constructs.

    Returns:
        `code_exists`, `code_without_name`, `code_name_reserved`, `code_unknown` for the one above it, or as
        `change_code`.
    """
    book = Codebook(state)
    *above, name = (one.strip() for one in path_names(path))
    if not name:
        return _refused("code_without_name", path)
    if code_path([*above, name]) in book.by_path:
        return _refused("code_exists", path)
    parent = book.find(code_path(above)) if above else None
    wrong = [parent] if isinstance(parent, Problem) else []
    identifier = parent.id if isinstance(parent, CodeEntry) else ""
    wrong += [] if wrong else _taken(book, identifier, name)
    wrong += reserved_name(name)
    wrong += wrong_values(values, constructs)
    if wrong:
        return Proposed(problems=tuple(wrong))
    return Proposed((Change("code_added", {"name": name, "parent": identifier, **values}),))


def change_code(state: CodingState, path: str, values: Mapping[str, str], constructs: Sequence[str]) -> Proposed:
    """Give a code another name, definition or other attribute; what stays the same changes nothing.

    Returns:
        `code_unknown`, `code_name_empty`, `code_exists` where the new name is taken, `code_name_reserved`,
        `unknown_construct` or `code_direction_unknown`.
    """
    book = Codebook(state)
    entry = book.find(path)
    if isinstance(entry, Problem):
        return Proposed(problems=(entry,))
    given = {name: value.strip() if name == "name" else value for name, value in values.items()}
    if not given.get("name", entry.name):
        return _refused("code_name_empty", path)
    new = {name: value for name, value in given.items() if getattr(entry, name) != value}
    name = new.get("name", "")
    wrong = [*wrong_values(new, constructs), *_taken(book, entry.parent, name), *reserved_name(name)]
    if wrong or not new:
        return Proposed(problems=tuple(wrong))
    return Proposed((Change("code_changed", {"code": entry.id, "values": new}),))


def move_code(state: CodingState, path: str, below: str) -> Proposed:
    """Put a code, with those below it, below another one; an empty path is the root.

    Returns:
        `code_unknown`, `code_below_itself` or `code_exists`.
    """
    book = Codebook(state)
    entry, parent = book.find(path), book.find(below) if below else None
    for one in (entry, parent):
        if isinstance(one, Problem):
            return Proposed(problems=(one,))
    assert isinstance(entry, CodeEntry)
    target = parent.id if isinstance(parent, CodeEntry) else ""
    if target and book.is_above(entry.id, target):
        return _refused("code_below_itself", path)
    wrong = _taken(book, target, entry.name) if target != entry.parent else []
    if wrong or target == entry.parent:
        return Proposed(problems=tuple(wrong))
    return Proposed((Change("code_changed", {"code": entry.id, "values": {"parent": target}}),))


def merge_codes(state: CodingState, paths: Sequence[str], into: str, awaiting: Mapping[str, str] = {}) -> Proposed:
    """Make several codes one: its codings are those of all, and codes below the others go below it.

    Where it has a code of the same name below it already, those two become one as well, and so on down.

    Args:
        state: Where the coding stands.
        paths: The codes that go.
        into: The code that stays.
        awaiting: Code to the round that is not finished and in which it may be given: who codes last could not give
            what others gave before.

    Returns:
        `code_unknown`, `code_in_open_round`, or `code_below_itself` where the one that stays is below one that goes;
        with `codes_joined`, a notice, for each code below that becomes one with another, and `merge_turns_evidence`, a
        warning, for each that measures another construct or speaks the other way.
    """
    book = Codebook(state)
    target = book.find(into)
    found = [book.find(path) for path in paths]
    wrong = [one for one in (target, *found) if isinstance(one, Problem)]
    if wrong or isinstance(target, Problem):
        return Proposed(problems=tuple(wrong))
    going = [one.id for one in found if isinstance(one, CodeEntry) and one.id != target.id]
    if any(book.is_above(code, target.id) for code in going):
        return _refused("code_below_itself", into)
    lowest_first = sorted(dict.fromkeys(going), key=lambda code: -len(path_names(book.path[code])))
    joined = _joined(book, lowest_first, target.id)
    held = [code for code in (*going, *joined) if code in awaiting]
    if held or not going:
        wrong = [Problem("code_in_open_round", found=book.path[code], place=awaiting[code]) for code in held]
        return Proposed(problems=tuple(wrong))
    told = ((book.path[code], book.path[other]) for code, other in joined.items())
    notices = tuple(Problem("codes_joined", "notice", found=one, expected=other) for one, other in told)
    turned = tuple(_turned(book, code, target) for code in going if _says_otherwise(book.entries[code], target))
    return Proposed((Change("codes_merged", {"codes": going, "into": target.id}),), (*notices, *turned))


def _says_otherwise(code: CodeEntry, target: CodeEntry) -> bool:
    """Whether a code speaks of another construct than one, or the other way: what was for is counted against then."""
    said = ((code.construct, target.construct), (code.direction, target.direction))
    return any(own and own != other for own, other in said)


def _turned(book: Codebook, code: str, target: CodeEntry) -> Problem:
    """`merge_turns_evidence`, a warning."""
    return Problem("merge_turns_evidence", "warning", found=book.path[code], expected=book.path[target.id])


def _joined(book: Codebook, going: Sequence[str], target: str) -> dict[str, str]:
    """Codes below some that go to those that they become, because another below has the name."""
    there = {one.name: one.id for one in book.children(target)}
    found: dict[str, str] = {}
    for one in (child for code in going for child in book.children(code) if child.id not in going):
        other = there.setdefault(one.name, one.id)
        if other != one.id:
            found |= {one.id: other, **_joined(book, [one.id], other)}
    return found


def remove_code(state: CodingState, path: str, codings: int, confirmed: bool, awaiting: str = "") -> Proposed:
    """Take a code out of the codebook; codes below it go up, and its codings are hidden with it.

    Args:
        state: Where the coding stands.
        path: The code.
        codings: Number of codings that it bears, as far as the person may know of them.
        confirmed: Whether the person knows of them, and of the round.
        awaiting: Name of a round that is not finished and in which the code may be given; empty without one.

    Returns:
        `code_unknown`, `code_below_taken` for each code below it whose name is taken where it would go,
        `code_in_open_round` or `code_bears_codings`.
    """
    book = Codebook(state)
    entry = book.find(path)
    if isinstance(entry, Problem):
        return Proposed(problems=(entry,))
    beside = {one.name: one.id for one in book.children(entry.parent) if one.id != entry.id}
    twice = [one for one in book.children(entry.id) if one.name in beside]
    if twice:
        named = [(book.path[one.id], book.path[beside[one.name]]) for one in twice]
        return Proposed(problems=tuple(Problem("code_below_taken", found=one, expected=other) for one, other in named))
    if awaiting and not confirmed:
        return Proposed(problems=(Problem("code_in_open_round", found=path, place=awaiting),))
    if codings and not confirmed:
        return Proposed(problems=(Problem("code_bears_codings", found=path, values={"codings": codings}),))
    return Proposed((Change("code_removed", {"code": entry.id}),))


def freeze_codebook(state: CodingState, version: str, frozen: CodingState | None = None) -> Proposed:
    """Freeze the codebook as it stands under the name of a version.

    Args:
        state: Where the coding stands.
        version: The name.
        frozen: The state at the last freeze; None before the first, or where its round was left unfinished: what
            nobody has seen may be replaced.

    Returns:
        `codebook_empty`, `version_exists`, or `codebook_unchanged` where nothing changed since the last freeze: a study
        reports the first round after it, and freezing the same codebook again would put a later round in its place.
    """
    if not state.codes:
        return _refused("codebook_empty", version)
    if version in {one.version for one in state.freezes}:
        return _refused("version_exists", version)
    if frozen is not None and not _differences(frozen, state):
        return Proposed(problems=(Problem("codebook_unchanged", found=version, place=state.freezes[-1].version),))
    return Proposed((Change("codebook_frozen", {"version": version}),))


def restore_codebook(state: CodingState, earlier: CodingState) -> Proposed:
    """The changes that bring the codebook back to what it was; codings are left as they are.

    Codes that came later are taken out, and codes that went come back under their old names in the log, with the
    codings that were given them: a merge rewrites no coding. What was coded since stays with the code it was given.
    """
    now = {one.id: one for one in state.codes}
    before = {one.id: one for one in tree_order(earlier.codes)}
    changes = [Change("code_added", asdict(one)) for one in before.values() if one.id not in now]
    for one in before.values():
        if one.id in now and now[one.id] != one:
            changed = {name: value for name, value in asdict(one).items() if getattr(now[one.id], name) != value}
            changes.append(Change("code_changed", {"code": one.id, "values": changed}))
    changes += [Change("code_removed", {"code": code}) for code in now if code not in before]
    return Proposed(tuple(changes))


def _differences(frozen: CodingState, state: CodingState) -> list[CodeDifference]:
    """How a codebook differs from an earlier one but for colours, which say nothing about when a code is given."""
    found = compare_codebooks(listed(frozen), listed(state))
    return [one for one in found if one.kind != "changed" or {*one.values} - {"colour"}]


def wrong_values(values: Mapping[str, str], constructs: Sequence[str]) -> list[Problem]:
    """What is wrong with the attributes of a code: a construct that nobody declared, a direction that is none."""
    construct, direction = values.get("construct", ""), values.get("direction", "")
    found = []
    if construct and construct not in constructs:
        found.append(Problem("unknown_construct", place="construct", found=construct, expected=", ".join(constructs)))
    if direction and direction not in DIRECTIONS:
        found.append(Problem("code_direction_unknown", found=direction, expected=", ".join(DIRECTIONS)))
    return found


def reserved_name(name: str) -> list[Problem]:
    """`code_name_reserved` for a name that nobody could write in a batch: a word for no code, or several codes."""
    unwritable = folded(name.strip()) in NO_CODE or any(sign in name for sign in BETWEEN_CODES)
    return [Problem("code_name_reserved", found=name)] if unwritable else []


def unwritable_names(codes: Iterable[Code]) -> list[Problem]:
    """`code_name_reserved`, a warning, for each code of a file with such a name: codes and codings of it rest on it."""
    return [replace(one, severity="warning") for code in codes for one in reserved_name(code.name)]


def _taken(book: Codebook, parent: str, name: str) -> list[Problem]:
    """`code_exists` where another child of a code has the name."""
    if name and name in {one.name for one in book.children(parent)}:
        return [Problem("code_exists", found=name)]
    return []


def _refused(code: str, found: str) -> Proposed:
    return Proposed(problems=(Problem(code, found=found),))
