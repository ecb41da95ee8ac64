"""`python -m asrpro` and the command `asrpro`."""

from __future__ import annotations

import signal
import sys

# Until the program can answer Ctrl+C it ends by it, without a word.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from asrpro.boot import main  # noqa: E402

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
