"""Which entry of an archive a path of the project means, whatever computer wrote it."""

import time
import unicodedata
import zipfile
from pathlib import Path

import pytest

from alianza.formats import refi
from alianza.formats.refi.container import Container
from tests.formats.refi.test_files import packed, qde, same, selection

HEAD, TAIL = qde("").decode().partition("<TextSource")[0], "</Sources></Project>"


def sources(*paths: str, kind: str = "TextSource", path: str = "plainTextPath") -> bytes:
    """A SYNTHETIC project with a document for each path."""
    made = [
        f'<{kind} guid="33333333-3333-3333-3333-{number:012}" name="E{number}" {path}="{one}"/>'
        for number, one in enumerate(paths)
    ]
    return (HEAD + "".join(made) + TAIL).encode()


def texts(file: Path) -> list[str]:
    return [one.text for one in refi.read(file).documents]


@pytest.mark.parametrize(
    ("paths", "entries", "found"),
    [
        (["relative:///../P1/n.txt", "relative:///../P2/n.txt"], ["sources/P1/n.txt", "sources/P2/n.txt"], [0, 1]),
        (["../P1/n.txt", "../P2/n.txt"], ["sources/P1/n.txt"], [0, None]),
        (["../P2/n.txt", "../P1/n.txt"], ["sources/n.txt"], [0, None]),
        (["absolute:///C:/Users/lia/n.txt"], ["sources/n.txt"], [0]),
        (["absolute:///C:/Users/lia/P1/n.txt"], ["sources/P1/n.txt", "sources/P2/n.txt"], [0]),
        (["internal://n.txt"], ["a/n.txt", "b/n.txt"], [None]),
        (["internal://n.txt"], ["a/n.txt"], [0]),
        (["internal://E%201.txt", "internal://50%25.txt"], ["sources/E 1.txt", "sources/50%.txt"], [0, 1]),
        (["internal://a%20b.txt"], ["sources/a%20b.txt"], [0]),
        (["internal://año.txt"], [unicodedata.normalize("NFD", "sources/año.txt")], [0]),
        (["internal://N.txt", "internal://n.txt"], ["sources/n.txt", "sources/N.txt"], [1, 0]),
    ],
)  # fmt: skip
def test_a_path_means_one_entry_or_none(paths, entries, found, tmp_path):
    held = {name: f"texto {number}".encode() for number, name in enumerate(entries)}
    file = packed(tmp_path / "x.qdpx", {"project.qde": sources(*paths), **held})
    assert texts(file) == ["" if one is None else f"texto {one}" for one in found]
    missing = [one for one in refi.read(file).problems if one.code == "refi_source_missing"]
    assert sum(one.values["count"] for one in missing) == found.count(None)


def test_names_in_utf_8_without_their_flag_are_found(tmp_path):
    file = packed(tmp_path / "x.qdpx", {"project.qde": sources("internal://año.txt"), "sources/año.txt": b"uno"})
    flagged = (0x800).to_bytes(2, "little")
    file.write_bytes(file.read_bytes().replace(b"\x14\0" + flagged, b"\x14\0\0\0"))
    assert all(not one.flag_bits & 0x800 for one in zipfile.ZipFile(file).infolist())
    assert texts(file) == ["uno"]


def test_a_text_that_is_too_large_is_not_said_to_be_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(Container.text.__globals__, "MAX_TEXT", 2_000_000)
    entries = {"project.qde": qde(selection(0, 3)), "sources/d.txt": b"uno dos " * 400_000}
    with zipfile.ZipFile(tmp_path / "x.qdpx", "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    said = {one.code: one.found for one in refi.read(tmp_path / "x.qdpx").problems}
    assert said == {"refi_text_too_large": "d: 3 MB", "refi_codings_without_text": "d"}


def test_files_of_one_name_in_two_folders_are_kept_apart(tmp_path):
    project = sources(
        "internal://1/f.jpg", "internal://2/f.jpg", "internal://1/f.jpg", kind="PictureSource", path="path"
    )
    entries = {"project.qde": project, "sources/1/f.jpg": b"uno", "sources/2/f.jpg": b"dos"}
    first = refi.read(packed(tmp_path / "x.qdpx", entries))
    assert [first.media[one.medium] for one in first.documents] == [b"uno", b"dos", b"uno"]
    refi.write(first, tmp_path / "y.qdpx")
    assert same(refi.read(tmp_path / "y.qdpx")) == same(first)


def test_thousands_of_entries_of_one_name_take_no_time(tmp_path):
    entries = {f"sources/{number}/n.txt": b"" for number in range(3_000)}
    paths = [f"absolute:///C:/P{number}/n.txt" for number in range(3_000)]
    file = packed(tmp_path / "x.qdpx", {"project.qde": sources(*paths), **entries})
    begun = time.process_time()
    assert set(texts(file)) == {""}
    assert time.process_time() - begun < 3


def test_a_damaged_entry_is_unpacked_once(tmp_path, monkeypatch):
    file = packed(
        tmp_path / "x.qdpx", {"project.qde": sources(*["internal://n.txt"] * 50), "sources/n.txt": b"uno" * 9}
    )
    data = file.read_bytes()
    with zipfile.ZipFile(file) as archive:
        crc = archive.getinfo("sources/n.txt").CRC.to_bytes(4, "little")
    file.write_bytes(data.replace(crc, bytes(4)))
    asked: list[str] = []
    opened = Container.opened
    monkeypatch.setattr(Container, "opened", lambda self, entry: asked.append(entry.filename) or opened(self, entry))
    assert set(texts(file)) == {""}
    assert asked == ["project.qde", "sources/n.txt"]
