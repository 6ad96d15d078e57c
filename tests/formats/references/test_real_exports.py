"""Real exports of databases and managers: nothing is lost, and each keeps to what a reader of the file sees in it."""

import io
import re
from collections import Counter
from collections.abc import Callable

import pytest

from alianza.formats.references import read
from alianza.review.reference import ImportReceipt
from tests.formats.references.conftest import SHARED

Real = Callable[[str], ImportReceipt]

# File, format, records, and the beginnings of the first and the last title, as read in the files by eye.
EXPORTS = [
    ("exports/asreview__baseline_reference_types.ris", "ris", 61, "", ""),
    (
        "exports/asreview__embase.csv",
        "embase-csv",
        6,
        "Duplication cysts: Diagnosis",
        "Completely Isolated Retroperitoneal",
    ),
    ("exports/asreview__pubmed_endnote.txt", "ris", 6, "Boswellia serrata: an overall", "Indigo Naturalis Ameliorates"),
    (
        "exports/asreview__ris_issue_1099.txt",
        "ris",
        7,
        "Design and prototyping of directly",
        "Influence of the motor load inertia",
    ),
    ("exports/asreview__ris_issue_992.txt", "ris", 19, "Overcoming Medication", "Behavioral health care quality"),
    ("exports/asreview__ris_many_authors.ris", "ris", 1, "This is the title", "This is the title"),
    (
        "exports/asysd__scopus.ris",
        "ris",
        10,
        "Development and Validation of a Robust",
        "Exocrine pancreatic inflammation",
    ),
    (
        "exports/asysd__wos_test.ris",
        "ris",
        50,
        "Microangiography of the humeral",
        "Gallbladder mucocele in a 12-year-old",
    ),
    (
        "exports/bibliometrix__lens_sample.csv",
        "lens-csv",
        8,
        "Dynamic real-time risk",
        "Un análisis bibliométrico del brand",
    ),
    (
        "exports/bibliometrix__scopus_sample.csv",
        "scopus-csv",
        8,
        "Quantitative analysis of studies",
        "Evidences and perspectives",
    ),
    (
        "exports/bibliometrix__wos_sample.txt",
        "wos",
        8,
        "Mapping the application of Geographic",
        "PubMedMetaTool: Automated",
    ),
    (
        "exports/citesource__20221207_gambling-harms_pubmed_176.ris",
        "ris",
        176,
        "The Evolution of Gambling",
        "Open letter from UK",
    ),
    (
        "exports/citesource__20221207_gambling-harms_scopus_255.ris",
        "ris",
        255,
        "How gambling problems",
        "Harm Reduction for the",
    ),
    (
        "exports/citesource__envindex_100.ris",
        "ris",
        100,
        "Global plant responses to intensified",
        "Association between PM10 from",
    ),
    (
        "exports/citesource__wos_278.ris",
        "ris",
        278,
        "Forest fire induced Natech risk",
        "Long-term mortality burden trends",
    ),
    (
        "exports/colrev__ais_enl.txt",
        "endnote",
        6,
        "How Trust Leads to Commitment",
        "IT INNOVATIONS AND ENTREPRENEURSHIP",
    ),
    ("exports/colrev__eric_nbib.nbib", "nbib", 1, "Paper title", "Paper title"),
    ("exports/colrev__ieee_ris.ris", "ris", 2, "Title of a conference paper", "Title of a journal paper"),
    ("exports/colrev__jstor_ris.ris", "ris", 4, "This is the title - charset UTF-8", "This title is of type RPRT"),
    ("exports/colrev__nbib_data.nbib", "nbib", 1, "Paper title", "Paper title"),
    ("exports/colrev__scopus_bib.bib", "bibtex", 11, "Article classified as document_type", "Conference classified as"),
    ("exports/colrev__web_of_science_bib.bib", "bibtex", 2, "Inproceedings Title", "A dummy title's"),
    (
        "exports/litsearchr__scopus.ris",
        "ris",
        92,
        "Black-backed woodpecker occupancy",
        "Foraging behavior of black-backed",
    ),
    ("exports/ohs__scielo.bib", "bibtex", 15, "Automatized Separation of Fractions", "Uso de hardware de código fonte"),
    ("exports/rispy__example_bom.ris", "ris", 1, "", ""),
    ("exports/rispy__example_empty_tag.ris", "ris", 1, "Outcome Measures After", "Outcome Measures After"),
    ("exports/rispy__example_extraneous_data.ris", "ris", 2, "Title of reference", "The title of the reference"),
    ("exports/rispy__example_multiline.ris", "ris", 3, "", ""),
    ("exports/rispy__example_utf_chars.ris", "ris", 1, "Состояние рецепторного", "Состояние рецепторного"),
    (
        "dedup/colrev_records.bib",
        "bibtex",
        21,
        "Understanding the role of managerial",
        "Classifying the Ideational Impact",
    ),
    (
        "dedup/colrev_records_expected.bib",
        "bibtex",
        19,
        "Classifying the Ideational Impact",
        "Examining the Continuance",
    ),
    (
        "dedup/sweep_copper.xml",
        "endnote-xml",
        505,
        "Zinc, copper, CD4 T-cell count",
        "2nd National Congress on Medicinal",
    ),
    (
        "dedup/asysd_labelled_test_set.csv",
        "csv",
        1845,
        "Intestinal lipoprotein overproduction",
        "Neuropeptide Y: A new mediator",
    ),
    ("screening/Cohen_ADHD.csv", "csv", 851, "The effectiveness of clonidine", "Clozapine and risperidone"),
    ("screening/Kitchenham_2010.csv", "csv", 1704, "A Conceptual Model of ICT", "XAROP: A Midterm Report"),
]
MARKS = {
    "ris": rb"^(?:\xef\xbb\xbf)?TY  -",
    "bibtex": rb"^(?:\xef\xbb\xbf)?@\w+\{",
    "wos": rb"^ER\s*$",
    "nbib": rb"^TI  - ",
    "endnote": rb"^%T ",
    "endnote-xml": rb"</record>",
}
"""What one greps for to count the records of a format."""
RIS = [name for name, format, *_ in EXPORTS if format == "ris"]
SHARED_ONLY = pytest.mark.skipif(not SHARED.exists(), reason="the real exports are not at ../shared/data/bibliography")


