"""The published figures beside this study's own, with audit and verdict, grouped by section of the publication."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from alianza.render import numbers
from alianza.render.cells import cell
from alianza.render.document import BodyCell, BodyRow, HeaderCell, Items, Panel, Span, TableBlock, Tone
from alianza.render.messages import capitalised, joined, known, say, sentence
from alianza.study.claim import Claim, JudgedClaim, Verdict
from alianza.study.estimate import Estimate, Unit
from alianza.study.message import Message
from alianza.study.results import SimulationAccount
from alianza.study.table import Column

NUMERIC = re.compile(r"[<>=~≤≥ ]*[-−]?\d[\d.,]*([-–/ ]+\d[\d.,]*)*\s*%?")
"""A published figure or range of figures, as against words."""

VERDICT_TONES: dict[Verdict, Tone] = {
    "replicated": "accent",
    "recovered": "accent",
    "contradicted": "alarm",
    "not_recovered": "alarm",
    "inconclusive": "caution",
    "not_comparable": "grey",
    "not_computable": "grey",
}


def claims_block(claims: tuple[JudgedClaim, ...], label: str, language: str, findings: Mapping[str, str]) -> TableBlock:
    """One row a claim, or one a reading of it, under the section that publishes it.

    Args:
        claims: The judged claims.
        label: The table's word and number.
        language: "es" or "en".
        findings: Words for the findings that claims refer to, for readings without a name.
    """
    rows: list[BodyRow] = []
    for section in dict.fromkeys(judged.claim.section for judged in claims):
        rows.append(BodyRow(_section(section, language), group=True))
        told = [judged for judged in claims if judged.claim.section == section]
        rows.extend(row for judged in told for row in _rows(judged, language, findings))
    words = {name: sentence(f"claims.{name}", language) for name in ("caption", "stub", "note")}
    level = numbers.percent(0.95, 0, language)
    notes = (words["note"], say(Message("claims.note_units", {"level": level}), language))
    panel = Panel(_headers(rows, language), tuple(rows))
    return TableBlock("claims", label, words["caption"], _lead(claims, language), words["stub"], (panel,), notes)


def claims_reasons(claims: tuple[JudgedClaim, ...], language: str) -> Items:
    """Why each verdict was reached: one item a reason, with the claims that share it; then figures no base can give."""
    reasons: dict[tuple[Verdict, str], list[str]] = {}
    for verdict in VERDICT_TONES:
        for judged in claims:
            if judged.verdict == verdict and judged.reason is not None:
                reasons.setdefault((verdict, say(judged.reason, language)), []).append(judged.claim.id)
    told = [_reason(verdict, reason, ids, language) for (verdict, reason), ids in reasons.items()]
    impossible = [
        (Span(f"{judged.claim.id}: ", "strong"), Span(say(judged.audit.note, language)))
        for judged in claims
        if judged.audit.note is not None and judged.audit.status in ("impossible_on_base", "possible_on_other_base")
    ]
    return Items((*told, *impossible))


def treatments(account: SimulationAccount, language: str) -> Items:
    """How the simulation treats the published figures: one item a treatment, with the claims that share it."""
    shared: dict[str, list[str]] = {}
    for claim, treatment in account.treatments.items():
        shared.setdefault(say(treatment, language).rstrip("."), []).append(claim)
    told = (((Span(f"{words}. "), Span(f"({', '.join(ids)})", "grey"))) for words, ids in shared.items())
    return Items((*told, *((Span(say(note, language)),) for note in account.feasibility)))


def _reason(verdict: Verdict, reason: str, ids: list[str], language: str) -> tuple[Span, ...]:
    word = Span(sentence(f"verdicts.{verdict}", language) + ". ", VERDICT_TONES[verdict])
    return word, Span(reason + " "), Span(f"({', '.join(ids)})", "grey")


def _headers(rows: list[BodyRow], language: str) -> tuple[HeaderCell, ...]:
    paired = any(row.cells[1].interval for row in rows if row.cells)
    kinds = {"published": True, "own": True, "base": True, "audit": False, "verdict": False}
    return tuple(
        HeaderCell(sentence(f"claims.{name}", language), "", numeric, paired and name == "own")
        for name, numeric in kinds.items()
    )


def _lead(claims: tuple[JudgedClaim, ...], language: str) -> str:
    """How many claims reached each verdict, without the verdicts' signs."""
    tally = Counter(judged.verdict for judged in claims)
    told = [
        say(Message("claims.lead_count", {"word": _word(verdict, language), "n": tally[verdict]}), language)
        for verdict in VERDICT_TONES
        if tally[verdict]
    ]
    return say(Message("claims.lead", {"n": len(claims), "counts": joined(told, language)}), language)


def _word(verdict: str, language: str) -> str:
    return sentence(f"verdicts.{verdict}", language).partition(" ")[2]


def _rows(judged: JudgedClaim, language: str, findings: Mapping[str, str]) -> list[BodyRow]:
    """The claim's row; where it has several readings, one indented row for each."""
    claim = judged.claim
    audit = BodyCell(sentence(f"audit.{judged.audit.status}", language), tone="grey")
    verdict = BodyCell(sentence(f"verdicts.{judged.verdict}", language), tone=VERDICT_TONES[judged.verdict])
    several = len(judged.estimates) > 1
    own = (BodyCell(""), BodyCell("")) if several else _own(judged.estimates[0] if judged.estimates else None, language)
    head = BodyRow(_statement(claim, language), (BodyCell(_published(claim, language)), *own, audit, verdict), depth=1)
    return [head, *_readings(judged, language, findings)] if several else [head]


def _statement(claim: Claim, language: str) -> str:
    return f"{say(claim.text, language).rstrip('.')} ({claim.id})"


def _readings(judged: JudgedClaim, language: str, findings: Mapping[str, str]) -> list[BodyRow]:
    blank = BodyCell("")
    read, found = judged.claim.readings, judged.claim.finding
    names = [*(say(name, language) for name in read), *(findings.get(one, one) for one in found[len(read) :])]
    return [
        BodyRow(capitalised(name), (blank, *_own(estimate, language), blank, blank), depth=2)
        for name, estimate in zip(names, judged.estimates, strict=False)
    ]


def _section(name: str, language: str) -> str:
    """The publication's section in the report's language; as the publication names it where there is no word."""
    code = f"publication_sections.{name}"
    return sentence(code, language) if known(code, language) else name


def _own(estimate: Estimate | None, language: str) -> tuple[BodyCell, BodyCell]:
    """The study's own figure with its unit's sign and its base."""
    if estimate is None or estimate.value is None:
        return BodyCell(numbers.MISSING, tone="grey"), BodyCell("")
    shown = cell(estimate, Column("own", estimate.unit), language)
    value = replace(shown, value=shown.value + _sign(estimate.unit, language))
    return value, BodyCell(numbers.number(estimate.n, 0, language) if estimate.n else "")


def _sign(unit: Unit, language: str) -> str:
    if unit == "difference":
        return numbers.NO_BREAK + sentence("claims.points", language)
    return numbers.percent_sign(language) if unit in ("share", "growth") else ""


def _published(claim: Claim, language: str) -> str:
    """The published figure in the language's number format, with its unit's sign; words are left to the statement."""
    if not NUMERIC.fullmatch(claim.published):
        return sentence("claims.order" if claim.form == "order" else "claims.none", language)
    text = claim.published.replace(">=", "≥" + numbers.NO_BREAK).replace("<=", "≤" + numbers.NO_BREAK)
    text = text if language == "es" else text.replace(",", ".")
    return text + (_sign(claim.unit, language) if text[-1:].isdigit() else "")
