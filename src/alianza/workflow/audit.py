"""`alianza audit`: could the published figures of a study come from whole firms?"""

from pathlib import Path

from alianza.formats import Refused
from alianza.integration.claims import audit
from alianza.storage.folder import open_study
from alianza.study.claim import Audit, Claim
from alianza.study.decoding import decode_claims
from alianza.study.problem import Problem

MISSING = 4


def audit_claims(study: Path) -> tuple[tuple[Claim, Audit], ...]:
    """Every published claim of a study folder with its audit, in the order of `claims.toml`.

    Raises:
        alianza.formats.Refused: If the folder holds no study or no claims, or the claims cannot be decoded.
    """
    folder = open_study(study)
    if not folder.claims:
        raise Refused(Problem("no_claims", file="claims.toml", place=str(study)), MISSING)
    file, problems = decode_claims(folder.claims)
    if file is None or problems:
        raise Refused(problems[0])
    return tuple((claim, audit(claim, file.bases)) for claim in file.claims)