def grepped(name: str, pattern: bytes) -> int:
    return len(re.findall(pattern, (SHARED / name).read_bytes(), re.MULTILINE))


def test_every_export_is_tried() -> None:
    if not SHARED.exists():
        pytest.skip("the real exports are not at ../shared/data/bibliography")
    there = {
        f"{folder}/{path.name}" for folder in ("exports", "dedup", "screening") for path in (SHARED / folder).iterdir()
    }
    assert there == {name for name, *_ in EXPORTS}


@pytest.mark.parametrize(("name", "format", "records", "first", "last"), EXPORTS)
def test_nothing_is_lost(real: Real, name: str, format: str, records: int, first: str, last: str) -> None:
    receipt = real(name)
    assert (receipt.format, receipt.counted, len(receipt.records)) == (format, records, records)
    assert receipt.balanced and receipt.quarantined == ()
    assert receipt.records[0].title.startswith(first)
    assert receipt.records[-1].title.startswith(last)
    if format in MARKS:
        assert grepped(name, MARKS[format]) == records


@pytest.mark.parametrize("name", RIS)
def test_every_tag_of_ris_is_in_raw(real: Real, name: str) -> None:
    """Counted by grep: lines that hold a tag and a value, but for the ends of records."""
    receipt = real(name)
    written = grepped(name, rb"(?:^|\r)(?:\xef\xbb\xbf)?(?!ER)[A-Z][A-Z0-9]  -[^\S\r\n]*[^\s]")
    kept = sum(len(values) for record in receipt.records for values in record.raw.values())
    assert kept == written


@pytest.mark.parametrize("name", RIS)
def test_every_doi_of_ris_is_found(real: Real, name: str) -> None:
    found = sum(bool(record.doi) for record in real(name).records)
    assert found == grepped(name, rb"^DO  - .*10\.")


@pytest.mark.parametrize("name", RIS)
def test_rispy_sees_the_same_records_titles_and_authors(real: Real, name: str) -> None:
    import rispy

    receipt = real(name)
    text = (SHARED / name).read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    theirs = rispy.loads(text)
    assert len(theirs) == len(receipt.records)
    for their, ours in zip(theirs, receipt.records, strict=True):
        assert len(their.get("authors", [])) == len(ours.raw.get("AU", ()))
        assert " ".join(their.get("title", "").split()) == " ".join(" ".join(ours.raw.get("TI", ("",))).split())


def test_wosfile_sees_the_same_records(real: Real) -> None:
    from wosfile import PlainTextReader

    name = "exports/bibliometrix__wos_sample.txt"
    receipt = real(name)
    theirs = list(PlainTextReader(io.StringIO((SHARED / name).read_text(encoding="utf-8-sig"))))
    assert [their["TI"] for their in theirs] == [ours.title for ours in receipt.records]
    assert [their["AF"] for their in theirs] == ["; ".join(ours.raw["AF"]) for ours in receipt.records]
    assert [their.keys() for their in theirs] == [ours.raw.keys() for ours in receipt.records]


def test_bibtexparser_sees_the_same_records(real: Real) -> None:
    import bibtexparser

    for name in ("exports/colrev__scopus_bib.bib", "dedup/colrev_records.bib"):
        receipt = real(name)
        theirs = bibtexparser.parse_string((SHARED / name).read_text(encoding="utf-8")).entries
        assert [their["title"] for their in theirs] == [ours.raw["title"][0] for ours in receipt.records]


