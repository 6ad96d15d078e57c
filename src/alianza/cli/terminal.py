"""What a terminal shows while a run works: one line a finished step, and a bar for what takes longer than a second."""

import sys
from io import TextIOWrapper
from time import perf_counter
from typing import TYPE_CHECKING, Self

import click

from alianza.cli.words import user_language, word

if TYPE_CHECKING:
    from rich.console import RenderableType

PATIENCE = 1.0
"""Seconds after which a step that is still running gets a bar."""


def prepare_streams() -> None:
    """Let consoles that lack a character show another one instead of failing (Windows code pages)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


class Steps:
    """Progress of a run on the error stream: call it with a step's name and the share of it that is done.

    A step's time runs from the end of the step before it. Without a terminal the lines are plain; a quiet run
    shows nothing.
    """

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._began = perf_counter()
        self._bar = None if quiet or not sys.stderr.isatty() else _Bar()

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.live.start()
        return self

    def __exit__(self, *failure: object) -> None:
        if self._bar:
            self._bar.live.stop()

    def __call__(self, step: str, share: float) -> None:
        """Show that `share` (0 to 1) of the step is done."""
        if self._bar:
            self._bar.show(step, share)
        if share < 1:
            return
        now = perf_counter()
        if not self._quiet:
            self._finish(f"{word(f'steps.{step}')}  {_seconds(now - self._began)}")
        self._began = now

    def _finish(self, line: str) -> None:
        """Print the line of a finished step, above the bar where there is one."""
        if self._bar:
            self._bar.live.console.print(f"[green]✓[/green] {line}", highlight=False)
        else:
            click.echo(f"✓ {line}", err=True)


class _Bar:
    """The bar of the running step; it stays invisible while the step is young."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live

        self._step, self._share, self._since = "", 0.0, perf_counter()
        self.live = Live(console=Console(stderr=True), get_renderable=self._drawn, refresh_per_second=8, transient=True)

    def show(self, step: str, share: float) -> None:
        """Remember what is running, and since when."""
        if step != self._step or share >= 1:
            self._since = perf_counter()
        self._step, self._share = ("", 0.0) if share >= 1 else (step, share)

    def _drawn(self) -> "RenderableType":
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table

        if not self._step or perf_counter() - self._since < PATIENCE:
            return Group()
        line = Table.grid(padding=(0, 1))
        line.add_row(word(f"steps.{self._step}"), ProgressBar(1, self._share, width=30, pulse=self._share == 0))
        return line


def _seconds(seconds: float) -> str:
    """A duration with one decimal, in the reader's notation."""
    from alianza.render.numbers import number

    return f"{number(seconds, 1, user_language())} s"
