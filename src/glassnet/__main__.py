"""The command `glassnet`, and `python -m glassnet`.

Nothing is imported before Ctrl-C is answered without a traceback.
"""

import sys
import warnings


def run() -> int:
    """Run the command line of this process; return the exit status, 130 where it was interrupted."""
    # BLAS may set this flag for finite numbers (numpy issue 24067); results are checked by value.
    warnings.filterwarnings("ignore", "invalid value encountered in matmul", RuntimeWarning)
    try:
        from glassnet.cli import main

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(run())
