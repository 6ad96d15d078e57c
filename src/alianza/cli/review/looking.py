"""`alianza review status|agreement|flow|articles`: where the review stands."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alianza.cli.agreement_record import coefficient_record
from alianza.cli.listing import cut, number, print_columns, print_json, print_texts
from alianza.cli.parser import Argument, Option, one_of
from alianza.cli.review.action import STAGES, Action, as_json, look, plain_names, sentences, study
from alianza.cli.words import printable, user_language, word
from alianza.review.naming import label

if TYPE_CHECKING:
    from alianza.review.article import Article
    from alianza.review.flow import Flow
    from alianza.review.judges_agreement import JudgesAgreement
    from alianza.statistics.agreement import Agreement
    from alianza.study.review_protocol import Criterion
    from alianza.workflow.review.reading import ReadReview
    from alianza.workflow.review.standing import Standing

BROKEN = 1
"""Exit code of a flow that does not add up: the program's fault, or that of whoever changed the database."""
STANDINGS = ("waiting", "conflict", "included", "excluded", "unobtained")


@click.command("status", cls=Action)
@study
@as_json
def status(study: Path, as_json: bool) -> None:
    """Print where the review stands and what comes next."""
    from alianza.cli.problems import print_problems
    from alianza.workflow.review.standing import where_it_stands

    found = where_it_stands(study)
    print_problems(found.problems)
    if as_json:
        print_json(_standing_record(found))
        return
    target = word("review.of_target", target=number(found.target)) if found.target else ""
    click.echo(word("review.included", count=number(found.included), target=target))
    click.echo(_approval(found))
    click.echo(word("review.holdings", records=number(found.records), articles=number(found.articles)))
    for stage in found.stages:
        _print_stage(stage.stage, stage.standings, stage.left)
    click.echo(word("review.read_in_full", appraised=number(found.appraised), extracted=number(found.extracted)))
    click.echo(word("review.next"))
    for place, step in enumerate(sentences(found.next), 1):
        click.echo(f"  {place}. {step}")


@click.command("agreement", cls=Action)
@study
@click.option("--stage", cls=Option, default="", callback=one_of(*STAGES))
@as_json
def agreement(study: Path, stage: str, as_json: bool) -> None:
    """Print how far the judges agreed in their first votes."""
    from alianza.review.judges_agreement import judges_agreement
    from alianza.review.screening import later_votes
    from alianza.review.withdrawal import withdrawn_votes

    read = look(study)
    wanted: Any = (stage,) if stage else STAGES
    found = [one for name in wanted if (one := judges_agreement(read.state, name)) is not None]
    uncounted = {
        one.stage: {"withdrawn": withdrawn_votes(read.events, one.stage), "later": later_votes(read.state, one.stage)}
        for one in found
    }
    if as_json:
        print_json([{**_agreement_record(one), **uncounted[one.stage]} for one in found])
        return
    for one in found:
        _print_agreement(one)
        for name, count in uncounted[one.stage].items():
            click.echo(f"  {word(f'review.{name}_votes', count=number(count))}")
    if not found:
        click.echo(word("review.no_votes"))


@click.command("flow", cls=Action)
@study
@as_json
def flow(study: Path, as_json: bool) -> int:
    """Print the PRISMA counts; exit code 1 where they do not add up."""
    from alianza.cli.problems import print_problems
    from alianza.review.flow import broken_identities
    from alianza.review.search_log import hits, unlike_hits

    read = look(study)
    counts = read.evidence.flow
    broken = broken_identities(counts)
    if as_json:
        print_json({**asdict(counts), "hits": hits(read.state), "finished": counts.finished})
    else:
        _print_flow(counts, read)
    print_problems((*broken, *unlike_hits(read.state)))
    return BROKEN if broken else 0


