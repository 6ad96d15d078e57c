"""How the program ends: every failure becomes a sentence in the reader's language and an exit code."""

import errno
import sys
import tempfile
import traceback
import warnings
from collections.abc import Sequence

import click

from alianza.cli.parser import WrongUsage
from alianza.cli.program import program
from alianza.cli.words import speaking, word

BUG, USAGE, INPUTS, MISSING, INTERRUPTED = 1, 2, 3, 4, 130

ERRNO_KEYS = {
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "denied",
    errno.ENOSPC: "full",
    errno.ENOENT: "absent",
    errno.EEXIST: "present",
}


def run(arguments: Sequence[str]) -> int:
    """Run the program on its command-line words.

    Returns:
        The exit code: 0 done, 1 our bug, 2 usage, 3 unreadable or contradictory inputs, 4 a resource is missing,
        130 interrupted.
    """
    if "--debug" not in arguments:
        warnings.simplefilter("ignore")  # libraries' English remarks to programmers
    with speaking(arguments):
        return _ended(arguments)


def _ended(arguments: Sequence[str]) -> int:
    """The exit code of the program, once its end has been said."""
    try:
        code = program.main(list(arguments), prog_name="alianza", standalone_mode=False)
    except click.UsageError as error:
        return _say_usage(error)
    except (click.Abort, KeyboardInterrupt):
        return _say(word("failures.interrupted"), INTERRUPTED)
    except Exception as error:
        return _say_failure(error, debug="--debug" in arguments)
    return code if isinstance(code, int) else 0


def _say(sentence: str, code: int) -> int:
    """Print a sentence on the error stream and pass the exit code on."""
    click.echo(sentence, err=True)
    return code


def _say_usage(error: click.UsageError) -> int:
    """Print what is wrong with the command line, below the usage line."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return _say(error.format_message(), USAGE)
    if error.ctx is not None:
        click.echo(error.ctx.get_usage(), err=True)
        click.echo(word("failures.hint", command=error.ctx.command_path), err=True)
    return _say(word("failures.usage", sentence=usage_sentence(error)), USAGE)


def usage_sentence(error: click.UsageError) -> str:
    """What is wrong with the command line, in the reader's language."""
    match error:
        case click.NoSuchOption():
            return _with_guess("no_such_option", error.option_name, error.possibilities)
        case click.exceptions.NoSuchCommand():
            return _with_guess("no_such_command", error.command_name, error.possibilities)
        case click.MissingParameter():
            return word("failures.missing_argument", name=_parameter_name(error))
        case click.BadParameter():
            return word("failures.bad_value", name=_parameter_name(error), reason=error.message)
        case click.BadOptionUsage():
            return _option_sentence(error)
        case WrongUsage():
            return error.message
        case _:
            return word("failures.missing_command")


def _with_guess(key: str, name: str, guesses: Sequence[str] | None) -> str:
    """An unknown name, with what may have been meant."""
    sentence = word(f"failures.{key}", name=name)
    return f"{sentence} {word('failures.guess', names=', '.join(guesses))}" if guesses else sentence


def _parameter_name(error: click.BadParameter) -> str:
    """The parameter as the usage line shows it."""
    if error.param is None or error.ctx is None:
        return ""
    shown = error.param.make_metavar(error.ctx)
    return shown if isinstance(error.param, click.Argument) else error.param.opts[-1]


def _option_sentence(error: click.BadOptionUsage) -> str:
    """An option was left without its value or some of its values, or given one that it does not take."""
    params = error.ctx.command.params if error.ctx else []
    meant = [param for param in params if isinstance(param, click.Option) and error.option_name in param.opts]
    if any(param.is_flag for param in meant):
        return word("failures.takes_no_value", name=error.option_name)
    count = max((param.nargs for param in meant), default=1)
    return word("failures.needs_values" if count > 1 else "failures.needs_value", name=error.option_name, count=count)


def _say_failure(error: Exception, debug: bool) -> int:
    """Print a refusal of the inputs, a failure of the machine, or our own mistake."""
    try:
        code = _say_expected(error)
    except Exception as mistake:  # a refusal that has no sentence is a mistake of ours as well
        return _say_bug(mistake, debug)
    return _say_bug(error, debug) if code is None else code


def _say_expected(error: Exception) -> int | None:
    """Print a failure that is not ours; None for any other."""
    from alianza.cli.problems import problem_text
    from alianza.formats import Refused

    if isinstance(error, Refused):
        return _say("\n".join(problem_text(one) for one in (error.problem, *error.others)), error.exit_code)
    if isinstance(error, BrokenPipeError):
        return 0
    if isinstance(error, OSError) and error.filename is not None:
        reason = word(f"failures.errno.{ERRNO_KEYS.get(error.errno or 0, 'other')}")
        return _say(word("failures.system", file=error.filename, reason=reason), MISSING)
    return None


def _say_bug(error: Exception, debug: bool) -> int:
    """Print that the program failed; the traceback goes to a file, or to the terminal with --debug."""
    if debug:
        traceback.print_exception(error, file=sys.stderr)
        return BUG
    with tempfile.NamedTemporaryFile(
        "w", prefix="alianza-", suffix=".txt", delete=False, encoding="utf-8", errors="replace"
    ) as file:
        traceback.print_exception(error, file=file)
    return _say(word("failures.bug", kind=type(error).__name__, file=file.name), BUG)
