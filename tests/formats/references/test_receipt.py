"""Nothing is lost: what cannot be read is in quarantine with its bytes, and what is unsafe is refused by name."""

import contextlib
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest

from alianza.formats import Refused
from alianza.formats.references import read
from alianza.render.messages import say_problem
from alianza.review.reference import ImportReceipt

Read = Callable[[str | bytes], ImportReceipt]

RECORD = "TY  - JOUR\nTI  - Título número {}\nAU  - Peña, Ñ.\nER  - \n\n"
BOMB = (
    '<?xml version="1.0"?>{}<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<xml><records><record><titles><title>&b;</title></titles></record></records></xml>"
)


def refusal(receipt_of: Read, content: str | bytes) -> str:
    with pytest.raises(Refused) as refused:
        receipt_of(content)
    assert refused.value.problem.file == "descarga.dat"
    for language in ("es", "en"):
        assert "descarga.dat" in say_problem(refused.value.problem, language)
    return refused.value.problem.code


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, RECORD)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "references_empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "references_empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "references_not_text"),
        (zipped("xl/workbook.xml"), "references_not_text"),
        (gzip.compress(RECORD.encode()), "references_not_text"),
        (bytes(range(256)) * 400, "references_not_text"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "references_unknown_format"),
        ("Nada que ver con una bibliografía.", "references_unknown_format"),
        ("empresa,provincia,ventas\nA,09,3\nB,17,4\n", "references_columns_unknown"),
        (BOMB.format(""), "references_document_type"),
        (BOMB.format("<!-- <xml> -->"), "references_document_type"),
        (BOMB.format("").encode("utf-16"), "references_document_type"),
        (BOMB.format("").replace("xml [", "rdf:RDF ["), "references_document_type"),
        ("<xml><records><record><titles><title>Cut", "references_xml_broken"),
        ("<xml><records><record><title>Unclosed</record></records></xml>", "references_xml_broken"),
        ("<xml><records><record>" + "<a>" * 200 + "</a>" * 200 + "</record></records></xml>", "references_too_deep"),
        ('[{"title": "Cut off", "author": [{"family": "P', "references_json_broken"),
        ('[{"title": "One"} {{"title": "Two"}]', "references_json_broken"),
        ('[{"title": ' + "[" * 1000, "references_too_deep"),
        ('title,author\n"One\ntwo"x,"Paz\nRey"\nNext,Sol\n', "references_count_differs"),
    ],
)
def test_what_is_not_safe_to_read_is_refused_by_name(receipt_of: Read, content: str | bytes, code: str) -> None:
    assert refusal(receipt_of, content) == code


def test_a_table_of_something_else_names_its_columns(receipt_of: Read) -> None:
    with pytest.raises(Refused) as refused:
        receipt_of("empresa;provincia;ventas\nA;09;3\nB;17;4\n")
    assert "empresa, provincia, ventas" in say_problem(refused.value.problem, "es")


def test_broken_xml_says_where(receipt_of: Read) -> None:
    with pytest.raises(Refused) as refused:
        receipt_of("<xml><records>\n<record><titles><title>A</title>\n</record></records></xml>")
    assert refused.value.problem.row == 3


def test_files_above_the_limit_absent_ones_and_folders_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.ris"
    path.write_text(RECORD * 10, encoding="utf-8")
    with pytest.raises(Refused) as large:
        read(path, max_bytes=100)
    with pytest.raises(Refused) as absent:
        read(tmp_path / "absent.ris")
    with pytest.raises(Refused) as folder:
        read(tmp_path)
    codes = [refused.value.problem.code for refused in (large, absent, folder)]
    assert codes == ["references_too_large", "file_missing", "not_a_file"]
    assert absent.value.exit_code == 4


