"""Whom and what identifiers mean, what of a project is kept, and that nothing else goes without a word."""

import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from alianza.coding.project import Code, Graph, Note, QualitativeProject
from alianza.formats import Refused, refi
from tests.formats.refi.test_files import packed, same

SCHEMAS = Path(__file__).parents[4] / "shared" / "data" / "refi_qda" / "xsd"
CODE = '<CodeRef targetGUID="22222222-2222-2222-2222-222222222222"/>'
AT = "2026-01-02T03:04:05Z"


def guid(kind: int, number: int = 0) -> str:
    return f"{kind:08}-0000-4000-8000-{number:012}"


ANA, BEA, MEMO = guid(1, 1), guid(1, 2), guid(9, 1)
NOTED = f'<NoteRef targetGUID="{MEMO}"/>'


def project(tmp_path: Path, *, stable: bool = True, **parts: str) -> QualitativeProject:
    """A SYNTHETIC project of one document with the words «nos fiamos todos», in which parts are replaced."""
    given = {
        "users": f'<User guid="{ANA}" name="Ana"/><User guid="{BEA}" name="Bea"/>',
        "code": "",
        "variables": "",
        "cases": "",
        "source": "",
        "inner": "",
        "notes": f'<Note guid="{MEMO}" name="memo"><PlainTextContent>idea</PlainTextContent></Note>',
        "links": "",
        "end": "",
    } | parts
    xml = f"""<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="SYNTHETIC">
    <Users>{given["users"]}</Users><CodeBook><Codes>
    <Code guid="22222222-2222-2222-2222-222222222222" name="confianza" isCodable="true">{given["code"]}</Code>
    </Codes></CodeBook><Variables>{given["variables"]}</Variables><Cases>{given["cases"]}</Cases>
    <Sources><TextSource guid="{guid(3)}" name="d" {given["source"]}>
    <PlainTextContent>nos fiamos todos</PlainTextContent>
    {given["inner"]}</TextSource></Sources><Notes>{given["notes"]}</Notes><Links>{given["links"]}</Links>{given["end"]}
    </Project>"""
    file = packed(tmp_path / "x.qdpx", {"project.qde": xml.encode()})
    first = refi.read(file)
    refi.write(first, tmp_path / "y.qdpx")
    assert not stable or same(refi.read(tmp_path / "y.qdpx")) == same(first)
    return first


def passage(number: int, said: str = "", coding: str = "", within: str = "") -> str:
    return (
        f'<PlainTextSelection {said or f"""guid="{guid(4, number)}" """} startPosition="4" endPosition="10">'
        f'<Coding {coding or f"""guid="{guid(5, number)}" """}>{CODE}{within}</Coding></PlainTextSelection>'
    )


def told(project: QualitativeProject) -> Counter[tuple[str, str]]:
    return Counter({(one.code, one.found): one.values.get("count", 1) for one in project.problems})


def test_a_person_without_identifier_takes_no_codings_of_others(tmp_path):
    found = project(tmp_path, users='<User guid="" name="Ana"/>', inner=passage(1))
    assert (found.coders, [one.coder for one in found.codings]) == (("Ana",), [""])


def test_of_two_people_with_one_identifier_the_first_keeps_it(tmp_path):
    users = f'<User guid="{ANA}" name="Ana"/><User guid="{ANA.upper()}" name="Bea"/>'
    found = project(tmp_path, users=users, inner=passage(1, coding=f'guid="{guid(5)}" creatingUser="{ANA}"'))
    assert [one.coder for one in found.codings] == ["Ana"]
    assert found.users["Ana"] == ANA != found.users["Bea"]
    assert told(found) == {("refi_duplicate_guid", ANA): 1}


@pytest.mark.parametrize("identifier", ["", guid(6)])
def test_variables_without_or_with_one_identifier_stay_apart(identifier, tmp_path):
    variables = "".join(
        f'<Variable guid="{identifier}" name="{name}" typeOfVariable="Text"/>' for name in ("año", "país")
    )
    found = project(tmp_path, variables=variables)
    assert [one.name for one in found.variables] == ["año", "país"]
    assert len({one.guid for one in found.variables}) == 2


def test_cases_relations_and_memos_with_one_identifier_stay_apart(tmp_path):
    ends = 'originGUID="22222222-2222-2222-2222-222222222222" targetGUID="22222222-2222-2222-2222-222222222222"'
    found = project(
        tmp_path,
        cases=f'<Case guid="{guid(7)}" name="E1"/><Case guid="{guid(7)}" name="E2"/><Case name="E3"/><Case name="E3"/>',
        links=f'<Link guid="{guid(8)}" name="a" {ends}/><Link guid="{guid(8)}" name="b" {ends}/>',
        notes=f'<Note guid="{MEMO}" name="uno"/><Note guid="{MEMO}" name="dos"/>',
        code=NOTED,
    )
    assert [len({one.guid for one in part}) for part in (found.cases, found.links, found.notes)] == [4, 2, 2]
    assert [bool(one.about) for one in found.notes] == [True, False]
    assert told(found) == {("refi_duplicate_guid", guid(7)): 1, ("refi_duplicate_guid", guid(8)): 1,
                           ("refi_duplicate_guid", MEMO): 1}  # fmt: skip


