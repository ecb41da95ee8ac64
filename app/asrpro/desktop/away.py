"""Tells when nobody can be speaking any more: the machine goes to sleep, or the screen is locked."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSocketNotifier

from asrpro.desktop.sleep_delay import SleepDelay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jeepney import Message

log = logging.getLogger(__name__)

_LOGIN = "org.freedesktop.login1"
_SLEEP = "PrepareForSleep"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)


class Away(QObject):
    """Listens to what a Linux desktop says of it on D-Bus; where there is no bus, nothing is ever told.

    Several may say the same of one lock. The machine waits a moment before it sleeps, as far as logind lets it.
    """

    def __init__(self, on_change: Callable[[bool], None]) -> None:
        """Call on_change with True when people go away, and with False when they are back."""
        super().__init__()
        self._on_change = on_change
        self._delay = SleepDelay()
        self._connections: list[Any] = []
        for bus, rules in (("SYSTEM", self._system_rules), ("SESSION", self._session_rules)):
            try:
                self._listen(bus, rules)
            except (OSError, KeyError, ValueError) as error:  # no such bus; no address; one that cannot be read
                log.info("nothing is heard on the %s bus: %s", bus.lower(), type(error).__name__)

    def close(self) -> None:
        """Listen no more."""
        self._delay.close()
        for notifier in self.findChildren(QSocketNotifier):
            notifier.setEnabled(False)
        for connection in self._connections:
            connection.close()
        self._connections.clear()

    def _listen(self, bus: str, rules: Callable[[Any], Iterator[Any]]) -> None:
        from jeepney import message_bus
        from jeepney.io.blocking import Proxy, open_dbus_connection

        connection = open_dbus_connection(bus)
        self._connections.append(connection)
        for rule in rules(connection):
            Proxy(message_bus, connection, timeout=1.0).AddMatch(rule)
        notifier = QSocketNotifier(connection.sock.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(lambda: self._hear(connection, notifier))

    def _system_rules(self, connection: Any) -> Iterator[Any]:
        from jeepney import DBusAddress, MatchRule, new_method_call

        yield MatchRule(type="signal", interface=f"{_LOGIN}.Manager", member=_SLEEP)
        if session := os.environ.get("XDG_SESSION_ID"):
            login = DBusAddress("/org/freedesktop/login1", _LOGIN, f"{_LOGIN}.Manager")
            reply = connection.send_and_get_reply(new_method_call(login, "GetSession", "s", (session,)), timeout=1.0)
            if isinstance(reply.body[0], str) and reply.body[0].startswith("/"):
                for member in ("Lock", "Unlock"):
                    yield MatchRule(type="signal", interface=f"{_LOGIN}.Session", member=member, path=reply.body[0])
                yield MatchRule(type="signal", interface=_PROPERTIES, member="PropertiesChanged", path=reply.body[0])

    def _session_rules(self, _connection: Any) -> Iterator[Any]:
        from jeepney import MatchRule

        for saver in _SAVERS:
            yield MatchRule(type="signal", interface=saver, member="ActiveChanged")

    def _hear(self, connection: Any, notifier: QSocketNotifier) -> None:
        from jeepney import HeaderFields

        try:
            while True:
                message = connection.receive(timeout=0)
                away = _away(message)
                if away is None:
                    continue
                self._on_change(away)
                if message.header.fields[HeaderFields.member] == _SLEEP:
                    (self._delay.release_soon if away else self._delay.take)()
        except TimeoutError:
            return  # that was all
        except (OSError, ValueError) as error:
            log.info("a bus fell silent: %s", type(error).__name__)
            notifier.setEnabled(False)


def _away(message: Message) -> bool | None:
    """Whether a message says that people go away, or that they are back; None where it says neither."""
    from jeepney import HeaderFields

    match message.header.fields.get(HeaderFields.member), message.body:
        case ("Lock" | "Unlock") as member, _:
            return bool(member == "Lock")
        case (("PrepareForSleep" | "ActiveChanged"), (bool(away), *_)):
            return away
        case "PropertiesChanged", (_, {"LockedHint": (_, bool(locked))}, *_):
            # Set by the desktop's own screen lock, whatever its name is.
            return locked
    return None
