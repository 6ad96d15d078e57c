"""Contact files and pilot files: read beside the survey, in its own words, with everything odd about them named."""

from dataclasses import dataclass, field

import polars as pl
import pytest

from alianza.render.messages import say, say_problem
from alianza.study.fieldwork import Fieldwork, Pilot, Scale
from alianza.study.protocol import Construct, Period, Protocol, Source, Study
from alianza.study.text import Text
from alianza.survey.contact_file import disagreement, own_contacts, read_contacts
from alianza.survey.dispositions import Dispositions
from alianza.survey.pilot_file import read_pilot
from alianza.survey.responses import interpret

SECTOR = {"c": Text("comercio", "trade"), "s": Text("servicios", "services")}
CALLS = Fieldwork(file="calls.csv", disposition="result", strata=("sect", "prov"), attempts="tries", mode="how")


@dataclass
class Sheet:
    """A file as `alianza.formats.sheet` reads it."""

    frame: pl.DataFrame
    name: str = "calls.csv"
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: pl.Series | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.frame.columns)


CONTACTS = Sheet(
    pl.DataFrame(
        {
            "result": ["1.1", "1.2", "2.1", "3.1", "4.7", None, "99"],
            "sect": ["c", "c", "s", "s", "c", "c", "s"],
            "prov": ["Loja", "Loja", "Napo", "Napo", "Loja", "Loja", "Napo"],
            "tries": [1, 3, 2, 8, 1, 2, 2],
            "how": ["tel", "web", "tel", "tel", None, "tel", "tel"],
        }
    )
)
SURVEY = Source(
    file="firms.csv",
    columns={"sector": "sect", "mode": "how", "disposition": "result", "attempts": "tries", "answered": "yes"},
    labels={"sector": SECTOR, "mode": {"tel": Text("teléfono", "telephone")}},
    respondents="answered",
)


def test_a_contact_file_is_read_in_the_survey_s_words() -> None:
    contacts, problems = read_contacts(CONTACTS, CALLS, SURVEY, SURVEY.labels)
    assert contacts is not None
    assert contacts.strata == {
        "c × Loja": Dispositions(interview=1, partial=1, not_eligible=1),
        "s × Napo": Dispositions(refusal=1, unknown_household=1),
    }
    assert say(contacts.labels["c × Loja"], "en") == "trade: Loja"
    assert contacts.modes["tel"].en == "telephone"
    assert contacts.frame["attempts"].to_list() == [1, 3, 2, 8, 1, 2, 2]
    assert [(one.code, one.file, one.found) for one in problems] == [
        ("unknown_disposition", "calls.csv", ""), ("unknown_disposition", "calls.csv", "99"),
    ]  # fmt: skip
    assert {one.severity for one in problems} == {"warning"}  # the rest of the study stands


def test_columns_that_the_contact_file_lacks_are_named_with_what_comes_near() -> None:
    wrong = Fieldwork(file="calls.csv", disposition="resultt", attempts="intentos")
    contacts, problems = read_contacts(CONTACTS, wrong, SURVEY, {})
    assert contacts is None
    assert [(one.code, one.place, one.found) for one in problems] == [
        ("unknown_column", "survey.fieldwork.disposition", "resultt"),
        ("unknown_column", "survey.fieldwork.attempts", "intentos"),
    ]
    assert "result" in say_problem(problems[0], "es")


def test_without_strata_all_firms_are_one() -> None:
    contacts, _ = read_contacts(CONTACTS, Fieldwork(file="calls.csv", disposition="result"), SURVEY, {})
    assert contacts is not None and list(contacts.strata) == [""]
    assert contacts.frame.columns == ["disposition", "kind", "stratum"]


def test_codes_in_numbers_are_the_same_codes() -> None:
    sheet = Sheet(pl.DataFrame({"result": [1.0, 1.1, 2.0, 4.0]}))
    contacts, problems = read_contacts(sheet, Fieldwork(disposition="result"), SURVEY, {})
    assert problems == () and contacts is not None
    assert contacts.strata[""] == Dispositions(interview=2, other=1, not_eligible=1)


