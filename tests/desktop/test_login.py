"""What logind is told and tells: the machine waits before it sleeps, and a desktop's own lock counts."""

from __future__ import annotations

import contextlib
import os
import select
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from jeepney import DBusAddress, HeaderFields, MessageType, message_bus, new_method_return, new_signal
from jeepney.io.blocking import Proxy, open_dbus_connection

from asrpro.desktop.sleep_delay import CLOSING
from fixtures.programs import PATIENCE, Programs, listens, programs, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IMPORTED = os.pathsep.join(sys.path)
SESSION = "/org/freedesktop/login1/session/_34"
MANAGER = DBusAddress("/org/freedesktop/login1", interface="org.freedesktop.login1.Manager")
PROPERTIES = DBusAddress(SESSION, interface="org.freedesktop.DBus.Properties")


class Login:
    """A logind that answers what it is asked while somebody waits for it."""

    def __init__(self, started: Programs) -> None:
        self._connection = open_dbus_connection(started.environment["DBUS_SYSTEM_BUS_ADDRESS"], enable_fds=True)
        Proxy(message_bus, self._connection).RequestName("org.freedesktop.login1")
        self.asked: list[tuple[Any, ...]] = []
        """What it was asked for locks."""
        self._locks: list[int] = []

    def serve(self) -> None:
        """Answer what waits for an answer."""
        with contextlib.suppress(TimeoutError):
            while True:
                call = self._connection.receive(timeout=0)
                if call.header.message_type is not MessageType.method_call:
                    continue
                if call.header.fields[HeaderFields.member] == "GetSession":
                    self._connection.send(new_method_return(call, "o", (SESSION,)))
                else:
                    self.asked.append(call.body)
                    ours, theirs = os.pipe()
                    self._locks.append(ours)
                    self._connection.send(new_method_return(call, "h", (theirs,)))
                    os.close(theirs)

    def locked(self, number: int) -> bool:
        """Whether this lock is still held, by anybody."""
        return not select.select([self._locks[number]], [], [], 0)[0]

    def say(self, place: DBusAddress, member: str, signature: str, *body: object) -> None:
        """Tell everybody something."""
        self._connection.send(new_signal(place, member, signature, body))

    def close(self) -> None:
        for lock in self._locks:
            os.close(lock)
        self._connection.close()


@pytest.fixture
def login(tmp_path: Path) -> Iterator[tuple[Programs, Login]]:
    """A system bus with a logind on it."""
    with programs(tmp_path) as started:
        socket = tmp_path / "SYSTEM"
        started.start("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:path={socket}")
        until(lambda: listens(socket), "the system bus")
        started.environment["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={socket}"
        with contextlib.closing(Login(started)) as one:
            yield started, one


def teller(started: Programs, login: Login) -> Any:
    """Start what prints what it is told; returns what reads that."""
    process = started.start(sys.executable, "-m", "fixtures.away_teller", PYTHONPATH=IMPORTED, XDG_SESSION_ID="4")

    def told(*words: str) -> None:
        def look() -> bool:
            login.serve()
            return started.output(process).split() == ["listening", *words]

        until(look, f"{words}")

    told()
    return told


def served(login: Login, look: Any, what: str) -> None:
    """Answer until this is so."""

    def looked() -> bool:
        login.serve()
        return bool(look())

    until(looked, what)


def test_the_machine_waits_until_the_recording_is_closed(login: tuple[Programs, Login]) -> None:
    started, logind = login
    told = teller(started, logind)
    served(logind, lambda: logind.asked, "the first lock")
    assert (logind.asked[0][0], logind.asked[0][1], logind.asked[0][3]) == ("sleep", "ASR Pro", "delay")
    began = time.monotonic()
    logind.say(MANAGER, "PrepareForSleep", "b", True)  # noqa: FBT003
    told("away")
    served(logind, lambda: not logind.locked(0), "the end of the lock")
    assert CLOSING / 1000 * 0.9 < time.monotonic() - began < PATIENCE
    assert len(logind.asked) == 1
    logind.say(MANAGER, "PrepareForSleep", "b", False)  # noqa: FBT003
    told("away", "back")
    served(logind, lambda: len(logind.asked) == 2, "the next lock")
    assert logind.locked(1)


def test_a_quick_return_keeps_the_lock(login: tuple[Programs, Login]) -> None:
    started, logind = login
    told = teller(started, logind)
    served(logind, lambda: logind.asked, "the lock")
    for away in (True, False, True, False):
        logind.say(MANAGER, "PrepareForSleep", "b", away)
    told("away", "back", "away", "back")
    until_late = time.monotonic() + CLOSING / 1000 * 1.5
    until(lambda: time.monotonic() > until_late, "the moment at which it would have been released")
    assert logind.locked(0)
    assert len(logind.asked) == 1


def test_a_lock_that_only_logind_knows_of_is_told(login: tuple[Programs, Login]) -> None:
    started, logind = login
    told = teller(started, logind)
    session = "org.freedesktop.login1.Session"
    logind.say(PROPERTIES, "PropertiesChanged", "sa{sv}as", session, {"IdleHint": ("b", True)}, [])
    logind.say(PROPERTIES, "PropertiesChanged", "sa{sv}as", session, {"LockedHint": ("b", True)}, [])
    told("away")
    logind.say(PROPERTIES, "PropertiesChanged", "sa{sv}as", session, {"LockedHint": ("b", False)}, ["Display"])
    told("away", "back")
