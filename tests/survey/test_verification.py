"""Which part of a draw changed: each of the four is altered alone and in pairs, and only what changed is blamed."""

import json
from dataclasses import asdict, replace

import polars as pl
import pytest

from alianza.survey.certificate import Certificate, Plan, certified_sample, decoded, seal, written
from alianza.survey.frame import SamplingFrame, sampling_frame
from alianza.survey.verification import Verification, certified_rows, list_against_certificate, verify

FIRMS = pl.DataFrame(
    {
        "ruc": [f"{i:06d}" for i in range(900)],
        "zone": [("north", "south", "west")[i % 3] for i in range(900)],
        "sales": [float((i * 37) % 101 + (i % 3) * 50) for i in range(900)],
    }
)
PLAN = Plan(30, 2026, minimum=2)
SIZED = replace(PLAN, rule="neyman")
INTACT = ("intact", "intact", "intact", "intact")


def frame_of(firms: pl.DataFrame, size: str = "") -> SamplingFrame:
    frame, problems = sampling_frame(firms, "ruc", ("zone",), size)
    assert frame is not None and problems == []
    return frame


def drawn(plan: Plan = PLAN, size: str = "") -> tuple[Certificate, pl.DataFrame]:
    sample, _ = certified_sample(frame_of(FIRMS, size), plan)
    assert sample is not None
    return sample.certificate, sample.firms.select(pl.all().cast(pl.String).fill_null(""))


def states(found: Verification) -> tuple[str, ...]:
    return tuple(found.parts.values())


def blamed(found: Verification) -> list[str]:
    return [one.code for one in found.problems if one.severity == "error"]


def without(firms: pl.DataFrame, ruc: str) -> pl.DataFrame:
    return firms.filter(pl.col("ruc") != ruc)


def test_untouched_everything_is_as_it_was() -> None:
    certificate, kept = drawn()
    assert states(verify(certificate, frame_of(FIRMS.reverse()), kept)) == INTACT
    assert states(verify(certificate, frame_of(FIRMS))) == ("intact", "intact", "intact", "absent")
    assert verify(certificate, frame_of(FIRMS), kept, certificate.seal.upper()).verified


@pytest.mark.parametrize("which", ["selected", "replacement", "other"])
def test_a_firm_taken_from_the_directory_is_blamed_on_nothing_else(which: str) -> None:
    certificate, kept = drawn()
    listed = set(kept["ruc"])
    gone = next(r for r in FIRMS["ruc"] if r not in listed) if which == "other" else kept.filter(status=which)["ruc"][0]
    found = verify(certificate, frame_of(without(FIRMS, gone)), kept)
    assert states(found) == ("intact", "changed", "intact", "intact")
    assert blamed(found) == ["frame_stratum_count"]


def test_an_identifier_changed_in_every_stratum_leaves_the_seed_unknown_and_the_list_intact() -> None:
    certificate, kept = drawn()
    other = FIRMS.with_columns(ruc=pl.when(pl.col("ruc") < "000006").then("9" + pl.col("ruc")).otherwise("ruc"))
    found = verify(certificate, frame_of(other), kept)
    assert (found.certificate, found.directory, found.list) == ("intact", "changed", "intact")
    assert found.seed in ("intact", "unknown") and set(blamed(found)) == {"frame_stratum_changed"}


def test_a_new_and_a_lost_stratum_are_the_directory_s() -> None:
    certificate, kept = drawn()
    renamed = FIRMS.with_columns(zone=pl.col("zone").replace("west", "east"))
    found = verify(certificate, frame_of(renamed), kept)
    assert states(found) == ("intact", "changed", "intact", "intact")
    assert blamed(found) == ["frame_stratum_gone", "frame_stratum_new"]


def test_the_column_of_sizes_is_named_where_it_alone_changed() -> None:
    certificate, kept = drawn(SIZED, "sales")
    wilder = FIRMS.with_columns(sales=pl.when(zone="north").then(pl.col("sales") * 9).otherwise("sales"))
    found = verify(certificate, frame_of(wilder, "sales"), kept)
    assert states(found) == ("intact", "changed", "intact", "intact")
    assert blamed(found) == ["size_column_changed"]


