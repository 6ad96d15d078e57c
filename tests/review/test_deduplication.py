"""What is one publication, what never is, and what a person should see."""

import csv
import io
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alianza.review.article import article
from alianza.review.deduplication import duplicate_clusters
from alianza.review.likeness import features, plain_doi
from alianza.review.reference import Reference

LABELLED = Path(__file__).parents[3] / "shared/data/bibliography/dedup/asysd_labelled_test_set.csv"

TRUST = Reference(
    title="Trust and contracts in alliances between small firms: evidence from Ecuador",
    authors=("Paredes, Ana", "Mora, Luis"),
    year=2021,
    doi="10.1016/j.jbusres.2021.01.001",
    source_title="Journal of Business Research",
    volume="124",
    issue="2",
    pages="221-238",
)


def groups(*records: Reference) -> list[list[int]]:
    return [list(group) for group in duplicate_clusters(records).merged]


@pytest.mark.parametrize(
    "other",
    [
        replace(TRUST, doi="https://doi.org/10.1016/J.JBUSRES.2021.01.001", title=TRUST.title.upper()),
        replace(TRUST, doi="", source_title="J Bus Res", pages="221-38"),
        replace(TRUST, doi="", title="Trust and contracts in alliances between small firms"),
        replace(TRUST, doi="", title=TRUST.title.replace("contracts", "contrcats"), authors=("Paredes A",)),
        replace(TRUST, doi="", year=2020, authors=("Ana Paredes", "Luis Mora")),
        replace(TRUST, doi="", volume="", pages="", year=None),
    ],
    ids=["doi as address", "abbreviated", "without subtitle", "misspelled", "online a year earlier", "little known"],
)
def test_one_publication_in_two_databases_is_joined(other: Reference) -> None:
    assert groups(TRUST, other) == [[0, 1]]


@pytest.mark.parametrize(
    "other",
    [
        replace(TRUST, doi="10.1016/j.jbusres.2021.01.002"),
        replace(TRUST, doi="", title=f"Erratum to: {TRUST.title}"),
        replace(TRUST, doi="", title=f"{TRUST.title}. A reply"),
        replace(TRUST, doi="", volume="130", pages="12-30", year=2023, source_title="Technovation"),
        replace(TRUST, doi="", title="Trust and contracts in mergers of large banks: evidence from Chile"),
    ],
    ids=["another doi", "erratum", "reply", "a later article of that title", "another title"],
)
def test_two_publications_stay_apart(other: Reference) -> None:
    assert groups(TRUST, other) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("Part I", "Part II"), ("Parte 1", "Parte 2"), ("I", "II"), ("Study 1", "Study 2"), ("Part one", "Part two")],
)
def test_parts_of_a_series_stay_apart(one: str, other: str) -> None:
    series = replace(TRUST, doi="", pages="")
    assert groups(replace(series, title=f"{TRUST.title} {one}"), replace(series, title=f"{TRUST.title} {other}")) == []


def test_a_record_without_doi_never_joins_two_publications_with_different_ones():
    between = replace(TRUST, doi="")
    other = replace(TRUST, doi="10.9999/other")
    assert groups(TRUST, between, other) == [[0, 1]]


def test_doubtful_pairs_say_what_agrees_and_what_does_not():
    conference = replace(TRUST, doi="", source_title="Proceedings of the Academy", volume="3", pages="", year=2020)
    found = duplicate_clusters([TRUST, conference])
    assert found.merged == ()
    [doubt] = found.queue
    assert (doubt.first, doubt.second) == (0, 1)
    assert (doubt.agree, doubt.contradict) == (("authors",), ("volume", "journal"))


def test_an_escaped_doi_is_the_doi_itself():
    assert plain_doi("http://dx.doi.org/10.1016/S0025-7753%2817%2930624-3") == plain_doi(
        "10.1016/s0025-7753(17)30624-3"
    )


