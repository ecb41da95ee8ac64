"""Log files: key=value lines, five files of 2 MB, in the platform's log folder. What people said is not in them."""

from __future__ import annotations

import errno
import json
import logging
import os
import time
import traceback
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import threading
    from io import TextIOWrapper
    from pathlib import Path
    from types import TracebackType

Level = Literal["debug", "info", "warning", "error"]
FILES, BYTES = 5, 2_000_000


class KeyValue(logging.Formatter):
    """One record as one line of key=value pairs; a value that is not one plain word is a JSON string."""

    def __init__(self, *, private: bool) -> None:
        """With `private` errors are told without their messages: these may hold what was said, or a file's name."""
        super().__init__()
        self._private = private

    def format(self, record: logging.LogRecord) -> str:
        """The line of this record."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        pairs = {
            "time": f"{moment}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "pid": record.process,
            "thread": record.threadName,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            pairs["trace"] = _outline(error) if self._private else "".join(traceback.format_exception(error))
        return " ".join(f"{key}={_quoted(str(value))}" for key, value in pairs.items())


def open_log(folder: Path, level: Level = "info") -> Path:
    """Send everything the program logs to folder/asrpro.log (only its owner may read it) and return that path.

    Raises OSError when it cannot be written; then nothing is logged.
    """
    file = folder / "asrpro.log"
    root = logging.getLogger("asrpro")
    for old in root.handlers[:]:
        root.removeHandler(old)
        old.close()
    root.setLevel(level.upper())
    root.propagate = False
    root.addHandler(logging.NullHandler())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = _PrivateFile(file, maxBytes=BYTES, backupCount=FILES - 1, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(KeyValue(private=level != "debug"))
    root.addHandler(handler)
    return file


def log_thread_failure(failure: threading.ExceptHookArgs) -> None:
    """Log what ended a thread; to be Python's `threading.excepthook`, which would print it."""
    name = failure.thread.name if failure.thread else "?"
    logging.getLogger("asrpro").error("thread %s failed", name, exc_info=failure.exc_value)


def log_failure(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """Log what nobody caught; to be Python's `sys.excepthook`, which would print it."""
    logging.getLogger("asrpro").error("something failed", exc_info=error)


class _PrivateFile(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        def create(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        return open(self.baseFilename, "a", encoding=self.encoding, errors=self.errors, opener=create)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name of the base class
        """Do without: a disk that is full of something else is no reason to disturb anybody."""


def _quoted(value: str) -> str:
    plain = value.isprintable() and not any(sign in value for sign in ' "=')
    return value if value and plain else json.dumps(value, ensure_ascii=False)


def _outline(error: BaseException | None) -> str:
    """Where an error and those it came of arose, and of what kind they are."""
    pieces: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        number = errno.errorcode.get(error.errno or 0, "") if isinstance(error, OSError) else ""
        kind = f"{type(error).__module__}.{type(error).__qualname__} {number}".rstrip()
        pieces.append("".join([*traceback.format_tb(error.__traceback__), kind]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\n".join(reversed(pieces))
