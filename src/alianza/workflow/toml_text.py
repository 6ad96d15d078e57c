"""Templates of TOML files: comments in the user's language, texts in both, every value escaped."""

import json
import re
from collections.abc import Iterable

from jinja2 import Environment, PackageLoader, StrictUndefined

from alianza.render.messages import LANGUAGES, say
from alianza.study.message import Message

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")


def environment(language: str) -> Environment:
    """A template environment that writes TOML with comments in `language`."""
    templates = Environment(
        loader=PackageLoader("alianza.workflow"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # TOML, not HTML: values pass through the functions below
    )

    def comment(code: str, **values: object) -> str:
        return say(Message(f"template.{code}", values), language)

    templates.globals |= {"say": comment, "both": both, "words": words}
    templates.filters |= {"text": text, "key": key, "value": value, "texts": texts}
    templates.filters |= {"one_line": one_line, "constant": constant, "commented": commented}
    return templates


def text(raw: object) -> str:
    r"""A TOML string.

    >>> print(text('Pérez & "Hijos"'))
    "Pérez & \"Hijos\""
    """
    return json.dumps(str(raw), ensure_ascii=False).replace("\x7f", "\\u007f")


def key(raw: str) -> str:
    """A TOML key, quoted where it must be."""
    return raw if _BARE_KEY.fullmatch(raw) else text(raw)


def value(raw: object) -> str:
    """A TOML number where the value is one, otherwise a string."""
    return str(raw) if _NUMBER.fullmatch(str(raw)) else text(raw)


def constant(raw: object) -> str:
    """A TOML truth value, or a string."""
    return str(raw).lower() if isinstance(raw, bool) else text(raw)


def texts(raw: Iterable[object]) -> str:
    """A TOML list of strings."""
    return f"[{', '.join(text(entry) for entry in raw)}]"


def both(code: str) -> str:
    """A text in both languages from the catalogues, as an inline table."""
    spoken = ", ".join(f"{language} = {text(words(code, language))}" for language in LANGUAGES)
    return f"{{ {spoken} }}"


def words(code: str, language: str) -> str:
    """A text of the catalogues in one language."""
    return say(Message(f"template.{code}"), language)


def commented(raw: str) -> str:
    r"""Declarations as comments: whoever takes the first sign of each line away declares them.

    >>> print(commented('# Panel\n[review]\n\nfirst = 2010'))
    # # Panel
    # [review]
    <BLANKLINE>
    # first = 2010
    """
    return "\n".join(f"# {line}" if line else "" for line in raw.rstrip("\n").split("\n"))


def one_line(raw: str) -> str:
    """A file's own words inside a comment: one line, no control signs, at most 100 letters.

    A line break in a column's title would otherwise end the comment and begin to be TOML.
    """
    plain = "".join(sign if sign.isprintable() else " " for sign in raw)
    return " ".join(plain.split())[:100]
