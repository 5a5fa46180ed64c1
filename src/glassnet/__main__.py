"""The command `glassnet`, and `python -m glassnet`.

Nothing is imported before Ctrl-C is answered without a traceback.
"""

import sys


def run() -> int:
    """Run the command line of this process; return the exit status, 130 where it was interrupted."""
    try:
        from glassnet.cli import main

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(run())
