"""Vega, Vega-Lite and its embedder, as vl-convert carries them, for the page's interactive figures.

Bundling takes more than a second of one core, so a run may let a second process begin with it while the tables are
computed and the figures drawn. Nothing is downloaded and nothing is kept on disk.
"""

import subprocess
import sys
from functools import lru_cache

SNIPPET = "window.vegaEmbed = vegaEmbed;"
_PROGRAM = f"import sys, vl_convert; sys.stdout.buffer.write(vl_convert.javascript_bundle({SNIPPET!r}).encode('utf-8'))"
PATIENCE = 60
"""Seconds after which the second process is given up and the bundle made here."""


class Ahead:
    """A bundle that a second process is making; `stop` ends the process if nobody asked for it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin; where no process can be started, nothing happens and the bundle is made when asked for."""
        if self._process is not None or not sys.executable:
            return
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError:
            self._process = None

    def take(self) -> str:
        """The bundle, or an empty text where the second process failed."""
        process, self._process = self._process, None
        if process is None:
            return ""
        try:
            made, _ = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return ""
        return made.decode("utf-8") if process.returncode == 0 else ""

    def stop(self) -> None:
        """End a process whose work nobody took."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


ahead = Ahead()


@lru_cache(maxsize=1)
def bundle() -> str:
    """The script, safe inside a script element."""
    script = ahead.take()
    if not script:
        import vl_convert

        script = vl_convert.javascript_bundle(SNIPPET)
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
