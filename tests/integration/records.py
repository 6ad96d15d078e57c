"""Small records that the tests of this room are built from."""

from typing import Any

from alianza.study.claim import Claim
from alianza.study.estimate import Estimate
from alianza.study.finding import Finding
from alianza.study.protocol import Hypothesis, Period, Protocol, Study
from alianza.study.text import Text


def a_claim(**given: Any) -> Claim:
    values: dict[str, Any] = {"id": "F01", "section": "s", "kind": "finding", "construct": "success"}
    values |= {"text": Text("texto", "text"), "form": "point", "published": "68", "unit": "share", "base_n": 150}
    return Claim(**(values | {"finding": ("outcome.success.share",)} | given))


def a_protocol(**given: Any) -> Protocol:
    words = Text("texto", "text")
    study = Study(
        id="s",
        title=words,
        country="EC",
        wave="1",
        period=Period(first=2020, last=2024),
        population=words,
        unit_of_analysis="alliance",
        focal_alliance="random",
    )
    return Protocol(study=study, **given)


def a_hypothesis(**given: Any) -> Hypothesis:
    words = Text("texto", "text")
    values: dict[str, Any] = {"id": "H1", "statement": words, "estimand": words, "comparator": Text("c", "c")}
    values |= {"direction": "greater", "margin": 1.2, "finding": "income_effect.effect.ratio"}
    return Hypothesis(**(values | given))


def findings(**estimates: Estimate) -> dict[str, Finding]:
    """Findings by id; `__` stands for the dots of the id."""
    named = {name.replace("__", "."): estimate for name, estimate in estimates.items()}
    return {name: Finding(name, "success", "survey", estimate) for name, estimate in named.items()}


def a_share(value: float, se: float, n: int = 150, df: float | None = None) -> Estimate:
    return Estimate(value, se, df=df, n=n, unit="share")
