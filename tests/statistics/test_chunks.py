"""Long columns in blocks, chunks and threads give what one plain product gives, to the byte for any thread count."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import alianza.statistics.chunks as chunks
import alianza.statistics.sampling.text_codes as text_codes
from alianza.statistics import Design
from alianza.statistics.chunks import CHUNK, HELD, blocks, combined, cross
from alianza.statistics.sampling.structure import number, sum_by
from alianza.statistics.sampling.variables import Columns

ROWS = 5 * CHUNK + 77


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 40_000), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_products_in_pieces_are_the_whole_product(left: int, right: int, rows: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    first, second, b = random.normal(size=(left, rows)), random.normal(size=(right, rows)), random.normal(size=right)
    np.testing.assert_allclose(cross(first, second), first @ second.T, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(combined(b, second), b @ second, rtol=1e-9, atol=1e-12)


def test_blocks_cover_all_rows_and_hold_few_numbers() -> None:
    for columns in (1, 9, 40, 2000):
        parts = list(blocks(slice(10, 200_010), columns))
        assert [row for part in parts for row in (part.start, part.stop)][1:-1:2] == [p.start for p in parts[1:]]
        assert (parts[0].start, parts[-1].stop) == (10, 200_010)
        assert max(part.stop - part.start for part in parts) * columns <= max(HELD, 512 * columns)


@pytest.mark.parametrize("groups", [3, CHUNK + 5])
def test_sums_within_groups_are_those_of_a_loop_over_columns(groups: int) -> None:
    random = np.random.default_rng(1)
    values, factor = random.normal(size=(ROWS, 3)), random.normal(size=ROWS)
    group = random.integers(0, groups, ROWS)
    plain = np.stack([np.bincount(group, weights=column, minlength=groups) for column in (values.T * factor)], axis=1)
    np.testing.assert_allclose(sum_by(group, values, groups, factor), plain, rtol=1e-9, atol=1e-10)
    np.testing.assert_array_equal(
        sum_by(group, values * factor[:, None], groups), sum_by(group, values, groups, factor)
    )


@pytest.mark.parametrize("names", [{}, {"strata": "stratum"}, {"strata": "stratum", "psu": "cluster"}])
def test_a_factor_a_row_is_a_product_never_stored(names: dict[str, str]) -> None:
    random = np.random.default_rng(2)
    frame = pl.DataFrame({"stratum": random.integers(0, 5, 900), "cluster": random.integers(0, 60, 900)})
    structure = Design(frame, **names).plan.structure  # type: ignore[arg-type]
    values, factor = random.normal(size=(900, 4)), random.normal(size=900)
    for rows in (np.arange(900), np.flatnonzero(random.random(900) < 0.6)):
        own, times = values[rows], factor[rows]
        expected = structure.covariance(own * times[:, None], rows)
        np.testing.assert_allclose(structure.covariance(own, rows, times), expected, rtol=1e-12)


def test_numbers_of_combinations_follow_the_keys_and_name_a_row_of_theirs() -> None:
    random = np.random.default_rng(3)
    keys = [random.integers(0, 4, 300), random.integers(0, 3, 300)]
    numbers, row_of = number(keys)
    pairs = list(zip(*(key.tolist() for key in keys), strict=True))
    assert [sorted(set(pairs))[one] for one in numbers] == pairs
    assert numbers[row_of].tolist() == list(range(len(set(pairs))))


def sample(random: np.random.Generator) -> pl.DataFrame:
    """An invented sample with a text among its predictors."""
    x = random.normal(size=(2, ROWS))
    happened = random.random(ROWS) < 1 / (1 + np.exp(0.3 - 0.4 * x[0]))
    columns = {"x": x[0], "z": x[1], "y": happened, "w": random.uniform(1, 3, ROWS)}
    kind = pl.Series(["norte", "sur", "éste"]).gather(random.integers(0, 3, ROWS))
    return pl.DataFrame(columns | {"stratum": random.integers(0, 9, ROWS), "kind": kind})


def test_no_byte_depends_on_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = sample(np.random.default_rng(4))
    found = []
    for threads in (1, 2, 3):
        monkeypatch.setattr(chunks, "THREADS", threads)
        found.append(Design(frame, weights="w", strata="stratum").logistic("y", ["x", "z", "kind"]))
    assert found[0] == found[1] == found[2]
    assert [c.term for c in found[0].coefficients] == ["(Intercept)", "x", "z", "kind=sur", "kind=éste"]


@given(st.lists(st.text(max_size=3), min_size=1, max_size=40))
@settings(max_examples=20, deadline=None)
def test_texts_told_apart_by_their_hashes_have_the_codes_of_those_looked_up(words: list[str]) -> None:
    plain = Columns(pl.DataFrame({"t": words})).factor("t")
    times = text_codes.ADDRESSES * 2 // len(words) + 1
    many = Columns(pl.DataFrame({"t": words * times})).factor("t")
    assert many.levels == plain.levels
    assert many.codes.tolist() == plain.codes.tolist() * times


def test_texts_that_share_an_address_and_very_many_texts_are_left_to_a_dictionary(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = pl.Series([str(row) for row in range(70_000)])
    assert text_codes.addressed(many) is None
    few = pl.Series([f"s{row % 7}" for row in range(100)])
    assert text_codes.addressed(few) is not None
    monkeypatch.setattr(text_codes, "MANY", 6)
    assert text_codes.addressed(few) is None
    monkeypatch.setattr(text_codes, "MANY", 7)
    monkeypatch.setattr(text_codes, "BLOCK", 3)
    monkeypatch.setattr(chunks, "THREADS", 5)
    found = text_codes.addressed(few)
    assert found is not None
    assert [few[found.row_of[int(cell)]] for cell in found.cells] == few.to_list()
    monkeypatch.setattr(text_codes, "_addresses", lambda hashes: np.zeros(len(hashes), dtype=np.int64))
    assert text_codes.addressed(few) is None
