"""The certificate of a draw as a document to print, sign and file: what was drawn, by which rule, and how to check it.

It repeats the JSON certificate in words, and the same certificate always gives the same bytes. What proves the draw
is the JSON file with its seal; the signed page is where the seal is deposited.
"""

from typing import Final

from alianza.render.collation import reading_order
from alianza.render.document import (
    Block,
    BodyCell,
    BodyRow,
    Document,
    Facts,
    HeaderCell,
    Heading,
    Note,
    Panel,
    Paragraph,
    Signatures,
    Span,
    TableBlock,
    Verbatim,
)
from alianza.render.messages import capitalised, joined, known, long_date, say, sentence
from alianza.render.numbers import number
from alianza.study.crossing import SEPARATOR
from alianza.study.message import Message
from alianza.survey.certificate import Certificate, CertifiedStratum, Origin
from alianza.survey.draw_weights import short_of_replacements, weight_effect

FIRST_PAGE: Final = 6
"""Strata whose table fits the first page with the signatures; more go to an annex behind them."""
GROUP: Final = 4
SIGNERS: Final = ("coordinator", "responsible", "witness")
LINES: Final = ("name", "signed_on")
WORDS: Final = ("contents", "note", "of", "page", "skip")


def draw_document(certificate: Certificate, language: str, synthetic: bool = False) -> Document:
    """The certificate in one language.

    Args:
        certificate: The certificate.
        language: "es" or "en".
        synthetic: Whether a program drew the directory's firms.
    """
    table = _strata(certificate, language)
    short = len(certificate.strata) <= FIRST_PAGE
    signatures = Signatures(_said(SIGNERS, language), _said(LINES, language))
    annex: tuple[Block, ...] = () if short else (_heading("annex", language, new_page=True), table)
    body: tuple[Block, ...] = (*((table,) if short else ()), *_proof(certificate, language), signatures)
    return Document(
        title=sentence("draw.title", language),
        language=language,
        blocks=(_facts(certificate, language), *_rule(certificate, language), *body, *annex),
        synthetic=synthetic,
        mark=sentence("mark.synthetic", language) if synthetic else "",
        keywords=(certificate.seal,),
        date=certificate.origin.date,
        words={name: sentence(f"words.{name}", language) for name in WORDS},
    )


def stratum_label(stratum: CertifiedStratum, columns: tuple[str, ...], origin: Origin, language: str) -> str:
    """A stratum's name with the words of derived sectors; that of the whole directory where there are no columns."""
    own = {one.name for one in origin.derived}
    parts = [value_label(value, column in own, language) for column, value in zip(columns, stratum.name, strict=True)]
    return SEPARATOR.join(parts) or sentence("draw.all", language)


def strata_in_order(certificate: Certificate, language: str) -> list[CertifiedStratum]:
    """The strata as people look them up, column by column; the certificate keeps its own order, which is sealed."""
    own = [column in {one.name for one in certificate.origin.derived} for column in certificate.columns]

    def place(one: CertifiedStratum) -> list[tuple[str, str]]:
        return [reading_order(value_label(*part, language)) for part in zip(one.name, own, strict=True)]

    return sorted(certificate.strata, key=place)


def value_label(value: str, derived: bool, language: str) -> str:
    """A stratum column's value: a derived one in words, others as the directory writes them."""
    code = f"draw.values.{value}"
    return sentence(code, language) if derived and known(code, language) else value


def grouped(digest: str) -> str:
    """A digest in groups of four, to be read aloud and compared.

    >>> grouped("c5f01bf7bd")
    'c5f0 1bf7 bd'
    """
    return " ".join(digest[place : place + GROUP] for place in range(0, len(digest), GROUP))


def verify_command(certificate: Certificate, language: str) -> str:
    """The command that checks the draw; a file name with blanks goes between quotation marks."""
    name = certificate.origin.source or sentence("draw.directory_file", language)
    return f"alianza sample --verify certificate.json {_typed(name)}"


def _typed(name: str) -> str:
    return f'"{name}"' if " " in name else name


def _said(names: tuple[str, ...], language: str) -> tuple[str, ...]:
    return tuple(sentence(f"draw.{name}", language) for name in names)


def _heading(name: str, language: str, new_page: bool = False) -> Heading:
    return Heading(1, sentence(f"draw.headings.{name}", language), f"draw-{name}", quiet=True, new_page=new_page)


def _facts(certificate: Certificate, language: str) -> Facts:
    """The draw at a glance."""
    plan, origin = certificate.plan, certificate.origin
    selected = {"n": plan.n, "replacements": certificate.replacements}
    values = {
        "source": say(Message("draw.source_value", {"file": origin.source, "firms": certificate.firms}), language),
        "drawn": say(Message("draw.drawn_value", selected), language),
        "strata": _columns(certificate, language),
        "allocation": _allocation(certificate, language),
        "seed": str(plan.seed),
        "date": long_date(origin.date, language) if origin.date else sentence("draw.undated", language),
    }
    return Facts(tuple((sentence(f"draw.facts.{name}", language), value) for name, value in values.items()))


