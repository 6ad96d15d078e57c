"""`alianza review order|simulate`: whom to screen next, and how well such an order does where the outcome is known."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

import click

from alianza.cli.listing import cut, number, print_columns, print_json
from alianza.cli.parser import PATH, Argument, Option, WrongUsage, whole_number
from alianza.cli.review.action import Action, as_json, sentences, study
from alianza.cli.words import printable, word
from alianza.review.naming import label

if TYPE_CHECKING:
    from alianza.workflow.review.next_articles import NextArticles
    from alianza.workflow.screening_simulation import SimulatedRun

MEASURES = {"wss_95": 3, "recall_10": 3, "atd": 1, "loss": 4, "seconds": 2}
"""Measures of a simulated screening, with their decimals."""

SHOWN = 20
MOST_SEEDS = 1000


@click.command("order", cls=Action)
@study
@click.option("--limit", cls=Option, default=str(SHOWN), callback=whole_number)
@click.option("--seed", cls=Option, default="0", callback=whole_number)
@as_json
def order(study: Path, limit: int, seed: int, as_json: bool) -> None:
    """List the articles to screen next, and what is known about those that are left."""
    from alianza.cli.problems import print_problems
    from alianza.review.stopping import stopping_notes
    from alianza.workflow.review.next_articles import next_articles

    found = next_articles(study, seed)
    print_problems(found.problems)
    notes = sentences(stopping_notes(found.stopping, len(found.articles)))
    if as_json:
        print_json({**_order_record(found), "notes": notes})
        return
    click.echo(word("review.order_learnt" if found.ranking.learnt else "review.order_random", seed=seed))
    for place, name in enumerate(found.ranking.names[:limit]):
        score = number(found.ranking.scores[place], 3) if found.ranking.learnt else ""
        click.echo(printable(f"{label(name):>8}  {score:>6}  {cut(found.articles[name].best.title, 100)}"))
    if len(found.ranking.names) > limit:
        click.echo(word("review.order_more", count=len(found.ranking.names) - limit))
    click.echo("\n".join(notes))


@click.command("simulate", cls=Action)
@click.argument("labelled", cls=Argument, type=PATH)
@click.option("--label", cls=Option, default="")
@click.option("--seeds", cls=Option, default="10", callback=whole_number)
@as_json
def simulate(labelled: Path, label: str, seeds: int, as_json: bool) -> None:
    """Screen a labelled set again and print how early it finds what was included."""
    from alianza.cli.problems import print_problems
    from alianza.workflow.screening_simulation import labelled_set, simulate_screening

    if not 1 <= seeds <= MOST_SEEDS:
        raise WrongUsage(word("review.seeds_out_of_range", most=MOST_SEEDS), click.get_current_context())
    known = labelled_set(labelled, label)
    print_problems(known.problems)
    records = [_run_record(one) for one in simulate_screening(known, seeds)]
    means = {name: fmean(record[name] for record in records) for name in MEASURES}
    if as_json:
        print_json({**means, "seeds": records})
        return
    counts = {"records": number(len(known.relevant)), "relevant": number(sum(known.relevant.values()))}
    click.echo(word("review.simulated", **counts))
    headings = tuple(word(f"review.measures.{name}") for name in ("seed", *MEASURES))
    print_columns([headings, *(_line(str(one["seed"]), one) for one in records), _line(word("review.mean"), means)])
    click.echo(word("review.simulated_note"))


def _order_record(found: "NextArticles") -> dict[str, object]:
    scores: Sequence[float | None] = found.ranking.scores or [None] * len(found.ranking.names)
    order = [{"article": name, "score": score} for name, score in zip(found.ranking.names, scores, strict=True)]
    return {"learnt": found.ranking.learnt, "order": order, "stopping": found.stopping and asdict(found.stopping)}


def _run_record(run: "SimulatedRun") -> dict[str, float]:
    return {"seed": run.seed, **asdict(run.measures), "seconds": run.seconds}


def _line(name: str, values: dict[str, float]) -> tuple[str, ...]:
    return (name, *(number(values[one], decimals) for one, decimals in MEASURES.items()))