@pytest.mark.parametrize("inside", ["passage", "coding"])
def test_a_memo_about_what_has_no_identifier_is_about_it(inside, tmp_path):
    made = passage(1, said=" ", coding=" ", within=NOTED if inside == "coding" else "")
    made = made.replace("</PlainTextSelection>", f"{NOTED * (inside == 'passage')}</PlainTextSelection>")
    found = project(tmp_path, stable=False, inner=made)  # the other one gets an identifier when it is written
    (coding,) = found.codings
    assert found.notes[0].about == (coding.guid if inside == "coding" else coding.selection,) != ("",)


@pytest.mark.parametrize("inside", ["mark", "coding", "whole"])
def test_a_memo_about_a_mark_without_identifier_is_about_it(inside, tmp_path):
    noted = {inside: NOTED}
    mark = f'<PictureSelection firstX="1" firstY="1" secondX="2" secondY="2"><Coding>{CODE}{noted.get("coding", "")}'
    mark += f"</Coding>{noted.get('mark', '')}</PictureSelection><Coding>{CODE}{noted.get('whole', '')}</Coding>"
    file = tmp_path / "x.qde"
    file.write_text(
        f'<Project xmlns="urn:QDA-XML:project:1.0"><CodeBook><Codes><Code guid="22222222-2222-2222-2222-222222222222" '
        f'name="plaza"/></Codes></CodeBook><Sources><PictureSource guid="{guid(3)}" name="foto">{mark}</PictureSource>'
        f'</Sources><Notes><Note guid="{MEMO}" name="memo"/></Notes></Project>'
    )
    found = refi.read(file)
    first, whole = found.others
    known = {"mark": first.guid, "coding": first.codings[0].guid, "whole": whole.codings[0].guid}
    assert found.notes[0].about == (known.pop(inside),) != ("",)
    assert set(known.values()) == {""}


def test_a_memo_about_a_case_without_identifier_is_about_it(tmp_path):
    file = tmp_path / "x.qde"
    file.write_text(
        f'<Project xmlns="urn:QDA-XML:project:1.0"><Cases><Case name="E1">{NOTED}</Case></Cases>'
        f'<Notes><Note guid="{MEMO}" name="memo"/></Notes></Project>'
    )
    found = refi.read(file)
    assert found.notes[0].about == (found.cases[0].guid,) != ("",)


def test_a_memo_about_another_memo_and_one_about_the_project_and_a_code_stay_so(tmp_path):
    second = f'<Note guid="{guid(9, 2)}" name="otro"><PlainTextContent>eso</PlainTextContent>{NOTED}</Note>'
    memo = f'<Note guid="{MEMO}" name="memo"/>'
    found = project(tmp_path, notes=memo + second, code=f'<NoteRef targetGUID="{guid(9, 2)}"/>',
                    end=f'<NoteRef targetGUID="{guid(9, 2)}"/>')  # fmt: skip
    about = {one.title: one.about for one in found.notes}
    assert about == {"memo": (guid(9, 2),), "otro": ("22222222-2222-2222-2222-222222222222", "")}
    assert told(found) == {}


def test_codings_have_the_date_and_the_person_of_their_passage(tmp_path):
    said = f'guid="{guid(4)}" creatingUser="{ANA}" creationDateTime="{AT}"'
    found = project(tmp_path, inner=passage(1, said))
    assert [(one.coder, one.at) for one in found.codings] == [("Ana", AT)]
    assert told(found) == {}


def test_what_a_project_has_no_place_for_is_counted(tmp_path):
    said = f'guid="{guid(4)}" creatingUser="{ANA}" creationDateTime="{AT}"'
    coding = f'guid="{guid(5)}" creatingUser="{BEA}" creationDateTime="2026-01-02T03:04:06Z"'
    found = project(
        tmp_path,
        users=f'<User guid="{ANA}" name="Ana" id="u1"/><User guid="{BEA}" name="Bea" id="Bea"/>',
        source=f'creatingUser="{ANA}" creationDateTime="{AT}"',
        inner=passage(1, said, coding),
        links=f'<Link guid="{guid(8)}" color="#ff0000" originGUID="{MEMO}" targetGUID="{MEMO}"/>',
    )
    assert [(one.coder, one.at) for one in found.codings] == [("Bea", "2026-01-02T03:04:06Z")]
    lost = ["User id", "TextSource creatingUser, creationDateTime", "PlainTextSelection creatingUser",
            "PlainTextSelection creationDateTime", "Link color"]  # fmt: skip
    assert told(found) == {("refi_not_taken", one): 1 for one in lost}
    assert {one.severity for one in found.problems} == {"notice"}


