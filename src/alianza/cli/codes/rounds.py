"""`alianza codes round|batch|judge|conflicts|settle|freeze|status`: blind coding, and the third person."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alianza.cli.codes.action import (
    Action,
    Look,
    as_json,
    by,
    named_segment,
    needs,
    round_name,
    say_recorded,
    sentences,
    study,
)
from alianza.cli.languages import one_language
from alianza.cli.listing import cut, number, print_json
from alianza.cli.parser import PATH, Argument, Option, listed, whole_number
from alianza.cli.quantities import a_quantity
from alianza.cli.words import printable, word

if TYPE_CHECKING:
    from alianza.workflow.batch_files import HandedBack
    from alianza.workflow.interviews.rounds import Queue
    from alianza.workflow.interviews.standing import RoundStanding, Standing

batch_file = click.option("--file", "batch_file", cls=Option, type=PATH)
segment = click.argument("segment", cls=Argument, default="", callback=named_segment)


@click.command("status", cls=Look)
@study
@as_json
def status(study: Path, as_json: bool) -> None:
    """Print where the coding stands and what comes next."""
    from alianza.cli.problems import print_problems
    from alianza.workflow.interviews.standing import where_it_stands

    found = where_it_stands(study)
    print_problems(found.problems)
    if as_json:
        print_json(_standing_record(found))
        return
    counts = {name: number(getattr(found, name)) for name in ("documents", "codes", "codings")}
    click.echo(word("codes.standing", **counts))
    click.echo(printable(_version(found)))
    for one in found.rounds:
        click.echo(printable(_round_line(one)))
    click.echo(printable(word(f"codes.reported.{found.reported.why}", **_reported_words(found))))
    click.echo(word("review.next"))
    for place, step in enumerate(sentences(found.next), 1):
        click.echo(f"  {place}. {step}")


@click.command("round", cls=Action)
@study
@click.argument("name", cls=Argument, default="")
@click.option("--coders", cls=Option, multiple=True, callback=listed)
@click.option("--share", cls=Option, callback=a_quantity)
@click.option("--seed", cls=Option, callback=whole_number)
@by
def open_round(study: Path, name: str, coders: tuple[str, ...], share: float | None, seed: int | None, by: str) -> None:
    """Draw the segments of a round."""
    from alianza.workflow.interviews.rounds import Opening
    from alianza.workflow.interviews.rounds import open_round as opened

    found = opened(study, Opening(name, coders, share, seed), by)
    say_recorded(study, found.recorded)
    counts = {"units": number(len(found.round.units)), "segments": number(found.segments)}
    documents, seed_used = number(found.documents), found.round.seed
    click.echo(word("codes.drawn", **counts, documents=documents, seed=seed_used))
    if found.known:
        click.echo(word("codes.drawn_known", count=number(found.known)))
    click.echo(printable(word("codes.hand_out", round=found.round.name, coders=", ".join(found.round.coders))))


@click.command("batch", cls=Action)
@study
@round_name
@click.option("--conflicts", "conflicts", cls=Option, is_flag=True)
@by
@click.option("--out", "batch_out", cls=Option, type=PATH, required=True)
@click.option("--lang", "language", cls=Option, callback=one_language)
def batch(study: Path, round_name: str, conflicts: bool, by: str, batch_out: Path, language: str) -> None:
    """Write the file that one coder fills in alone, or that of the third person."""
    from alianza.workflow.interviews.blind_batches import hand_out, hand_out_disagreements

    write = hand_out_disagreements if conflicts else hand_out
    count = write(study, round_name, by, batch_out, language)
    key = "codes.handed_out_conflicts" if conflicts else "codes.handed_out"
    click.echo(printable(word(key, count=number(count), file=batch_out)) if count else word("review.nothing_left"))


@click.command("judge", cls=Action)
@study
@segment
@click.option("--codes", cls=Option)
@round_name
@batch_file
@by
def judge(
    study: Path, segment: int | None, codes: str | None, round_name: str, batch_file: Path | None, by: str
) -> int:
    """Code one segment of a round, or read a batch back."""
    from alianza.workflow.interviews.blind_batches import codes_in, hand_back
    from alianza.workflow.interviews.rounds import rate

    if batch_file is not None:
        return _say_handed_back(hand_back(study, batch_file, "rate", by, round_name))
    if segment is None or not codes:
        raise needs("needs_codes")
    say_recorded(study, rate(study, round_name, segment, codes_in(codes), by))
    return 0


@click.command("conflicts", cls=Look)
@study
@round_name
@as_json
def conflicts(study: Path, round_name: str, as_json: bool) -> None:
    """Show the codes on which coders differ, once all have handed in."""
    from alianza.workflow.interviews.rounds import queue

    found = queue(study, round_name)
    if as_json:
        print_json(_queue_record(found))
        return
    _print_queue(found)


@click.command("settle", cls=Action)
@study
@segment
@click.argument("code", cls=Argument, default="")
@click.option("--verdict", cls=Option, default="")
@click.option("--reason", "why", cls=Option, default="")
@round_name
@batch_file
@by
def settle(
    study: Path,
    segment: int | None,
    code: str,
    verdict: str,
    why: str,
    round_name: str,
    batch_file: Path | None,
    by: str,
) -> int:
    """Decide whether a segment gets a code, or read a third person's batch back."""
    from alianza.coding.rounds import Ruling
    from alianza.workflow.batch_files import chosen
    from alianza.workflow.interviews import rounds
    from alianza.workflow.interviews.blind_batches import ANSWERS, hand_back

    if batch_file is not None:
        return _say_handed_back(hand_back(study, batch_file, "settle", by, round_name))
    answer = chosen("answers", verdict, ANSWERS)
    if segment is None or not code or answer not in ANSWERS:
        raise needs("needs_ruling")
    say_recorded(study, rounds.settle(study, round_name, Ruling(segment, code, answer == "yes", why), by))
    return 0


