"""What has to be erased: what holds words of a participant who withdraws or says who they are, and redacted names."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain

from alianza.coding.memos import memo_contents
from alianza.coding.progress import home_of, segment_homes
from alianza.study.event import Event, standing


def words_of(events: Sequence[Event], participant: str, documents: Iterable[str] = ()) -> frozenset[str]:
    """Digests of every content with words of a participant, or about a passage of theirs: undone ones as well.

    Args:
        events: All events of the stream, withdrawn or not.
        participant: The pseudonym.
        documents: Documents of theirs of which the events do not say so yet.
    """
    own = {name for name, who in _participant_of(events).items() if who == participant} | set(documents)
    texts = _documents(events)
    homes = _homes(events)
    digests = {digest for name in own for digest in texts.get(name, ())}
    memos = memo_contents(events)
    for event in events:
        if event.kind == "rating_settled" and homes.get(f"{event.payload['round']}:{event.payload['unit']}") in own:
            digests.update(_texts([event.payload["words"]] if event.payload.get("words") else None))
        is_theirs = event.kind == "passage_coded" and event.payload["document"] in own
        if is_theirs or (event.kind == "memo_written" and _is_about(event, own, homes)):
            digests.update(memos.get(str(event.number), ()))
        if event.kind == "participant_withdrawn" and event.payload["participant"] == participant:
            digests.update(_texts(event.payload.get("erased")))
    return frozenset(digests)


def earlier_versions(events: Sequence[Event], current: Mapping[str, str]) -> frozenset[str]:
    """Digests of every version of some documents but the current one: undone ones as well.

    Args:
        events: All events of the stream, withdrawn or not.
        current: Document to the digest of its text as it is now.
    """
    documents = _documents(events)
    return frozenset(digest for name, kept in current.items() for digest in documents.get(name, ()) if digest != kept)


def undone_imports(events: Sequence[Event]) -> frozenset[str]:
    """Digests of what projects that were taken back brought, and nothing that stands names; but of their files."""
    there = standing(events)
    return _brought_by_projects(events) - _brought_by_projects(there) - {*chain(*_documents(there).values())}


def _brought_by_projects(events: Sequence[Event]) -> frozenset[str]:
    adopted = [one for one in events if one.kind == "project_adopted"]
    numbers = {str(one.number) for one in adopted}
    around = (one for number, one in rest_versions(events).items() if number in numbers)
    return frozenset(chain(*around, *_documents(adopted).values()))


def rest_versions(events: Iterable[Event]) -> dict[str, list[str]]:
    """Number of each adoption, undone ones as well, to the digests of what its file said around documents, in order.

    The last is what stands: no event that gives another one is ever undone.
    """
    found: dict[str, list[str]] = {}
    for event in events:
        if event.kind == "project_adopted" and event.payload.get("rest"):
            found[str(event.number)] = [str(event.payload["rest"])]
        rests = event.payload.get("rests")
        for number, digest in rests.items() if isinstance(rests, Mapping) else ():
            found.setdefault(str(number), []).append(str(digest))
    return found


def earlier_rests(events: Iterable[Event]) -> frozenset[str]:
    """Digests of everything that files said around their documents but of what stands: memos were erased in it."""
    versions = rest_versions(events).values()
    return frozenset(digest for one in versions for digest in one) - {one[-1] for one in versions}


def names_of(events: Sequence[Event], participants: Collection[str]) -> frozenset[str]:
    """Names that documents of some participants had when they came in: undone ones as well."""
    who = _participant_of(events)
    return frozenset(
        str(values["name"]) for event in events for name, values in _brought(event) if who.get(name) in participants
    )


def _documents(events: Iterable[Event]) -> dict[str, set[str]]:
    """Document to the digests of all its versions."""
    found: dict[str, set[str]] = {}
    for event in events:
        for name, values in _brought(event):
            found.setdefault(name, set()).add(str(values["content"]))
        if event.kind == "document_revised":
            found.setdefault(str(event.payload["document"]), set()).add(str(event.payload["content"]))
        for values in _parts(event, "joined"):
            found.setdefault(str(values["document"]), set()).add(str(values["content"]))
    return found


def _participant_of(events: Sequence[Event]) -> dict[str, str]:
    """Document, undone ones as well, to whoever the last word on it that stands says to speak in it.

    Nobody's words go with somebody else who was only once thought to have said them.
    """
    found: dict[str, str] = {}
    for event in events:
        found |= {name: str(values.get("participant", "")) for name, values in _brought(event)}
    for event in standing(events):
        if event.kind == "document_named" and "participant" in event.payload:
            found[str(event.payload["document"])] = str(event.payload["participant"])
    return found


def _brought(event: Event) -> list[tuple[str, Mapping[str, object]]]:
    """The documents that an event brought, by name."""
    if event.kind == "document_added":
        return [(str(event.number), event.payload)]
    return [(f"{event.number}.{place}", values) for place, values in enumerate(_parts(event, "documents"), 1)]


def _parts(event: Event, key: str) -> list[Mapping[str, object]]:
    """The documents that a project brought, or those that it added to."""
    given = event.payload.get(key) if event.kind == "project_adopted" else None
    return given if isinstance(given, list) else []


def _homes(events: Iterable[Event]) -> dict[str, str]:
    """Coding, and segment of a round, to its document."""
    found: dict[str, str] = {}
    for event in events:
        if event.kind == "passage_coded":
            found[str(event.number)] = str(event.payload["document"])
        units = event.payload.get("units") if event.kind == "round_opened" else None
        found.update(segment_homes(str(event.number), units if isinstance(units, list) else []))
    return found


def _is_about(event: Event, documents: set[str], homes: Mapping[str, str]) -> bool:
    return any(home_of(name, homes) in documents for name in _texts(event.payload.get("about")))


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
