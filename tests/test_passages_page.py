"""The commands of docs/how-to/passages.md run, one after the other, on a small SYNTHETIC study."""

import re
import shlex
from pathlib import Path

import pytest

from alianza.cli.failures import run
from alianza.workflow.interviews import actions
from alianza.workflow.interviews.reading import read_coding
from alianza.workflow.interviews.transcripts import add_transcripts
from tests.interviews_study import TEXTS, study, transcripts

PAGE = Path(__file__).parent.parent / "docs" / "how-to" / "passages.md"
NAMED = TEXTS["E01"].replace("Lo conocíamos", "Lo presentó Rosalba Quinde, y a Rosalba Quinde la conocíamos")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the study and the files that the page names; events 1 to 4 are two transcripts and two codes."""
    made = study(tmp_path).rename(tmp_path / "mis-entrevistas")
    (made / "interviews" / "transcripts" / "E01.txt").write_text(NAMED, encoding="utf-8")
    add_transcripts(made, transcripts(made), "lia")
    actions.add_code(made, "confianza", {"construct": "trust"}, "lia")
    actions.add_code(made, "acuerdos", {}, "lia")
    files = {
        "nombres-listos.csv": "nombre;sustitución\nRosalba Quinde;[PERSONA 1]\n",
        "pasajes.csv": "documento;código;palabras\nE01;acuerdos;firmamos sin leer el acta\n",
        "E02-corregida.txt": TEXTS["E02"].replace("SYNTHETIC", "SYNTHETIC, corregida"),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    monkeypatch.setenv("ALIANZA_KEY_PASSPHRASE", "cuatro palabras que nadie adivina")
    return made


def test_the_page_does_what_it_says(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert len(lines) > 15
    for line in lines:
        assert run(shlex.split(line)[1:]) == 0, f"{line}\n{capsys.readouterr().err}"
    assert "«la confianza creció»" in capsys.readouterr().out
    now = read_coding(desk)
    assert not [one for one in now.assembled.project.documents if "Rosalba" in one.text]
    [link] = now.assembled.project.links
    assert (link.source, link.target, len(link.evidence)) == ("acuerdos", "confianza", 1)