def _columns(certificate: Certificate, language: str) -> str:
    """How many strata, and what they are made of."""
    if not certificate.columns:
        return sentence("draw.one_stratum", language)
    derived = {one.name: one for one in certificate.origin.derived}
    parts = [
        say(Message(f"draw.derived.{derived[name].name}", {"column": derived[name].column}), language)
        if name in derived
        else say(Message("draw.column", {"column": name}), language)
        for name in certificate.columns
    ]
    values = {"count": len(certificate.strata), "columns": joined(parts, language)}
    return say(Message("draw.strata_value", values), language)


def _allocation(certificate: Certificate, language: str) -> str:
    plan = certificate.plan
    values = {"size": certificate.size, "exponent": plan.exponent}
    rule = say(
        Message(f"draw.rules.{plan.rule}{'_by_size' if plan.rule == 'power' and certificate.size else ''}", values),
        language,
    )
    least = say(Message("draw.minimum", {"minimum": plan.minimum}), language) if plan.minimum else ""
    return capitalised("; ".join(filter(None, (rule, least, _decided(certificate, language)))))


def _decided(certificate: Certificate, language: str) -> str:
    """That the minimum decided, and over how much; nothing where it did not."""
    effect = weight_effect(certificate)
    if not effect.strata:
        return ""
    values = {"firms": effect.firms, "n": certificate.plan.n, "strata": effect.strata, "all": len(certificate.strata)}
    return say(Message("draw.minimum_decided", values), language)


def _rule(certificate: Certificate, language: str) -> tuple[Block, ...]:
    text = say(Message("draw.rule", {"id": certificate.id}), language)
    return _heading("rule", language), Paragraph((Span(text),))


def _proof(certificate: Certificate, language: str) -> tuple[Block, ...]:
    """The seal, the digests, and how to check them."""
    digests = tuple(
        (sentence(f"draw.digests.{name}", language), grouped(value))
        for name, value in (("selected", certificate.selected), ("replacements", certificate.reserved))
    )
    return (
        _heading("seal", language),
        Verbatim(grouped(certificate.seal)),
        Facts(digests),
        _heading("verify", language),
        Paragraph((Span(sentence("draw.verify", language)),)),
        Verbatim(verify_command(certificate, language)),
        Note(sentence("draw.proves", language)),
    )


def _strata(certificate: Certificate, language: str) -> TableBlock:
    """One row a stratum: firms, selected, replacements, weight."""
    names = ("firms", "selected", "replacements", "weight")
    columns = tuple(HeaderCell(sentence(f"draw.columns.{name}", language), _unit(name)) for name in names)
    rows = tuple(_row(one, certificate, language) for one in strata_in_order(certificate, language))
    total = _numbers(certificate.firms, certificate.plan.n, certificate.replacements, language)
    panel = Panel(columns, (*rows, BodyRow(sentence("draw.total", language), (*total, BodyCell("")))))
    caption = say(Message("draw.caption", {"count": len(certificate.strata)}), language)
    label = f"{sentence('words.table', language)} 1"
    notes = (sentence("draw.weight_note", language), *_remarks(certificate, language))
    return TableBlock("strata", label, caption, "", sentence("draw.stratum", language), (panel,), notes)


def _remarks(certificate: Certificate, language: str) -> tuple[str, ...]:
    """What the weights cost, and the strata whose replacements ran out."""
    effect = weight_effect(certificate)
    values = {"deff": effect.deff, "n": certificate.plan.n, "effective": effect.effective}
    short = [stratum_label(one, certificate.columns, certificate.origin, language)
             for one in short_of_replacements(certificate)]  # fmt: skip
    lacking = (say(Message("draw.replacements_short", {"labels": tuple(short)}), language),) if short else ()
    return say(Message("draw.weight_effect", values), language), *lacking


def _unit(name: str) -> str:
    return {"firms": "N_h", "selected": "n_h", "weight": "N_h/n_h"}.get(name, "")


def _row(one: CertifiedStratum, certificate: Certificate, language: str) -> BodyRow:
    weight = number(one.firms / one.n, 2, language) if one.n else "·"
    cells = (*_numbers(one.firms, one.n, one.replacements, language), BodyCell(weight))
    return BodyRow(stratum_label(one, certificate.columns, certificate.origin, language), cells)


def _numbers(firms: int, n: int, replacements: int, language: str) -> tuple[BodyCell, ...]:
    return tuple(BodyCell(number(value, 0, language)) for value in (firms, n, replacements))
