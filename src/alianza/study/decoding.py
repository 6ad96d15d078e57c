"""From a parsed `study.toml` or `claims.toml` to frozen records, with every problem found in one pass.

Each value is decoded on its own, so that one bad entry hides no other; the place of a problem is its key
path (`hypotheses[1].margin`). A record with a bad entry is left out, and so is everything built on it.
"""

import difflib
import math
import types
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from alianza.study.claim import Claim
from alianza.study.message import Message
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol
from alianza.study.references import dangling_references
from alianza.study.text import Text, has_control_signs, visible

_BAD = object()


class ClaimsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What `claims.toml` declares: the publication and its claims."""

    source: Text
    claims: tuple[Claim, ...]
    bases: dict[str, int] = {}
    sections: tuple[str, ...] = ()

    @property
    def in_order(self) -> tuple[Claim, ...]:
        """The claims by section of the publication, in the order that `sections` declares; others last."""
        places = {section: place for place, section in enumerate(self.sections)}
        return tuple(sorted(self.claims, key=lambda claim: places.get(claim.section, len(places))))


def decode(document: Mapping[str, Any], file: str = "study.toml") -> tuple[Protocol | None, tuple[Problem, ...]]:
    """The protocol declared by a parsed `study.toml`, and its problems.

    Args:
        document: The parsed file.
        file: Its name, for the problems.

    Returns:
        The protocol (None where a required part is missing or wrong) and the problems: unknown keys, missing
        keys, wrong types, wrong choices, and references to things that are not declared.
    """
    decoder = _Decoder(file)
    protocol = decoder.decode(document, Protocol, "")
    if protocol is _BAD:
        return None, tuple(decoder.problems)
    return protocol, (*decoder.problems, *dangling_references(protocol, file))


def decode_claims(
    document: Mapping[str, Any], file: str = "claims.toml"
) -> tuple[ClaimsFile | None, tuple[Problem, ...]]:
    """The claims declared by a parsed `claims.toml`, and its problems; as `decode`."""
    decoder = _Decoder(file)
    claims = decoder.decode(document, ClaimsFile, "")
    if claims is _BAD:
        return None, tuple(decoder.problems)
    return claims, (*decoder.problems, *_repeated(claims.claims, file))


Struct = TypeVar("Struct", bound=msgspec.Struct)


def decode_record(
    document: Mapping[str, Any], kind: type[Struct], file: str
) -> tuple[Struct | None, tuple[Problem, ...]]:
    """A parsed file as a record of another kind (a simulation plan, say), and its problems; as `decode`."""
    decoder = _Decoder(file)
    record = decoder.decode(document, kind, "")
    return (None if record is _BAD else record), tuple(decoder.problems)


def closest(word: str, choices: Iterable[str]) -> str:
    """The choice that looks most like `word`, or an empty string.

    >>> closest("provinca", ["sector", "provincia"])
    'provincia'
    >>> closest("jkn", ["JK1", "JKn"])
    'JKn'
    """
    folded = {choice.casefold(): choice for choice in reversed(list(choices))}
    return next((folded[found] for found in difflib.get_close_matches(word.casefold(), list(folded), n=1)), "")


def _repeated(claims: tuple[Claim, ...], file: str) -> list[Problem]:
    """One problem for every claim id that was used before."""
    ids = [claim.id for claim in claims]
    return [
        Problem("repeated_id", file=file, place=f"claims[{index}].id", found=identifier)
        for index, identifier in enumerate(ids)
        if identifier in ids[:index]
    ]


class _Decoder:
    """Walks a document beside the types that it should have, and collects problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def decode(self, value: Any, kind: Any, path: str) -> Any:
        """`value` as an instance of `kind`, or `_BAD` after noting why not."""
        if isinstance(value, str) and has_control_signs(value):
            return self._note("control_sign", path, visible(value))
        if isinstance(value, float) and not math.isfinite(value):
            return self._note("wrong_type", path, value, type=Message("types.number"))
        if kind is Text:
            return self._text(value, path)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self._record(value, kind, path)
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is tuple and isinstance(value, list):
            return self._sequence(value, arguments[0], path)
        if origin is dict and isinstance(value, Mapping):
            return self._mapping(value, arguments[1], path)
        shaped = _of_shape(value, arguments) if origin in (Union, types.UnionType) else None
        if shaped is not None:
            return self.decode(value, shaped, path)
        return self._plain(value, kind, path)

    def _text(self, value: Any, path: str) -> Any:
        """A text given as one string or as `{es = "…", en = "…"}`."""
        if isinstance(value, str):
            return Text(value)
        if isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values()):
            if hidden := [visible(text) for text in value.values() if has_control_signs(text)]:
                return self._note("control_sign", path, hidden[0])
            self._refuse_unknown(value, ("es", "en"), path)
            return Text(value.get("es", ""), value.get("en", ""))
        return self._note("wrong_type", path, value, type=Message("types.text"))

    def _record(self, value: Any, kind: type[msgspec.Struct], path: str) -> Any:
        if not isinstance(value, Mapping):
            return self._note("wrong_type", path, value, type=Message("types.table"))
        fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
        self._refuse_unknown(value, fields, path)
        decoded = {}
        complete = True
        for key, field in fields.items():
            place = f"{path}.{key}" if path else key
            if key in value:
                decoded[field.name] = self.decode(value[key], field.type, place)
                complete = complete and decoded[field.name] is not _BAD
            elif field.required:
                self._note("missing_key", place, None)
                complete = False
        return kind(**decoded) if complete else _BAD

    def _sequence(self, values: list[Any], kind: Any, path: str) -> Any:
        """The good entries; a bad one is noted and left out."""
        entries = [self.decode(value, kind, f"{path}[{index}]") for index, value in enumerate(values)]
        return tuple(entry for entry in entries if entry is not _BAD)

    def _mapping(self, value: Mapping[str, Any], kind: Any, path: str) -> Any:
        for key in filter(has_control_signs, value):
            self._note("control_sign", f"{path}.{visible(key)}", visible(key))
        entries = {key: self.decode(entry, kind, f"{path}.{key}") for key, entry in value.items()}
        return {key: entry for key, entry in entries.items() if entry is not _BAD}

    def _plain(self, value: Any, kind: Any, path: str) -> Any:
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError:
            return self._wrong(value, kind, path)

    def _wrong(self, value: Any, kind: Any, path: str) -> Any:
        choices = _choices(kind)
        if choices and isinstance(value, str):
            return self._note("wrong_choice", path, value, expected=", ".join(choices), near=_near(value, choices))
        return self._note("wrong_type", path, value, type=Message(f"types.{_type_name(kind)}"))

    def _refuse_unknown(self, value: Mapping[str, Any], known: Iterable[str], path: str) -> None:
        known = tuple(known)
        for key in value:
            if key not in known:
                place = f"{path}.{key}" if path else key
                self._note("unknown_key", place, key, expected=", ".join(known), near=_near(key, known))

    def _note(self, code: str, path: str, found: Any, expected: str = "", **values: object) -> Any:
        text = "" if found is None else str(found)[:80]
        self.problems.append(Problem(code, file=self.file, place=path, found=text, expected=expected, values=values))
        return _BAD


def _near(word: str, choices: Iterable[str]) -> Message | str:
    """A message that proposes the choice meant, or nothing."""
    guess = closest(word, choices)
    return Message("types.near", {"word": guess}) if guess else ""


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _of_shape(value: Any, options: Iterable[Any]) -> Any:
    """The option that is a record, or the list where a list stands: their entries are decoded one by one."""
    wanted = (o for o in options if _is_record(o) or (isinstance(value, list) and get_origin(o) is tuple))
    return next(wanted, None)


def _choices(kind: Any) -> tuple[str, ...]:
    """The allowed words of a Literal, also inside `Literal[...] | None`."""
    if get_origin(kind) is Literal:
        return get_args(kind)
    return tuple(choice for option in get_args(kind) for choice in _choices(option))


def _type_name(kind: Any) -> str:
    """Short name of a type for the catalogue: text, integer, number, boolean, list, table."""
    names = {str: "text", int: "integer", float: "number", bool: "boolean"}
    if kind in names:
        return names[kind]
    if get_origin(kind) is tuple:
        return "list"
    if get_origin(kind) is dict:
        return "table"
    options = [option for option in get_args(kind) if option is not type(None)]
    return _type_name(options[0]) if options else "text"
