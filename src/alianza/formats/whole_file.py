"""Files that appear whole or not at all."""

import os
import secrets
from pathlib import Path

from alianza.formats.refused import ABSENT, Refused
from alianza.study.problem import Problem


def put(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it into it.

    Raises:
        Refused: `output_not_writable` (exit code 4); what was there stays then.
    """
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    except OSError as error:
        values = {"reason": os.strerror(error.errno or 0)}
        raise Refused(Problem("output_not_writable", found=str(path), values=values), ABSENT) from None
    finally:
        beside.unlink(missing_ok=True)
