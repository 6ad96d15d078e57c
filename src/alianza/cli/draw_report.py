"""What `alianza sample` prints: the allocation of a draw, and what became of each part of an old one."""

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

import click

from alianza.cli.listing import Line, number, print_columns
from alianza.cli.words import printable, user_language, word

if TYPE_CHECKING:
    from alianza.survey.certificate import Certificate, CertifiedStratum
    from alianza.survey.verification import Verification

MOST_STRATA = 30
"""Strata that are listed one by one; of more, the sums of each stratum column are printed."""
MOST_VALUES = 24
"""Values of one stratum column that are listed; the rest are counted."""
SIGNS = {"intact": "✓", "coherent": "✓", "changed": "✗", "unknown": "?", "absent": "—"}


def print_allocation(certificate: "Certificate") -> None:
    """The allocation, and under it the design effect of its weights."""
    from alianza.survey.draw_weights import weight_effect

    _print_strata(certificate)
    effect = weight_effect(certificate)
    deff, n, effective = number(effect.deff, 2), number(certificate.plan.n), number(effect.effective)
    click.echo(word("sample.weight_effect", deff=deff, n=n, effective=effective, plain=f"{effect.deff:.2f}"))


def _print_strata(certificate: "Certificate") -> None:
    """One line a stratum; where there are many strata, one line a value of each stratum column."""
    from alianza.render.draw_document import strata_in_order

    if len(certificate.strata) <= MOST_STRATA:
        headings = ("stratum", "firms", "selected", "replacements", "weight")
        strata = strata_in_order(certificate, user_language())
        rows = [(_label(one, certificate), *_numbers([one]), _weight(one)) for one in strata]
        print_columns([tuple(map(_heading, headings)), *rows, (*_total(certificate), "")])
        return
    for place, column in enumerate(certificate.columns):
        _print_margin(certificate, place, column)
    click.echo(word("sample.many_strata", count=number(len(certificate.strata))))


def _print_margin(certificate: "Certificate", place: int, column: str) -> None:
    """The sums over all strata with the same value in one stratum column, largest first where they are too many."""
    from alianza.render.collation import reading_order
    from alianza.render.draw_document import value_label

    groups: dict[str, list[CertifiedStratum]] = {}
    for one in certificate.strata:
        groups.setdefault(one.name[place], []).append(one)
    derived = column in {one.name for one in certificate.origin.derived}
    names = sorted(groups, key=lambda name: reading_order(value_label(name, derived, user_language())))
    if len(names) > MOST_VALUES:
        names.sort(key=lambda name: -sum(one.firms for one in groups[name]))
    rows = [
        (value_label(name, derived, user_language()), *_numbers(groups[name])) for name in islice(names, MOST_VALUES)
    ]
    rest = [one for name in names[MOST_VALUES:] for one in groups[name]]
    if rest:
        rows.append((word("sample.others", count=len(names) - MOST_VALUES), *_numbers(rest)))
    headings = (_column_title(column, derived), *map(_heading, ("firms", "selected", "replacements")))
    print_columns([headings, *rows, _total(certificate)])
    click.echo()


def _column_title(column: str, derived: bool) -> str:
    return word(f"sample.derived.{column}") if derived else column


def _heading(name: str) -> str:
    return word(f"sample.{name}")


def _label(stratum: "CertifiedStratum", certificate: "Certificate") -> str:
    from alianza.render.draw_document import stratum_label

    return stratum_label(stratum, certificate.columns, certificate.origin, user_language())


def _numbers(strata: Sequence["CertifiedStratum"]) -> Line:
    sums = (sum(getattr(one, name) for one in strata) for name in ("firms", "n", "replacements"))
    return tuple(map(number, sums))


def _total(certificate: "Certificate") -> Line:
    return word("sample.total"), *_numbers(certificate.strata)


def _weight(stratum: "CertifiedStratum") -> str:
    return number(stratum.firms / stratum.n, 2) if stratum.n else "·"


def print_verdict(certificate: "Certificate", found: "Verification", deposited: bool) -> None:
    """One line a part, the seal to compare, and in the last line whether the draw stands.

    Without a deposited seal, a certificate that agrees with itself need not be the one of the day.
    """
    states: dict[str, str] = dict(found.parts)
    if states["certificate"] == "intact" and not deposited:
        states["certificate"] = "coherent"
    titles = {part: word(f"sample.parts.{part}") for part in found.parts}
    width = max(map(len, titles.values()))
    for part, state in states.items():
        click.echo(f"{SIGNS[state]} {titles[part].ljust(width)}  {word(f'sample.states.{state}')}")
    click.echo(word("sample.seal", seal=spaced_seal(certificate)))
    click.echo(printable(_verdict(certificate, found, states)), err=not found.verified)


def spaced_seal(certificate: "Certificate") -> str:
    """The seal in groups of four."""
    from alianza.render.draw_document import grouped

    return grouped(certificate.seal)


def _verdict(certificate: "Certificate", found: "Verification", states: dict[str, str]) -> str:
    if found.verified:
        n, firms = map(number, (certificate.plan.n, certificate.firms))
        absent = found.list == "absent"
        return word(
            "sample.verified_without_list" if absent else "sample.verified",
            n=n,
            firms=firms,
            seed=certificate.plan.seed,
        )
    told = [word("sample.changed")]
    for state in ("changed", "unknown", "intact", "coherent"):
        parts = [word(f"sample.in_text.{part}") for part, own in states.items() if own == state]
        if parts:
            told.append(word(f"sample.told.{state}", parts=_joined(parts)))
    return " ".join(told)


def _joined(parts: Sequence[str]) -> str:
    from alianza.render.messages import joined

    return joined(parts, user_language())
