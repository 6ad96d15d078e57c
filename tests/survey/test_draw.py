"""The draw: the same firms for a seed in any order, type or engine, and simple random sampling over seeds."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import alianza.statistics.chunks as chunks
import alianza.statistics.sampling.text_codes as text_codes
import alianza.survey.draw as draw_module
import alianza.survey.strata_codes as strata_codes
from alianza.survey.draw import draw, thresholds
from alianza.survey.firm_hash import Mixer, draw_number, firm_keys, mix, mixed, seed_key
from alianza.survey.frame import SamplingFrame, sampling_frame


def frame_of(firms: pl.DataFrame, strata: tuple[str, ...] = ("stratum",)) -> SamplingFrame:
    frame, problems = sampling_frame(firms, "id", strata)
    assert frame is not None and problems == []
    return frame


def directory(n: int, strata: int = 3) -> pl.DataFrame:
    return pl.DataFrame({"id": range(1, n + 1), "stratum": [f"s{row % strata}" for row in range(n)]})


def slow_twin(firms: pl.DataFrame, n: dict[str, int], seed: int) -> dict[str, list[str]]:
    """The first firms of each stratum, by sorting every firm's number in plain Python."""
    rows = sorted((draw_number(i, seed), str(i), s) for i, s in firms.select("id", "stratum").iter_rows())
    return {stratum: [i for _, i, s in rows if s == stratum][:wanted] for stratum, wanted in n.items()}


def drawn_ids(firms: pl.DataFrame, n: dict[str, int], seed: int) -> dict[str, list[str]]:
    frame = frame_of(firms)
    wanted = [n[name[0]] for name in frame.strata]
    found, problems = draw(frame, wanted, [0] * len(wanted), seed)
    assert found is not None and problems == []
    ids = frame.firms["id"].cast(pl.String).gather(found.firms["row"])
    listed = found.firms.with_columns(ids.alias("id"))
    return {name[0]: listed.filter(pl.col("stratum") == h)["id"].to_list() for h, name in enumerate(frame.strata)}


def test_splitmix_gives_its_published_stream() -> None:
    # Java's SplittableRandom(1234567): the first outputs of the state 1234567 (Vigna, splitmix64.c).
    state, found = 1234567, []
    for _ in range(3):
        found.append(mixed(state))
        state = (state + 0x9E3779B97F4A7C15) % 2**64
    assert found == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@given(
    st.lists(st.one_of(st.text(max_size=30), st.integers(0, 10**19).map(str)), min_size=1, max_size=30), st.integers()
)
def test_the_fast_numbers_are_those_of_the_plain_twin(identifiers: list[str], seed: int) -> None:
    keys = mix(firm_keys(pl.Series(identifiers, dtype=pl.String)).to_numpy())
    assert Mixer(keys.size).draw(keys, seed).tolist() == [draw_number(one, seed) for one in identifiers]


def test_numbers_and_their_texts_are_the_same_firm_but_a_leading_zero_is_not() -> None:
    assert firm_keys(pl.Series([7, 190])).to_list() == firm_keys(pl.Series(["7", "190"])).to_list()
    assert firm_keys(pl.Series(["0190", "190"])).n_unique() == 2
    assert len({seed_key(seed) for seed in (0, 1, -1, 2**64, 2**64 + 1, -(2**64))}) == 6


@settings(max_examples=30)
@given(st.integers(1, 400), st.integers(), st.data())
def test_the_draw_is_the_head_of_the_sorted_stratum(size: int, seed: int, data: st.DataObject) -> None:
    firms = directory(size)
    counts = dict(firms["stratum"].value_counts().sort("stratum").iter_rows())
    n = {stratum: data.draw(st.integers(0, most)) for stratum, most in counts.items()}
    assert drawn_ids(firms, n, seed) == slow_twin(firms, n, seed)


def test_order_of_rows_type_of_identifiers_and_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    firms, n = directory(5000), {"s0": 40, "s1": 7, "s2": 300}
    first = drawn_ids(firms, n, 2026)
    assert first == slow_twin(firms, n, 2026)
    shuffled = firms.sample(fraction=1, shuffle=True, seed=1)
    assert drawn_ids(shuffled, n, 2026) == first
    assert drawn_ids(shuffled.with_columns(pl.col("id").cast(pl.String)), n, 2026) == first
    assert drawn_ids(firms.with_columns(pl.col("stratum").cast(pl.Categorical)), n, 2026) == first
    for module, name, value in (
        (draw_module, "BLOCK", 17),
        (strata_codes, "BLOCK", 23),
        (text_codes, "BLOCK", 29),
        (chunks, "THREADS", 5),
    ):
        monkeypatch.setattr(module, name, value)
    assert drawn_ids(firms, n, 2026) == first


def test_a_frame_in_pieces_as_a_file_stores_it_draws_the_same_firms() -> None:
    firms, n = directory(5000).with_columns(code=pl.col("id") % 3), {"s0": 40, "s1": 7, "s2": 300}
    pieces = pl.concat([firms[:7], firms[7:3000], firms[3000:]], rechunk=False)
    assert pieces["id"].n_chunks() == 3
    assert drawn_ids(pieces, n, 2026) == slow_twin(firms, n, 2026)
    whole, parts = (sampling_frame(frame, "id", ("code", "stratum"))[0] for frame in (firms, pieces))
    assert whole is not None and parts is not None
    assert (whole.strata, whole.counts.tolist()) == (parts.strata, parts.counts.tolist())
    assert draw(whole, [5, 5, 5], [5, 5, 5], 1)[0].fingerprints == draw(parts, [5, 5, 5], [5, 5, 5], 1)[0].fingerprints