def edited(certificate: Certificate, sealed: bool = False, **changes: object) -> Certificate:
    """The certificate with changes; whoever seals it again hides them from the seal."""
    other = replace(certificate, **changes)
    return replace(other, seal=seal(other)) if sealed else other


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize(
    ("changes", "seed", "code"),
    [
        ({"plan": replace(PLAN, seed=2027)}, "changed", "seed_changed"),
        ({"plan": replace(PLAN, n=33)}, "changed", "plan_changed"),
        ({"plan": replace(PLAN, replacements=2.0)}, "changed", "plan_changed"),
        ({"selected": "0" * 64}, "intact", "digests_changed"),
        ({"reserved": "0" * 64}, "intact", "digests_changed"),
    ],
    ids=["seed", "n", "replacements", "selected", "reserved"],
)
def test_a_line_of_the_certificate_is_named_and_nothing_else(changes, seed: str, code: str, sealed: bool) -> None:
    certificate, kept = drawn()
    found = verify(edited(certificate, sealed, **changes), frame_of(FIRMS), kept)
    assert (found.directory, found.seed, found.list) == ("intact", seed, "intact")
    assert blamed(found) == ([code] if sealed else ["certificate_edited", code])


def test_a_plan_with_the_same_effect_is_an_edit_of_the_certificate_only() -> None:
    certificate, kept = drawn()
    found = verify(edited(certificate, plan=replace(PLAN, minimum=1)), frame_of(FIRMS), kept)
    assert states(found) == ("changed", "intact", "intact", "intact") and blamed(found) == ["certificate_edited"]


def test_without_the_list_seed_and_digests_cannot_be_told_apart() -> None:
    certificate, _ = drawn()
    found = verify(edited(certificate, selected="0" * 64), frame_of(FIRMS))
    assert states(found) == ("changed", "intact", "unknown", "absent")
    assert blamed(found) == ["certificate_edited", "seed_or_digests_changed"]


def test_an_edited_stratum_is_not_blamed_on_the_directory() -> None:
    certificate, kept = drawn()
    strata = (replace(certificate.strata[0], firms=299), *certificate.strata[1:])
    found = verify(edited(certificate, strata=strata), frame_of(FIRMS), kept)
    assert states(found) == ("changed", "unknown", "intact", "intact")
    assert blamed(found) == ["certificate_edited"]
    doubtful = [one for one in found.problems if one.severity == "warning"]
    assert [one.code for one in doubtful] == ["frame_stratum_count"]


@pytest.mark.parametrize("with_directory", [True, False])
def test_a_changed_list_is_found_with_and_without_the_directory(with_directory: bool) -> None:
    certificate, kept = drawn()
    other = kept.with_columns(ruc=pl.when(pl.col("ruc") == kept["ruc"][4]).then(pl.lit("999999")).otherwise("ruc"))
    firms = FIRMS if with_directory else without(FIRMS, kept["ruc"][0])
    found = verify(certificate, frame_of(firms), other)
    assert found.list == "changed" and found.certificate == "intact"
    assert blamed(found)[-1] == ("list_changed" if with_directory else "list_not_certified")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"weight": pl.lit("1.0")}, "weight"),
        ({"order": pl.col("order").reverse()}, "order"),
        ({"zone": pl.lit("south")}, "zone"),
        ({"status": pl.col("status").reverse()}, "status"),
    ],
)
def test_the_altered_column_of_a_list_is_named(change, place: str) -> None:
    certificate, kept = drawn()
    found = verify(certificate, frame_of(FIRMS), kept.with_columns(**change))
    assert states(found) == ("intact", "intact", "intact", "changed")
    assert place in found.problems[0].place and blamed(found) == ["list_order_changed"]


