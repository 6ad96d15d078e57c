"""Pages, pictures and recordings with their texts, drawings and relations go through the exchange unchanged."""

import zipfile

from alianza.coding.project import SelectionCoding
from alianza.formats import refi
from tests.formats.refi.test_files import exact, packed, same

CODE = '<CodeRef targetGUID="22222222-2222-2222-2222-222222222222"/>'


def guid(kind: int, number: int = 0) -> str:
    return f"{kind:08}-0000-4000-8000-{number:012}"


def coding(number: int) -> str:
    return (
        f'<Coding guid="{guid(5, number)}" creatingUser="11111111-1111-1111-1111-111111111111" '
        f'creationDateTime="2026-01-02T03:04:0{number}Z">{CODE}</Coding>'
    )


QDE = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="SYNTHETIC" origin="test">
<Users><User guid="11111111-1111-1111-1111-111111111111" name="a"/></Users>
<CodeBook><Codes>
<Code guid="22222222-2222-2222-2222-222222222222" name="confianza" isCodable="true"/></Codes></CodeBook>
<Variables><Variable guid="{guid(6)}" name="socios" typeOfVariable="Integer"/></Variables>
<Cases><Case guid="{guid(7)}" name="E1"><CodeRef targetGUID="22222222-2222-2222-2222-222222222222"/>
<VariableValue><VariableRef targetGUID="{guid(6)}"/><IntegerValue>3</IntegerValue></VariableValue>
<SourceRef targetGUID="{guid(3, 1)}"/><SelectionRef targetGUID="{guid(4, 1)}"/></Case></Cases>
<Sources>
<PDFSource guid="{guid(3, 1)}" name="acta" path="internal://acta.pdf">
<PDFSelection guid="{guid(4, 1)}" page="0" firstX="1" firstY="2" secondX="3" secondY="4">{coding(1)}</PDFSelection>
<Representation guid="{guid(3, 2)}"><PlainTextContent>nos fiamos todos</PlainTextContent>
<PlainTextSelection guid="{guid(4, 2)}" startPosition="4" endPosition="10">{coding(2)}</PlainTextSelection>
</Representation></PDFSource>
<PictureSource guid="{guid(3, 3)}" name="foto" path="internal://foto.png">
<PictureSelection guid="{guid(4, 3)}" firstX="1" firstY="2" secondX="3" secondY="4">{coding(3)}</PictureSelection>
</PictureSource>
<AudioSource guid="{guid(3, 4)}" name="voz"><Transcript guid="{guid(3, 5)}">
<PlainTextContent>hay un pacto</PlainTextContent>
<SyncPoint guid="{guid(8, 1)}" position="7"/><SyncPoint guid="{guid(8, 2)}" position="12"/>
<TranscriptSelection guid="{guid(4, 4)}" fromSyncPoint="{guid(8, 1)}" toSyncPoint="{guid(8, 2)}">{coding(4)}
</TranscriptSelection></Transcript><AudioSelection guid="{guid(4, 5)}" begin="0" end="900">{coding(5)}</AudioSelection>
</AudioSource></Sources>
<Notes><Note guid="{guid(9)}" name="memo"><PlainTextContent>idea</PlainTextContent></Note></Notes>
<Links><Link guid="{guid(9, 1)}" name="cause" direction="Bidirectional"
originGUID="{guid(4, 1)}" targetGUID="{guid(9)}"/></Links>
<Sets><Set guid="{guid(9, 2)}" name="s"><MemberSource targetGUID="{guid(3, 3)}"/>
<MemberNote targetGUID="{guid(9)}"/></Set></Sets>
<Graphs><Graph guid="{guid(9, 3)}" name="g"><Vertex guid="{guid(9, 4)}" firstX="1" firstY="2"/></Graph></Graphs>
<Description>de prueba</Description><NoteRef targetGUID="{guid(9)}"/></Project>"""


def test_every_part_of_a_project_survives(tmp_path):
    entries = {"project.qde": QDE.encode(), "sources/acta.pdf": b"%PDF SYNTHETIC", "sources/foto.png": b"SYNTHETIC"}
    project = refi.read(packed(tmp_path / "x.qdpx", entries))
    assert exact(project)
    assert [one.quotation for one in project.codings] == ["fiamos", "pacto"]
    assert [one.kind for one in project.others] == ["PDFSelection", "PictureSelection", "AudioSelection"]
    refi.write(project, tmp_path / "y.qdpx")
    assert same(refi.read(tmp_path / "y.qdpx")) == same(project)
    assert zipfile.ZipFile(tmp_path / "y.qdpx").read("sources/acta.pdf") == b"%PDF SYNTHETIC"


BY_TWO = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="SYNTHETIC" origin="test">
<Users><User guid="{guid(1, 1)}" name="ana"/><User guid="{guid(1, 2)}" name="luis"/></Users>
<CodeBook><Codes><Code guid="{guid(2, 1)}" name="plaza" isCodable="true"/></Codes></CodeBook>
<Sources><PictureSource guid="{guid(3)}" name="foto">
<PictureSelection guid="{guid(4)}" firstX="1" firstY="2" secondX="3" secondY="4" creatingUser="{guid(1, 1)}">
<Coding guid="{guid(5, 1)}" creatingUser="{guid(1, 2)}" creationDateTime="2026-01-02T03:04:05Z">
<CodeRef targetGUID="{guid(2, 1)}"/><NoteRef targetGUID="{guid(9, 1)}"/></Coding>
<Coding guid="{guid(5, 2)}"><CodeRef targetGUID="{guid(2, 1)}"/></Coding></PictureSelection>
<Coding guid="{guid(5, 3)}" creatingUser="{guid(1, 2)}" creationDateTime="2026-01-02T03:04:06Z">
<CodeRef targetGUID="{guid(2, 1)}"/></Coding></PictureSource></Sources>
<Notes><Note guid="{guid(9, 1)}" name="de la marca"><PlainTextContent>idea</PlainTextContent></Note></Notes>
<Links><Link guid="{guid(9, 2)}" name="cause" originGUID="{guid(5, 2)}" targetGUID="{guid(5, 1)}"/></Links></Project>"""


