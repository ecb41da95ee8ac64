"""`python -m asrpro` and the command `asrpro`."""

from __future__ import annotations

import sys

from asrpro.boot import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
