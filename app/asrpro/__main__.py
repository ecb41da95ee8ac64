"""`python -m asrpro` and the command `asrpro`."""

from __future__ import annotations

import importlib
import signal
import sys
from typing import TYPE_CHECKING

from asrpro.boot.arguments import log_level
from asrpro.desktop import has_screen
from asrpro.distributions import distribution

if TYPE_CHECKING:
    from collections.abc import Sequence

# Until the program can answer Ctrl+C it ends by it, without a word.
signal.signal(signal.SIGINT, signal.SIG_DFL)


def incomplete(error: ModuleNotFoundError) -> str:
    """What is said when a package is missing without which not even the words for it can be looked up."""
    return (
        f"ASR Pro is not installed completely: {error.name} is missing.\n"
        f'Add it: "{sys.executable}" -m pip install {distribution(error.name or "")}'
    )


def starts_in_tray(arguments: Sequence[str]) -> bool:
    """Whether this is a call for the program in the tray: without a command, and where there is a screen for it."""
    return log_level(arguments) is not None and has_screen()


def main() -> int:
    """Run the program; returns the exit code."""
    # Imported by name: the tray icon appears before what commands are made of could be read from disk.
    module = "asrpro.boot.tray" if starts_in_tray(sys.argv[1:]) else "asrpro.boot.commands"
    try:
        code: int = importlib.import_module(module).main()
    except ModuleNotFoundError as error:
        sys.exit(incomplete(error))
    return code


if __name__ == "__main__":
    sys.exit(main())
