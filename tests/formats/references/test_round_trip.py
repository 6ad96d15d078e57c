"""Random references, written as each format writes them, come back as they were."""

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from alianza.formats.references import read
from alianza.review.reference import Reference

LETTERS = "abcdefghijklmnñopqrstuvwxyzáéíóúüçãABCDÉ"
WORDS = st.text(LETTERS, min_size=2, max_size=9)
LINES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
SIGNED = st.lists(
    st.one_of(WORDS, st.sampled_from(["&", "(2020)", "50 %", "—", "¿qué?", "«así»"])), min_size=1, max_size=8
)
FAMILIES = st.sampled_from(["Peña", "de la Cruz", "Müller", "Ruiz-Tagle", "O'Neill", "von Ahn", "García Márquez"])
GIVEN = st.sampled_from(["Ana", "L. M.", "José Luis", "Ñ.", "Karl"])


@st.composite
def references(draw: DrawFn) -> Reference:
    first = draw(st.integers(1, 5000))
    authors = draw(st.lists(st.tuples(FAMILIES, GIVEN), max_size=5))
    words = draw(st.lists(WORDS, max_size=4, unique_by=str.casefold))
    return Reference(
        title="T " + " ".join(draw(SIGNED)),
        authors=tuple(f"{family}, {given}" for family, given in authors),
        year=draw(st.integers(1900, 2030)),
        doi=f"10.{draw(st.integers(1000, 99999))}/{draw(st.text('abc0123./()-_', min_size=1, max_size=9))}x".replace(
            ")", ""
        ),
        source_title=draw(LINES),
        volume=str(draw(st.integers(1, 99))),
        issue=str(draw(st.integers(1, 12))),
        pages=f"{first}-{first + draw(st.integers(1, 30))}",
        abstract=draw(LINES),
        keywords=tuple(words),
        language=draw(st.sampled_from(["es", "en", "pt"])),
    )


def as_ris(reference: Reference) -> str:
    first, last = reference.pages.split("-")
    lines = [("TY", "JOUR"), ("TI", reference.title), *(("AU", name) for name in reference.authors)]
    lines += [("PY", f"{reference.year}/05//"), ("DO", f"https://doi.org/{reference.doi.upper()}")]
    lines += [("T2", reference.source_title), ("VL", reference.volume), ("IS", reference.issue)]
    lines += [("SP", first), ("EP", last), ("AB", reference.abstract), *(("KW", word) for word in reference.keywords)]
    return "".join(f"{tag}  - {value}\n" for tag, value in [*lines, ("LA", reference.language), ("ER", "")])


def as_bibtex(reference: Reference) -> str:
    fields = {
        "title": "{" + reference.title.replace("&", r"\&").replace("%", r"\%") + "}",
        "author": " and ".join(reference.authors),
        "year": str(reference.year),
        "doi": reference.doi.replace("_", r"\_"),
        "journal": reference.source_title,
        "volume": reference.volume,
        "number": reference.issue,
        "pages": reference.pages.replace("-", "--"),
        "abstract": reference.abstract,
        "keywords": ", ".join(reference.keywords),
        "language": reference.language,
    }
    return "@article{same," + ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items()) + "\n}\n"


def as_csl(reference: Reference) -> dict[str, object]:
    names = (name.split(", ") for name in reference.authors)
    return {
        "title": reference.title,
        "author": [{"family": family, "given": given} for family, given in names],
        "issued": {"date-parts": [[reference.year, 5]]},
        "DOI": reference.doi,
        "container-title": reference.source_title,
        "volume": reference.volume,
        "issue": reference.issue,
        "page": reference.pages,
        "abstract": reference.abstract,
        "keyword": "; ".join(reference.keywords),
        "language": reference.language,
    }


def as_csv(found: list[Reference]) -> str:
    file = io.StringIO()
    names = (
        "title",
        "authors",
        "year",
        "doi",
        "journal",
        "volume",
        "issue",
        "pages",
        "abstract",
        "keywords",
        "language",
    )
    table = csv.writer(file)
    table.writerow(names)
    for one in found:
        cells = [
            one.title,
            "; ".join(one.authors),
            one.year,
            one.doi,
            one.source_title,
            one.volume,
            one.issue,
            one.pages,
        ]
        table.writerow([*cells, one.abstract, "; ".join(one.keywords), one.language])
    return file.getvalue()


def comparable(reference: Reference) -> tuple[object, ...]:
    return tuple(getattr(reference, name) for name in Reference.__slots__ if name not in ("raw", "database"))


def read_back(text: str) -> list[tuple[object, ...]]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "x")
        path.write_text(text, encoding="utf-8")
        receipt = read(path)
    assert receipt.quarantined == ()
    return [comparable(record) for record in receipt.records]


SEVERAL = st.lists(references(), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(SEVERAL)
def test_ris(written: list[Reference]) -> None:
    assert read_back("\n".join(map(as_ris, written))) == [comparable(one) for one in written]


@settings(max_examples=60, deadline=None)
@given(SEVERAL)
def test_bibtex(written: list[Reference]) -> None:
    assert read_back("\n".join(map(as_bibtex, written))) == [comparable(one) for one in written]


@settings(max_examples=60, deadline=None)
@given(SEVERAL)
def test_csl_json(written: list[Reference]) -> None:
    text = json.dumps([as_csl(one) for one in written], ensure_ascii=False)
    assert read_back(text) == [comparable(one) for one in written]


@settings(max_examples=60, deadline=None)
@given(SEVERAL)
def test_csv(written: list[Reference]) -> None:
    assert read_back(as_csv(written)) == [comparable(one) for one in written]
