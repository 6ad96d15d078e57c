"""References as RIS and BibTeX, which every citation manager and every reader of this package reads back."""

import re
from collections.abc import Iterable, Iterator

from alianza.review.article import Article

_BREAKS = re.compile(r"\s+")
_TEX = {sign: f"\\{sign}" for sign in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}"}
_TEX |= {"^": r"\textasciicircum{}"}


def ris(articles: Iterable[Article]) -> str:
    """Articles as RIS, in order; each keeps its name as `ID` and its databases as `DB`."""
    return "".join("".join(f"{tag}  - {value}\r\n" for tag, value in _ris_fields(one)) + "\r\n" for one in articles)


def bibtex(articles: Iterable[Article]) -> str:
    """Articles as BibTeX, in order; keys are the articles' names."""
    return "".join(_bibtex_entry(one) for one in articles)


def _ris_fields(one: Article) -> Iterator[tuple[str, str]]:
    best = one.best
    first, _, last = best.pages.partition("-")
    yield "TY", "JOUR" if best.source_title else "GEN"
    yield "ID", one.id
    yield from (("AU", _line(name)) for name in best.authors)
    single = {
        "TI": best.title, "PY": str(best.year or ""), "T2": best.source_title, "VL": best.volume, "IS": best.issue,
        "SP": first, "EP": last, "DO": best.doi, "LA": best.language, "AB": best.abstract,
    }  # fmt: skip
    yield from ((tag, _line(value)) for tag, value in single.items() if value)
    yield from (("KW", _line(word)) for word in best.keywords)
    yield from (("DB", name) for name in one.databases[:1])
    yield "ER", ""


def _bibtex_entry(one: Article) -> str:
    best = one.best
    fields = {
        "author": " and ".join(best.authors), "title": best.title, "year": str(best.year or ""),
        "journal": best.source_title, "volume": best.volume, "number": best.issue,
        "pages": best.pages.replace("-", "--"), "doi": best.doi, "language": best.language,
        "abstract": best.abstract, "keywords": "; ".join(best.keywords),
    }  # fmt: skip
    lines = "".join(f"  {name} = {{{_tex(value)}}},\n" for name, value in fields.items() if value)
    return f"@{'article' if best.source_title else 'misc'}{{A{one.id},\n{lines}}}\n\n"


def _line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()


def _tex(text: str) -> str:
    """A text whose signs mean nothing to TeX."""
    return "".join(_TEX.get(sign, sign) for sign in _line(text))
