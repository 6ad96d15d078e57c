"""The order of screening: the machine against sklearn's, and what must not change it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alianza.review import kernel as kernels
from alianza.review.deciding import Decision
from alianza.review.progress import Vote
from alianza.review.ranking import Features, Ranker, Ranking, decided, features, random_order, screening_text
from alianza.review.reference import Reference
from alianza.review.relevance import RATIO, RelevanceModel

WORDS = [
    "alianza",
    "pyme",
    "socio",
    "confianza",
    "contrato",
    "rosa",
    "plaga",
    "cultivo",
    "suelo",
    "riego",
    "trust",
    "partner",
    "alliance",
    "soil",
    "crop",
]
CORPUS = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), min_size=3, max_size=24)


def names(count: int) -> list[str]:
    return [f"r{place}" for place in range(count)]


def assert_alike(one: Ranking, other: Ranking) -> None:
    """The same order, and scores that differ by no more than their last decimal."""
    assert one.names == other.names
    assert one.scores == pytest.approx(other.scores, abs=2e-6)


def liblinear(matrix, labels: dict[int, bool], strength: float) -> np.ndarray:
    """Plain twin: sklearn's LinearSVC with one weight a record, on all records."""
    from sklearn.svm import LinearSVC

    places, signs = list(labels), np.array(list(labels.values()))
    count, included = len(signs), signs.sum()
    heavy, light = count * RATIO / (included * (1 + RATIO)), count / ((count - included) * (1 + RATIO))
    machine = LinearSVC(C=strength, dual=True, tol=1e-9, max_iter=200_000, random_state=0)
    machine.fit(matrix[places], signs, sample_weight=np.where(signs, heavy, light))
    return machine.decision_function(matrix)


@pytest.mark.filterwarnings("ignore:Liblinear failed to converge")
@settings(max_examples=60, deadline=None)
@given(CORPUS, st.data(), st.sampled_from([0.11, 1.0, 30.0]), st.booleans())
def test_the_machine_is_linear_svc_after_every_decision(texts, data, strength, sparse) -> None:
    matrix = features(texts).matrix
    model_kernel = kernels.kernel(matrix, None if sparse else kernels.products(matrix))
    model, labels = RelevanceModel(model_kernel, strength), {}
    for place in data.draw(st.permutations(range(len(texts))))[:12]:
        labels[place] = data.draw(st.booleans())
        model.learn(place, labels[place])
        if model.ready and len(labels) < len(texts):
            twin = liblinear(matrix, labels, strength)[model_kernel.order[model_kernel.count :]]
            assert model.scores() == pytest.approx(twin, abs=1e-5 if strength > 1 else 1e-6)


@settings(max_examples=40, deadline=None)
@given(CORPUS, st.data())
def test_the_order_depends_on_the_decisions_and_not_on_how_they_came(texts, data) -> None:
    known, called = features(texts), names(len(texts))
    labels = {name: data.draw(st.booleans()) for name in data.draw(st.lists(st.sampled_from(called), unique=True))}
    at_once = Ranker(called, known, seed=3).rank(labels)
    one_by_one, changing = Ranker(called, known, seed=3), Ranker(called, known, seed=3)
    so_far = {}
    for name, included in labels.items():
        so_far[name] = included
        one_by_one.rank(so_far)
    changing.rank({name: not included for name, included in labels.items()})
    assert_alike(one_by_one.rank(labels), at_once)
    assert_alike(changing.rank(labels), at_once)  # decisions that were changed leave no trace
    assert_alike(Ranker(called, known, seed=3).rank(dict(reversed(labels.items()))), at_once)


