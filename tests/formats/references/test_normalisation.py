"""Values as they come, and as the review compares them."""

import pytest

from alianza.formats.references.databases import database
from alianza.formats.references.doi import doi
from alianza.formats.references.languages import language
from alianza.formats.references.latex import plain
from alianza.formats.references.markup import clean
from alianza.formats.references.names import direct, inverted
from alianza.formats.references.pages import pages
from alianza.formats.references.years import year


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("10.1016/J.JBUSRES.2020.01.001", "10.1016/j.jbusres.2020.01.001"),
        ("doi:10.1000/182", "10.1000/182"),
        ("DOI 10.1000/182.", "10.1000/182"),
        ("http://dx.doi.org/10.1177/2325967120950040", "10.1177/2325967120950040"),
        ("https://doi.org/10.1000%2F182", "10.1000/182"),
        (r"10.1007/978-3-030-58167-1\_7", "10.1007/978-3-030-58167-1_7"),
        ("10.1016/S0140-6736(05)71146-6", "10.1016/s0140-6736(05)71146-6"),
        ("(see doi:10.1000/182)", "10.1000/182"),
        ("10.1000/1 [doi]", "10.1000/1"),
        ("Clin Pharm. 2011;50:349-69. doi: 10.2165/11586800-000000000-00000.", "10.2165/11586800-000000000-00000"),
        ("https://link.springer.com/article/10.1007/s10669-020-09792-x.pdf", ""),
        ("S0140-6736", ""),
        ("Proc2020", ""),
        ("10.10", ""),
    ],
)
def test_dois(written: str, found: str) -> None:
    assert doi(written) == found


@pytest.mark.parametrize(
    ("first", "last", "written_out"),
    [
        ("123-31", "", "123-131"),
        ("1309--48", "", "1309-1348"),
        ("S12–20", "", "S12-S20"),
        ("e963", "e975", "e963-e975"),
        ("349-69", "369", "349-369"),
        ("687", "687", "687"),
        ("i-ii", "", "i-ii"),
        ("98-7", "", "98-7"),
        ("98-17", "", "98-17"),
        ("271+", "", "271"),
        ("", "12", "12"),
        ("", "", ""),
    ],
)
def test_pages(first: str, last: str, written_out: str) -> None:
    assert pages(first, last) == written_out


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Pérez, José", "Pérez, José"),
        ("  Pérez ,  José ", "Pérez, José"),
        ("Pe\u0301rez, Jose\u0301", "Pérez, José"),
        ("Pérez, J., Jr.", "Pérez, J., Jr."),
        ("García Márquez G.", "García Márquez, G."),
        ("Liu DA", "Liu, DA"),
        ("Hofstede, Geert van der", "van der Hofstede, Geert"),
        ("de la Torre, Ana", "de la Torre, Ana"),
        ("Ministerio de Producción", "Ministerio de Producción"),
        ("World Health Organization,", "World Health Organization"),
        ("Sant&#039;Anna, Marcus", "Sant'Anna, Marcus"),
        ("[No author name available]", ""),
        ("", ""),
    ],
)
def test_names_with_the_family_first(written: str, name: str) -> None:
    assert inverted(written) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("José Pérez", "Pérez, José"),
        ("J. P. Pérez-Ríos", "Pérez-Ríos, J. P."),
        ("Juan de la Cruz Pérez", "de la Cruz Pérez, Juan"),
        ("Alexander von Humboldt", "von Humboldt, Alexander"),
        ("Van Kleek", "Kleek, Van"),
        ("Universidad de Cuenca", "Universidad de Cuenca"),
        ("Pérez, José", "Pérez, José"),
    ],
)
def test_names_with_the_given_name_first(written: str, name: str) -> None:
    assert direct(written) == name


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2021/03//", 2021),
        ("2021 Mar", 2021),
        ("c2020", 2020),
        ("4-8 Aug. 2020", 2020),
        ("20200817", 2020),
        ("MAR 1", None),
        ("2999", None),
        ("120201", None),
    ],
)
def test_years(written: str, found: int | None) -> None:
    assert year(written) == found


@pytest.mark.parametrize(
    ("values", "title", "code"),
    [
        (["English"], "", "en"),
        (["Español"], "", "es"),
        (["spa"], "", "es"),
        (["Portuguese; English"], "Uma análise da confiança", "pt"),
        (["en,  es"], "Confianza en la empresa", "es"),
        (["es,  en"], "The design of a platform", "en"),
        (["en,  pt"], "Arduino", "en"),
        (["es-EC"], "", "es"),
        (["undefined"], "", ""),
        ([], "", ""),
    ],
)
def test_languages(values: list[str], title: str, code: str) -> None:
    assert language(values, title) == code


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (r"Garc{\'\i}a Espa{\~n}a", "García España"),
        (r"M\"uller {\"U}ber {\ss}", "Müller Über ß"),
        (r"\c{c} \v{s} {\v z} \'{e} \^o", "ç š ž é ô"),
        (r"R\&D: 50\% of \$5 \#1", "R&D: 50% of $5 #1"),
        (r"50 % of firms % and more", "50 % of firms % and more"),
        (r"{The {PYME} case}", "The PYME case"),
        (r"$\alpha = 0.05$ and US$5", "α = 0.05 and US$5"),
        (r"\emph{very} \textbf{bold}", "very bold"),
        (r"a\_b \{c\}", "a_b {c}"),
        (r"p $<$ .05", "p < .05"),
        (r"1990--2000", "1990–2000"),
        (r"ends in \\", "ends in"),
    ],
)
def test_latex(written: str, printed: str) -> None:
    assert plain(written).rstrip("\\ ") == printed


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("p <0.05 and <25 years > 3", "p <0.05 and <25 years > 3"),
        ("<jats:p>One.</jats:p><jats:p>Two.</jats:p>", "One. Two."),
        ("H<sub>2</sub>O", "H2O"),
        ("a&nbsp;b &amp;amp; c &lt;i&gt;d&lt;/i&gt;", "a b & c d"),
        ("a\u200bb\x07c", "abc"),
        ("nin\u0303o", "niño"),
    ],
)
def test_markup(written: str, text: str) -> None:
    assert clean(written) == text


def test_databases() -> None:
    assert database(["scielo"]) == "scielo"
    assert database(["WOS:000223334444221"]) == "wos"
    assert database(["Academic Search"], "ebsco") == "ebsco"
    assert database(["numeric"]) == ""
