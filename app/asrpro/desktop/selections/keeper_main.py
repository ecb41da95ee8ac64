"""The Keeper's child: it reads the clipboards, offers texts in their place, and puts back what was there.

It never imports Qt, so no hung owner of a clipboard freezes the program, and it stays on after the program's end for as
long as something that it put back is wanted: on X11 a clipboard dies with whoever offers it.

Lines of JSON through the socket on descriptor 0. Requests, each with "op":
    save                            read what the clipboards hold, unless that is known already
    offer text primary window       save, then offer a text; `window` is the one it is meant for
    restore                         put back what was there, unless somebody has copied since
    copy text                       put a text on the clipboard, to stay there
Replies, each with "kind": offered (ok, missing, silent, client); read (time, client); restored; copied (ok);
fault (trace).
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import time
import traceback
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from asrpro.desktop.selections.connection import Connection
from asrpro.desktop.selections.contents import CLIPBOARD, MARK, PRIMARY, of_text
from asrpro.desktop.selections.reading import Reader, Reading
from asrpro.desktop.selections.serving import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.desktop.selections.contents import Contents

SECONDS, BYTES = 0.5, 32 << 20
"""What reading both clipboards may take."""

_TRIES = 3
"""How often what others copy in the very moment of an offer is read, and covered, anew."""
_CHUNK = 1 << 16


@dataclass(slots=True)
class _Kept:
    """What one selection held."""

    reading: Reading = field(default_factory=Reading)
    known: bool = False
    """Whether that is still what it holds, or held before a text was offered in its place."""
    covered: bool = False
    """Whether our text is offered in its place."""


class _Child:
    """Does what it is asked, and answers other programs meanwhile."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._connection = Connection(self._handle)
        self._server = Server(self._connection, self._tell_read)
        self._kept = {CLIPBOARD: _Kept(), PRIMARY: _Kept()}

    def run(self) -> None:
        """Serve until the program has ended and nobody needs what is offered here."""
        for request in self._requests():
            self._answer(request)
        # It ended, in whatever way: what was there before our text comes back.
        self._restore()
        while True:
            self._connection.handle_pending()
            if self._server.idle:
                return
            select.select([self._connection.display], [], [], 1.0 if self._server.handing_over else None)

    def _requests(self) -> Iterator[dict[str, Any]]:
        """What the program asks; ends with the program."""
        buffer = b""
        while True:
            self._connection.handle_pending()
            ready, _, _ = select.select([self._link, self._connection.display], [], [])
            if self._link in ready:
                try:
                    data = self._link.recv(_CHUNK)
                except ConnectionResetError:
                    return
                if not data:
                    return
                *lines, buffer = (buffer + data).split(b"\n")
                for line in lines:
                    yield json.loads(line)

    def _answer(self, request: dict[str, Any]) -> None:
        match request["op"]:
            case "save":
                self._save()
            case "offer":
                self._offer(request["text"], request["primary"], request["window"])
            case "restore":
                self._restore()
                self._tell("restored")
            case "copy":
                self._copy(request["text"])

    def _save(self) -> None:
        """Read what is not known, and is not our own text."""
        self._connection.handle_pending()
        with closing(Reader(self._connection, SECONDS, BYTES)) as reader:
            for selection, kept in self._kept.items():
                if not kept.known and not kept.covered:
                    # Set before reading: somebody may copy meanwhile, and then it is not known.
                    kept.known = True
                    kept.reading = reader.read(selection)

    def _offer(self, text: str, primary: bool, window: int | None) -> None:  # noqa: FBT001
        contents = of_text(text, marked=True)
        covering = (CLIPBOARD, PRIMARY) if primary else (CLIPBOARD,)
        granted = all(self._cover(selection, contents) for selection in covering)
        readings = [self._kept[selection].reading for selection in covering]
        self._tell(
            "offered",
            ok=granted,
            missing={kind: why for reading in reversed(readings) for kind, why in reading.missing.items()},
            silent=any(reading.silent for reading in readings),
            client=None if window is None else self._connection.client(window),
        )

    def _cover(self, selection: str, contents: Contents) -> bool:
        """Offer our text in the place of what is on a selection, once all of that is read; whether that came about."""
        kept = self._kept[selection]
        for _try in range(_TRIES):
            self._save()
            # Somebody may have copied while the rest was read, and that must come back.
            kept.covered = self._server.own(selection, contents, lambda: kept.known)
            if kept.covered:
                break
        return kept.covered

    def _restore(self) -> None:
        for selection, kept in self._kept.items():
            if kept.covered:
                kept.covered = False
                # What is lost is said once.
                kept.reading = Reading(kept.reading.contents)
                kept.known = self._server.renew(selection, kept.reading.contents)

    def _copy(self, text: str) -> None:
        self._restore()
        contents = of_text(text, marked=False)
        granted = self._server.own(CLIPBOARD, contents, lambda: True)
        self._kept[CLIPBOARD] = _Kept(Reading(contents), known=granted)
        self._tell("copied", ok=granted)

    def _handle(self, event: Any) -> None:
        """An event that nobody waits for."""
        self._server.handle(event)
        if hasattr(event, "selection_timestamp"):
            selection = self._connection.name(event.selection)
            if not self._connection.owned(selection):
                self._kept[selection].known = self._kept[selection].covered = False

    def _tell_read(self, selection: str, target: str, window: int) -> None:
        if self._kept[selection].covered and target != MARK:
            self._tell("read", time=time.monotonic(), client=self._connection.client(window))

    def _tell(self, kind: str, **values: Any) -> None:
        # The program may have ended; the end of its requests will say so.
        with contextlib.suppress(OSError):
            self._link.sendall(json.dumps({"kind": kind, **values}).encode() + b"\n")


def main() -> None:
    """Serve the program at the other end of descriptor 0."""
    from Xlib.error import ConnectionClosedError, DisplayError

    # Twice removed, it needs nobody to wait for its end, and outlives the program.
    if os.fork():
        os._exit(0)
    os.setsid()
    link = socket.socket(fileno=os.dup(0))
    try:
        _Child(link).run()
    except (ConnectionClosedError, DisplayError):
        pass  # the screen is gone, and its clipboards with it
    except Exception:
        with contextlib.suppress(OSError):
            link.sendall(json.dumps({"kind": "fault", "trace": traceback.format_exc()}).encode() + b"\n")
        raise


if __name__ == "__main__":
    main()
