"""From real exports of three databases to the flow, with every record accounted for."""

from pathlib import Path

import pytest

from alianza.review.flow import broken_identities
from alianza.review.judging import Ballot
from alianza.workflow.review import actions
from alianza.workflow.review.handing import hand_out
from alianza.workflow.review.imports import import_files
from alianza.workflow.review.reading import read_review
from alianza.workflow.review.verification import verify_log
from tests.review_study import study

EXPORTS = Path(__file__).parents[4] / "shared/data/bibliography/exports"
THREE = {
    "ohs__scielo.bib": 15,
    "citesource__20221207_gambling-harms_scopus_255.ris": 255,
    "citesource__wos_278.ris": 278,
}
PUBMED = "citesource__20221207_gambling-harms_pubmed_176.ris"

pytestmark = pytest.mark.skipif(not EXPORTS.exists(), reason="real exports are not at ../shared/data/bibliography")


def test_three_databases_from_export_to_flow(tmp_path: Path) -> None:
    folder = study(tmp_path)
    found = {one.file: one for one in import_files([folder, *(EXPORTS / name for name in (*THREE, PUBMED))], None)}
    assert {one.outcome for one in found.values()} == {"imported"}
    for name, count in (THREE | {PUBMED: 176}).items():
        receipt = found[name].receipt
        assert receipt is not None and receipt.balanced
        assert receipt.counted == count
    merged = actions.deduplicate(folder).events
    now = read_review(folder)
    assert len(merged) > 150
    assert len(now.references) == sum(THREE.values()) + 176
    dois = [{now.references[record].doi for record in one.records} - {""} for one in now.articles.values()]
    assert all(len(found) <= 1 for found in dois)
    assert broken_identities(now.evidence.flow) == []
    assert actions.deduplicate(folder).events == ()

    names = list(now.articles)
    for by in ("ana", "luis"):
        actions.vote(folder, "title_abstract", Ballot(names[0], "include"), by)
    actions.take_back(folder, "lia", merged[3].number)
    counts = read_review(folder).evidence.flow
    assert broken_identities(counts) == []
    assert (counts.sought, counts.publications) == (1, len(names) + 1)
    assert hand_out(folder, "title_abstract", "ana", tmp_path / "ana.xlsx", "es") == len(names)
    assert verify_log(folder).problems == ()


@pytest.mark.parametrize("file", sorted(EXPORTS.glob("*")) if EXPORTS.exists() else [], ids=lambda file: file.name)
def test_every_real_export_is_taken_in_whole_or_named(tmp_path: Path, file: Path) -> None:
    folder = study(tmp_path)
    [found] = import_files([folder, file], None)
    if found.outcome == "refused":
        assert found.problems and len(read_review(folder).state.imports) == 0
        return
    assert found.receipt is not None and found.receipt.balanced
    now = read_review(folder)
    assert len(now.references) == len(found.receipt.records)
    assert list(now.references.values()) == list(found.receipt.records)
    assert broken_identities(now.evidence.flow) == []