def test_a_merged_article_keeps_every_value_of_its_records():
    scielo = replace(TRUST, title="Confianza y contratos", abstract="Resumen.", database="scielo", doi="")
    found = article({"1.1": replace(TRUST, database="scopus"), "2.7": scielo})
    assert (found.id, found.records, found.databases) == ("1.1", ("1.1", "2.7"), ("scielo", "scopus"))
    assert found.best.title == TRUST.title and found.best.abstract == "Resumen."
    assert found.values["title"] == ((TRUST.title, ("1.1",)), ("Confianza y contratos", ("2.7",)))
    assert "year" not in found.values


texts = st.sampled_from(["", TRUST.title, TRUST.title.upper(), f"Erratum: {TRUST.title}", f"{TRUST.title} II", "Redes"])
some = st.builds(
    Reference,
    title=texts,
    authors=st.sampled_from([(), ("Paredes, Ana",), ("Mora, Luis",)]),
    year=st.sampled_from([None, 2020, 2021]),
    doi=st.sampled_from(["", "10.1000/a", "10.1000/b", "NA"]),
    volume=st.sampled_from(["", "1", "2"]),
    pages=st.sampled_from(["", "1-9", "221-38"]),
)


@settings(deadline=None)
@given(st.lists(some, max_size=12))
def test_no_group_holds_two_dois_or_a_notice_with_its_article(records: list[Reference]) -> None:
    found = duplicate_clusters(records)
    places = [place for group in found.merged for place in group]
    assert len(places) == len(set(places))
    for group in found.merged:
        known = [features(records[place]) for place in group]
        assert len({one.doi for one in known if one.doi}) <= 1
        assert len({(one.notice, one.part) for one in known}) == 1
    home = {place: group for group in found.merged for place in group}
    assert all(home.get(doubt.first, 1) is not home.get(doubt.second, 2) for doubt in found.queue)


@pytest.mark.skipif(not LABELLED.is_file(), reason="../shared is absent: the labelled set is read in place")
def test_the_labelled_set_of_asysd():
    rows = list(csv.DictReader(io.StringIO(LABELLED.read_bytes().decode("cp1252"))))
    rows = [{name: "" if value == "NA" else value for name, value in row.items()} for row in rows]
    records = [
        Reference(
            title=row["title"], authors=(row["author"],), year=int(row["year"]) if row["year"].isdigit() else None,
            doi=row["doi"], source_title=row["journal"], volume=row["volume"], issue=row["number"],
            pages=row["pages"], abstract=row["abstract"],
        )
        for row in rows
    ]  # fmt: skip
    found = duplicate_clusters(records)
    grouped = {place for group in found.merged for place in group}
    every = [*found.merged, *((place,) for place in range(len(rows)) if place not in grouped)]
    unique = [sum(rows[place]["source"] == "unique" for place in group) for group in every]
    false, missed = sum(max(0, count - 1) for count in unique), unique.count(0)
    right = len(rows) - len(every) - false
    assert false <= 2
    assert 2 * right / (2 * right + false + missed) >= 0.998
    assert len(found.queue) <= 25


@given(st.text(alphabet="áéñüÀßİſ①ﬁabXY 0-_<>&;한글\u0301\u0327", max_size=30))
def test_titles_are_compared_without_accents_sign_by_sign(text: str) -> None:
    bare = re.sub(r"<[^<>]{0,80}>|&[a-z#0-9]{1,8};", " ", text)
    letters = unicodedata.normalize("NFKD", bare.casefold())
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    words = " ".join(re.findall(r"[^\W_]+", plain))
    assert features(Reference(f"{text} x")).title == f"{words} x".strip()


def test_a_notice_with_the_doi_of_its_article_is_shown_to_a_person():
    notice = replace(TRUST, title=f"Erratum: {TRUST.title}")
    found = duplicate_clusters([TRUST, notice])
    assert found.merged == ()
    [doubt] = found.queue
    assert (doubt.first, doubt.second, doubt.forbidden) == (0, 1, "notice")
    assert duplicate_clusters([TRUST, replace(notice, doi="")]).queue == ()
