"""Every dialect, recognised by its content, gives the reference that its record describes."""

from collections.abc import Callable

import pytest

from alianza.review.reference import ImportReceipt
from tests.formats.references import samples

Read = Callable[[str | bytes], ImportReceipt]


@pytest.mark.parametrize("dialect", samples.SAMPLES)
def test_the_format_is_recognised_and_every_record_is_read(receipt_of: Read, dialect: str) -> None:
    text, format, records = samples.SAMPLES[dialect]
    receipt = receipt_of(text)
    assert (receipt.format, receipt.counted, len(receipt.records)) == (format, records, records)
    assert receipt.quarantined == () and receipt.problems == () and receipt.balanced


@pytest.mark.parametrize("dialect", samples.SAMPLES)
def test_a_dialect_is_the_same_with_windows_line_ends_and_in_utf_16(receipt_of: Read, dialect: str) -> None:
    text = samples.SAMPLES[dialect][0]
    plain = [record.title for record in receipt_of(text).records]
    windows = text.replace("\r\n", "\n").replace("\n", "\r\n").removeprefix("\ufeff")
    assert [record.title for record in receipt_of(windows).records] == plain
    receipt = receipt_of(windows.encode("utf-16"))
    assert receipt.encoding == "utf-16-le"
    assert [record.title for record in receipt.records] == plain


def test_ris_of_scopus(receipt_of: Read) -> None:
    first, second = receipt_of(samples.SCOPUS_RIS).records
    assert first.title == "Contratos claros entre pequeñas empresas"
    assert first.authors == ("Paredes, L.", "Mejía-Quispe, R.")
    assert (first.year, first.doi, first.pages) == (2021, "10.9999/ensayo.2021.03", "101-118")
    assert (first.source_title, first.volume, first.issue) == ("Revista de Ensayo", "12", "3")
    assert first.abstract == "First line of the abstract and a second line."
    assert first.keywords == ("trust", "SMEs", "contracts")
    assert (first.language, first.database) == ("es", "scopus")
    assert first.raw["KW"] == ("trust", "Trust", "SMEs; contracts")
    assert first.raw["SN"] == ("11112222", "33334444")
    assert second.title == "Second record & last"
    assert second.authors == ("de la Osorio, Ana",)
    assert (second.year, second.pages) == (2019, "45-49")


def test_ris_with_names_the_other_way_round(receipt_of: Read) -> None:
    assert receipt_of(samples.IEEE_RIS).records[0].authors == ("Carrión, A. B.", "INEC")
    ovid = receipt_of(samples.OVID_RIS).records[0]
    assert (ovid.authors, ovid.keywords, ovid.doi) == (("Fuentes, E.",), ("alliance",), "10.9999/jt.2020.1")


def test_bibtex_of_scielo_keeps_its_doi_in_crossref_and_parts_authors_by_a_comma(receipt_of: Read) -> None:
    receipt = receipt_of(samples.SCIELO_BIB)
    record = receipt.records[0]
    assert receipt.encoding == "utf-8-sig"
    assert record.doi == "10.9999/s0000-00002014000300004"
    assert record.authors == ("Álvarez López, Ramón A.", "de la Sant'Anna, María", "Duque")
    assert record.title == "Confianza y contrato & pequeñas empresas de la sierra"
    assert (record.language, record.database) == ("es", "scielo")
    assert record.raw["language"] == ("en,  es",)
    assert record.raw["ID"] == ("ÁLVAREZ LÓPEZ2014",)


def test_bibtex_of_web_of_science(receipt_of: Read) -> None:
    record = receipt_of(samples.WOS_BIB).records[0]
    assert record.title == "Firms that trust: 50% of SMEs and 40% of others"
    assert record.authors == ("Writer, Ana", "World Trade Group")
    assert (record.doi, record.pages, record.database) == ("10.9999/999-9-99_3", "111-188", "wos")


def test_bibtex_keys_that_repeat_keep_both_entries_and_fields_that_repeat_all_values(receipt_of: Read) -> None:
    first, second = receipt_of(samples.SCOPUS_BIB).records
    assert first.authors == ("García, J.", "Müller, K.", "von der Heide, P.")
    assert (first.title, first.source_title) == ("One Key", "Journal of Trials")
    assert second.authors == ("Pérez, José", "van Beethoven, Ludwig")
    assert (second.title, second.source_title) == ("Same key again", "Journal of Trials, Part B")
    assert second.raw["note"] == ("first", "second")


def test_csv_of_scopus(receipt_of: Read) -> None:
    record = receipt_of(samples.SCOPUS_CSV).records[0]
    assert record.title == 'A "quoted" title'
    assert record.authors == ("Liu, Fengyuan", "Paz, Marta")
    assert record.raw["Author full names"] == ("Liu, Fengyuan (60410297700); Paz, Marta (58862216200)",)
    assert (record.year, record.pages, record.doi) == (2026, "e77", "10.9999/e.12.77")
    assert record.abstract == "Two lines"
    assert record.keywords == ("trust", "firms", "Trade")
    assert record.language == "es"


def test_plain_text_of_web_of_science(receipt_of: Read) -> None:
    first, second = receipt_of(samples.WOS_TEXT).records
    assert first.title == "Trust in alliances of small firms"
    assert first.authors == ("Toro, Maria Luisa", "de la Paz, Rosa", "Andean Trust Group")
    assert first.keywords == ("Trust", "Alliances", "SMALL FIRMS")
    assert first.raw["CR"] == ("Perez A, 2001, J TRY, V1; P2", "Lopez B, 2002, J TRY, V2")
    assert (first.year, first.pages, first.doi, first.database) == (2020, "15-28", "10.9999/tr.2020.12", "wos")
    assert (second.authors, second.pages) == ((), "106558")


