"""The key of a redaction, encrypted in a file of its own (age), to be kept apart from the texts.

Whoever has the passphrase, or the identity that belongs to one of the recipients, can open it, also with the program
`age` itself. Nobody can without: a passphrase that is forgotten takes the names with it.
"""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from alianza.formats import Refused
from alianza.interviews.redaction import Key
from alianza.study.problem import Problem

MAX_BYTES: Final = 20_000_000
_FORMAT: Final = "alianza redaction key"
_VERSION: Final = 1
_ABSENT: Final = 4
_WRONG_SECRET: Final = ("Decryption failed", "No matching keys found")
"""What age says of a passphrase or identity that is not the file's; all else it says is of a damaged file."""


@dataclass(frozen=True, slots=True)
class Passphrase:
    """Words that open what they closed; age makes each guess at them cost about a second and much memory."""

    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recipients:
    """Public keys (`age1…`) of those who may open a file; whoever writes it needs no secret."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """A secret key (`AGE-SECRET-KEY-1…`) that opens what was written for its recipient."""

    secret: str = field(repr=False)


def write_key(path: Path, key: Key, lock: Passphrase | Recipients, *, replace: bool = False) -> None:
    """Write a key, whole or not at all, readable by its owner only.

    Args:
        path: The file, outside the folder that is shared.
        key: The key.
        lock: What closes it.
        replace: Whether a file that is there gives way; the names that only it holds are lost.

    Raises:
        Refused: `redaction_key_exists`, `redaction_key_secret_empty`, `redaction_key_recipient`, or
            `output_not_writable` (exit code 4).
    """
    if path.exists() and not replace:
        raise Refused(Problem("redaction_key_exists", file=path.name))
    content = _encrypted(_written(key), lock, path)
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        _write_for_owner(beside, content)
        os.replace(beside, path)
    except OSError as error:
        values = {"reason": error.strerror or ""}
        raise Refused(Problem("output_not_writable", found=path.name, values=values), _ABSENT) from None
    finally:
        beside.unlink(missing_ok=True)


def read_key(path: Path, secret: Passphrase | Identity) -> Key:
    """Read a key.

    Raises:
        Refused: `file_missing` (exit code 4), `not_a_file`, `redaction_key_secret` (it is not this file's),
            `redaction_key_unopened` (an empty passphrase), `redaction_key_identity` (it is none) or
            `redaction_key_damaged`.
    """
    if not path.exists():
        raise Refused(Problem("file_missing", file=path.name, found=path.name), _ABSENT)
    if not path.is_file():
        raise Refused(Problem("not_a_file", file=path.name))
    if path.stat().st_size > MAX_BYTES:
        raise Refused(Problem("redaction_key_damaged", file=path.name))
    if secret == Passphrase(""):
        raise Refused(Problem("redaction_key_unopened", file=path.name))
    return _parsed(_decrypted(path.read_bytes(), secret, path), path)


def _written(key: Key) -> bytes:
    """The key as JSON, in the order of its replacements; equal keys give equal bytes."""
    names = {replacement: list(writings) for replacement, writings in key.items()}
    content = {"format": _FORMAT, "version": _VERSION, "names": names}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _parsed(content: bytes, path: Path) -> Key:
    try:
        read = json.loads(content)
    except (ValueError, RecursionError):
        read = None
    ours = isinstance(read, dict) and (read.get("format"), read.get("version")) == (_FORMAT, _VERSION)
    names = read.get("names") if ours else None
    if not isinstance(names, dict) or not all(map(_are_texts, names.values())):
        raise Refused(Problem("redaction_key_damaged", file=path.name))
    return {replacement: tuple(writings) for replacement, writings in names.items()}


def _are_texts(writings: Any) -> bool:
    return isinstance(writings, list) and all(isinstance(writing, str) for writing in writings)


def _encrypted(content: bytes, lock: Passphrase | Recipients, path: Path) -> bytes:
    import pyrage

    if not (lock.words if isinstance(lock, Passphrase) else lock.keys):
        raise Refused(Problem("redaction_key_secret_empty", file=path.name))
    if isinstance(lock, Passphrase):
        encrypted: bytes = pyrage.passphrase.encrypt(content, lock.words)
        return encrypted
    encrypted = pyrage.encrypt(content, [_recipient(one, path) for one in lock.keys])
    return encrypted


def _recipient(name: str, path: Path) -> Any:
    import pyrage

    try:
        return pyrage.x25519.Recipient.from_str(name.strip())
    except pyrage.RecipientError:
        raise Refused(Problem("redaction_key_recipient", file=path.name, found=name)) from None


def _decrypted(content: bytes, secret: Passphrase | Identity, path: Path) -> bytes:
    import pyrage

    try:
        if isinstance(secret, Passphrase):
            opened: bytes = pyrage.passphrase.decrypt(content, secret.words)
        else:
            opened = pyrage.decrypt(content, [pyrage.x25519.Identity.from_str(secret.secret.strip())])
    except pyrage.IdentityError:
        raise Refused(Problem("redaction_key_identity", file=path.name)) from None
    except pyrage.DecryptError as error:
        if str(error) in _WRONG_SECRET:
            raise Refused(Problem("redaction_key_secret", file=path.name)) from None
        raise Refused(Problem("redaction_key_damaged", file=path.name)) from None
    return opened


def _write_for_owner(path: Path, content: bytes) -> None:
    """Write a new file that nobody but its owner can read, and see it on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