def test_fingerprints_are_sums_that_forget_the_order() -> None:
    firms = directory(1000)
    one, _ = draw(frame_of(firms), [1, 1, 1], [0, 0, 0], 1)
    other, _ = draw(frame_of(firms.reverse()), [1, 1, 1], [0, 0, 0], 99)
    assert one is not None and other is not None and one.fingerprints == other.fingerprints
    by_hand = sum(mixed(i) for i in firms.filter(pl.col("stratum") == "s0")["id"]) % 2**64
    assert one.fingerprints[0] == by_hand
    swapped = firms.with_columns(id=pl.when(pl.col("id") == 7).then(7_000).otherwise("id"))
    third, _ = draw(frame_of(swapped), [1, 1, 1], [0, 0, 0], 1)
    assert (
        third is not None
        and [a == b for a, b in zip(one.fingerprints, third.fingerprints, strict=True)].count(False) == 1
    )


def test_a_stratum_whose_threshold_held_too_few_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    firms, n = directory(3000), {"s0": 50, "s1": 0, "s2": 1000}
    monkeypatch.setattr(draw_module, "thresholds", lambda wanted, counts: np.full(3, 2**50, dtype=np.uint64))
    assert drawn_ids(firms, n, 5) == slow_twin(firms, n, 5)


def test_thresholds_keep_few_more_than_are_wanted() -> None:
    limits = thresholds(np.array([0, 100, 5]), np.array([10, 10**6, 5]))
    assert limits[0] == 0 and limits[2] == 2**64 - 1
    assert 100 < int(limits[1]) / 2**64 * 10**6 < 250


def test_over_seeds_every_firm_and_every_pair_is_drawn_as_in_simple_random_sampling() -> None:
    # 4 of 20 firms with neighbouring numbers: single chances 0.2, joint ones 4 * 3 / (20 * 19) = 0.0316.
    runs, keys = 20_000, mix(np.arange(1000, 1020, dtype=np.uint64))
    met = np.zeros((runs, 20))
    mixer = Mixer(20)
    for seed in range(runs):
        met[seed, np.argsort(mixer.draw(keys, seed))[:4]] = 1
    joint = met.T @ met / runs
    error = (0.2 * 0.8 / runs) ** 0.5
    assert np.abs(np.diag(joint) - 0.2).max() < 5 * error
    pairs = joint[np.triu_indices(20, 1)]
    assert np.abs(pairs - 12 / 380).max() < 5 * (0.0316 * 0.9684 / runs) ** 0.5


def test_replacements_follow_the_selected_and_end_with_the_stratum() -> None:
    found, _ = draw(frame_of(directory(15)), [3, 3, 3], [2, 9, 0], 8)
    assert found is not None
    sizes = found.firms.group_by("stratum", "replacement", maintain_order=True).len().rows()
    assert sizes == [(0, False, 3), (0, True, 2), (1, False, 3), (1, True, 2), (2, False, 3)]
    assert found.firms.filter(pl.col("stratum") == 0)["order"].to_list() == [1, 2, 3, 4, 5]


def test_several_columns_form_the_strata() -> None:
    firms = pl.DataFrame({"id": range(8), "p": list("ababbaab"), "s": [1, 1, 2, 2, 1, 2, 1, 2]})
    frame = frame_of(firms, ("p", "s"))
    counts = dict(zip(frame.strata, frame.counts.tolist(), strict=True))
    assert counts == {(p, str(s)): n for p, s, n in firms.group_by("p", "s").len().rows()}
    assert frame_of(firms, ()).strata == ((),)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (pl.col("id").replace(3, None), "frame_gap"),
        (pl.col("stratum").replace("s1", None), "frame_gap"),
        (pl.col("id").replace(3, 4), "repeated_firm"),
    ],
)
def test_a_frame_that_cannot_be_drawn_from_says_why(change: pl.Expr, code: str) -> None:
    frame, problems = sampling_frame(directory(9).with_columns(change), "id", ("stratum",))
    assert frame is None and [problem.code for problem in problems] == [code]


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=60))
def test_texts_are_told_apart_by_hash_or_by_dictionary(texts: list[str]) -> None:
    column = pl.Series("s", texts)
    counts = {(word,): texts.count(word) for word in texts}
    for kind in (pl.String, pl.Categorical, pl.Enum(list("hgfedcba"))):
        rows = strata_codes.coded([column.cast(kind)], len(texts))
        assert [rows.names[int(cell)] for cell in rows.cells] == [(word,) for word in texts]
        assert {rows.names[code]: int(n) for code, n in enumerate(rows.counts) if n} == counts


def test_texts_at_one_address_take_the_slower_way(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"s{row % 7}" for row in range(100)]
    monkeypatch.setattr(text_codes, "_addresses", lambda hashes: np.zeros(len(hashes), dtype=np.int64))
    assert text_codes.addressed(pl.Series(texts)) is None
    rows = strata_codes.coded([pl.Series(texts)], 100)
    assert [rows.names[int(cell)][0] for cell in rows.cells] == texts


def test_very_many_combinations_keep_only_those_that_are_met() -> None:
    firms = pl.DataFrame(
        {"id": range(300), "a": [row * 211 for row in range(300)], "b": [row * 97 for row in range(300)]}
    )
    frame = frame_of(firms, ("a", "b"))
    assert set(frame.strata) == {(str(a), str(b)) for _, a, b in firms.iter_rows()}
    assert frame.counts.tolist() == [1] * 300
