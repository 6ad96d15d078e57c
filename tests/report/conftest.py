"""The real study's evidence, where the survey is at hand."""

import tomllib
from pathlib import Path

import pytest

from alianza.formats.sheet import read
from alianza.report.evidence import Evidence, gather
from alianza.study.decoding import decode
from alianza.survey.responses import interpret, needed_columns

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "ecuador_acti" / "acti_2012_2014.csv"


@pytest.fixture(scope="session")
def acti() -> Evidence:
    if not DATA.exists():
        pytest.skip("INEC's innovation survey is not here; examples/ecuador-acti-2014/README.md says where it is")
    protocol, problems = decode(tomllib.loads((ROOT / "examples/ecuador-acti-2014/study.toml").read_text("utf-8")))
    assert protocol is not None and protocol.survey is not None and problems == ()
    return gather(protocol, interpret(read(DATA, columns=needed_columns(protocol.survey)), protocol.survey))
