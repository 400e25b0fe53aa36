"""Command line of the dashboard: `python -m lib COMMAND`, `python -m lib COMMAND --help`."""

import sys

from lib.commands import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
