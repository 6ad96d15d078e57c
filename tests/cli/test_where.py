"""From a table of the report to the module that computes it, in one step."""

import pytest

from alianza.cli.failures import run
from alianza.cli.where import table_files
from alianza.report.contents import TABLES


@pytest.fixture(autouse=True)
def spanish(monkeypatch):
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")


def test_every_table_of_the_report_is_found_and_no_other():
    assert set(table_files()) == set(TABLES)


def test_the_beginning_of_a_name_is_enough(capsys):
    assert run(["where", "table1"]) == 0
    page = capsys.readouterr().out
    assert "alianza.report.table1_alliance_types" in page
    assert "table1_alliance_types.py" in page
    assert "R056" in page


@pytest.mark.parametrize("table", sorted(table_files()))
def test_every_table_names_what_it_answers(table, capsys):
    run(["where", table])
    assert "Responde a: " in capsys.readouterr().out


def test_an_ambiguous_beginning_shows_each_table(capsys):
    run(["where", "growth"])
    page = capsys.readouterr().out
    assert "alianza.report.growth_by_partner" in page
    assert "alianza.report.growth_model" in page
