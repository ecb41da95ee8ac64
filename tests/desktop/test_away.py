from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from jeepney import DBusAddress, new_signal
from jeepney.io.blocking import open_dbus_connection

from fixtures.programs import Programs, listens, programs, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IMPORTED = os.pathsep.join(sys.path)
LOGIN = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")
SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.xfce.ScreenSaver")


@pytest.fixture
def buses(tmp_path: Path) -> Iterator[Programs]:
    """A system bus and a session bus of our own."""
    with programs(tmp_path) as started:
        for name in ("SYSTEM", "SESSION"):
            socket = tmp_path / name
            command = ("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:path={socket}")
            started.start(*command)
            until(lambda socket=socket: listens(socket), f"the {name} bus")
            started.environment[f"DBUS_{name}_BUS_ADDRESS"] = f"unix:path={socket}"
        yield started


def told(started: Programs) -> list[str]:
    (log,) = started.folder.glob("python*.log")
    return log.read_text("utf-8").split()


def emit(started: Programs, bus: str, place: tuple[str, str, str], *, on: bool) -> None:
    path, interface, member = place
    connection = open_dbus_connection(started.environment[f"DBUS_{bus}_BUS_ADDRESS"])
    connection.send(new_signal(DBusAddress(path, interface=interface), member, "b", (on,)))
    connection.close()


def test_sleep_and_lock_are_told(buses: Programs) -> None:
    buses.start(sys.executable, "-m", "fixtures.away_teller", PYTHONPATH=IMPORTED)
    until(lambda: told(buses) == ["listening"], "the teller")
    emit(buses, "SYSTEM", LOGIN, on=True)
    until(lambda: told(buses)[1:] == ["away"], "the sleep")
    emit(buses, "SYSTEM", LOGIN, on=False)
    until(lambda: told(buses)[2:] == ["back"], "the awakening")
    for number, saver in enumerate(SAVERS):
        emit(buses, "SESSION", ("/org/freedesktop/ScreenSaver", saver, "ActiveChanged"), on=True)
        until(lambda number=number: told(buses)[3:] == ["away"] * (number + 1), "the lock")


def test_no_bus_disturbs_nobody(buses: Programs, tmp_path: Path) -> None:
    buses.environment["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={tmp_path}/nothing"
    buses.start(sys.executable, "-m", "fixtures.away_teller", PYTHONPATH=IMPORTED)
    until(lambda: told(buses) == ["listening"], "the teller")
    emit(buses, "SESSION", ("/ScreenSaver", SAVERS[0], "ActiveChanged"), on=True)
    until(lambda: told(buses)[1:] == ["away"], "the lock")