def test_a_list_without_a_needed_column_or_row_is_changed() -> None:
    certificate, kept = drawn()
    assert blamed(verify(certificate, frame_of(FIRMS), kept.drop("status"))) == ["list_changed"]
    assert blamed(verify(certificate, frame_of(FIRMS), kept.head(5))) == ["list_changed"]
    assert blamed(verify(certificate, frame_of(FIRMS), kept.select("ruc", "status", "order"))) == []


def test_the_rows_of_a_list_follow_from_its_certificate() -> None:
    certificate, kept = drawn(replace(PLAN, n=7, minimum=0))
    rows = certified_rows(certificate)
    assert rows.select("zone", "status", "order").equals(kept.select("zone", "status", "order"))
    assert list_against_certificate(certificate, kept) == []


def test_a_seed_changed_together_with_the_directory_is_found_by_the_strata_that_did_not_change() -> None:
    certificate, kept = drawn()
    firms = without(FIRMS, FIRMS["ruc"][0])
    found = verify(edited(certificate, plan=replace(PLAN, seed=1)), frame_of(firms), kept)
    assert (found.certificate, found.seed, found.list) == ("changed", "changed", "intact")


def test_a_directory_that_allows_no_draw_leaves_the_list_judged() -> None:
    certificate, kept = drawn()
    found = verify(certificate, frame_of(FIRMS.head(20)), kept)
    assert states(found) == ("intact", "changed", "unknown", "intact")
    assert blamed(found) == ["sample_above_frame"]


def test_a_certificate_of_the_first_version_still_verifies() -> None:
    """Version 1 had no origin; its seal covers the other fields."""
    certificate, kept = drawn()
    record = {**asdict(certificate), "version": 1}
    del record["origin"]
    old = replace(certificate, version=1)
    text = json.dumps({**record, "seal": seal(old)})
    read, problems = decoded(text.encode())
    assert problems == [] and read is not None and "origin" not in json.loads(written(read))
    assert states(verify(read, frame_of(FIRMS), kept)) == INTACT
    smuggled = json.dumps({**json.loads(text), "origin": asdict(certificate.origin)})
    assert [one.code for one in decoded(smuggled.encode())[1]] == ["certificate_edited"]


def test_a_directory_that_an_edited_certificate_cannot_read_is_not_blamed() -> None:
    certificate, kept = drawn()
    found = verify(edited(certificate, plan=replace(PLAN, n=10_000)), frame_of(FIRMS), kept)
    assert states(found) == ("changed", "unknown", "unknown", "intact")
    assert blamed(found) == ["certificate_edited"]


def forged(**stratum: object) -> bytes:
    """A certificate whose first stratum says something else, sealed anew."""
    certificate, _ = drawn()
    first = replace(certificate.strata[0], **stratum)
    return written(edited(certificate, sealed=True, strata=(first, *certificate.strata[1:]))).encode()


@pytest.mark.parametrize(
    "text",
    [
        forged(n=10**9),
        forged(n=-5),
        forged(firms=-5),
        forged(firms=10**16),
        forged(replacements=-1),
        forged(replacements=10**9),
        forged(name=("A", "B", "C")),
        written(edited(drawn()[0], sealed=True, columns=("zone", "zone"))).encode(),
        written(edited(drawn()[0], sealed=True, plan=replace(PLAN, n=10**16))).encode(),
    ],
)
def test_what_no_draw_can_have_written_is_no_certificate(text: bytes) -> None:
    certificate, problems = decoded(text)
    assert certificate is None
    assert [one.code for one in problems] == ["not_a_certificate"]


def test_a_forged_number_of_firms_builds_no_list() -> None:
    certificate, kept = drawn()
    many = replace(certificate.strata[0], firms=10**15, n=10**14)
    claimed = replace(certificate, strata=(many, *certificate.strata[1:]))
    assert [one.code for one in list_against_certificate(claimed, kept)] == ["list_not_certified"]


def test_a_draw_without_strata_reads_its_own_certificate() -> None:
    frame, _ = sampling_frame(FIRMS, "ruc", (), "")
    assert frame is not None
    sample, _ = certified_sample(frame, PLAN)
    assert sample is not None
    assert decoded(written(sample.certificate).encode()) == (sample.certificate, [])
