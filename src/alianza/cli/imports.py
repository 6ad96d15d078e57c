"""`alianza import`: files of others into a study, each with its receipt."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alianza.cli.listing import print_json
from alianza.cli.parser import PATH, Argument, Command, Option
from alianza.cli.words import printable, user_language, word

if TYPE_CHECKING:
    from alianza.workflow.interviews.projects import ProjectFile
    from alianza.workflow.review.imports import Imported

SHOWN_PROBLEMS = 8


@click.command("import", cls=Command)
@click.argument("paths", cls=Argument, type=PATH, nargs=-1, required=True)
@click.option("--study", "into", cls=Option, type=PATH)
@click.option("--by", cls=Option, default="")
@click.option("--positions", cls=Option, default="infer")
@click.option("--project", "which_project", cls=Option, default="")
@click.option("--rename", cls=Option, is_flag=True)
@click.option("--json", "as_json", cls=Option, is_flag=True)
def command(
    paths: tuple[Path, ...],
    into: Path | None,
    by: str,
    positions: str,
    which_project: str,
    rename: bool,
    as_json: bool,
) -> int:
    """Import and print a receipt for each file; exit code 3 or 4 where one was refused, though others were taken."""
    from alianza.formats.refi import is_project_file
    from alianza.workflow.interviews.projects import Manner, import_projects
    from alianza.workflow.review.imports import is_study

    projects = [path for path in paths if is_project_file(path)]
    others = [path for path in paths if path not in projects]
    study = into or next((path for path in others if is_study(path)), None)
    hear = None if as_json else _print_project
    manner = Manner(positions, which_project, rename)
    done = _projects(import_projects(projects, study, by, hear, manner), as_json) if projects else []
    if [path for path in others if path != study] or not projects:
        done += _references(tuple(others), into, by, as_json)
    if as_json:
        print_json([record for record, _ in done])
    return max((code for _, code in done), default=0)


Done = list[tuple[dict[str, Any], int]]
"""Each file's receipt as plain values, with its exit code."""


def _print_project(one: "ProjectFile") -> None:
    from alianza.cli.project_receipt import print_project

    print_project(one)


def _projects(done: "list[ProjectFile]", quiet: bool) -> Done:
    """Projects of programs for qualitative analysis."""
    from alianza.cli.project_receipt import project_record

    if not quiet and any(one.outcome == "shown" for one in done):
        click.echo(word("import.only_shown"))
    return [(project_record(one), one.exit_code) for one in done]


def _references(paths: tuple[Path, ...], into: Path | None, by: str, quiet: bool) -> Done:
    """Exports of references, and logs."""
    from alianza.workflow.review.imports import import_files

    done = import_files(paths, into, by, None if quiet else _print_receipt)
    if not quiet:
        _print_rest(done)
    return [(_record(one), one.exit_code) for one in done]


def _print_rest(done: "list[Imported]") -> None:
    """What concerns no single file: what was left alone, that nothing was new, or that nothing was kept."""
    if ignored := [one.file for one in done if one.outcome == "ignored"]:
        click.echo(printable(word("import.ignored", files=", ".join(ignored))))
    if all(one.outcome == "ignored" for one in done):
        click.echo(word("import.nothing"))
    elif any(one.outcome == "shown" for one in done):
        click.echo(word("import.only_shown"))


def _print_receipt(one: "Imported") -> None:
    """What became of a file: one line, then what is odd about it."""
    from alianza.cli.problems import print_in_order

    if one.outcome == "ignored":
        return
    click.echo(printable(f"{_SIGNS[one.outcome]} {_sentence(one)}"), err=one.outcome == "refused")
    print_in_order(one.problems, SHOWN_PROBLEMS)


_SIGNS = {"imported": "✓", "known": "=", "undone": "·", "shown": "·", "restored": "✓", "refused": "✗"}


def _sentence(one: "Imported") -> str:
    from alianza.render.history import database_words

    if one.receipt is None:
        again = one.outcome == "known" and one.known_as != one.file
        key = "import.same" if again else f"import.{one.outcome}"
        return word(key, file=one.file, known_as=one.known_as, event=one.number)
    receipt = one.receipt
    return word(
        "import.receipt",
        file=one.file,
        format=receipt.format,
        encoding=receipt.encoding,
        database=database_words(one.database, user_language()),
        counted=receipt.counted,
        read=len(receipt.records),
        quarantined=len(receipt.quarantined),
    )


def _record(one: "Imported") -> dict[str, Any]:
    from alianza.cli.problems import problem_record

    receipt = one.receipt
    counts = {} if receipt is None else {
        "format": receipt.format, "encoding": receipt.encoding, "counted": receipt.counted,
        "read": len(receipt.records), "quarantined": len(receipt.quarantined),
    }  # fmt: skip
    return {
        "file": one.file, "outcome": one.outcome, "event": one.number or None, "database": one.database,
        "known_as": one.known_as, **counts, "problems": [problem_record(problem) for problem in one.problems],
    }  # fmt: skip
