"""`python -m asrpro` and the command `asrpro`."""

from __future__ import annotations

import signal
import sys

# Until the program can answer Ctrl+C it ends by it, without a word.
signal.signal(signal.SIGINT, signal.SIG_DFL)

try:
    from asrpro.boot import main
except ModuleNotFoundError as error:
    sys.exit(
        f"ASR Pro is not installed completely: {error.name} is missing.\n"
        f'Add it: "{sys.executable}" -m pip install {error.name}'
    )

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