@click.command("freeze", cls=Action)
@study
@click.argument("version", cls=Argument)
@by
def freeze(study: Path, version: str, by: str) -> None:
    """Freeze the codebook under the name of a version."""
    from alianza.workflow.interviews.actions import freeze_codebook

    recorded = freeze_codebook(study, version, by)
    say_recorded(study, recorded)
    click.echo(word("codes.frozen", codes=number(len(recorded.state.codes))))


def _say_handed_back(found: "HandedBack") -> int:
    """Print which round a batch was of and what came of it; exit code 3 where rows are wrong."""
    from alianza.cli.batches import say_handed_back

    click.echo(printable(word("codes.batch_of", round=found.round)))
    return say_handed_back(found)


def _version(found: "Standing") -> str:
    if not found.version:
        return word("codes.not_frozen")
    key = "codes.frozen_changed" if found.changed else "codes.frozen_version"
    return word(key, version=found.version, changed=number(found.changed))


def _round_line(one: "RoundStanding") -> str:
    """How a round stands: who has segments left, or how many disagreements wait."""
    left = ", ".join(f"{coder} {number(count)}" for coder, count in one.left.items() if count)
    version = word("codes.of_version", version=one.version) if one.version else word("codes.of_no_version")
    head = word("codes.round_line", name=one.name, version=version, segments=number(one.segments))
    counts = {"all": number(one.disagreements), "open": number(one.open)}
    return f"{head} {word('codes.round_left', coders=left) if left else word('codes.round_complete', **counts)}"


def _reported_words(found: "Standing") -> dict[str, str]:
    opened = found.reported.round
    return {"round": opened.name if opened else "", "version": found.reported.version}


def _standing_record(found: "Standing") -> dict[str, Any]:
    from dataclasses import asdict

    names = ("documents", "codes", "codings", "version", "changed")
    told = {"why": found.reported.why, **_reported_words(found), "waiting": found.reported.waiting}
    rounds = [asdict(one) for one in found.rounds]
    counts = {name: getattr(found, name) for name in names}
    return {**counts, "rounds": rounds, "reported": told, "next": sentences(found.next)}


def _print_queue(found: "Queue") -> None:
    """Each segment with its words, then its codes: who gave them, who did not, and what was decided."""
    from alianza.cli.problems import problem_text
    from alianza.coding.codebook import Codebook
    from alianza.workflow.interviews.blind_batches import segment_label

    if found.incomplete is not None:
        click.echo(problem_text(found.incomplete))
        return
    if not found.disagreements:
        click.echo(printable(word("codes.no_disagreements", round=found.round.round.name)))
    paths, seen = Codebook(found.round.state).path, 0
    for one in found.disagreements:
        if one.unit != seen:
            shown, seen = found.shown[one.unit], one.unit
            click.echo(printable(f"{segment_label(seen)}  {shown.document}  {cut(shown.words, 100)}"))
        sides = {"given_by": ", ".join(one.given_by), "not_given_by": ", ".join(one.not_given_by)}
        decided = "" if one.settled is None else word(f"codes.settled.{'yes' if one.settled else 'no'}")
        code = paths.get(one.code, one.code)
        click.echo(printable(f"  {word('codes.conflict', code=code, **sides)}{decided}"))


def _queue_record(found: "Queue") -> dict[str, Any]:
    from alianza.cli.problems import problem_record
    from alianza.coding.codebook import Codebook
    from alianza.workflow.interviews.blind_batches import segment_label

    paths = Codebook(found.round.state).path
    rows = [
        {
            "segment": segment_label(one.unit), "document": found.shown[one.unit].document,
            "passage": found.shown[one.unit].words, "code": paths.get(one.code, one.code),
            "given_by": one.given_by, "not_given_by": one.not_given_by, "settled": one.settled,
        }
        for one in found.disagreements
    ]  # fmt: skip
    waiting = problem_record(found.incomplete) if found.incomplete else None
    return {"round": found.round.round.name, "incomplete": waiting, "disagreements": rows}