def test_codings_of_pictures_keep_who_when_and_what_speaks_of_them(tmp_path):
    project = refi.read(packed(tmp_path / "x.qdpx", {"project.qde": BY_TWO.encode()}))
    first, whole = project.others
    assert (first.coder, first.codings) == (
        "ana",
        (
            SelectionCoding("plaza", "luis", guid(5, 1), "2026-01-02T03:04:05Z"),
            SelectionCoding("plaza", "ana", guid(5, 2)),
        ),
    )
    assert whole.codings == (SelectionCoding("plaza", "luis", guid(5, 3), "2026-01-02T03:04:06Z"),)
    refi.write(project, tmp_path / "y.qdpx")
    again = refi.read(tmp_path / "y.qdpx")
    assert same(again) == same(project)
    assert again.notes[0].about == (guid(5, 1),)
    assert b"<NoteRef" not in zipfile.ZipFile(tmp_path / "y.qdpx").read("project.qde").partition(b"</Sources>")[2]


def test_marks_of_a_json_from_before_keep_their_codes(tmp_path):
    before = (
        b'{"format":"alianza-project-1","project":{"documents":[{"name":"foto","kind":"picture"}],"others":'
        b'[{"document":"foto","kind":"PictureSelection","codes":["plaza","gente"],"coder":"ana"}]}}'
    )
    (tmp_path / "antes.json").write_bytes(before)
    [mark] = refi.read(tmp_path / "antes.json").others
    assert mark.codings == (SelectionCoding("plaza", "ana"), SelectionCoding("gente", "ana"))
