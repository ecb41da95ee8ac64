"""`python -m asrpro` and the command `asrpro`."""

from __future__ import annotations

import signal
import sys

# Until the program can answer Ctrl+C it ends by it, without a word.
signal.signal(signal.SIGINT, signal.SIG_DFL)


def incomplete(error: ModuleNotFoundError) -> str:
    """What is said when a package is missing without which not even the words for it can be looked up."""
    return (
        f"ASR Pro is not installed completely: {error.name} is missing.\n"
        f'Add it: "{sys.executable}" -m pip install {error.name}'
    )


try:
    from asrpro.boot import main as run
except ModuleNotFoundError as error:
    sys.exit(incomplete(error))


def main() -> int:
    """Run the program; returns the exit code."""
    try:
        return run()
    except ModuleNotFoundError as error:
        sys.exit(incomplete(error))


if __name__ == "__main__":
    sys.exit(main())
