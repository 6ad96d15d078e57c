"""Whatever people do in whatever order: no record is lost, the flow adds up, and the log tells the state."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alianza.formats import Refused
from alianza.review.flow import broken_identities
from alianza.review.judging import Ballot
from alianza.review.progress import ReviewProjection
from alianza.storage.event_log import content, read
from alianza.storage.projections import encoded, rebuilt
from alianza.study.event import state_of
from alianza.workflow.journal import reading
from alianza.workflow.review import actions
from alianza.workflow.review.exports import export_log
from alianza.workflow.review.imports import import_files
from alianza.workflow.review.reading import read_review
from alianza.workflow.review.verification import verify_log
from tests.review_study import ris, study

FILES = {
    "scopus.SYNTHETIC.ris": ris(range(0, 3), "Scopus"),
    "wos.SYNTHETIC.ris": ris(range(2, 5), "Web of Science") + "TY  - JOUR\r\nTI  - sin fin\r\n",
    "scielo.SYNTHETIC.ris": ris(range(1, 4), "SciELO"),
}
Step = Callable[[Path], object]

records = st.builds("{}.{}".format, st.integers(1, 8), st.integers(1, 3))
stages = st.sampled_from(["title_abstract", "full_text"])
ballots = st.builds(
    Ballot, records, st.sampled_from(["include", "exclude", "unsure"]), st.sampled_from(["", "", "E1", "E2"])
)
people = st.sampled_from(["lia", "ana", "luis", "eva"])
steps = st.one_of(
    st.builds(lambda name: lambda at: import_files([at, at / "review" / name], None), st.sampled_from(list(FILES))),
    st.just(actions.deduplicate),
    st.builds(lambda one, other: lambda at: actions.merge(at, [one, other], "lia"), records, records),
    st.builds(lambda one: lambda at: actions.split(at, [one], "lia"), records),
    st.builds(lambda one, other: lambda at: actions.keep_apart(at, one, other, "lia"), records, records),
    st.builds(
        lambda stage, ballot, by: lambda at: actions.vote(at, stage, ballot, by),
        stages, ballots, st.sampled_from(["ana", "luis"]),
    ),
    st.builds(lambda stage, ballot: lambda at: actions.settle(at, stage, ballot, "eva"), stages, ballots),
    st.builds(lambda one: lambda at: actions.not_obtained(at, [one], "lia"), records),
    st.builds(lambda by, number: lambda at: actions.take_back(at, by, number), people, st.none() | st.integers(1, 20)),
    st.builds(lambda by: lambda at: actions.bring_back(at, by), people),
)  # fmt: skip


def tried(step: Step, folder: Path) -> None:
    """Take a step; one that is not allowed leaves everything as it was."""
    before = read_review(folder).head
    try:
        step(folder)
    except Refused:
        assert read_review(folder).head == before


@settings(max_examples=15, deadline=None)
@given(st.lists(steps, min_size=4, max_size=18))
def test_nothing_is_lost_and_everything_adds_up(history: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = study(Path(place), FILES)
        import_files([folder, folder / "review" / "scopus.SYNTHETIC.ris"], None)
        for step in history:
            tried(step, folder)
        now = read_review(folder)
        assert broken_identities(now.evidence.flow) == []
        assert sorted(record for one in now.articles.values() for record in one.records) == sorted(now.references)
        assert len(now.references) == sum(one.read for one in now.state.imports)
        assert verify_log(folder).problems == ()
        with reading(folder) as connection:
            assert encoded(now.state) == rebuilt(connection, ReviewProjection())
            for event in read(connection, "review"):
                if event.kind == "imported":  # also where the import is withdrawn: its bytes stay
                    file = folder / "review" / str(event.payload["file"])
                    assert content(connection, str(event.payload["source"])) == file.read_bytes()
                    assert event.payload["counted"] == event.payload["read"] + event.payload["quarantined"]
        other = study(Path(place) / "otra")
        export_log(folder, other / "log.SYNTHETIC.jsonl")
        assert encoded(read_review(other).state) == encoded(now.state)
        assert encoded(state_of(ReviewProjection(), now.events)) == encoded(now.state)


KILLED = """
import sys
from pathlib import Path
from alianza.review.judging import Ballot
from alianza.workflow.review.actions import vote
for place in range(1, 1000):
    done = vote(Path(sys.argv[1]), "title_abstract", Ballot("1.1", "include", note=str(place)), "ana")
    print(done.events[0].number, flush=True)
"""


@pytest.mark.parametrize("seed", range(3))
def test_a_program_that_is_killed_keeps_every_vote_that_it_acknowledged(tmp_path: Path, seed: int) -> None:
    folder = study(tmp_path, FILES)
    import_files([folder], None)
    program = subprocess.Popen([sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    said = [program.stdout.readline()]
    time.sleep(random.Random(seed).uniform(0.05, 0.5))
    os.kill(program.pid, signal.SIGKILL)
    said += program.stdout.read().split("\n")[:-1]
    program.wait()
    acknowledged = int(said[-1])
    now = read_review(folder)
    assert now.events[-1].number in (acknowledged, acknowledged + 1)
    assert verify_log(folder).problems == ()
    actions.vote(folder, "title_abstract", Ballot("1.1", "include", note="después"), "ana")
    assert read_review(folder).state.votes[-1].note == "después"


def test_two_programs_that_import_at_once_keep_a_file_once(tmp_path: Path) -> None:
    folder = study(tmp_path, FILES)
    script = "import sys; from pathlib import Path; from alianza.workflow.review.imports import import_files; " \
             "import_files([Path(sys.argv[1])], None)"  # fmt: skip
    both = [subprocess.Popen([sys.executable, "-c", script, str(folder)]) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert sorted(one.file for one in read_review(folder).state.imports) == sorted(FILES)
    assert verify_log(folder).problems == ()
