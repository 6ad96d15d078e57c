"""The command line: thin, it mirrors the web pages and computes nothing.

Only `main` is public. A command's module is imported when the command runs, so that `alianza --help` is instant.
"""

import signal
import sys


def main() -> None:
    """Run the command line and leave with its exit code: 0 done, 1 our bug, 2 usage, 3 inputs, 4 missing resource."""
    from alianza.cli.failures import run
    from alianza.cli.terminal import prepare_streams

    prepare_streams()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C, so that nothing half-written stays
    sys.exit(run(sys.argv[1:]))
