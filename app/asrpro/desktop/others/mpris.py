"""Players on a Linux desktop, which answer on D-Bus to what MPRIS 2.2 asks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jeepney import Message

_PREFIX: Final = "org.mpris.MediaPlayer2."
_STAND_IN: Final = f"{_PREFIX}playerctld"
"""Answers for whichever player was used last."""
_PATH: Final = "/org/mpris/MediaPlayer2"
_PLAYER: Final = "org.mpris.MediaPlayer2.Player"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_PATIENCE: Final = 1.0
"""Seconds that all players together may take to answer."""


class MprisPlayers:
    """Connects for as long as players are paused; without a bus there are none."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._paused: set[str] = set()
        """The bus's own names of those that were paused, and that nobody has touched since."""

    def pause(self) -> None:
        """Have those pause that play."""
        self._close()
        try:
            self._pause()
        except Exception:  # noqa: BLE001 - no bus, or whatever a foreign one says: then nobody pauses
            self._close()

    def resume(self) -> None:
        """Have those go on that were paused, and that nobody has touched since."""
        try:
            if self._paused:
                # With the answers comes all that players have told meanwhile.
                now = self._statuses(self._paused)
                self._ask({name: _call(name, "Play") for name in now if now[name] == "Paused" and name in self._paused})
        except Exception:  # noqa: BLE001 - the bus went away, or says whatever it does
            return
        finally:
            self._close()

    def _pause(self) -> None:
        from jeepney import MatchRule, message_bus
        from jeepney.io.blocking import Proxy, open_dbus_connection

        self._connection = open_dbus_connection("SESSION")
        bus = Proxy(message_bus, self._connection, timeout=_PATIENCE)
        rule = MatchRule(type="signal", interface=_PROPERTIES, member="PropertiesChanged", path=_PATH)
        bus.AddMatch(rule)
        (names,) = bus.ListNames()
        statuses = self._statuses(name for name in names if name.startswith(_PREFIX) and name != _STAND_IN)
        playing = [name for name, status in statuses.items() if status == "Playing"]
        self._ask({name: _call(name, "Pause") for name in playing}, watched=True)

    def _statuses(self, names: Any) -> dict[str, str]:
        """What players do, by the bus's own names of them."""
        asked = {name: _call(name, "Get", _PROPERTIES, (_PLAYER, "PlaybackStatus")) for name in names}
        return {name: body[0][1] for name, body in self._ask(asked).items() if body and isinstance(body[0], tuple)}

    def _ask(self, messages: Mapping[str, Message], *, watched: bool = False) -> dict[str, tuple[Any, ...]]:
        """Ask all at once, and return what those answered that did, by the bus's own names of them.

        With `watched`, those that answer count as paused from then on.
        """
        from jeepney import HeaderFields, MessageType

        waiting = set()
        for message in messages.values():
            serial = next(self._connection.outgoing_serial)
            self._connection.send(message, serial=serial)
            waiting.add(serial)
        answers: dict[str, tuple[Any, ...]] = {}
        end = time.monotonic() + _PATIENCE
        while waiting:
            try:
                message = self._connection.receive(timeout=max(0.0, end - time.monotonic()))
            except TimeoutError:
                break
            sender = message.header.fields.get(HeaderFields.sender, "")
            serial = message.header.fields.get(HeaderFields.reply_serial)
            if serial in waiting:
                waiting.discard(serial)
                if message.header.message_type is MessageType.method_return:
                    answers[sender] = message.body
                    if watched:
                        self._paused.add(sender)
            elif _touched(message):
                self._paused.discard(sender)
        return answers

    def _close(self) -> None:
        self._paused = set()
        if self._connection:
            self._connection.close()
            self._connection = None


def _call(name: str, method: str, interface: str = _PLAYER, arguments: tuple[str, ...] = ()) -> Message:
    from jeepney import DBusAddress, new_method_call

    return new_method_call(
        DBusAddress(_PATH, name, interface), method, "s" * len(arguments) if arguments else None, arguments
    )


def _touched(message: Message) -> bool:
    """Whether a player says that it does anything but pause."""
    match message.body:
        case (str(interface), {"PlaybackStatus": (_, status)}, *_) if interface == _PLAYER:
            return bool(status != "Paused")
    return False
