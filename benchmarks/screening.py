"""The order of screening against ASReview 3's default, on two labelled reviews: `python benchmarks/screening.py`.

Both programs begin from the same included and the same excluded record, ten times. `--peer PYTHON` names a Python that
has asreview 3; its default (ELAS u4) then runs in the same run, seed by seed in turn with this program. Times are of
the processor: for both, features and simulation until the last relevant record; this program computes the features
once and shares them among the seeds. Its wall time for one more decision at
2,000 SYNTHETIC records is measured besides.
"""

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, median
from time import perf_counter, process_time

from alianza.review.ranking import Ranker, features
from alianza.review.simulated_screening import Measures, measures, priors, screened
from alianza.workflow.screening_simulation import LabelledSet, labelled_set

SETS = Path(__file__).resolve().parent.parent.parent / "shared/data/bibliography/screening"
NAMES = ("Kitchenham_2010", "Cohen_ADHD")
LABEL, SEEDS = "label_included", 10
MOST_LOST, LEAST_RATIO, MOST_SECONDS = 0.01, 10.0, 0.05

PEER = """
import json, sys, time, warnings
warnings.filterwarnings("ignore")
import pandas as pd
from asreview.learner import ActiveLearningCycle
from asreview.models.models import get_ai_config
from asreview.simulation.simulate import Simulate
file, label = sys.argv[1:]
records = pd.read_csv(file)
for line in sys.stdin:
    begin = json.loads(line)
    started = time.process_time()
    cycle = ActiveLearningCycle.from_meta(get_ai_config()["value"])
    run = Simulate(records[["title", "abstract"]], records[label], cycle, print_progress=False)
    run.label(begin)
    run.review()
    seconds = time.process_time() - started
    print(json.dumps([seconds, run._results["label"].astype(int).tolist()[len(begin):]]), flush=True)
"""


class Peer:
    """ASReview in a process of its own, asked for one simulation at a time."""

    def __init__(self, python: str, name: str) -> None:
        command = [python, "-c", PEER, str(SETS / f"{name}.csv"), LABEL]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def simulate(self, begin: Sequence[str], size: int) -> tuple[Measures, float]:
        """The measures and the seconds of one simulation; records are named by their 1-based place."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps([int(name) - 1 for name in begin]) + "\n")
        self._process.stdin.flush()
        seconds, found = json.loads(self._process.stdout.readline())
        return measures([one == 1 for one in found] + [False] * (size - len(begin) - len(found))), seconds

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def compare(name: str, python: str | None) -> bool:
    """Simulate one set by this program and, where there is one, by the peer."""
    known = labelled_set(SETS / f"{name}.csv", LABEL)
    features(list(known.texts.values())[:20])  # the libraries are imported before anything is timed
    began = process_time()
    matrix = features(list(known.texts.values()))
    share = (process_time() - began) / SEEDS
    peer = Peer(python, name) if python else None
    own, other = [], []
    for seed in range(SEEDS):
        begin = priors(known.relevant, seed)
        began = process_time()
        found = screened(Ranker(tuple(known.texts), matrix, seed), known.relevant, begin)
        own.append((measures(found), process_time() - began + share))
        if peer:
            other.append(peer.simulate(begin, len(known.relevant)))
    if peer:
        peer.close()
    return report(name, known, own, other)


def report(name: str, known: LabelledSet, own: Sequence[tuple[Measures, float]], other: Sequence) -> bool:
    """Print the means; say whether the limits hold."""
    print(f"{name}: {len(known.relevant):,} records, {sum(known.relevant.values())} relevant, {SEEDS} seeds")
    mine = line("alianza", own)
    if not other:
        print("  asreview is not asked (--peer PYTHON)")
        return True
    theirs = line("asreview", other)
    ratio, lost = theirs[1] / mine[1], theirs[0] - mine[0]
    print(f"  WSS@95 lost {lost:+.4f} (at most {MOST_LOST}), ratio of CPU {ratio:.1f} (at least {LEAST_RATIO:g})")
    return lost <= MOST_LOST and ratio >= LEAST_RATIO


def line(name: str, runs: Sequence[tuple[Measures, float]]) -> tuple[float, float]:
    """Print the means of some runs; returns WSS@95 and seconds."""
    names = ("wss_95", "recall_10", "atd", "loss")
    wss, recall, atd, loss = (fmean(getattr(found, one) for found, _ in runs) for one in names)
    seconds = fmean(seconds for _, seconds in runs)
    print(f"  {name:9} WSS@95 {wss:.4f}  recall@10 {recall:.4f}  ATD {atd:6.1f}  loss {loss:.4f}  CPU {seconds:.3f} s")
    return wss, seconds


def one_decision(size: int = 2000) -> bool:
    """Wall time to rank again after one more decision, over the course of a screening of SYNTHETIC records."""
    draw = random.Random(1)
    words = [f"palabra{place}" for place in range(6000)]
    often = [1 / (rank + 5) for rank in range(len(words))]
    texts = [" ".join(draw.choices(words, often, k=170)) for _ in range(size)]
    names = [str(place) for place in range(size)]
    ranker, labels, times = Ranker(names, features(texts)), {}, []
    for place, name in enumerate(names[:-1]):
        labels[name] = place % 40 == 0
        began = perf_counter()
        ranker.rank(labels)
        times.append(perf_counter() - began)
    late = sorted(times[len(times) * 3 // 4 :])
    typical, slow = median(times), late[len(late) * 95 // 100]
    print(f"one more decision, {size:,} SYNTHETIC records: median {typical * 1000:.1f} ms, ", end="")
    print(f"95 % of the last quarter within {slow * 1000:.1f} ms (at most {MOST_SECONDS * 1000:g} ms)")
    return slow <= MOST_SECONDS


def main() -> int:
    """Measure, print, and say by the exit code whether the limits hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", metavar="PYTHON", help="a Python that has asreview 3")
    python = parser.parse_args().peer
    held = [one_decision()]
    if SETS.is_dir():
        held += [compare(name, python) for name in NAMES]
    else:
        print("the labelled sets are read in place from ../shared, which is absent")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