def test_quotation_marks_quote_nothing_in_the_tab_delimited_files_of_web_of_science(receipt_of: Read) -> None:
    first, second = receipt_of(samples.WOS_TAB).records
    assert (first.title, second.title) == ('"Smart" alliances', 'An unclosed "quote')
    assert first.authors == ("Toro, Maria", "Paz, Rosa")


def test_nbib_of_pubmed_and_eric(receipt_of: Read) -> None:
    first, second = receipt_of(samples.PUBMED_NBIB).records
    assert first.title.endswith("with a title that runs over two lines.")
    assert first.authors == ("Smith, Tomas", "Reyes, Ana")
    assert (first.year, first.doi, first.pages, first.language) == (2021, "10.9999/pm.2021.1", "123-131", "es")
    assert first.keywords == ("trust", "Commerce")
    assert second.authors == ("Lara, JM",)
    eric = receipt_of(samples.ERIC_NBIB).records[0]
    assert (eric.title, eric.doi, eric.database) == ("Learning alliances", "10.9999/eric.1", "eric")


def test_tags_of_endnote(receipt_of: Read) -> None:
    first, second = receipt_of(samples.ENDNOTE_TAGS).records
    assert first.authors == ("Straub, Diana W.", "Universidad de Ensayo")
    assert (first.pages, first.doi, first.language) == ("1309-1348", "10.9999/jt.45", "pt")
    assert first.keywords == ("trust", "firms")
    assert first.abstract == "One paragraph. Another paragraph."
    assert (second.title, second.year) == ("A book", 2020)


def test_xml_of_endnote(receipt_of: Read) -> None:
    record = receipt_of(samples.ENDNOTE_XML).records[0]
    assert record.title == "Trust, firms and trade"
    assert record.authors == ("Asenjo, E. A.", "Okafor, I.")
    assert (record.year, record.doi, record.pages) == (2018, "10.9999/e.2018.01", "53-60")
    assert (record.source_title, record.abstract) == ("Ensayos de Comercio", "Background & aims.")
    assert (record.keywords, record.language, record.database) == (("trust", "trade"), "en", "embase")
    assert record.raw["caption"] == ("Duplicate",)
    assert record.raw["ref-type@name"] == ("Journal Article",)


def test_zotero_writes_the_same_reference_as_rdf_and_as_csv(receipt_of: Read) -> None:
    rdf = receipt_of(samples.ZOTERO_RDF).records[0]
    csv = receipt_of(samples.ZOTERO_CSV).records[0]
    for record in (rdf, csv):
        assert record.title == "Alianzas y confianza"
        assert record.authors == ("de la Torre, Ana", "INEC")
        assert (record.year, record.doi, record.pages) == (2017, "10.9999/z.9.2", "5-19")
        assert (record.source_title, record.volume, record.issue) == ("Ensayos", "9", "2")
        assert (record.abstract, record.keywords, record.language) == ("Un resumen.", ("confianza", "pymes"), "es")
    assert (rdf.database, csv.database) == ("scielo", "zotero")


@pytest.mark.parametrize(
    ("text", "authors", "year", "doi", "pages", "database"),
    [
        (samples.LENS_CSV, ("Radanova, Petra", "De Roure, David"), 2020, "10.9999/l.1", "1-12", "lens"),
        (samples.OPENALEX_CSV, ("Paz, Ana", "de la Cruz, Luis"), 2019, "10.9999/o.1", "10-20", "openalex"),
        (samples.DIMENSIONS_CSV, ("Paz, Ana", "de la Cruz, Luis"), 2021, "10.9999/d.1", "15-19", "dimensions"),
        (samples.EMBASE_CSV, ("Liu, R.", "de Paz, D.G."), 2014, "10.9999/2303.138783", "152-160", "embase"),
        (samples.PUBMED_CSV, ("Lara, JM", "Paz, A."), 2020, "10.9999/p.1", "123-130", "pubmed"),
        (samples.IEEE_CSV, ("Paz, A. B.", "Ríos, L."), 2016, "10.9999/i.1", "3-9", "ieee"),
        (samples.SPANISH_CSV, ("Paz, Ana",), 2011, "", "", ""),
    ],
)
def test_tables(
    receipt_of: Read, text: str, authors: tuple[str, ...], year: int, doi: str, pages: str, database: str
) -> None:
    record = receipt_of(text).records[0]
    assert (record.authors, record.year, record.doi) == (authors, year, doi)
    assert (record.pages, record.database) == (pages, database)


def test_what_tables_hide_in_one_cell_is_found(receipt_of: Read) -> None:
    embase = receipt_of(samples.EMBASE_CSV).records[0]
    assert (embase.source_title, embase.volume, embase.issue) == ("Trials of Trust", "3", "4")
    assert embase.keywords == ("adult", "trust (diagnosis, therapy)", "human")
    assert receipt_of(samples.PUBMED_CSV).records[0].volume == "5"
    assert receipt_of(samples.LENS_CSV).records[0].issue == ""  # R's NA is no issue


def test_csl_json(receipt_of: Read) -> None:
    first, second = receipt_of(samples.CSL_JSON).records
    assert first.title == "Trust and {trade}"
    assert first.authors == ("de la Cruz, Ana", "World Trade Group")
    assert (first.year, first.doi, first.pages, first.volume) == (2016, "10.9999/csl.1", "10-19", "4")
    assert (first.keywords, first.language) == (("trust", "trade"), "es")
    assert (second.title, second.year) == ('Brackets ] } in a "title" [ {', 2009)
