"""The key of a redaction: encrypted, whole or not at all, for its owner only."""

import os
import re
import stat
from pathlib import Path

import pyrage
import pytest

from alianza.formats import Refused
from alianza.interviews.redaction import Key
from alianza.storage.redaction_key import Identity, Passphrase, Recipients, read_key, write_key

KEY: Key = {"[PERSONA 2]": ("Rosa Vera",), "[PERSONA 1]": ("Juan Pérez", "JUAN")}


def refusal(action: object, *arguments: object, **options: object) -> tuple[str, int]:
    with pytest.raises(Refused) as refused:
        action(*arguments, **options)
    return refused.value.problem.code, refused.value.exit_code


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key closed by a passphrase; age makes that slow."""
    path = tmp_path_factory.mktemp("clave") / "clave.age"
    write_key(path, KEY, Passphrase("una frase larga"))
    return path


def test_a_passphrase_opens_what_it_closed_and_no_name_is_readable(closed: Path) -> None:
    assert read_key(closed, Passphrase("una frase larga")) == KEY
    assert closed.read_bytes().startswith(b"age-encryption.org/v1\n") and b"Rosa" not in closed.read_bytes()


def test_another_passphrase_is_refused_by_name(closed: Path) -> None:
    assert refusal(read_key, closed, Passphrase("Una frase larga")) == ("redaction_key_secret", 3)


def test_a_recipients_identity_opens_it_and_no_other(tmp_path: Path) -> None:
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    write_key(tmp_path / "k.age", KEY, Recipients((f" {mine.to_public()}\n",)))
    assert read_key(tmp_path / "k.age", Identity(str(mine))) == KEY
    assert refusal(read_key, tmp_path / "k.age", Identity(str(other)))[0] == "redaction_key_secret"
    assert refusal(read_key, tmp_path / "k.age", Passphrase("una frase larga"))[0] == "redaction_key_secret"
    assert refusal(read_key, tmp_path / "k.age", Identity("AGE-SECRET-KEY-1X"))[0] == "redaction_key_identity"


@pytest.fixture
def mine() -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.generate()


def test_equal_keys_are_written_alike_in_the_order_of_their_replacements(
    tmp_path: Path, mine: pyrage.x25519.Identity
) -> None:
    contents = []
    for number, key in enumerate([KEY, dict(reversed(KEY.items()))]):
        write_key(tmp_path / f"{number}.age", key, Recipients((str(mine.to_public()),)))
        contents.append(pyrage.decrypt((tmp_path / f"{number}.age").read_bytes(), [mine]))
    assert contents[0] == contents[1] and contents[0].index(b"PERSONA 1") < contents[0].index(b"PERSONA 2")


@pytest.mark.skipif(os.name != "posix", reason="files have owners and groups on POSIX systems")
def test_only_its_owner_can_read_it_whatever_the_system_allows_by_default(
    tmp_path: Path, mine: pyrage.x25519.Identity
) -> None:
    before = os.umask(0)
    try:
        write_key(tmp_path / "k.age", KEY, Recipients((str(mine.to_public()),)))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "k.age").stat().st_mode) == 0o600


def test_a_key_that_is_there_gives_way_only_when_asked(tmp_path: Path, mine: pyrage.x25519.Identity) -> None:
    path, lock = tmp_path / "k.age", Recipients((str(mine.to_public()),))
    write_key(path, KEY, lock)
    assert refusal(write_key, path, {}, lock)[0] == "redaction_key_exists"
    assert read_key(path, Identity(str(mine))) == KEY
    write_key(path, {"[X]": ("Ana",)}, lock, replace=True)
    assert read_key(path, Identity(str(mine))) == {"[X]": ("Ana",)}


def test_a_key_that_cannot_be_written_leaves_the_old_one_and_nothing_else(
    tmp_path: Path, mine: pyrage.x25519.Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, lock = tmp_path / "k.age", Recipients((str(mine.to_public()),))
    write_key(path, KEY, lock)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert refusal(write_key, path, {}, lock, replace=True) == ("output_not_writable", 4)
    assert read_key(path, Identity(str(mine))) == KEY and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("lock", "code"),
    [
        (Passphrase(""), "redaction_key_secret_empty"),
        (Recipients(()), "redaction_key_secret_empty"),
        (Recipients(("age1nada",)), "redaction_key_recipient"),
    ],
)
def test_what_cannot_close_a_key_writes_none(tmp_path: Path, lock: Passphrase | Recipients, code: str) -> None:
    assert refusal(write_key, tmp_path / "k.age", KEY, lock)[0] == code
    assert list(tmp_path.iterdir()) == []


def test_an_absent_key_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert refusal(read_key, tmp_path / "k.age", Passphrase("x")) == ("file_missing", 4)
    assert refusal(read_key, tmp_path, Passphrase("x"))[0] == "not_a_file"


def test_a_damaged_key_is_refused(tmp_path: Path, closed: Path, mine: pyrage.x25519.Identity) -> None:
    path = tmp_path / "k.age"
    content = closed.read_bytes()
    for damaged in (b"", b"hola", content[:40], re.sub(rb"(-> scrypt \S+) \d+", rb"\1 40", content)):
        path.write_bytes(damaged)
        assert refusal(read_key, path, Passphrase("una frase larga"))[0] == "redaction_key_damaged"


@pytest.mark.parametrize(
    "content",
    [
        b"hola",
        b"[]",
        b"{}",
        b'{"format": "otro", "version": 1, "names": {}}',
        b'{"format": "alianza redaction key", "version": 2, "names": {}}',
        b'{"format": "alianza redaction key", "version": 1, "names": {"[P]": "Ana"}}',
        b'{"format": "alianza redaction key", "version": 1, "names": {"[P]": [1]}}',
        b"[" * 100_000,
    ],
)
def test_what_opens_and_is_no_key_is_refused(tmp_path: Path, content: bytes, mine: pyrage.x25519.Identity) -> None:
    (tmp_path / "k.age").write_bytes(pyrage.encrypt(content, [mine.to_public()]))
    assert refusal(read_key, tmp_path / "k.age", Identity(str(mine)))[0] == "redaction_key_damaged"


def test_secrets_are_not_shown() -> None:
    assert "frase" not in repr(Passphrase("una frase")) and "AGE" not in repr(Identity("AGE-SECRET-KEY-1"))