def test_the_record_with_many_authors_keeps_them_all(real: Real) -> None:
    record = real("exports/asreview__ris_many_authors.ris").records[0]
    assert len(record.authors) == grepped("exports/asreview__ris_many_authors.ris", rb"^AU  - ") == 7456


def test_scielo(real: Real) -> None:
    records = real("exports/ohs__scielo.bib").records
    first, second, third = records[:3]
    assert first.doi == "10.21577/0103-5053.20190029"
    assert first.authors[0] == "Silva, Daniel M."
    assert len(first.authors) == 7 and first.authors[-1] == "Duyck, Christiane"
    assert "Escalfoni Jr., Rainério" in first.authors
    assert "Sant'Anna, Marcus V." in second.authors
    assert (second.language, second.raw["language"]) == ("pt", ("en,  pt",))
    assert (third.language, third.raw["ID"]) == ("es", ("LUGO ESPINOSA2017",))
    assert third.title.startswith("Automatización de un sistema de inmersión temporal")
    assert records[5].doi == ""  # the file gives none
    assert records[13].source_title == "Investigación & Desarrollo"
    assert sum(bool(record.doi) for record in records) == grepped("exports/ohs__scielo.bib", rb"crossref = \{10\.")
    assert {record.database for record in records} == {"scielo"}


def test_web_of_science_escapes_are_undone(real: Real) -> None:
    first, second = real("exports/colrev__web_of_science_bib.bib").records
    assert first.doi == "10.1007/999-9-999-99999-9_3"
    assert second.title == "A dummy title's"


def test_bare_carriage_returns_part_lines(real: Real) -> None:
    record = real("exports/asysd__wos_test.ris").records[0]
    assert record.raw["AN"] == ("WOS:000082252000006",)
    assert len(record.raw["AD"]) == 2


def test_tables_and_plain_text(real: Real) -> None:
    lens = real("exports/bibliometrix__lens_sample.csv").records
    assert lens[0].authors[:3] == ("Radanliev, Petar", "De Roure, David", "Van Kleek, Max")
    assert lens[0].authors[6] == "Nurse, Jason R. C."
    scopus = real("exports/bibliometrix__scopus_sample.csv").records[0]
    assert scopus.authors == ("Liu, Fengyuan", "Li, Chunyun", "Liu, Yong", "Li, Yufei")
    assert (scopus.year, scopus.volume, scopus.doi) == (2026, "12", "10.1177/20552076261415846")
    wos = real("exports/bibliometrix__wos_sample.txt").records[0]
    assert wos.title.endswith("(GIS) in real estate: a bibliometric analysis using bibliometrix and QGIS")
    assert wos.authors == ("Toh, Ming Liang",)
    embase = real("exports/asreview__embase.csv").records[0]
    assert (embase.source_title, embase.year, embase.pages) == ("Endoscopic Ultrasound", 2014, "152-160")
    assert embase.doi == "10.4103/2303-9027.138783"


def test_tagged_files(real: Real) -> None:
    ais = real("exports/colrev__ais_enl.txt").records
    assert ais[0].authors == ("Guo, Wenbo", "Straub, Detmar W.", "Zhang, Pengzhu", "Cai, Zhao")
    assert [record.pages for record in ais] == ["1309-1348", "i-ii", "2281-2284", "", "", "1044-1061"]
    eric = real("exports/colrev__eric_nbib.nbib").records[0]
    assert (eric.doi, eric.pages, eric.language, eric.database) == ("10.1000/123456789", "1-9", "en", "eric")
    pubmed = real("exports/asreview__pubmed_endnote.txt").records[0]
    assert (pubmed.pages, pubmed.language, len(pubmed.keywords)) == ("349-369", "en", 10)
    ieee = real("exports/colrev__ieee_ris.ris").records[0]
    assert ieee.authors[0] == "Author-One, A."
    ebsco = real("exports/citesource__envindex_100.ris").records
    assert ebsco[-1].pages == ""  # N.PAG
    assert not any(record.abstract.startswith("Copyright of") for record in ebsco)


def test_the_labels_of_the_copper_sweep_survive(real: Real) -> None:
    receipt = real("dedup/sweep_copper.xml")
    captions = Counter(record.raw["caption"] for record in receipt.records if "caption" in record.raw)
    assert captions == {("Duplicate",): grepped("dedup/sweep_copper.xml", rb"<caption><style[^>]*>Duplicate<")}
    assert sum(bool(record.doi) for record in receipt.records) == 379
    assert receipt.records[0].authors[0] == "Asemota, E. A."
    assert (receipt.records[0].pages, receipt.records[0].doi) == ("53-60", "10.1016/j.imr.2018.01.008")


@SHARED_ONLY
def test_reading_leaves_the_file_as_it_was() -> None:
    path = SHARED / "exports/ohs__scielo.bib"
    before = path.read_bytes()
    read(path)
    assert path.read_bytes() == before
