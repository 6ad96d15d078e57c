"""Reads the text of a PDF file in a process of its own, with little memory and little time.

A PDF is a program that draws pages, and a hostile one can keep its reader busy for hours or fill any memory. Whatever
happens here, the process that asked lives on. Run as a script by `alianza.formats.transcripts.pdf`, it imports nothing
of alianza.

Reads the file from standard input; writes `{"pages": [...]}` or `{"refused": reason}` to standard output. Its arguments
are the seconds and the bytes that it may use, and the most signs that a text may have.
"""

import json
import sys
from collections.abc import Iterator
from io import BytesIO

MOST_PAGES = 3000


class TooMuch(Exception):  # noqa: N818 - a verdict, not a fault
    """The file asks for more than a text of its kind needs."""


def main() -> None:
    """Read, and say what was found."""
    seconds, memory, signs = (int(argument) for argument in sys.argv[1:4])
    _limit(seconds, memory)
    print(json.dumps(_answer(sys.stdin.buffer.read(), signs)))


def _limit(seconds: int, memory: int) -> None:
    """Let the system end this process when it uses more; where it cannot, the one that asked does."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _answer(data: bytes, signs: int) -> dict[str, object]:
    from pypdf import errors

    try:
        return {"pages": list(_pages(data, signs))}
    except (MemoryError, RecursionError, TooMuch, errors.LimitReachedError):
        return {"refused": "too_complex"}
    except (errors.FileNotDecryptedError, errors.WrongPasswordError, errors.DependencyError):
        return {"refused": "encrypted"}
    except Exception:  # a broken file can fail anywhere in its reader, which knows no common exception
        return {"refused": "broken"}


def _pages(data: bytes, signs: int) -> Iterator[str]:
    import pypdf

    pypdf.overwrite_configuration(jbig2dec_binary=None, zlib_maximum_output_length=20_000_000)
    reader = pypdf.PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise pypdf.errors.WrongPasswordError
    if len(reader.pages) > MOST_PAGES:
        raise TooMuch
    length = 0
    for page in reader.pages:
        text = page.extract_text()
        length += len(text)
        if length > signs:
            raise TooMuch
        yield text


if __name__ == "__main__":
    main()