@pytest.mark.parametrize(
    "content",
    [
        b"TY  - JOUR\nTI  - a" + b" " * 1_000_000 + b"b\nDO  - " + b" " * 1_000_000 + b"10.x\nER  - \n",
        b"TY  - JOUR\nTI  - " + b"<i " * 300_000 + b"\nKW  - " + b",a" * 300_000 + b"\nER  - \n",
        b"@article{a, title={" + b"{" * 300_000 + b"\n",
        b'[{"title": ' + b"[" * 30_000_000,
        b"<xml><records>" + b"<record><a/></record>" * 500_000,
    ],
)
def test_hostile_lengths_take_no_time(receipt_of: Read, content: bytes) -> None:
    started = process_time()
    with contextlib.suppress(Refused):
        assert receipt_of(content).balanced
    assert process_time() - started < 2


def test_a_file_that_is_cut_off_quarantines_its_last_record_with_its_bytes(receipt_of: Read) -> None:
    content = (RECORD.format(1) + RECORD.format(2))[:-15].encode()
    receipt = receipt_of(content)
    assert (receipt.counted, len(receipt.records), len(receipt.quarantined)) == (2, 1, 1)
    lost = receipt.quarantined[0]
    assert (lost.position, lost.problem.code, lost.problem.row) == (2, "reference_cut_off", 6)
    assert lost.content.startswith("TY  - JOUR\nTI  - Título número 2".encode())
    assert lost.content in content
    assert say_problem(lost.problem, "es").startswith("descarga.dat, fila 6: El registro 2 no termina")


def test_quarantined_bytes_stand_as_in_the_file_also_in_utf_16(receipt_of: Read) -> None:
    text = RECORD.format(1) + "TY  - JOUR\nTI  - Cortado"
    lost = receipt_of(text.encode("utf-16")).quarantined[0]
    assert lost.content.decode("utf-16-le") == "TY  - JOUR\nTI  - Cortado"


def test_a_record_without_its_beginning_is_not_taken_for_part_of_another(receipt_of: Read) -> None:
    receipt = receipt_of(RECORD.format(1) + RECORD.format(2).replace("TY  - JOUR\n", "") + RECORD.format(3))
    assert [record.title[-1] for record in receipt.records] == ["1", "3"]
    assert [lost.problem.code for lost in receipt.quarantined] == ["reference_without_start"]


def test_records_that_no_mark_ends_are_read_and_said(receipt_of: Read) -> None:
    receipt = receipt_of((RECORD.format(1) + RECORD.format(2)).replace("ER  - \n", ""))
    assert len(receipt.records) == 2
    assert [(problem.code, problem.values["count"]) for problem in receipt.problems] == [("references_without_end", 2)]


def test_entries_of_bibtex_that_do_not_parse_take_no_neighbour_with_them(receipt_of: Read) -> None:
    receipt = receipt_of("@article{a, title={One}}\n@book{b, title={Broken}, year\n@misc{c, title={Three}}\n")
    assert [record.title for record in receipt.records] == ["One", "Three"]
    assert [(lost.position, lost.problem.code) for lost in receipt.quarantined] == [(2, "reference_braces")]
    assert receipt.quarantined[0].content == b"@book{b, title={Broken}, year"


def test_comments_strings_and_preambles_are_no_records(receipt_of: Read) -> None:
    text = '% Encoding: UTF-8\n@preamble{"x"}\n@string{j = {J}}\n@comment{jabref-meta: x;}\n@misc{a, title={One}}\n'
    assert receipt_of(text).counted == 1


def test_rows_that_do_not_fit_the_header_are_quarantined(receipt_of: Read) -> None:
    receipt = receipt_of("title,author,year\nOne,Paz,2001\nTwo,Rey\n\n,,\nThree,Sol,2003,x,y\nFour,Mar,2004\n")
    assert [record.title for record in receipt.records] == ["One", "Four"]
    assert [lost.problem.found for lost in receipt.quarantined] == ["2", "5"]
    assert receipt.quarantined[1].content == b"Three,Sol,2003,x,y"


def test_a_table_that_is_cut_off_inside_quotation_marks(receipt_of: Read) -> None:
    receipt = receipt_of('title,author\nOne,"Paz, A"\nTwo,"Rey, ')
    assert [record.title for record in receipt.records] == ["One"]
    assert receipt.quarantined[0].problem.code == "reference_quotes"


