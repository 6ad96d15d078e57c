"""`alianza import`: files of others into a study, each with its receipt."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alianza.cli.listing import print_json
from alianza.cli.parser import PATH, Argument, Command, Option
from alianza.cli.words import printable, user_language, word

if TYPE_CHECKING:
    from alianza.workflow.review.imports import Imported

SHOWN_PROBLEMS = 8


@click.command("import", cls=Command)
@click.argument("paths", cls=Argument, type=PATH, nargs=-1, required=True)
@click.option("--study", "into", cls=Option, type=PATH)
@click.option("--by", cls=Option, default="")
@click.option("--json", "as_json", cls=Option, is_flag=True)
def command(paths: tuple[Path, ...], into: Path | None, by: str, as_json: bool) -> int:
    """Import and print a receipt for each file; exit code 3 or 4 where one was refused, though others were taken."""
    from alianza.workflow.interviews.projects import is_project_file

    projects = [path for path in paths if is_project_file(path)]
    others = tuple(path for path in paths if path not in projects)
    if projects:
        return _import_projects(projects, others, into, by, as_json)
    return _import_references(paths, into, by, as_json)


def _import_projects(projects: list[Path], others: tuple[Path, ...], into: Path | None, by: str, as_json: bool) -> int:
    """Projects of programs for qualitative analysis, and beside them whatever else was named."""
    from alianza.cli.project_receipt import print_project, project_record
    from alianza.workflow.interviews.projects import import_projects

    study = into or next((path for path in others if path.is_dir()), None)
    rest = tuple(path for path in others if path != study)
    done = import_projects(projects, study, by, None if as_json else print_project)
    if as_json:
        print_json([project_record(one) for one in done])
    elif any(one.outcome == "shown" for one in done):
        click.echo(word("import.only_shown"))
    beside = _import_references(rest, study, by, as_json) if rest else 0
    return max([beside, *(one.exit_code for one in done)])


def _import_references(paths: tuple[Path, ...], into: Path | None, by: str, as_json: bool) -> int:
    from alianza.workflow.review.imports import import_files

    hear = None if as_json else _print_receipt
    done = import_files(paths, into, by, hear)
    if as_json:
        print_json([_record(one) for one in done])
    else:
        _print_rest(done)
    return max((one.exit_code for one in done), default=0)


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
