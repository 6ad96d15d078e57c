"""Hits of the search log beside imported records, database by database."""

from alianza.review.search_log import unlike_hits
from tests.review.test_screening import Step, after, imported


def searched(database: str, hits: int, date: str = "2025-03-01") -> Step:
    return "lia", "search_run", {"database": database, "query": "alianza", "date": date, "hits": hits}


def test_imports_that_are_not_the_hits_of_their_database_are_a_warning():
    state = after(searched("scopus", 6), searched("scielo", 15), imported("scopus", 92), imported("scielo", 14, 1))
    [problem] = unlike_hits(state)
    assert (problem.code, problem.severity, problem.place) == ("imports_unlike_hits", "warning", "scopus")
    assert problem.values == {"imported": 92, "hits": 6}


def test_searches_of_one_database_add_up():
    twice = (searched("scopus", 6), searched("scopus", 4, "2025-06-01"))
    assert unlike_hits(after(*twice, imported("scopus", 6), imported("scopus", 4))) == ()


def test_a_searched_database_that_was_not_imported_is_named_once_another_was():
    assert unlike_hits(after(searched("scopus", 6))) == ()
    [problem] = unlike_hits(after(searched("scopus", 6), searched("wos", 2), imported("scopus", 6)))
    assert (problem.place, problem.values) == ("wos", {"imported": 0, "hits": 2})


def test_imports_without_a_search_are_a_notice():
    [problem] = unlike_hits(after(imported("scopus", 6)))
    assert (problem.code, problem.severity) == ("imports_without_search", "notice")
