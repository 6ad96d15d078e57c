"""Whether the scales held together in the trial of the questionnaire (R039, R067)."""

from alianza.report.evidence import Evidence
from alianza.report.pilot import PILOT
from alianza.report.scale_reliability import COLUMNS, SCALES, scale_lead, scale_rows, turned
from alianza.study.message import Message
from alianza.study.table import Table, Topic
from alianza.survey.scales import scales_of

TOPIC: Topic = "instrument"
NEEDS = ()


def compute(evidence: Evidence) -> Table:
    """The same row a scale as the survey's own: alpha with its interval, omega and one factor, on the pilot's firms."""
    trial = evidence.responses.pilot
    if trial is None:
        return Table(id="pilot_scales", topic=TOPIC, needs=(PILOT,))
    found = tuple((scale, trial.scales[scale.id]) for scale in scales_of(evidence.protocol) if scale.id in trial.scales)
    if not found:
        return Table(id="pilot_scales", topic=TOPIC, needs=(SCALES,))
    return Table(
        id="pilot_scales",
        topic=TOPIC,
        columns=COLUMNS,
        rows=scale_rows(found),
        base=trial.n,
        lead=scale_lead(found, "pilot_scales"),
        notes=(Message("notes.pilot_scales"), *turned(evidence, found)),
    )