@click.command("articles", cls=Action)
@study
@click.argument("article", cls=Argument, default="", callback=plain_names)
@click.option("--which", cls=Option, default="all", callback=one_of("all", "included"))
@as_json
def articles(study: Path, article: str, which: str, as_json: bool) -> None:
    """List the articles, or show one with every value that its sources give."""
    from alianza.formats import Refused
    from alianza.study.problem import Problem

    read = look(study)
    if article:
        found = read.article_of(article)
        if found is None:
            raise Refused(Problem("record_unknown", found=article))
        print_json(_article_record(found, read)) if as_json else _print_article(found, read)
        return
    names = read.evidence.included if which == "included" else tuple(read.articles)
    if as_json:
        print_json([_article_record(read.articles[name], read) for name in names])
        return
    for name in names:
        one = read.articles[name]
        click.echo(
            printable(f"{label(name):>8}  {cut(f'{one.label}  {one.best.title}', 110)}  [{_stands(name, read)}]")
        )


def _approval(found: "Standing") -> str:
    if found.approved:
        who = ", ".join(f"{name} ({day})" for name, day in found.approved)
        return printable(word("review.approved", who=who))
    return word("review.approval_outdated" if found.outdated else "review.not_approved")


def _print_stage(stage: str, standings: dict[str, int], left: dict[str, int]) -> None:
    """One line a stage: how its articles stand, and what each judge has left."""
    from alianza.render.messages import sentence

    language = user_language()
    counts = [f"{sentence(f'review.standings.{name}', language)} {number(standings[name])}"
              for name in STANDINGS if standings.get(name)]  # fmt: skip
    open_ = [f"{judge} {number(count)}" for judge, count in left.items() if count]
    line = f"{sentence(f'review.stages.{stage}', language)}: {', '.join(counts) or '—'}"
    click.echo(printable(line + (word("review.left", judges=", ".join(open_)) if open_ else "")))


def _standing_record(found: "Standing") -> dict[str, Any]:
    stages = [
        {"stage": one.stage, "reached": one.reached, "standings": one.standings, "left": one.left}
        for one in found.stages
    ]
    names = ("target", "included", "approved", "outdated", "searched", "records", "articles", "doubtful", "files",
             "appraised", "disputed", "extracted")  # fmt: skip
    return {**{name: getattr(found, name) for name in names}, "stages": stages, "next": sentences(found.next)}


def _print_agreement(found: "JudgesAgreement") -> None:
    """One line a coefficient, with its interval and base."""
    from alianza.render.messages import sentence

    stage = sentence(f"review.stages.{found.stage}", user_language())
    click.echo(printable(word("review.agreement", stage=stage, articles=number(found.articles))))
    rows = [(word(f"review.coefficients.{name}"), getattr(found, name)) for name in ("percent", "ac1", "alpha")]
    rows[1:1] = [
        (word("review.coefficients.kappa", first=first, second=second), one)
        for (first, second), one in found.kappa.items()
    ]
    print_texts([(f"  {name}", *_coefficient(one)) for name, one in rows])


def _coefficient(one: "Agreement") -> tuple[str, str, str]:
    """Value, interval and base; or why there is none."""
    base = f"n = {number(one.n_units)}"
    if one.value is None:
        return "—", word(f"review.undefined.{one.reason}"), base
    limits = "" if one.low is None or one.high is None else f"{number(one.low, 2)}; {number(one.high, 2)}"
    return number(one.value, 2), f"[{limits}]" if limits else word(f"review.undefined.{one.reason}"), base


def _agreement_record(found: "JudgesAgreement") -> dict[str, Any]:
    return {
        "stage": found.stage,
        "judges": found.judges,
        "articles": found.articles,
        "percent": coefficient_record(found.percent),
        "kappa": [{"judges": pair, **coefficient_record(one)} for pair, one in found.kappa.items()],
        "ac1": coefficient_record(found.ac1),
        "alpha": coefficient_record(found.alpha),
    }


