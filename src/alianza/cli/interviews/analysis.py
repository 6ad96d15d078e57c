"""`alianza interviews quotes|search|suggest|saturation|co-occurrence|matrix`: what the coded interviews say."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from alianza.cli.interviews.action import Action, as_json, by, study
from alianza.cli.listing import Line, cut, number, print_columns, print_json
from alianza.cli.parser import Argument, Option, WrongUsage, one_of, whole_number
from alianza.cli.words import printable, user_language, word
from alianza.coding.code_counts import COUNTED

if TYPE_CHECKING:
    from alianza.coding.co_occurrence import CoOccurrence
    from alianza.interviews.quotes import Quote
    from alianza.interviews.saturation import Saturation
    from alianza.workflow.interviews.analysis import QuoteList, Saturated, Spoken

SHOWN = 160
"""Signs of a segment that a suggestion shows."""
MEETINGS = ("overlap", "containment", "proximity")


def pairs_of_terms(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> dict[str, list[str]]:
    """A callback that takes terms of codes, `CODE=one,other`."""
    found: dict[str, list[str]] = {}
    for text in value:
        code, sign, terms = text.partition("=")
        if not sign:
            raise click.BadParameter(word("review.no_pair", found=text), ctx, param)
        found.setdefault(code.strip(), []).extend(one.strip() for one in terms.split(",") if one.strip())
    return found


@click.command("quotes", cls=Action)
@study
@click.option("--construct", "constructs", cls=Option, multiple=True)
@as_json
def quotes(study: Path, constructs: tuple[str, ...], as_json: bool) -> None:
    """Print the quotes of each construct, the best first, each with who said it, where, and what they consented to."""
    from alianza.workflow.interviews.analysis import list_quotes

    found = list_quotes(study, constructs)
    if as_json:
        constructs_told = [asdict(one) for one in found.constructs]
        print_json({"synthetic": found.synthetic, "constructs": constructs_told, "hidden": found.hidden})
        return
    if found.synthetic:
        click.echo("SYNTHETIC")
    empty = [one for one in found.constructs if one.reason == "no_passages" and not constructs]
    for one in [one for one in found.constructs if one not in empty]:
        click.echo(printable(f"{found.labels[one.construct].spoken(user_language())} ({one.construct})"))
        counts = {name: number(getattr(one, name)) for name in ("passages", "consented", "cleared", "cut", "left_out")}
        click.echo(f"  {word('interviews.quote_counts', **counts)}")
        for quote in one.quotes:
            click.echo(printable(f"  «{' '.join(quote.quotation.split())}»"))
            click.echo(printable(f"    {_source(found, quote)}"))
        if one.reason:
            click.echo(f"  {word(f'interviews.no_quotes.{one.reason}')}")
    if empty:
        names = ", ".join(found.labels[one.construct].spoken(user_language()) for one in empty)
        click.echo(printable(word("interviews.without_passages", names=names)))
    if found.hidden:
        click.echo(word("interviews.passages_hidden", count=number(found.hidden)))


@click.command("search", cls=Action)
@study
@click.argument("terms", cls=Argument, nargs=-1, required=True)
@click.option("--stems", cls=Option, default="es", callback=one_of("es", "en"))
@as_json
def search(study: Path, terms: tuple[str, ...], stems: Any, as_json: bool) -> None:
    """Print each place where a term stands, with the words around it."""
    from alianza.workflow.interviews.analysis import search as find

    found = find(study, terms, stems)
    if as_json:
        print_json([{"document": one.document, **asdict(one.place), **asdict(one.spoken)} for one in found])
        return
    for one in found:
        place = f"{one.document}  {_turn(one.spoken)}  {one.place.start}:{one.place.end}"
        click.echo(printable(f"{place}\n    {one.place.before} «{one.place.found}» {one.place.after}"))
    documents = len({one.document for one in found})
    click.echo(word("interviews.places_found", count=number(len(found)), documents=number(documents)))


@click.command("suggest", cls=Action)
@study
@click.option("--terms", "code_terms", cls=Option, multiple=True, callback=pairs_of_terms)
@by
@as_json
def suggest(study: Path, code_terms: dict[str, list[str]], by: str, as_json: bool) -> None:
    """Print segments that may have a code, with the reason; nothing is coded."""
    from alianza.workflow.interviews.analysis import suggest as find

    found = find(study, code_terms, by)
    if as_json:
        print_json([{**asdict(one), "words": words} for one, words in found])
        return
    for one, words in found:
        why = ", ".join(one.found) if one.nearest is None else "{}  {}:{}".format(*one.nearest)
        said = word(f"interviews.suggested_by.{one.why}", why=why, score=number(one.score, 2))
        click.echo(printable(f"{one.document}  {one.start}:{one.end}  {one.code}  {said}"))
        click.echo(printable(f"    «{cut(' '.join(words.split()), SHOWN)}»"))
    click.echo(word("interviews.suggested", count=number(len(found))))


@click.command("saturation", cls=Action)
@study
@as_json
def saturation(study: Path, as_json: bool) -> None:
    """Print the rule, what follows from it for each topic, and the curve."""
    from alianza.workflow.interviews.analysis import find_saturation

    found, rule = find_saturation(study), ("base", "run", "threshold", "orders", "seed", "closed")
    if as_json:
        said = {name: getattr(found.rule, name) for name in rule}
        print_json({"rule": said, "conducted": found.conducted, "uncoded": found.uncoded,
                    "topics": [asdict(one) for one in found.topics]})  # fmt: skip
        return
    values = {"base": found.rule.base, "run": found.rule.run, "orders": number(found.rule.orders)}
    click.echo(word("interviews.saturation_rule", **values, threshold=_percent(found.rule.threshold)))
    for topic in found.topics:
        click.echo(printable(f"{topic.topic or word('interviews.all_codes')}: {_verdict(topic)}"))
    if found.uncoded:
        click.echo(word("interviews.uncoded_interviews", count=number(found.uncoded)))
    _print_curve(found)


@click.command("co-occurrence", cls=Action)
@study
@click.option("--code", "of_code", cls=Option, default="")
@click.option("--meeting", cls=Option, default="overlap", callback=one_of(*MEETINGS))
@click.option("--within", cls=Option, default="0", callback=whole_number)
@as_json
def co_occurrence(study: Path, of_code: str, meeting: Any, within: int, as_json: bool) -> None:
    """Print every two codes that meet, with the c-coefficient."""
    from alianza.workflow.interviews.analysis import count_co_occurrence

    if within and meeting != "proximity":
        raise WrongUsage(word("interviews.within_is_for_proximity"), click.get_current_context())
    found = count_co_occurrence(study, meeting, within)
    pairs = _pairs(found)
    pairs = [one for one in pairs if of_code in ("", one["first"], one["second"])]
    pairs.sort(key=lambda one: (-one["meetings"], one["first"], one["second"]))
    if as_json:
        print_json(pairs)
        return
    _print_pairs(pairs)


@click.command("matrix", cls=Action)
@study
@click.option("--columns", "matrix_columns", cls=Option, default="document")
@click.option("--count", "counted", cls=Option, default="passages", callback=one_of(*COUNTED))
@as_json
def matrix(study: Path, matrix_columns: str, counted: Any, as_json: bool) -> None:
    """Print codes by interviews, cases or an attribute, with the base of each column."""
    from alianza.workflow.interviews.analysis import count_matrix

    found = count_matrix(study, matrix_columns, counted)
    bases = [getattr(one, counted) for one in found.bases]
    if as_json:
        rows = [{"code": code, "cells": row} for code, row in zip(found.codes, found.cells.tolist(), strict=True)]
        print_json({"columns": found.columns, "bases": bases, "counted": counted, "rows": rows})
        return
    names = [name or word("interviews.no_value") for name in found.columns]
    lines: list[Line] = [
        (code, *map(number, cells)) for code, cells in zip(found.codes, found.cells.tolist(), strict=True)
    ]
    print_columns([(word("interviews.code"), *names), *lines, (word("interviews.base"), *map(number, bases))])
    click.echo(word(f"interviews.counted.{counted}"))


def _source(found: "QuoteList", quote: "Quote") -> str:
    """Who said it, where, and that they consented: everything that stands beside a quote."""
    who = [part for part in (quote.participant, quote.role, quote.sector) if part]
    place = f"{quote.document}  {_turn(found.turns[quote.document, quote.start])}  {quote.start}:{quote.end}"
    return f"{', '.join(who)}  {place}  {word('interviews.consents_to_quote')}"


def _turn(spoken: "Spoken") -> str:
    return word("interviews.turn", turn=spoken.turn, speaker=spoken.speaker or "—")


def _verdict(topic: "Saturation") -> str:
    if topic.reason:
        return word(f"interviews.not_saturation.{topic.reason}")
    assert topic.share is not None  # what has no reason has a share
    said = word("interviews.saturated" if topic.reached else "interviews.unsaturated", share=_percent(topic.share))
    runs = ", ".join(map(_percent, topic.runs)) or "—"
    return f"{said} {word('interviews.saturation_runs', runs=runs, undefined=number(topic.undefined))}"


def _print_curve(found: "Saturated") -> None:
    """Distinct codes after each interview: as held, and between which numbers the random orders lie."""
    curve = found.topics[0].curve
    head = tuple(word(f"interviews.curve.{name}") for name in ("interview", "codes", "low", "high"))
    lines: list[Line] = [
        (name, number(codes), number(low, 1), number(high, 1))
        for name, codes, low, high in zip(found.conducted, curve.conducted, curve.low, curve.high, strict=False)
    ]
    if lines:
        print_columns([head, *lines])


def _pairs(found: "CoOccurrence") -> list[dict[str, Any]]:
    """Every two codes that meet, as plain values."""
    pairs = []
    for first, second in zip(*np.nonzero(np.triu(found.counts, 1)), strict=True):
        one, other, c = found.codes[first], found.codes[second], float(found.coefficient[first, second])
        counts = {"passages_first": int(found.passages[first]), "passages_second": int(found.passages[second])}
        meetings, reason = int(found.counts[first, second]), found.reason(one, other)
        value = None if np.isnan(c) else c
        pairs.append({"first": one, "second": other, "meetings": meetings, **counts, "c": value, "reason": reason})
    return pairs


def _print_pairs(pairs: list[dict[str, Any]]) -> None:
    head = tuple(word(f"interviews.pairs.{name}") for name in ("codes", "meetings", "first", "second", "c"))
    if pairs:
        print_columns([head, *_pair_lines(pairs)])
    click.echo(word("interviews.pairs_found", count=number(len(pairs))))


def _pair_lines(pairs: list[dict[str, Any]]) -> Iterator[Line]:
    for one in pairs:
        c = word("interviews.no_coefficient") if one["c"] is None else number(one["c"], 3)
        counts = (number(one[name]) for name in ("meetings", "passages_first", "passages_second"))
        yield f"{one['first']} × {one['second']}", *counts, c


def _percent(share: float) -> str:
    """With a decimal: a share of 5,4 % is not within a threshold of 5 %."""
    from alianza.render.numbers import percent_sign

    return number(100 * share, 1) + percent_sign(user_language())
