"""A small study with a review, and exports of three databases that share some publications."""

from pathlib import Path

from tests.small_study import declared

PROTOCOL = (
    f"synthetic = true\n{declared('mini')}"
    + """
[strands]
review = 4

[[constructs]]
id = "trust"
label = { es = "confianza", en = "trust" }

[review]
question = { es = "¿Qué se sabe?", en = "What is known?" }

[[review.panel]]
id = "lia"
roles = ["lead", "librarian"]

[[review.panel]]
id = "ana"
roles = ["judge", "rater", "extractor"]

[[review.panel]]
id = "luis"
roles = ["judge", "rater"]

[[review.panel]]
id = "eva"
roles = ["adjudicator"]

[[review.searches]]
database = "scopus"
query = { es = "alianza*", en = "alliance*" }

[[review.criteria]]
code = "E1"
kind = "exclude"
label = { es = "no trata de alianzas", en = "not about alliances" }

[[review.criteria]]
code = "E2"
kind = "exclude"
label = { es = "sin datos propios", en = "no data of its own" }
stages = ["full_text"]

[review.dictionary.trust]
es = ["confianza"]
en = ["trust"]
"""
)

WORDS = ("Trust", "Contracts", "Learning", "Power", "Conflict", "Distance", "Planning", "Flexibility")


def title(number: int) -> str:
    """A title that is unlike any other number's."""
    first, second = WORDS[number % 8], WORDS[(number * 3 + number // 8 + 1) % 8]
    return f"{first} and {second.lower()} in alliances of small firms: lessons from case study group {number * 37 + 11}"


def ris(numbers: range | list[int], database: str) -> str:
    """Records of a database, as RIS; two databases describe the same number alike."""
    return "".join(
        f"TY  - JOUR\r\nAU  - Mora{n}, Rosa\r\nTI  - {title(n)}\r\nPY  - {2000 + n % 24}\r\nJO  - Journal {n}\r\n"
        f"VL  - {n + 1}\r\nSP  - {n + 10}\r\nEP  - {n + 20}\r\nDO  - 10.9999/syn.{n}\r\n"
        f"DB  - {database}\r\nER  - \r\n\r\n"
        for n in numbers
    )


def study(place: Path, exports: dict[str, str] | None = None) -> Path:
    """A study folder with these files in its `review` folder."""
    folder = place / "estudio"
    (folder / "review").mkdir(parents=True)
    (folder / "study.toml").write_text(PROTOCOL, encoding="utf-8")
    for name, text in (exports or {}).items():
        (folder / "review" / name).write_text(text, encoding="utf-8", newline="")
    return folder


EXPORTS = {
    "scopus.SYNTHETIC.ris": ris(range(0, 6), "Scopus"),
    "wos.SYNTHETIC.ris": ris(range(4, 9), "Web of Science"),
}
"""Eleven records of nine publications: numbers 4 and 5 stand in both."""
