"""The events of a study's log in words."""

from collections.abc import Mapping

from alianza.render.messages import batch_word, known, say, sentence
from alianza.study.event import Event
from alianza.study.message import Message

CODED = {
    "stage": "review.stages",
    "verdict": "batch.verdicts",
    "category": "batch.categories",
}
"""Values that are codes, and where the catalogue keeps their words."""


def event_words(event: Event, language: str) -> str:
    """An event as a sentence: who did what, and when; kinds without a sentence show their name."""
    code = f"history.{event.kind}"
    what = say(Message(code, _values(event, language)), language) if known(code, language) else event.kind
    return f"{event.at[:16].replace('T', ' ')}  {event.by}  {what}"


def database_words(database: str, language: str) -> str:
    """A database's name as it writes itself; a name that nobody knows stays as it is."""
    code = f"review.databases.{database or 'unknown'}"
    return sentence(code, language) if known(code, language) else database


def _values(event: Event, language: str) -> Mapping[str, object]:
    """The payload's values in words, and what the sentences count in it."""
    values = {name: _spoken(name, value, language) for name, value in event.payload.items()}
    records = event.payload.get("records")
    answers = event.payload.get("answers")
    fields = event.payload.get("values")
    return {
        "reason": "", "note": "", "record": "", **values,
        "records": ", ".join(map(str, records)) if isinstance(records, list) else str(records or ""),
        "answers": len(answers) if isinstance(answers, Mapping) else 0,
        "construct": fields.get("construct", "") if isinstance(fields, Mapping) else "",
        "direction": batch_word(str(fields.get("direction", "")), language) if isinstance(fields, Mapping) else "",
        "because": _because(event, language),
    }  # fmt: skip


def _spoken(name: str, value: object, language: str) -> object:
    if name == "database":
        return database_words(str(value), language)
    code = f"{CODED[name]}.{value}" if name in CODED and value else ""
    return sentence(code, language) if code and known(code, language) else value


def _because(event: Event, language: str) -> Message | str:
    """Why records were merged: the fields that agreed, or a person's word; and for an exclusion its reason."""
    links = event.payload.get("links")
    if isinstance(links, list):
        agreed = sorted({str(name) for link in links for name in link["agree"]})
        fields = tuple(sentence(f"review.fields.{name}", language) for name in agreed)
        values = {"fields": fields, "score": event.payload.get("score", 0.0)}
        return Message("history.because.agree", values) if fields else Message("history.because.title", values)
    if event.payload.get("rule") == "person":
        return Message("history.because.person")
    reason = event.payload.get("reason")
    return Message("history.because.reason", {"reason": reason}) if reason else ""
