"""The documentation cannot lie: it says what the program says today, in both languages, and its examples run."""

import re
import shlex
import shutil
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from alianza.cli.failures import run
from alianza.render.messages import catalogue
from alianza.report.contents import TABLES
from alianza.workflow.new import new_study
from tests import interviews_study, review_study

PROJECT = Path(__file__).parent.parent
DOCS = PROJECT / "docs"
SHELL_PAGES = (
    "tutorial.md",
    "how-to/own-data.md",
    "how-to/inec-innovation-survey.md",
    "how-to/spss-tables.md",
    "how-to/draw-a-sample.md",
    "how-to/sample-size.md",
    "how-to/literature-review.md",
    "how-to/screening-order.md",
    "how-to/transcripts.md",
    "how-to/blind-coding.md",
)
INEC = PROJECT.parent / "shared" / "data" / "ecuador_acti"


def reference() -> dict[str, str]:
    """The reference pages as docs/reference/make.py would write them now."""
    spec = spec_from_file_location("make_reference", DOCS / "reference" / "make.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


@pytest.mark.parametrize("page", ["cli.md", "problems.md", "study-toml.md", "tables.md"])
def test_reference_pages_are_up_to_date(page, monkeypatch):
    monkeypatch.setenv("LC_ALL", "es")
    written = (DOCS / "reference" / page).read_text(encoding="utf-8")
    assert written == reference()[page], "run: python docs/reference/make.py"


def test_every_problem_that_the_code_names_is_documented():
    source = "\n".join(file.read_text(encoding="utf-8") for file in (PROJECT / "src").rglob("*.py"))
    codes = set(re.findall(r"\bProblem\(\s*\"(\w+)\"", source))
    page = (DOCS / "reference" / "problems.md").read_text(encoding="utf-8")
    assert len(codes) > 10
    assert [code for code in sorted(codes) if f"## {code}\n" not in page] == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_table_has_a_title_and_a_section(language):
    page = (DOCS / "reference" / "tables.md").read_text(encoding="utf-8")
    for table in TABLES:
        assert f"## {table}\n" in page
        assert catalogue(language)[f"tables.{table}.title"] in page


def test_links_between_pages_resolve():
    pages = [PROJECT / "README.md", *DOCS.rglob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))]
    assert len(links) > 5
    assert [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()] == []


def shell_lines(page: Path) -> list[str]:
    """The commands of a page's shell blocks, without comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder like the one a reader sits in: the examples, and files called as the guides call them."""
    import polars as pl
    import pyreadstat

    shutil.copytree(PROJECT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("out"))
    firms = pl.read_csv(tmp_path / "examples/ecuador-2025/survey/firms.SYNTHETIC.csv")
    pyreadstat.write_sav(firms, tmp_path / "datos.sav")
    rows = [f"{i:05d},{i % 24 + 1:02d},{'ABCFG'[i % 5]},{i * i}" for i in range(2000)]
    (tmp_path / "directorio.csv").write_text("\n".join(["ruc,province,sector,sales", *rows]), encoding="utf-8")
    screening = [f"{'alianzas' if i % 9 == 0 else 'cultivos'} {i},resumen {i},{int(i % 9 == 0)}" for i in range(60)]
    (tmp_path / "cribado.csv").write_text("\n".join(["title,abstract,incluido", *screening]), encoding="utf-8")
    if INEC.exists():
        (tmp_path / "datos-inec").symlink_to(INEC)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    return tmp_path


def _review_with_exports() -> None:
    """The exports of a review, which are made up."""
    _made_up(Path("mi-revision/study.toml"))
    for name, export in review_study.EXPORTS.items():
        Path("mi-revision/review", name).write_text(export, encoding="utf-8", newline="")


def _interviews_with_transcripts() -> None:
    """A registry and the transcripts that it names, which are made up."""
    _made_up(Path("mis-entrevistas/study.toml"))
    folder = Path("mis-entrevistas/interviews")
    (folder / "registry.csv").write_text(interviews_study.REGISTRY, encoding="utf-8")
    for name, words in interviews_study.TEXTS.items():
        (folder / "transcripts" / f"{name}.txt").write_text(words, encoding="utf-8")


def _made_up(protocol: Path) -> None:
    """Let a new study say that a program made its data."""
    text = protocol.read_text("utf-8")
    assert "\nsynthetic = false" in text
    protocol.write_text(text.replace("\nsynthetic = false", "\nsynthetic = true"), "utf-8")


def _coded_interviews() -> None:
    """A study with interviews that declares what a page tells its reader to, and the codebook that the page shows."""
    made = interviews_study.study(Path()).rename("mis-entrevistas")
    text = (DOCS / "how-to/blind-coding.md").read_text("utf-8")
    (declared,) = re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    (codebook,) = re.findall(r"^```csv\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    protocol = interviews_study.PROTOCOL.split("[interviews]")[0]
    (made / "study.toml").write_text(f"{protocol}[interviews]\n{declared}", "utf-8")
    Path("libro.csv").write_text(codebook, "utf-8")


BY_HAND = {
    "alianza new mi-revision --strands revisión": _review_with_exports,
    "alianza new mis-entrevistas --strands entrevistas": _interviews_with_transcripts,
}
"""What a page asks its reader to do by hand after a command."""
PREPARED = {"how-to/blind-coding.md": _coded_interviews}
"""Pages that begin with a study that is there."""
BEGUN_ELSEWHERE = {"how-to/screening-order.md": "alianza new mi-revision --strands revisión"}
"""Pages that go on with the study of another page."""


@pytest.mark.parametrize("page", SHELL_PAGES)
def test_shell_examples_run(page, desk, capsys):
    lines = shell_lines(DOCS / page)
    if any("datos-inec" in line for line in lines) and not INEC.exists():
        pytest.skip("INEC's survey is not at ../shared/data/ecuador_acti")
    assert lines
    PREPARED.get(page, lambda: None)()
    for line in [*filter(None, [BEGUN_ELSEWHERE.get(page)]), *lines]:
        program, *words = shlex.split(line)
        assert program == "alianza"
        assert run(words) == 0, f"{line}\n{capsys.readouterr().err}"
        BY_HAND.get(line, lambda: None)()


@pytest.mark.parametrize(
    ("page", "strand"), [("how-to/literature-review.md", "review"), ("how-to/transcripts.md", "interviews")]
)
def test_a_guide_shows_the_section_that_a_new_study_declares(page, strand, tmp_path):
    shown = re.findall(r"^```toml\n(.*?)^```", (DOCS / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    new = new_study(tmp_path / "estudio", strands=(strand,))
    declared = tomllib.loads(new.file.read_text("utf-8"))
    assert [tomllib.loads(one)[strand] for one in shown if f"[{strand}]" in one] == [declared[strand]]


def test_every_reference_that_a_docstring_names_is_there() -> None:
    root = Path(__file__).parent.parent
    named = {
        found
        for file in (root / "src").rglob("*.py")
        for found in re.findall(r"tests/reference/[\w./{},-]+\.\w+", file.read_text(encoding="utf-8"))
    }
    assert named
    assert [name for name in sorted(named) if "{" not in name and not (root / name).is_file()] == []
