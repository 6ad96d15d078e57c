"""The command line: thin, it mirrors the web pages and computes nothing.

Only `main` is public. A command's module is imported when the command runs, so that `alianza --help` is instant.
"""

import sys


def main() -> None:
    """Run the command line and leave with its exit code: 0 done, 1 our bug, 2 usage, 3 inputs, 4 missing resource."""
    from alianza.cli.failures import run
    from alianza.cli.terminal import prepare_streams

    prepare_streams()
    sys.exit(run(sys.argv[1:]))
