"""The certificate as a page to sign: one page where strata are few, everything on it, the same bytes every time."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from alianza.render.docx import to_docx
from alianza.render.draw_document import draw_document, grouped
from alianza.render.html import to_html
from alianza.render.pdf import to_pdf
from alianza.survey.certificate import Certificate, CertifiedStratum, Origin, Plan
from alianza.survey.firm_hash import RULE
from alianza.survey.frame_codes import RULES, Derivation

SEAL = "0123456789abcdef" * 4
ORIGIN = Origin("Directorio & «Cía» <2026>.csv", "2026-03-09", (Derivation("sector", "ciiu", RULES["sector"]),))


def certificate(strata: int, rule: str = "proportional") -> Certificate:
    names = ("agriculture", "commerce", "construction", "manufacturing", "mining", "services")
    made = tuple(
        CertifiedStratum((f"zona {h:03d}", names[h % 6]), 1000 * (h + 1), h % 4, h % 4, "0" * 16) for h in range(strata)
    )
    n = sum(one.n for one in made)
    plan = Plan(n, 2026, rule, 2)
    return Certificate(2, RULE, plan, "ruc", ("zona", "sector"), "ventas", made, "a" * 64, "b" * 64, ORIGIN, SEAL)


def poppler(program: str, pdf: bytes, folder: Path, *after: str) -> str:
    if not shutil.which(program):
        pytest.skip(f"{program} (poppler-utils) is not installed")
    file = folder / "page.pdf"
    file.write_bytes(pdf)
    return subprocess.run([program, *after, str(file), *(["-"] if program == "pdftotext" else [])],
                          capture_output=True, text=True, check=True).stdout  # fmt: skip


@pytest.mark.parametrize("language", ["es", "en"])
def test_few_strata_fit_one_page_with_the_signatures(language: str, tmp_path: Path) -> None:
    facts = poppler("pdfinfo", to_pdf(draw_document(certificate(6), language, synthetic=True)), tmp_path)
    assert any(line.split() == ["Pages:", "1"] for line in facts.splitlines())
    assert SEAL in facts


def test_the_page_holds_what_a_coordinator_signs(tmp_path: Path) -> None:
    pdf = to_pdf(draw_document(certificate(6), "es", synthetic=True))
    text = " ".join(poppler("pdftotext", pdf, tmp_path, "-layout").split())
    expected = (
        "DATOS SINTÉTICOS",
        "9 de marzo de 2026",
        "«Cía» <2026>",
        "zona 001 × Comercio",
        "Testigo",
        'certificate.json "Directorio & «Cía» <2026>.csv"',
        grouped(SEAL),
        grouped("a" * 64),
        "ciiu",
    )
    for said in expected:
        assert said in text


def test_many_strata_go_to_an_annex_behind_the_signed_page(tmp_path: Path) -> None:
    pages = poppler("pdftotext", to_pdf(draw_document(certificate(120), "en")), tmp_path, "-layout").split("\f")
    assert "Witness" in pages[0] and "zona 000" not in pages[0]
    assert "Annex" in pages[1] and "zona 000 × Agriculture" in pages[1]


def test_the_same_certificate_gives_the_same_bytes_in_every_format() -> None:
    for write in (to_pdf, to_docx, to_html):
        assert write(draw_document(certificate(6), "es")) == write(draw_document(certificate(6), "es"))


@pytest.mark.parametrize("rule", ["proportional", "neyman", "power", "equal"])
def test_every_rule_is_told_in_words(rule: str) -> None:
    page = to_html(draw_document(certificate(6, rule), "es"))
    assert {"proportional": "Proporcional", "neyman": "De Neyman", "power": "variación", "equal": "Igual"}[rule] in page


def test_the_page_says_what_the_minimum_decided_and_looks_strata_up_in_spanish_order() -> None:
    made = certificate(6)
    names = ("Carchi", "Cañar", "Ñandú", "Quito", "Ávila", "Nube")
    places = zip(made.strata, names, strict=True)
    large = {"firms": 60_000, "n": 20}
    strata = tuple(
        replace(one, name=(name, "mining"), **(large if name == "Quito" else {"firms": 5, "n": 2}))
        for one, name in places
    )
    plan = replace(made.plan, n=sum(one.n for one in strata))
    page = to_html(draw_document(replace(made, strata=strata, plan=plan), "es"))
    assert "este mínimo decidió 10 de las 30 empresas, en 5 de 6 estratos" in page
    assert "efecto de diseño de los factores (Kish)" in page
    order = [page.index(f"{name} × Minas</th>") for name in ("Ávila", "Cañar", "Carchi", "Nube", "Ñandú", "Quito")]
    assert order == sorted(order)
