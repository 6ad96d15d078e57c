"""Every table of the report has one module that says what it needs and which claims and requirements it answers."""

import re
from pathlib import Path

import msgspec
import pytest

from alianza.report import contents
from alianza.report.evidence import Evidence

ROOT = Path(contents.__file__).parent


@pytest.mark.parametrize("table", contents.TABLES)
def test_a_table_s_module_names_its_topic_its_needs_and_its_requirements(table: str) -> None:
    module = contents.module_of(table)
    assert module.TOPIC
    assert isinstance(module.NEEDS, tuple)
    assert module.__doc__ and re.search(r"\bR\d{3}\b|claims? [A-Z]", module.__doc__)


def test_highlights_name_tables_that_exist() -> None:
    assert set(contents.HIGHLIGHTS) <= set(contents.TABLES)


def test_a_table_without_its_inputs_says_what_it_needs(acti: Evidence) -> None:
    tables = {
        table.id: table
        for table in contents.compute_tables(contents.Strands(acti.protocol, acti), lambda step, share: None)
    }
    assert tables["table1_alliance_types"].needs == ("alliance_type", "new_markets", "conflict")
    assert tables["conflict_causes"].needs == ("conflict", "items:conflict_cause")
    assert tables["cooperation_by_sector"].computable


def test_every_estimate_has_a_base_and_an_interval_or_a_reason(acti: Evidence) -> None:
    from alianza.report.findings import findings_of

    computed = contents.compute_tables(contents.Strands(acti.protocol, acti), lambda step, share: None)
    for finding in findings_of(computed):
        estimate = finding.estimate
        assert estimate.n > 0, finding.id
        assert estimate.method, finding.id
        without = estimate.low is None
        assert not without or estimate.reason or estimate.unit == "log" or estimate.method == "counted", finding.id


def test_a_survey_is_told_of_a_review_that_it_does_not_have_only_where_it_asks_for_its_tables(acti: Evidence) -> None:
    found = contents.compute_tables(contents.Strands(acti.protocol, acti), lambda step, share: None)
    assert {table.strand for table in found} == {"survey"}
    asking = msgspec.structs.replace(acti.protocol, tables=("review_flow",))
    (asked,) = contents.compute_tables(contents.Strands(asking, acti), lambda step, share: None)
    assert (asked.id, asked.needs) == ("review_flow", ("review",))
