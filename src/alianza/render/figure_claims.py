"""The overview of published shares: each beside the run's own estimate and its interval."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from alianza.integration.published import figures as published_figures
from alianza.integration.published import printed_numbers
from alianza.render import numbers
from alianza.render.figure_panels import LABEL_WIDTHS, SIZE, Column, Drawing, Line, Mark, Panel
from alianza.render.figure_scale import wrapped
from alianza.render.messages import say, sentence
from alianza.study.claim import JudgedClaim
from alianza.study.estimate import Estimate
from alianza.study.message import Message

MOST: Final = 22
ELLIPSIS: Final = "\u00a0…"
UNJUDGED: Final = frozenset({"not_comparable", "not_computable"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A published share and the run's own estimate of it."""

    judged: JudgedClaim
    own: Estimate
    published: float

    @property
    def distance(self) -> float:
        """How far the published value lies from the own one."""
        return abs((self.own.value or 0.0) - self.published)

    @property
    def inside(self) -> bool:
        """Whether the published value lies inside the own interval."""
        low, high = self.own.low, self.own.high
        return low is not None and high is not None and low <= self.published <= high


def claim_pairs(claims: Iterable[JudgedClaim]) -> tuple[Pair, ...]:
    """The claims that publish one share, got a verdict and have one reading with an estimate; farthest first."""
    found = (_pair(judged) for judged in claims)
    return tuple(sorted((pair for pair in found if pair), key=lambda pair: -pair.distance))


def _pair(judged: JudgedClaim) -> Pair | None:
    claim = judged.claim
    told = [e for e in judged.estimates if e.unit == "share" and e.value is not None]
    if judged.verdict in UNJUDGED or claim.form != "point" or claim.unit != "share" or len(told) != 1:
        return None
    values = published_figures(claim, "share")
    return Pair(judged, told[0], values[0].value) if len(values) == 1 else None


def claims_title(pairs: Sequence[Pair], synthetic: bool) -> Message:
    """How many published shares lie inside the own interval."""
    inside = sum(pair.inside for pair in pairs)
    code = "figures.claims.synthetic" if synthetic else "figures.claims.real"
    return Message(code, {"inside": inside, "count": len(pairs)})


def claims_drawing(pairs: Sequence[Pair], language: str) -> Drawing:
    """Own interval and published value of each claim on one axis, with the verdict at the right."""
    shown = pairs[:MOST]
    lines = tuple(Line(p.judged.claim.id, _label(p, language)) for p in shown)
    marks = tuple(_mark(pair, language) for pair in shown)
    panel = Panel("", sentence("figures.axes.claims", language), "share", marks)
    verdicts = tuple(sentence(f"verdicts.{p.judged.verdict}", language) for p in shown)
    columns = (
        Column(sentence("figures.headers.verdict", language), verdicts, left=True),
        Column("n", tuple(numbers.number(p.own.n, 0, language) for p in shown)),
    )
    notes = [say(Message("figures.notes.claims", {"level": shown[0].own.level}), language)]
    if len(pairs) > MOST:
        notes.append(say(Message("figures.notes.claims_more", {"shown": MOST, "count": len(pairs)}), language))
    return Drawing(lines, (panel,), columns, (" ".join(notes),))


def _mark(pair: Pair, language: str) -> Mark:
    decimals = len(printed_numbers(pair.judged.claim.published)[0].replace(",", ".").partition(".")[2])
    published = numbers.number(pair.published * 100, decimals, language) + numbers.percent_sign(language)
    told = say(Message("figures.alt.tip", {"own": pair.own, "published": published}), language)
    return Mark(pair.judged.claim.id, pair.own, published, told, published=pair.published)


def _label(pair: Pair, language: str) -> str:
    """The claim, cut after two lines."""
    lines = wrapped(pair.judged.claim.text.spoken(language).rstrip("."), LABEL_WIDTHS[1], SIZE)
    if len(lines) <= 2:
        return " ".join(lines)
    kept = " ".join(lines[:2])
    while len(wrapped(kept + ELLIPSIS, LABEL_WIDTHS[1], SIZE)) > 2:
        kept = kept.rpartition(" ")[0]
    return kept.rstrip(" ,;:") + ELLIPSIS
