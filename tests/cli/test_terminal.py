"""Progress: a line a finished step, a bar only on terminals and only for slow steps."""

import io
import re
import sys

import pytest

from alianza.cli import terminal
from alianza.cli.terminal import Steps


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def spanish(monkeypatch):
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)


def finish_two_steps(quiet: bool = False) -> None:
    with Steps(quiet) as steps:
        steps("read", 0.0)
        steps("read", 1.0)
        steps("compute", 0.5)
        steps("compute", 1.0)


def test_without_a_terminal_the_lines_are_plain(capsys):
    finish_two_steps()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert re.fullmatch(r"✓ Leer y revisar el estudio y los datos  \d+,\d s", lines[0])
    assert re.fullmatch(r"✓ Calcular tablas y veredictos  \d+,\d s", lines[1])


def test_a_quiet_run_prints_nothing(capsys):
    finish_two_steps(quiet=True)
    printed = capsys.readouterr()
    assert printed.err == printed.out == ""


def test_a_terminal_gets_colour_unless_it_asks_for_none(monkeypatch):
    coloured, plain = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stderr", coloured)
    finish_two_steps()
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys, "stderr", plain)
    finish_two_steps()
    assert "\x1b[32m✓" in coloured.getvalue()
    assert "\x1b[32m" not in plain.getvalue()
    assert "✓ Leer y revisar el estudio y los datos" in plain.getvalue()


@pytest.mark.parametrize(("patience", "drawn"), [(0.0, True), (60.0, False)])
def test_the_bar_waits_until_a_step_is_slow(monkeypatch, patience, drawn):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(terminal, "PATIENCE", patience)
    with Steps() as steps:
        steps("compute", 0.5)
        steps._bar.live.refresh()
    assert ("Calcular tablas y veredictos" in screen.getvalue()) is drawn


def test_streams_replace_what_their_code_page_lacks(monkeypatch):
    console = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", console)
    terminal.prepare_streams()
    console.write("✓ 28,5 %")
    console.flush()
    assert console.buffer.getvalue() == b"? 28,5 %"
