"""`python -m groundup`: the command line, where the `groundup` script is not on the path."""

import sys

from groundup.cli import main

if __name__ == "__main__":
    sys.exit(main())