@settings(max_examples=40, deadline=None)
@given(CORPUS, st.data())
def test_records_in_another_order_are_ranked_alike(texts, data) -> None:
    called = names(len(texts))
    labels = {name: data.draw(st.booleans()) for name in called[: len(called) // 2]}
    places = data.draw(st.permutations(range(len(texts))))
    shuffled = Ranker([called[one] for one in places], features([texts[one] for one in places]))
    assert_alike(shuffled.rank(labels), Ranker(called, features(texts)).rank(labels))


@settings(max_examples=30, deadline=None)
@given(CORPUS, st.data())
def test_the_first_record_is_the_first_of_the_ranking(texts, data) -> None:
    called = names(len(texts))
    ranker, labels = Ranker(called, features(texts), seed=1), {}
    for _ in called:
        first = ranker.first()
        assert first == Ranker(called, features(texts), seed=1).rank(labels).names[0]
        labels[first] = data.draw(st.booleans())
        ranker.learn(first, labels[first])
    assert ranker.first() is None


def test_the_dense_and_the_sparse_kernel_agree() -> None:
    texts = [f"{WORDS[one % 15]} {WORDS[one * one % 13]} {WORDS[one * 7 % 11]}" for one in range(80)]
    known, labels = features(texts), {f"r{one}": one % 3 == 0 for one in range(0, 60, 2)}
    large = Features(known.matrix, None)
    dense, sparse = (Ranker(names(80), one).rank(labels) for one in (known, large))
    assert_alike(dense, sparse)


def test_before_there_is_one_of_each_kind_the_seed_decides() -> None:
    called = names(30)
    known = features([f"texto {one}" for one in called])
    orders = [Ranker(called, known, seed).rank({}).names for seed in (0, 0, 1)]
    assert orders[0] == orders[1] == random_order(called, 0) != orders[2]
    assert sorted(orders[0]) == sorted(called)
    some = Ranker(called, known).rank({"r4": False, "r9": False})
    assert not some.learnt and some.names == tuple(name for name in orders[0] if name not in ("r4", "r9"))


def test_equal_texts_come_in_the_random_order_of_the_seed() -> None:
    called = names(12)
    known = features(["alianza pyme", "rosa plaga", *["alianza rosa"] * 10])
    for seed in (0, 1):
        ranking = Ranker(called, known, seed).rank({"r0": True, "r1": False})
        assert ranking.names == tuple(name for name in random_order(called, seed) if name not in ("r0", "r1"))


@pytest.mark.parametrize("texts", [["", "", ""], ["y", "o", "a"], ["alianza", "alianza", "alianza"]])
def test_texts_that_tell_nothing_are_ranked_all_the_same(texts) -> None:
    ranking = Ranker(names(3), features(texts)).rank({"r0": True, "r1": False})
    assert ranking.names == ("r2",) and np.isfinite(ranking.scores).all()


def test_one_record_or_none_can_be_ranked() -> None:
    assert Ranker(["a"], features(["alianza"])).rank({}).names == ("a",)
    assert Ranker([], features([])).rank({"a": True}).names == ()


def test_keywords_stand_in_for_a_missing_abstract() -> None:
    title, keywords = "Alianzas", ("pymes", "confianza")
    assert screening_text(Reference(title=title, keywords=keywords)) == "Alianzas pymes confianza"
    assert screening_text(Reference(title=title, abstract="Un caso.", keywords=keywords)) == "Alianzas Un caso."


def test_only_decided_articles_teach_in_the_order_of_their_decisions() -> None:
    def vote(number: int) -> Vote:
        return Vote(number, "1.1", "title_abstract", "include")

    found = decided(
        {
            "1.1": Decision("1.1", "included", votes=(vote(7), vote(9))),
            "1.2": Decision("1.2", "conflict", votes=(vote(3), vote(4))),
            "1.3": Decision("1.3", "excluded", votes=(vote(5), vote(6)), settled=vote(20)),
            "1.4": Decision("1.4", "excluded", votes=(vote(1), vote(8))),
            "1.5": Decision("1.5", "waiting"),
        }
    )
    assert list(found.items()) == [("1.4", False), ("1.1", True), ("1.3", False)]
