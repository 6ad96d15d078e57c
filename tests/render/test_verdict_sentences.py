"""Every verdict, audit and deviation is a sentence in both languages, and every sentence is reached."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from alianza.integration.claims import audit
from alianza.integration.hypotheses import judge_hypothesis
from alianza.integration.replication import judge
from alianza.render.messages import LANGUAGES, catalogue, say
from alianza.study.claim import Claim
from alianza.study.deviation import Deviation, deviation_message
from alianza.study.estimate import Estimate, Unit
from alianza.study.message import Message
from alianza.study.text import Text
from tests.integration.records import a_claim, a_hypothesis, a_protocol, a_share, findings

AREAS = ("judgement", "audit_note", "deviation")


def reason(claim: Claim, synthetic: bool = False, comparable: bool = True, **own: Estimate) -> Message:
    protocol = a_protocol(synthetic=synthetic, claims_comparable=comparable)
    judged = judge(claim, findings(**own), protocol)
    assert judged.reason is not None
    return judged.reason


def of_points() -> Iterator[Message]:
    units: tuple[tuple[Unit, str, float], ...] = (("share", "68", 0.68), ("ratio", "1,40", 1.4), ("rating", "4,2", 4.2))
    for unit, published, value in units:
        for base in (None, 150):
            for own in (value, value * 1.1, value * 1.2, value * 1.3, value * 0.45):
                claim = a_claim(published=published, unit=unit, base_n=base)
                yield reason(claim, outcome__success__share=Estimate(own, 0.02, n=150, unit=unit))
    yield reason(a_claim(), outcome__success__share=Estimate(0.5, unit="share"))
    for own in (a_share(0.68, 0.04), a_share(0.40, 0.04), Estimate(0.5, unit="share")):
        yield reason(a_claim(), synthetic=True, outcome__success__share=own)


def of_statements() -> Iterator[Message]:
    for form in ("at_least", "up_to"):
        for own in (0.10, 0.20, 0.30):
            claim = a_claim(form=form, published="20", unit="growth", base_n=None)
            yield reason(claim, outcome__success__share=Estimate(own, 0.02, unit="growth"))
            ratio = a_claim(form=form, published="1,2", unit="ratio", base_n=None)
            yield reason(ratio, outcome__success__share=Estimate(1 + own, 0.02, unit="ratio"))
    for form, published in (("count", "150"), ("range", "100-150"), ("set", "a")):
        for own in (150, 0):
            claim = a_claim(form=form, published=published, unit="count")
            for synthetic in (False, True):
                yield reason(claim, synthetic, outcome__success__share=Estimate(own, unit="count"))
    claim = a_claim(form="range", published="100-150", unit="count")
    yield reason(claim, outcome__success__share=Estimate(151, unit="count"))
    order = a_claim(form="order", rivals=("p.a_vs_b.difference",))
    for own in (0.3, 0.0, -0.3):
        difference = Estimate(own, 0.05, n=102, unit="difference")
        for synthetic in (False, True):
            numbers = {"outcome__success__share": a_share(0.7, 0.04), "p__a_vs_b__difference": difference}
            yield reason(order, synthetic, **numbers)


def of_readings() -> Iterator[Message]:
    names = ("planning_time.risk_ratio.contrast", "planning_time.risk_difference.contrast")
    names = (*names, "planning_time.odds_ratio.contrast", "planning_time.other.contrast")
    claim = a_claim(
        published="40",
        finding=names,
        readings=tuple(map(Text, ("como razón", "como diferencia", "como momios", "otra"))),
    )
    three = tuple(f"t.{name}.share" for name in ("a", "b", "c"))
    shares: dict[str, Any] = {f"t__{name}__share": a_share(0.68, 0.02) for name in ("a", "b", "c")}
    yield reason(a_claim(finding=three, readings=tuple(map(Text, ("éxitos", "todas", "contactadas")))), **shares)
    for points in (0.4, 0.1, 0.9):
        for synthetic in (False, True):
            own: dict[str, Any] = {
                "planning_time__risk_ratio__contrast": Estimate(1 + points, 0.01, n=150, unit="ratio"),
                "planning_time__risk_difference__contrast": Estimate(points, 0.01, n=150, unit="difference"),
                "planning_time__odds_ratio__contrast": Estimate(1.4, 0.01, n=150, unit="odds_ratio"),
                "planning_time__other__contrast": Estimate(points, 0.01, n=150, unit="difference"),
            }
            yield reason(claim, synthetic, **own)


def without_verdict() -> Iterator[Message]:
    own = a_share(0.68, 0.02)
    for claim in (
        a_claim(comparability="not_comparable"),
        a_claim(comparability="not_comparable", why_not=Text("Otra población.", "Another population.")),
        a_claim(form="unpublished", published=""),
        a_claim(form="adjective", published=""),
        a_claim(finding=()),
        a_claim(finding=("x.y.z",)),
        a_claim(published="55", base_n=48),
        a_claim(defect=Text("tres redacciones", "three wordings")),
    ):
        yield reason(claim, outcome__success__share=own)
    yield reason(a_claim(), comparable=False, outcome__success__share=own)


def of_hypotheses() -> Iterator[Message]:
    for direction in ("greater", "less", "two_sided"):
        for ratio in (1.0, 1.2, 1.5):
            own = findings(income_effect__effect__ratio=Estimate(ratio, 0.05, n=300, unit="ratio"))
            yield judge_hypothesis(a_hypothesis(direction=direction), own, ()).reason
    share = a_hypothesis(direction="less", margin=0.35)
    own = findings(income_effect__effect__ratio=Estimate(0.2, 0.02, n=90, unit="share"))
    yield judge_hypothesis(share, own, ()).reason
    yield judge_hypothesis(a_hypothesis(), {}, (), 0.5).reason
    yield judge_hypothesis(a_hypothesis(needs=("sales_end",)), {}, ()).reason
    yield judge_hypothesis(a_hypothesis(), {}, ()).reason


def of_audits() -> Iterator[Message]:
    for published, unit, base, bases in (
        ("68", "share", 150, ()),
        ("63", "share", 48, ()),
        ("55", "share", 48, (150,)),
        ("55", "share", 48, ()),
        ("55", "share", None, ()),
        ("28,5", "growth", 48, ()),
        ("4,2", "rating", 48, ()),
    ):
        note = audit(a_claim(published=published, unit=unit, base_n=base), bases).note
        assert note is not None
        yield note


def of_deviations() -> Iterator[Message]:
    yield deviation_message(Deviation("rules.nominal", "added", after=True, date="2025-01-01"))
    yield deviation_message(Deviation("rules.nominal", "removed", before=True))
    yield deviation_message(Deviation("study.authors", "changed", ("a", "b"), ("a",), "2025-01-01"))


SOURCES = (of_points, of_statements, of_readings, without_verdict, of_hypotheses, of_audits, of_deviations)
SPOKEN = [message for source in SOURCES for message in source()]


def codes_in(message: Message) -> set[str]:
    """The message's code and those of the messages among its values."""
    inner: set[str] = set()
    for value in message.values.values():
        for part in value if isinstance(value, tuple) else (value,):
            inner |= codes_in(part) if isinstance(part, Message) else set()
    return {message.code} | inner


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_a_whole_sentence(language: str) -> None:
    for message in SPOKEN:
        sentence = say(message, language)
        assert sentence and not re.search(r"[{}]|\bNone\b|  ", sentence), sentence


def test_no_sentence_of_these_areas_is_out_of_reach() -> None:
    reached = set().union(*(codes_in(message) for message in SPOKEN))
    written = {code for code in catalogue("es") if code.split(".")[0] in AREAS}
    assert written - reached == set()