def _print_flow(counts: "Flow", read: "ReadReview") -> None:
    """The flow box by box, then what each database contributed."""
    from alianza.render.history import database_words
    from alianza.review.search_log import hits

    language = user_language()
    excluded, ineligible = sum(counts.excluded.values()), sum(counts.ineligible.values())
    boxes = [
        ("identified", sum(counts.identified.values())), ("unreadable", sum(counts.unreadable.values())),
        ("duplicates", sum(counts.duplicates.values())), ("publications", counts.publications),
        ("waiting", counts.waiting), ("screened", counts.screened), ("excluded", excluded),
        *(("", pair) for pair in counts.excluded.items()), ("sought", counts.sought),
        ("unobtained", counts.unobtained), ("undecided", counts.undecided), ("assessed", counts.assessed),
        ("ineligible", ineligible), *(("", pair) for pair in counts.ineligible.items()),
        ("included", counts.included),
    ]  # fmt: skip
    print_columns([_box(name, value, read) for name, value in boxes])
    click.echo()
    logged = hits(read.state)
    rows = [
        (
            database_words(name, language),
            number(logged[name]) if name in logged else "—",
            *(number(getattr(counts, box).get(name, 0)) for box in _BY_DATABASE),
        )
        for name in sorted({*counts.identified, *logged})
    ]
    print_columns([tuple(word(f"review.columns.{name}") for name in ("database", "hits", *_BY_DATABASE)), *rows])


_BY_DATABASE = ("identified", "unreadable", "duplicates", "included_by_database")


def _box(name: str, value: Any, read: "ReadReview") -> tuple[str, str]:
    """A box of the flow with its count, or one of its reasons."""
    if name:
        return word(f"review.flow.{name}"), number(value)
    from alianza.review.screening import QUALITY

    reason, count = value
    labels = {one.code: _criterion_words(one) for one in read.study.review.criteria}
    if reason in ("", QUALITY):
        return "    " + word(f"review.reasons.{reason or 'none'}"), number(count)
    # A code that the protocol no longer has stands for itself.
    return "    " + cut(f"{reason} {labels.get(reason, '')}".rstrip(), 60), number(count)


def _criterion_words(one: "Criterion") -> str:
    """A criterion as a reason of exclusion: what an article does not meet, or what leaves it out."""
    from alianza.render.messages import say
    from alianza.study.message import Message

    return say(
        Message("rows.reason_unmet", {"label": one.label}) if one.kind == "include" else one.label, user_language()
    )


def _article_record(one: "Article", read: "ReadReview") -> dict[str, Any]:
    import msgspec

    best = {name: value for name, value in msgspec.to_builtins(one.best).items() if name != "raw"}
    differing = {
        name: [{"value": value, "records": records} for value, records in given] for name, given in one.values.items()
    }
    first, second = (decided.get(one.id) for decided in (read.evidence.title_abstract, read.evidence.full_text))
    return {
        "article": one.id,
        "records": one.records,
        "databases": one.databases,
        **best,
        "differing": differing,
        "title_abstract": first.standing if first else None,
        "full_text": second.standing if second else None,
        "reason": next((decided.reason for decided in (second, first) if decided and decided.reason), ""),
    }


def _print_article(one: "Article", read: "ReadReview") -> None:
    """An article: its fullest values, then every other value with the records that give it."""
    from alianza.render.messages import sentence

    language = user_language()
    click.echo(
        printable(f"{label(one.id)}  {one.label}  [{', '.join(map(label, one.records))}]  {_stands(one.id, read)}")
    )
    for name in ("title", "authors", "year", "source_title", "volume", "issue", "pages", "doi", "keywords", "abstract"):
        value = getattr(one.best, name)
        if value:
            shown = "; ".join(value) if isinstance(value, tuple) else str(value)
            click.echo(printable(f"  {sentence(f'review.fields.{name}', language)}: {shown}"))
        for other, records in one.values.get(name, ()):
            if other != value:
                text = "; ".join(map(str, other)) if isinstance(other, tuple) else str(other)
                click.echo(printable(f"    {', '.join(map(label, records))}: {cut(text, 110)}"))


def _stands(name: str, read: "ReadReview") -> str:
    """Where an article stands, in words, at the last stage that it reached, with the reason of an exclusion."""
    from alianza.render.messages import sentence

    reached = (("full_text", read.evidence.full_text), ("title_abstract", read.evidence.title_abstract))
    stage, decided = next((stage, decided[name]) for stage, decided in reached if name in decided)
    language = user_language()
    standing = sentence(f"review.article_standings.{decided.standing}", language)
    because = f", {decided.reason}" if decided.reason else ""
    return f"{sentence(f'review.stages.{stage}', language)}: {standing}{because}"