def test_rows_that_an_open_quotation_mark_runs_together_are_not_taken_for_one(receipt_of: Read) -> None:
    receipt = receipt_of('title,author\n"Open,Paz\nNext,"Rey, A"\nThird,Sol\nAn 8" pipe,Mar\n')
    assert [record.title for record in receipt.records] == ["Third", 'An 8" pipe']
    assert [lost.content for lost in receipt.quarantined] == [b'"Open,Paz\nNext,"Rey, A"']


def test_a_damaged_object_of_json_is_quarantined(receipt_of: Read) -> None:
    receipt = receipt_of('[{"title": "One"}, {"title": Two}, {"title": "Three"}]')
    assert [record.title for record in receipt.records] == ["One", "Three"]
    assert receipt.quarantined[0].content == b'{"title": Two}'


def test_two_records_of_pubmed_run_together_are_not_taken_for_one(receipt_of: Read) -> None:
    receipt = receipt_of("PMID- 1\nTI  - One\nAU  - Paz A\nTI  - Two\n\nPMID- 3\nTI  - Three\n")
    assert [record.title for record in receipt.records] == ["Three"]
    assert receipt.quarantined[0].problem.code == "reference_merged"


def test_an_export_without_records_says_so(receipt_of: Read) -> None:
    for content in ("FN Clarivate\nVR 1.0\nEF\n", "title,author\n", "[]"):
        receipt = receipt_of(content)
        assert receipt.counted == 0 and receipt.balanced
        assert [problem.code for problem in receipt.problems] == ["references_none"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_are_recognised_in_the_content(receipt_of: Read, encoding: str) -> None:
    mark = "\ufeff" if encoding.startswith("utf-16") else ""
    receipt = receipt_of((mark + RECORD.format(1)).encode(encoding))
    assert receipt.encoding == encoding
    assert receipt.records[0].title == "Título número 1"
    assert receipt.records[0].authors == ("Peña, Ñ.",)
    assert [problem.code for problem in receipt.problems] == (
        ["references_encoding_assumed"] if encoding == "cp1252" else []
    )


def test_encodings_that_change_within_a_file_are_read_record_by_record(receipt_of: Read) -> None:
    records = [RECORD.format(1).encode(), RECORD.format(2).encode("cp1252"), RECORD.format(3).encode()]
    receipt = receipt_of(b"".join(records))
    assert [record.title for record in receipt.records] == [f"Título número {n}" for n in (1, 2, 3)]
    assert receipt.encoding == "mixed"
    assert [(problem.code, problem.values["positions"]) for problem in receipt.problems] == [
        ("references_mixed_encodings", (2,))
    ]


def test_encodings_that_change_within_a_record_are_read_stretch_by_stretch(receipt_of: Read) -> None:
    content = b"TY  - JOUR\nTI  - " + "Título".encode() + b"\nAB  - " + "Señal".encode("cp1252") + b"\nER  - \n"
    record = receipt_of(content).records[0]
    assert (record.title, record.abstract) == ("Título", "Señal")


def test_files_joined_with_their_byte_order_marks_lose_no_record(receipt_of: Read) -> None:
    receipt = receipt_of(RECORD.format(1).encode("utf-8-sig") + RECORD.format(2).encode("utf-8-sig"))
    assert [record.title for record in receipt.records] == ["Título número 1", "Título número 2"]


def test_control_signs_in_xml_are_left_out(receipt_of: Read) -> None:
    receipt = receipt_of(
        "<xml><records><record><titles><title>A\x02 &#x1F;title</title></titles></record></records></xml>"
    )
    assert receipt.records[0].title == "A title"


def test_raw_keeps_what_the_file_said_letter_by_letter(receipt_of: Read) -> None:
    record = receipt_of("TY  - JOUR\nTI  - A <b>bold</b>  title &amp; more\nDO  - DOI: 10.9999/X.1\nER  - \n").records[
        0
    ]
    assert record.raw == {"TY": ("JOUR",), "TI": ("A <b>bold</b>  title &amp; more",), "DO": ("DOI: 10.9999/X.1",)}
    assert (record.title, record.doi) == ("A bold title & more", "10.9999/x.1")
