"""A second Python process for work that needs a core, or memory, of its own.

What is too long for a pipe's buffer goes to the process by a file without a name. Where no process can be started, or
it fails, the caller does the work itself: a second process saves time and memory, and nothing depends on it.
"""

import subprocess
import sys
import tempfile

PATIENCE = 60
"""Seconds after which a process is given up."""


class SecondProcess:
    """One program that runs beside this one; `stop` ends it if nobody asked for what it made."""

    def __init__(self, program: str) -> None:
        """Args: program: Python text that reads standard input and writes standard output, both as bytes."""
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, given: bytes = b"") -> None:
        """Begin with some bytes as input; where no process can be started, or one is at work, nothing happens."""
        if self._process is not None or not sys.executable:
            return
        try:
            with tempfile.TemporaryFile() as file:
                file.write(given)
                file.seek(0)
                self._process = subprocess.Popen(
                    [sys.executable, "-c", self._program], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
                )
        except OSError:
            self._process = None

    def take(self) -> bytes:
        """What the process made; nothing where it failed or was not started."""
        process, self._process = self._process, None
        if process is None:
            return b""
        try:
            made, _ = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return b""
        return made if process.returncode == 0 else b""

    def stop(self) -> None:
        """End a process whose work nobody took."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
