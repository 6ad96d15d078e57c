"""The first page: what was studied, five findings, the main figure, the verdicts, and what the study cannot say."""

from typing import Final

from alianza.render.document import Block, Heading, Items, Paragraph, Span, StatusBand, Tone, Verdict, Verdicts
from alianza.render.messages import country, known, long_date, say, sentence, spoken
from alianza.study.estimate import Estimate
from alianza.study.hypothesis import JudgedHypothesis
from alianza.study.message import Message
from alianza.study.protocol import Protocol
from alianza.study.results import Results

FINDINGS_AT_MOST: Final = 5
CANNOT_SAY_AT_MOST: Final = 3
HYPOTHESIS_TONES: Final[dict[str, Tone]] = {
    "supported": "accent",
    "contradicted": "alarm",
    "undecided": "caution",
    "untestable": "grey",
}


def opening(results: Results, language: str, date: str) -> list[Block]:
    """The status band and the findings."""
    found = tuple((Span(say(one, language)),) for one in results.highlights[:FINDINGS_AT_MOST])
    findings: Block = Items(found, ordered=True) if found else text(sentence("sections.no_findings", language))
    return [_band(results, language, date), heading("findings", language, quiet=True), findings]


def closing(results: Results, language: str) -> list[Block]:
    """The verdicts of the hypotheses, or that a survey tests none, and the things that the study cannot say."""
    judged = tuple(_verdict(one, language) for one in results.hypotheses)
    verdicts: Block = Verdicts(judged) if judged else text(sentence("sections.no_hypotheses", language))
    limits = (results.cannot_say or results.protocol.cannot_say)[:CANNOT_SAY_AT_MOST]
    said = tuple((Span(say(one, language)),) for one in limits)
    cannot: list[Block] = [heading("cannot_say", language, quiet=True), Items(said)] if said else []
    tested = judged or results.protocol.has("survey")
    return [*([heading("hypotheses", language, quiet=True), verdicts] if tested else []), *cannot]


def heading(section: str, language: str, *, quiet: bool = False) -> Heading:
    """The heading of a part that the program names itself."""
    return Heading(1, sentence(f"sections.{section}", language), section.replace("_", "-"), quiet)


def text(words: str) -> Paragraph:
    """A plain paragraph."""
    return Paragraph((Span(words),))


def _verdict(judged: JudgedHypothesis, language: str) -> Verdict:
    sign, _, word = sentence(f"hypothesis_verdicts.{judged.verdict}", language).partition(" ")
    reason = say(judged.reason, language)
    told = any(isinstance(value, Estimate) for value in judged.reason.values.values())
    if judged.estimate is not None and judged.estimate.value is not None and not told:
        reason = f"{spoken(judged.estimate, '', language)}. {reason}"
    hypothesis = judged.hypothesis
    statement = say(hypothesis.statement, language)
    return Verdict(hypothesis.id, statement, sign, word, reason, HYPOTHESIS_TONES[judged.verdict])


def _band(results: Results, language: str, date: str) -> StatusBand:
    kind = "synthetic" if results.synthetic else "real"
    study = results.protocol.study
    frozen = long_date(results.frozen, language) if results.frozen else sentence("status.not_frozen", language)
    period = {"first": study.period.first, "last": study.period.last}
    facts = {
        "population": say(study.population, language),
        "unit": sentence(f"units_of_analysis.{study.unit_of_analysis}", language),
        "focal": _focal(results.protocol, language),
        "period": say(Message("status.period_value", period), language),
        "success": _success_rule(results.protocol, language),
        "strands": _strands(results, language),
        "frozen": frozen,
        "dated": long_date(date, language),
    }
    pairs = tuple((sentence(f"status.{name}", language), value) for name, value in facts.items() if value)
    word, remark = (sentence(f"status.{code}", language) for code in (kind, f"{kind}_sentence"))
    return StatusBand(word, remark, results.synthetic, pairs)


def _focal(protocol: Protocol, language: str) -> str:
    """The alliance that a firm of the survey answers about; other strands know no such choice."""
    rule = protocol.study.focal_alliance
    return sentence(f"focal.{rule}", language) if rule and protocol.has("survey") else ""


def _success_rule(protocol: Protocol, language: str) -> str:
    """The declared rule: success is never told without it, and only a survey tells it."""
    declared = protocol.success if protocol.has("survey") else None
    return say(declared.rule, language).rstrip(".") if declared else ""


def _strands(results: Results, language: str) -> str:
    """Units read per strand, beside the number that the protocol aims at: «empresas: 150 de 150»."""
    targets: dict[str, int] = dict(results.protocol.strands)  # type: ignore[arg-type]
    names = [*results.counts, *(name for name in targets if name not in results.counts)]
    present = [name for name in names if results.counts.get(name) or targets.get(name)]
    told = [_strand(name, results.counts.get(name, 0), targets.get(name), language) for name in present]
    return "; ".join(told)


def _strand(name: str, count: int, target: int | None, language: str) -> str:
    word = sentence(f"strands.{name}", language) if known(f"strands.{name}", language) else name
    values = {"name": word, "n": count, "target": target}
    return say(Message("status.strand" if target is None else "status.strand_of", values), language)


def subtitle(protocol: Protocol, language: str) -> str:
    """Place and wave; only surveys come in waves, and other studies have a year."""
    study = protocol.study
    place = study.place.spoken(language) or country(study.country, language)
    word = f"{sentence('status.wave', language).lower()} " if protocol.has("survey") else ""
    wave = f"{word}{study.wave}" if study.wave else ""
    return " · ".join(part for part in (place, wave) if part)
