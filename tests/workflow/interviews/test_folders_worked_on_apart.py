"""Two copies of a folder, worked on apart: joined, they hold what both hold, and each memo speaks of its own."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alianza.formats import Refused
from alianza.workflow.interviews import actions
from alianza.workflow.interviews.actions import Target
from alianza.workflow.interviews.memos import write_memo
from alianza.workflow.interviews.projects import adopt, export_project
from alianza.workflow.interviews.reading import read_coding
from alianza.workflow.interviews.transcripts import add_transcripts
from alianza.workflow.journal import study_at
from tests.interviews_study import TEXTS, study, transcripts

Step = tuple[str, int, int]
CODES = ("Confianza", "Acuerdo", "Dinero", "Deudas")

_steps = st.lists(
    st.tuples(
        st.sampled_from(["code", "code", "memo", "memo", "new code", "text"]), st.integers(0, 40), st.integers(0, 3)
    ),
    min_size=1,
    max_size=8,
)


def work(made: Path, who: str, steps: list[Step], clock: Iterator[int]) -> None:
    for kind, place, which in steps:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOURCE_DATE_EPOCH", str(next(clock)))
            try:
                _step(made, who, kind, place, which)
            except Refused:
                continue  # a code that is there, a passage that has the code: nobody does these twice


def _step(made: Path, who: str, kind: str, place: int, which: int) -> None:
    found = read_coding(made).assembled
    if kind == "code":
        words = TEXTS["E01"][20 + place : 50 + place]
        actions.code_passage(made, Target("E01", words=words), [found.project.codes[which % 2].path], who)
    elif kind == "memo":
        things = [
            *found.names,
            *(one.path for one in found.project.codes),
            *(one.name for one in found.project.documents),
        ]
        write_memo(made, "code", [things[place % len(things)]], ("ojo", f"de {who}")[which % 2], who)
    elif kind == "new code":
        actions.add_code(made, CODES[which], {}, "lia")
    else:
        text = made / "interviews" / "transcripts" / f"{who}{place}.txt"
        text.write_text(f"SYNTHETIC: lo que {who} oyó, {place}.\n", encoding="utf-8")
        add_transcripts(made, [text], "lia")


def told(made: Path) -> set[tuple[object, ...]]:
    """Everything in a study, and of every memo what it is about; no two things have one identifier."""
    found = read_coding(made).assembled.project
    things: list[tuple[str, tuple[object, ...]]] = [
        *((one.guid, ("document", one.name)) for one in found.documents),
        *((one.guid, ("code", one.path)) for one in found.codes),
        *((one.guid, ("coding", one.document, one.code, one.coder, one.start, one.end)) for one in found.codings),
    ]
    by_guid = dict(things)
    assert len(by_guid) == len(things)
    return {*by_guid.values(), *((one.text, one.by, *(by_guid[name] for name in one.about)) for one in found.notes)}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_steps, _steps, st.sampled_from(["luis", "ana"]))
def test_folders_worked_on_apart_join_to_what_both_hold(
    tmp_path_factory: pytest.TempPathFactory, here: list[Step], there: list[Step], who: str
) -> None:
    folder, clock = tmp_path_factory.mktemp("copias"), count(1741082400)
    (folder / "one").mkdir()
    made, copy = study(folder / "one"), folder / "other" / "estudio"
    add_transcripts(made, transcripts(made), "lia")
    for code in CODES[:2]:
        actions.add_code(made, code, {}, "lia")
    shutil.copytree(made.parent, copy.parent)
    work(made, "ana", here, clock)
    work(copy, who, there, clock)
    both = told(made) | told(copy)
    export_project(copy, folder / "other.qdpx")
    adopt(study_at(made), folder / "other.qdpx", "lia")
    assert told(made) == both
    assert adopt(study_at(made), folder / "other.qdpx", "lia").number == 0
