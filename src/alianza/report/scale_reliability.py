"""Whether the items of each scale hold together: alpha, omega and one factor behind them (R067, R044)."""

from collections.abc import Iterable

from alianza.report.evidence import Evidence
from alianza.report.item_words import item_words
from alianza.statistics.scales.general_factor import general_factor
from alianza.statistics.scales.reliability import Reliability
from alianza.study.estimate import Estimate
from alianza.study.message import Message
from alianza.study.table import Cell, Column, Row, Table, Topic
from alianza.survey.scales import Measure, scale_correlations, scale_reliability, scales_of

TOPIC: Topic = "instrument"
NEEDS = ()
SCALES = "scales"
"""What a study lacks that declares no scale and has no construct with three items of the role `level`."""
ACCEPTABLE = 0.70
"""Alpha below which a scale is said to fall short (Nunnally 1978, Psychometric Theory, 2nd ed., 245)."""
COLUMNS = (
    Column("items", "number"),
    Column("alpha", "number"),
    Column("omega", "number"),
    Column("mean_correlation", "number"),
    Column("explained", "share"),
    Column("n", "count"),
)

Found = tuple[tuple[Measure, Reliability | None], ...]


def compute(evidence: Evidence) -> Table:
    """One row a scale: items, Cronbach's alpha with Feldt's interval, McDonald's omega, and the one-factor solution.

    The base is the firms that answered every item, each counted once: reliability describes the answers, not the
    population. The share explained is the mean squared standardised loading on one factor.
    """
    found = measured(evidence)
    if not found:
        return Table(id="scale_reliability", topic=TOPIC, needs=(SCALES,))
    return Table(
        id="scale_reliability",
        topic=TOPIC,
        columns=COLUMNS,
        rows=scale_rows(found),
        base=evidence.count(evidence.where()),
        lead=scale_lead(found),
        notes=(Message("notes.reliability"), *_fits(found), *_hierarchical(evidence, found), *turned(evidence, found)),
    )


def measured(evidence: Evidence) -> Found:
    """The scales whose items the survey has, with their reliability among the firms that answered."""
    rows = evidence.frame.filter(evidence.where())
    there = (scale for scale in scales_of(evidence.protocol) if not evidence.missing(*scale.items))
    return tuple((scale, scale_reliability(rows, scale)) for scale in there)


def scale_rows(found: Found) -> tuple[Row, ...]:
    """The rows of a table of scales, in the columns `COLUMNS`."""
    return tuple(Row(scale.id, scale.label, _cells(scale, one), scale.construct) for scale, one in found)


def _cells(scale: Measure, found: Reliability | None) -> tuple[Cell, ...]:
    if found is None or found.alpha is None:
        return (len(scale.items), *(_nothing(found) for _ in range(4)), int(found.n) if found else 0)
    n = int(found.n)
    factor = found.omega_correlations
    explained = sum(loading**2 for loading in factor.loadings) / len(factor.loadings) if factor else None
    alpha = Estimate(found.alpha, low=found.low, high=found.high, n=n, level=found.level, method="cronbach_feldt")
    return (
        len(scale.items),
        alpha,
        _point(found.omega.omega if found.omega else None, n, "mcdonald_omega"),
        _point(found.mean_correlation, n, "mean_correlation"),
        Estimate(explained, n=n, unit="share", method="one_factor", reason=_why(explained)),
        n,
    )


def _point(value: float | None, n: int, method: str) -> Estimate:
    return Estimate(value, n=n, method=method, reason=_why(value))


def _why(value: float | None) -> str:
    """Why a measure stands without an interval, or not at all."""
    return "no_factor" if value is None else "point_only"


def _nothing(found: Reliability | None) -> Estimate:
    return Estimate(None, method="cronbach_feldt", reason=found.reason if found else "no_answers")


def scale_lead(found: Found, code: str = "scale_reliability") -> Message | None:
    """One scale: its alpha beside the bound. Several: how many fall short of it, by their point estimates."""
    alphas = [(scale, one) for scale, one in found if one is not None and one.alpha is not None]
    if not alphas:
        return None
    if len(alphas) == 1:
        scale, one = alphas[0]
        alpha = _cells(scale, one)[1]
        values = {"scale": scale.label, "alpha": alpha, "n": int(one.n), "standing": _standing(one)}
        return Message(f"leads.{code}", values)
    short = [scale.label for scale, one in alphas if (one.alpha or 0.0) < ACCEPTABLE]
    counted: dict[str, object] = {
        "scales": len(alphas),
        "short": len(short),
        "names": short,
        "n": min(int(one.n) for _, one in alphas),
    }
    return Message(f"leads.{code}_short" if short else f"leads.{code}_several", counted)


def _standing(found: Reliability) -> Message:
    """Where alpha's interval lies, seen from the bound."""
    assert found.alpha is not None and found.low is not None and found.high is not None
    if found.high < ACCEPTABLE or found.low >= ACCEPTABLE:
        return Message("strength.alpha_below" if found.high < ACCEPTABLE else "strength.alpha_reached")
    return Message("strength.alpha_unclear_below" if found.alpha < ACCEPTABLE else "strength.alpha_unclear")


def _fits(found: Found) -> Iterable[Message]:
    """Whether one factor is enough; with three items the model has no degrees of freedom to test it."""
    for scale, one in found:
        factor = one.omega_correlations if one else None
        if factor is None:
            continue
        if factor.test.df:
            told = {"scale": scale.label, "statistic": factor.test.statistic, "df": factor.test.df, "p": factor.test.p}
            yield Message("notes.one_factor_fit", told)
        else:
            yield Message("notes.one_factor_exact", {"scale": scale.label})
        if factor.heywood:
            yield Message("notes.heywood", {"scale": scale.label})


def _hierarchical(evidence: Evidence, found: Found) -> Iterable[Message]:
    """Omega hierarchical of scales with five items or more: what a general factor explains beside group factors."""
    for scale, one in found:
        correlations = scale_correlations(evidence.frame.filter(evidence.where()), scale) if one else None
        general = None if correlations is None else general_factor(correlations)
        if general is not None:
            yield Message("notes.omega_hierarchical", {"scale": scale.label, "omega": general.hierarchical})


def turned(evidence: Evidence, found: Found) -> Iterable[Message]:
    """The items that were turned before, and those that go against the rest of their scale all the same."""
    for scale, one in found:
        if scale.turned:
            names = [item_words(evidence, item) for item in scale.turned]
            yield Message("notes.items_turned", {"scale": scale.label, "items": names})
        if one and one.reversed:
            names = [item_words(evidence, item) for item in one.reversed]
            yield Message("notes.items_against", {"scale": scale.label, "items": names})
