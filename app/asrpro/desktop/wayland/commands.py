"""Small programs that are run without waiting for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SECONDS = 0.5
"""What one may take unless more is allowed."""
LARGEST = 32 << 20
"""Bytes that one may print."""


class Commands(QObject):
    """Runs programs beside the event loop."""

    def run(
        self,
        command: Sequence[str],
        then: Callable[[bytes | None], None],
        given: bytes = b"",
        seconds: float = SECONDS,
        late: Callable[[], None] | None = None,
    ) -> QProcess:
        """Run a program; `then` gets what it printed, or None when it failed, took too long or printed too much.

        With `late` that is called instead of `then` for one that took too long or printed too much.
        """
        process = QProcess(self)
        process.setStandardErrorFile(QProcess.nullDevice())
        if given:
            # What stays behind to offer the text would keep the pipe open.
            process.setStandardOutputFile(QProcess.nullDevice())
        printed = bytearray()

        def read() -> None:
            printed.extend(bytes(process.readAllStandardOutput().data()))
            if len(printed) > LARGEST:
                process.kill()

        def ended() -> None:
            limit.stop()
            good = process.error() is QProcess.ProcessError.UnknownError and process.exitCode() == 0
            killed = process.error() is QProcess.ProcessError.Crashed
            process.deleteLater()
            if late and (killed or len(printed) > LARGEST):
                late()
            else:
                then(bytes(printed) if good and len(printed) <= LARGEST else None)

        limit = QTimer(process, singleShot=True, interval=round(seconds * 1000))
        limit.timeout.connect(process.kill)
        process.readyReadStandardOutput.connect(read)
        process.finished.connect(ended)
        process.errorOccurred.connect(lambda error: ended() if error is QProcess.ProcessError.FailedToStart else None)
        process.start(command[0], list(command[1:]))
        process.write(given)
        process.closeWriteChannel()
        limit.start()
        return process