def xml_of(project: QualitativeProject, tmp_path: Path) -> etree._Element:
    """The XML that is written of a project, valid by the schema where that is here."""
    refi.write(project, tmp_path / "z.qdpx")
    root = etree.fromstring(zipfile.ZipFile(tmp_path / "z.qdpx").read("project.qde"))
    if SCHEMAS.exists():
        etree.XMLSchema(etree.parse(SCHEMAS / "Project-mrt2019.xsd")).assertValid(root)
    return root


@pytest.mark.parametrize(
    ("kind", "value", "element"),
    [
        ("Date", "2026-02-28", "DateValue"),
        ("Date", "2026-02-31", "TextValue"),
        ("DateTime", AT, "DateTimeValue"),
        ("DateTime", "2026-02-28T29:00:00", "TextValue"),
        ("Integer", "١٢", "TextValue"),
        ("Boolean", "true", "BooleanValue"),
        ("Float", "1e3", "TextValue"),
    ],
)
def test_values_are_written_as_what_they_are(kind, value, element, tmp_path):
    given = project(
        tmp_path,
        variables=f'<Variable guid="{guid(6)}" name="v" typeOfVariable="{kind}"/>',
        cases=f'<Case guid="{guid(7)}" name="E1"><VariableValue><VariableRef targetGUID="{guid(6)}"/>'
        f"<{kind}Value>{value}</{kind}Value></VariableValue></Case>",
    )
    assert [one.text for one in xml_of(given, tmp_path).iter(f"{{*}}{element}")] == [value]


@pytest.mark.parametrize("at", ["2020-02-31T29:00:00", "2020-02-31T09:00:00Z", "2020-02-28T29:00:00Z", "ayer"])
def test_an_instant_that_there_is_not_is_not_written(at, tmp_path):
    root = xml_of(QualitativeProject(notes=(Note("memo", "idea", guid=MEMO, at=at),)), tmp_path)
    assert [one.get("creationDateTime") for one in root.iter("{*}Note")] == [None]


def test_drawings_are_written_as_the_standard_allows(tmp_path):
    vertices = (
        {"guid": guid(8, 1), "firstX": "1.5", "representedGUID": "", "shape": "Cube", "color": "red"},
        {"guid": guid(8, 2), "firstX": "-2", "firstY": "103.7", "secondX": "x", "shape": "Oval"},
        {"guid": "{" + guid(8, 3), "firstX": "1", "firstY": "1"},
    )
    edges = (
        {"guid": guid(8, 4), "sourceVertex": guid(8, 1), "targetVertex": guid(8, 2), "direction": "up"},
        {"guid": guid(8, 5), "sourceVertex": guid(8, 1), "targetVertex": ""},
    )
    root = xml_of(QualitativeProject(graphs=(Graph("g", vertices, edges, guid(8)),)), tmp_path)
    places = [(one.get("firstX"), one.get("firstY"), one.get("shape")) for one in root.iter("{*}Vertex")]
    assert places == [("2", "0", None), ("-2", "104", "Oval")]
    assert [one.get("guid") for one in root.iter("{*}Edge")] == [guid(8, 4)]


def test_an_identifier_with_one_brace_is_not_written(tmp_path):
    root = xml_of(QualitativeProject(notes=(Note("memo", "idea", guid="{" + MEMO),)), tmp_path)
    assert root.find(".//{*}Note").get("guid") != "{" + MEMO


def test_places_in_pictures_are_rounded(tmp_path):
    mark = f'<PictureSelection guid="{guid(4)}" firstX="103.7" firstY="2" secondX="3.2" secondY="4"/>'
    file = tmp_path / "x.qde"
    file.write_text(
        '<Project xmlns="urn:QDA-XML:project:1.0"><Sources>'
        f'<PictureSource guid="{guid(3)}" name="f">{mark}</PictureSource></Sources></Project>'
    )
    found = xml_of(refi.read(file), tmp_path).find(".//{*}PictureSelection")
    assert (found.get("firstX"), found.get("secondX")) == ("104", "3")


def test_a_codebook_without_codes_is_not_written(tmp_path):
    with pytest.raises(Refused) as refused:
        refi.write(QualitativeProject(), tmp_path / "x.qdc")
    assert refused.value.problem.code == "refi_no_codes"
    assert not list(tmp_path.iterdir())


def test_codes_with_backslashes_stay_where_they_are(tmp_path):
    project = QualitativeProject(codes=(Code("a\\\\"), Code("a\\\\/b"), Code("a\\/b")))
    refi.write(project, tmp_path / "x.qdc")
    found = refi.read(tmp_path / "x.qdc")
    assert [(one.path, one.name, one.parent) for one in found.codes] == [
        ("a\\\\", "a\\", ""),
        ("a\\\\/b", "b", "a\\\\"),
        ("a\\/b", "a/b", ""),
    ]
    assert found.problems == ()


def test_many_things_that_are_all_alike_take_no_time(tmp_path):
    file = tmp_path / "x.qde"
    cases = f'<Case guid="{guid(7)}" name="E"/>' * 50_000
    file.write_text(f'<Project xmlns="urn:QDA-XML:project:1.0"><Cases>{cases}</Cases></Project>')
    assert len({one.guid for one in refi.read(file).cases}) == 50_000
