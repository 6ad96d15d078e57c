"""`alianza review simulate FILE`: a labelled set is screened again, once for each seed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from alianza.formats.references import read
from alianza.formats.refused import Refused
from alianza.review.ranking import Features, Ranker, features, screening_text
from alianza.review.reference import ImportReceipt
from alianza.review.simulated_screening import Measures, measures, priors, screened
from alianza.study.problem import Problem

YES = frozenset(
    {"1", "1.0", "yes", "y", "true", "included", "include", "sí", "si", "s", "verdadero", "incluido", "incluir"}
)
NO = frozenset({"0", "0.0", "no", "n", "false", "excluded", "exclude", "falso", "excluido", "excluir"})


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Records whose screening is known.

    Attributes:
        texts: Record, by its 1-based place in the file, to its text.
        relevant: Record to whether it was included.
        problems: What was odd about the file.
    """

    texts: Mapping[str, str]
    relevant: Mapping[str, bool]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class SimulatedRun:
    """One simulated screening: its seed, its measures, and the processor time that it took.

    `seconds` counts the simulation and an equal share of the features, which are computed once for all seeds.
    """

    seed: int
    measures: Measures
    seconds: float


def labelled_set(file: Path, label: str) -> LabelledSet:
    """The records of a file with the label that a column, or a field, gives them.

    Raises:
        Refused: As `alianza.formats.references.read`; `label_needed` (exit code 2), `label_column_unknown`,
            `label_unreadable`, `labels_of_one_kind`.
    """
    receipt = read(file)
    texts: dict[str, str] = {}
    relevant: dict[str, bool] = {}
    name = _column(receipt, label, file.name)
    for place, record in enumerate(receipt.records, 1):
        said = " ".join(record.raw.get(name, ())).strip().lower()
        if not said:
            continue
        if said not in YES | NO:
            expected = "1, 0, yes, no, sí"
            raise Refused(Problem("label_unreadable", file=file.name, place=str(place), found=said, expected=expected))
        texts[str(place)], relevant[str(place)] = screening_text(record), said in YES
    kinds = Counter(relevant.values())
    if min(kinds[True], kinds[False]) < 2:  # one of each kind is a prior; what is left must hold both kinds
        values = {"included": kinds[True], "excluded": kinds[False]}
        raise Refused(Problem("labels_of_one_kind", file=file.name, place=name, values=values))
    return LabelledSet(texts, relevant, (*receipt.problems, *_left_out(receipt, len(relevant), file.name)))


def simulate_screening(known: LabelledSet, seeds: int) -> tuple[SimulatedRun, ...]:
    """Screen a labelled set once for each seed from 0, each time from one relevant and one irrelevant record."""
    import sklearn.feature_extraction.text  # noqa: F401  loading a library is no part of what is timed

    began = process_time()
    found = features(list(known.texts.values()))
    share = (process_time() - began) / seeds
    return tuple(_run(known, found, seed, share) for seed in range(seeds))


def _run(known: LabelledSet, found: Features, seed: int, share: float) -> SimulatedRun:
    began = process_time()
    ranker = Ranker(tuple(known.texts), found, seed)
    order = screened(ranker, known.relevant, priors(known.relevant, seed))
    return SimulatedRun(seed, measures(order), process_time() - began + share)


USAGE = 2
"""Exit code of a command line that leaves something out."""


def _column(receipt: ImportReceipt, label: str, file: str) -> str:
    """The field of that name, whatever its letters' case."""
    names = dict.fromkeys(name for record in receipt.records for name in record.raw)
    found = [name for name in names if name.strip().lower() == label.strip().lower()]
    if not found:
        if not label:
            raise Refused(Problem("label_needed", file=file, expected=", ".join(names)), USAGE)
        raise Refused(Problem("label_column_unknown", file=file, found=label, expected=", ".join(names)))
    return label if label in found else found[0]


def _left_out(receipt: ImportReceipt, labelled: int, file: str) -> tuple[Problem, ...]:
    """A warning where records have no label or could not be read."""
    out = receipt.counted - labelled
    return (Problem("records_without_label", "warning", file, values={"count": out}),) if out else ()
