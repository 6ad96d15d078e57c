"""`results.json`: everything that a run computed, for programs. Its shape is `results.schema.json` beside this file."""

import json
from dataclasses import asdict
from typing import Any, Final

from alianza.integration.published import in_published_unit
from alianza.render.messages import LANGUAGES, known, problem_sentences, sentence
from alianza.render.plain_values import number, of_estimate, of_test, plain, rounded, spoken
from alianza.study.claim import Audit, JudgedClaim
from alianza.study.estimate import Estimate, Unit
from alianza.study.finding import Finding
from alianza.study.hypothesis import JudgedHypothesis
from alianza.study.problem import Problem
from alianza.study.protocol import Protocol
from alianza.study.results import DesignFacts, Results
from alianza.study.table import Column, Row, Table
from alianza.study.text import Text

SCHEMA_VERSION: Final = 1


def results_json(results: Results) -> str:
    """The file's text: UTF-8, keys in a fixed order, twelve significant digits."""
    return json.dumps(document(results), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def document(results: Results) -> dict[str, Any]:
    """The results as plain values."""
    return {
        "schema": SCHEMA_VERSION,
        "synthetic": results.synthetic,
        "study": _study(results),
        "highlights": [spoken(message) for message in results.highlights],
        "cannot_say": [spoken(message) for message in results.cannot_say],
        "tables": {table.id: _table(table, results.protocol) for table in results.tables},
        "findings": [_finding(finding) for finding in results.findings],
        "convergence": [
            {"construct": one.construct, "label": one.label, "votes": dict(sorted(one.votes.items()))}
            for one in results.convergence
        ],
        "claims": [_claim(judged) for judged in results.claims],
        "hypotheses": [_hypothesis(judged) for judged in results.hypotheses],
        "design": _design(results.design) if results.design else None,
        "deviations": [spoken(message) for message in results.deviations],
        "problems": [_problem(problem) for problem in results.problems],
    }


def _study(results: Results) -> dict[str, Any]:
    protocol: Protocol = results.protocol
    study = protocol.study
    return {
        "id": study.id,
        "title": spoken(study.title),
        "authors": list(study.authors),
        "country": study.country,
        "place": spoken(study.place),
        "wave": study.wave,
        "date": study.date,
        "period": {"first": study.period.first, "last": study.period.last},
        "population": spoken(study.population),
        "unit_of_analysis": study.unit_of_analysis,
        "focal_alliance": study.focal_alliance or "none",
        "counts": dict(sorted(results.counts.items())),
        "frozen": results.frozen,
    }


def _design(facts: DesignFacts) -> dict[str, Any]:
    record = asdict(facts)
    weighting = record.pop("weighting")
    return record | {"weights": number(facts.weights), "variables": list(facts.variables), **_weighting(weighting)}


def _weighting(record: dict[str, Any]) -> dict[str, Any]:
    """How the weights came about; labels of categories stand in the study's declaration."""
    for total in (record["calibration"] or {}).get("known", ()):
        del total["label"]
    return dict(rounded(record))


def _table(table: Table, protocol: Protocol) -> dict[str, Any]:
    record: dict[str, Any] = {
        "title": _catalogued(f"tables.{table.id}.title", table.id),
        "topic": table.topic,
        "question": next((one.id for one in protocol.questions if table.topic in one.topics), None),
        "columns": [_column(column) for column in table.columns],
        "rows": [_row(row, table.columns) for row in table.rows],
        "base": table.base,
        "lead": spoken(table.lead) if table.lead else None,
        "notes": [spoken(note) for note in table.notes],
        "tests": {name: of_test(one) for name, one in sorted(table.tests.items())},
        "module": table.module,
    }
    return record if table.computable else record | {"needs": list(table.needs)}


def _catalogued(code: str, fallback: str) -> dict[str, str]:
    return {language: sentence(code, language) if known(code, language) else fallback for language in LANGUAGES}


def _column(column: Column) -> dict[str, Any]:
    record: dict[str, Any] = {"id": column.id, "unit": column.unit}
    return record | ({"label": spoken(column.label)} if column.label else {})


def _row(row: Row, columns: tuple[Column, ...]) -> dict[str, Any]:
    """A row's id and label, then one value under each column's id."""
    record: dict[str, Any] = {"id": row.id, "label": spoken(row.label), "construct": row.construct}
    return record | {column.id: plain(cell) for column, cell in zip(columns, row.cells, strict=True)}


def _finding(finding: Finding) -> dict[str, Any]:
    own = finding.estimate
    return {
        "id": finding.id,
        "construct": finding.construct,
        "strand": finding.strand,
        "estimate": number(own.value),
        "unit": own.unit,
        "n": own.n,
        "interval": _interval(own.low, own.high, own.level),
        "p": number(finding.p),
        "method": own.method,
    }


def _interval(low: float | None, high: float | None, level: float) -> dict[str, Any] | None:
    if low is None and high is None:
        return None
    return {"low": number(low), "high": number(high), "level": number(level)}


def _claim(judged: JudgedClaim) -> dict[str, Any]:
    """A claim with the run's own number in the unit of the published one; several readings are listed."""
    claim = judged.claim
    readings = [_reading(own, claim.unit) for own in judged.estimates]
    first = readings[0] if readings else {"estimate": None, "interval": None, "base": None}
    record = {
        "id": claim.id,
        "text": spoken(claim.text),
        "kind": claim.kind,
        "form": claim.form,
        "published": claim.published,
        "unit": claim.unit,
        **first,
        "audit": _audit(judged.audit),
        "verdict": judged.verdict,
        "reason": spoken(judged.reason) if judged.reason else None,
        "chance": number(judged.chance),
        "comparability": claim.comparability,
        "findings": list(claim.finding),
    }
    if len(readings) < 2:
        return record
    names = [*claim.readings, *(Text(one, one) for one in claim.finding[len(claim.readings) :])]
    return record | {"readings": [{"name": spoken(name)} | one for name, one in zip(names, readings, strict=False)]}


def _reading(own: Estimate, printed: Unit) -> dict[str, Any]:
    low, value, high = (in_published_unit(limit, own.unit, printed) for limit in (own.low, own.value, own.high))
    return {"estimate": number(value), "interval": _interval(low, high, own.level), "base": own.n}


def _audit(audit: Audit) -> dict[str, Any]:
    return {
        "status": audit.status,
        "attainable": {str(base): list(counts) for base, counts in sorted(audit.attainable.items())},
        "smallest_base": audit.smallest_base,
        "note": spoken(audit.note) if audit.note else None,
    }


def _hypothesis(judged: JudgedHypothesis) -> dict[str, Any]:
    return {
        "id": judged.hypothesis.id,
        "statement": spoken(judged.hypothesis.statement),
        "verdict": judged.verdict,
        "reason": spoken(judged.reason),
        "estimate": of_estimate(judged.estimate) if judged.estimate else None,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    sentences = {language: problem_sentences(problem, language) for language in LANGUAGES}
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": problem.file,
        "row": problem.row,
        "place": problem.place,
        "found": problem.found,
        "expected": problem.expected,
        "what": {language: what for language, (what, _) in sentences.items()},
        "remedy": {language: remedy for language, (_, remedy) in sentences.items()},
    }