def test_the_survey_s_own_rows_may_be_the_contacts() -> None:
    frame = CONTACTS.frame.with_columns(yes=pl.Series([1, 1, 0, 0, 0, 0, 0]))
    responses = interpret(Sheet(frame, "firms.csv"), SURVEY)
    contacts, problems = own_contacts(responses)
    assert contacts is not None
    # Without a declaration: the canonical names, and eligibility by sector.
    assert contacts.strata["c"] == Dispositions(interview=1, partial=1, not_eligible=1)
    assert say(contacts.labels["s"], "es") == "servicios"
    assert {"attempts", "mode"} <= set(contacts.frame.columns)
    assert {one.code for one in problems} == {"unknown_disposition"}
    bare = Source(file="firms.csv", columns={"sector": "sect"})
    assert own_contacts(interpret(Sheet(frame, "firms.csv"), bare)) == (None, ())


@pytest.mark.parametrize(("answered", "told"), [([1, 1, 0, 0, 0, 0, 0], []), ([1, 1, 1, 0, 0, 0, 0], [(2, 3)])])
def test_interviews_that_the_survey_does_not_have_are_a_warning(
    answered: list[int], told: list[tuple[int, int]]
) -> None:
    contacts, _ = read_contacts(CONTACTS, CALLS, SURVEY, {})
    responses = interpret(Sheet(CONTACTS.frame.with_columns(yes=pl.Series(answered)), "firms.csv"), SURVEY)
    assert contacts is not None
    problems = disagreement(contacts, responses, "calls.csv")
    assert [(one.values["interviews"], one.values["respondents"]) for one in problems] == told
    assert all(one.severity == "warning" and say_problem(one, "es") for one in problems)


def protocol(pilot: Pilot, scales: tuple[Scale, ...] = ()) -> Protocol:
    source = Source(
        file="firms.csv",
        columns={"sector": "sect", "trust": "p1", "fair": "p2", "open": "p3", "conflict": "p4", "cause": "p5"},
        missing={"trust": (9,)},
        labels={"sector": SECTOR},
        pilot=pilot,
        scales=scales,
    )
    study = Study(
        id="s", title=Text("s"), country="EC", wave="1", period=Period(first=2020, last=2024), population=Text("f"),
        unit_of_analysis="firm", focal_alliance="none",
    )  # fmt: skip
    return Protocol(study=study, survey=source, constructs=(Construct(id="trust", label=Text("confianza")),))


TRIAL = Sheet(
    pl.DataFrame(
        {
            "sect": ["c", "s", "c", "s", "z"],
            "p1": [1, 2, 9, 4, 5],
            "p2": [1, 2, 3, 5, 5],
            "p3": [2, 1, 3, 4, 5],
            "p4": ["sí", "sí", "no", "no", "no"],
            "p5": ["1", None, None, None, None],
            "t_p1": [10, 20, 30, 40, 50],
        }
    ),
    "trial.csv",
)
TRUST = Scale(id="trust", construct="trust", items=("trust", "fair", "open"), reversed=("open",))


def test_a_pilot_is_read_with_the_survey_s_kinds_and_missing_codes() -> None:
    declared = Pilot(file="trial.csv", times="t_{item}", asked={"cause": "conflict"})
    found, problems = read_pilot(TRIAL, protocol(declared, (TRUST,)))
    assert found is not None
    items = {one.item: one for one in found.items}
    assert list(items) == ["sector", "trust", "fair", "open", "cause"]  # who was asked is no question of its own
    assert (items["trust"].missing, items["trust"].seconds, items["trust"].timed) == (1, 30, 5)
    assert (items["cause"].asked, items["cause"].missing) == (2, 1)
    assert items["fair"].seconds is None and found.seconds == 30
    scale = found.scales["trust"]
    assert scale is not None and scale.n == 4 and scale.reversed != ()  # turned, «open» goes against the others
    # A value outside the sector's labels stops no report: no estimate rests on a pilot.
    assert [(one.code, one.severity) for one in problems] == [("unknown_value", "warning")]


def test_items_are_the_declared_ones_in_their_order_also_columns_that_the_survey_lost() -> None:
    found, problems = read_pilot(TRIAL, protocol(Pilot(file="trial.csv", items=("t_p1", "fair"), scales=())))
    assert problems == () and found is not None
    assert [one.item for one in found.items] == ["t_p1", "fair"] and found.seconds is None
    assert found.scales == {}


def test_an_item_that_the_pilot_lacks_leaves_no_pilot() -> None:
    found, problems = read_pilot(TRIAL, protocol(Pilot(file="trial.csv", items=("trust", "fairness"))))
    assert found is None
    assert [(one.code, one.file, one.place, one.found) for one in problems] == [
        ("unknown_column", "trial.csv", "survey.pilot.items", "fairness")
    ]
