"""The command line's own sentences, in the language that the environment asks for."""

import os
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
LOCALE = Path(__file__).parent.parent / "locale"
LANGUAGES = ("es", "en")
OPTION = "--lang"
_asked: ContextVar[tuple[str, ...]] = ContextVar("asked", default=())


def user_language(environment: Mapping[str, str] = os.environ) -> str:
    """The reader's language by LC_ALL, LC_MESSAGES or LANG, in that order; Spanish unless one of them says English.

    Where `--lang` asks for other languages only, the first of them.

    >>> user_language({"LANG": "en_GB.UTF-8"}), user_language({"LANG": "C"}), user_language({})
    ('en', 'es', 'es')
    >>> user_language({"LC_ALL": "es_EC.UTF-8", "LANG": "en_US.UTF-8"})
    'es'
    """
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((name for name in names if name), "")
    own = "en" if chosen.lower().startswith("en") else "es"
    asked = _asked.get()
    return own if own in asked or not asked else asked[0]


@contextmanager
def speaking(arguments: Sequence[str]) -> Iterator[None]:
    """Let every sentence of the block follow the `--lang` among the words of a command line, usage errors as well.

    The words are read before they are parsed: one that cannot be parsed is answered in that language too.
    """
    token = _asked.set(asked_languages(arguments))
    try:
        yield
    finally:
        _asked.reset(token)


def asked_languages(arguments: Sequence[str]) -> tuple[str, ...]:
    """The languages that the last `--lang` among these words names; those that alianza does not speak are left out.

    >>> asked_languages(["run", "study", "--lang", "en,fr"]), asked_languages(["stats", "--lang=es"])
    (('en',), ('es',))
    """
    values = [""]
    for place, one in enumerate(arguments):
        if one == OPTION:
            values += arguments[place + 1 : place + 2]
        elif one.startswith(f"{OPTION}="):
            values.append(one.removeprefix(f"{OPTION}="))
    names = values[-1].split(",")
    return tuple(name.strip() for name in names if name.strip() in LANGUAGES)


def word(key: str, **values: object) -> str:
    """The sentence under a dotted `key` of the command line's catalogue, with its placeholders filled.

    Raises:
        KeyError: If the catalogue has no such sentence.
    """
    entry: Any = _catalogue(user_language())
    for part in key.split("."):
        entry = entry[part]
    return str(entry).format(**values)


def printable(text: str) -> str:
    r"""A sentence that quotes somebody's data, without signs by which data could command or mislead a terminal.

    Control signs and signs that turn the direction of writing show as `·`; accents, symbols and every space stay.

    >>> printable("a\x1b[2Jb")
    'a·[2Jb'
    """
    return "".join("·" if unicodedata.category(sign) in _UNSEEN else sign for sign in text)


@cache
def _catalogue(language: str) -> dict[str, Any]:
    """The table `cli` of the catalogue in `language`, which several files fill."""
    table: dict[str, Any] = {}
    for file in sorted((LOCALE / language).glob("cli*.toml")):
        _add(table, tomllib.loads(file.read_text(encoding="utf-8"))["cli"])
    return table


def _add(table: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict):
            _add(table.setdefault(key, {}), value)
        else:
            table[key] = value
