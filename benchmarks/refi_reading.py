"""How long a large coded project takes to read, beside a bare pass of expat over the same XML.

Makes a SYNTHETIC project (1,000 documents, 100,000 codings), reads it both ways in turn and prints the ratio.

    PYTHONPATH=src python benchmarks/refi_reading.py
"""

import tempfile
import time
import zipfile
from pathlib import Path
from xml.parsers import expat

from alianza.formats import refi

DOCUMENTS, PASSAGES, CODES, ROUNDS = 1_000, 100, 500, 5
WORDS = "SYNTHETIC la confianza entre socios crece cuando el contrato se cumple y nadie esconde nada "
LIMIT = 1.5


def make(path: Path) -> None:
    """Write the project."""
    codes = "".join(f'<Code guid="{_guid(2, n)}" name="código {n}" isCodable="true"/>' for n in range(CODES))
    sources = "".join(_source(number) for number in range(DOCUMENTS))
    xml = (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="SYNTHETIC"><Users>'
        f'<User guid="{_guid(1, 0)}" name="a"/></Users><CodeBook><Codes>{codes}</Codes></CodeBook>'
        f"<Sources>{sources}</Sources></Project>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", xml)
        for number in range(DOCUMENTS):
            archive.writestr(f"sources/{_guid(3, number)}.txt", text(number))


def text(number: int) -> str:
    """The words of a document; every fourth has signs outside ASCII, as Spanish does."""
    return WORDS * 60 if number % 4 else WORDS.replace("nadie", "ningún señor") * 60


def _guid(kind: int, number: int) -> str:
    return f"{kind:08}-0000-4000-8000-{number:012}"


def _source(number: int) -> str:
    passages = "".join(_passage(number * PASSAGES + at, at * 50) for at in range(PASSAGES))
    guid = _guid(3, number)
    return f'<TextSource guid="{guid}" name="d{number}" plainTextPath="internal://{guid}.txt">{passages}</TextSource>'


def _passage(number: int, start: int) -> str:
    return (
        f'<PlainTextSelection guid="{_guid(4, number)}" startPosition="{start}" endPosition="{start + 40}" '
        f'creatingUser="{_guid(1, 0)}" creationDateTime="2026-01-01T00:00:00Z"><Coding guid="{_guid(5, number)}" '
        f'creatingUser="{_guid(1, 0)}" creationDateTime="2026-01-01T00:00:00Z">'
        f'<CodeRef targetGUID="{_guid(2, number % CODES)}"/></Coding></PlainTextSelection>'
    )


def bare(path: Path) -> None:
    """A pass of expat with handlers that do nothing, and the reading of the texts."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: None
    parser.EndElementHandler = lambda name: None
    parser.CharacterDataHandler = lambda data: None
    with zipfile.ZipFile(path) as archive:
        with archive.open("project.qde") as stream:
            while piece := stream.read(1 << 18):
                parser.Parse(piece, False)
        parser.Parse(b"", True)
        for name in archive.namelist():
            if name.endswith(".txt"):
                archive.read(name).decode()


def main() -> None:
    """Print the best time of each and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "SYNTHETIC.qdpx"
        make(path)
        times: dict[str, list[float]] = {"bare": [], "alianza": []}
        for _ in range(ROUNDS):
            for name, work in (("bare", bare), ("alianza", refi.read)):
                begun = time.process_time()
                result = work(path)
                times[name].append(time.process_time() - begun)
        assert len(result.codings) == DOCUMENTS * PASSAGES
    best = {name: min(each) for name, each in times.items()}
    ratio = best["alianza"] / best["bare"]
    print(f"expat {best['bare']:.2f} s, alianza {best['alianza']:.2f} s, ratio {ratio:.2f} (limit {LIMIT})")


if __name__ == "__main__":
    main()
