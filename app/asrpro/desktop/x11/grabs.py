"""Keys that no other window shall hear of, and what the X server tells of them and of lone modifiers."""

from __future__ import annotations

import logging
import struct
import time
from typing import TYPE_CHECKING, Any, Final

from Xlib import X, error
from Xlib.ext import ge, xinput

from asrpro.desktop import keys
from asrpro.desktop.chords import Bound, Chords
from asrpro.desktop.x11.clock import ServerClock
from asrpro.desktop.x11.keymap import Keymap, down
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from Xlib.display import Display

    from asrpro.desktop.ports import Binding, KeyEvent, Modifier
    from asrpro.desktop.sending import Sending

log = logging.getLogger(__name__)

_RAW: Final = xinput.RawKeyPressMask | xinput.RawKeyReleaseMask | xinput.RawButtonPressMask
_SETTLED: Final = 0.1
"""Seconds without another change after which a changed keyboard is looked at."""


class Grabs:
    """The bound chords on one connection.

    An ordinary key is grabbed, so the server tells of it and of all keys until it is let go. For a modifier that is
    bound alone nothing is grabbed: it goes on to mean what it always meant, and XInput's raw events tell of it. Raw
    events are asked for only while there is such a binding, so otherwise this program does not see what is typed.
    While one of our own grabs is at work the server tells of keys only through it.
    """

    def __init__(self, connection: Display, sending: Sending) -> None:
        self._connection = connection
        self._root = connection.screen().root
        self._sending = sending
        self._clock = ServerClock()
        self._bindings: tuple[Binding, ...] = ()
        self._grabbed: set[tuple[int, int]] = set()
        self._keymap = Keymap.of(connection)
        self._remap_at: float | None = None
        self._ours: set[int] = set()
        """Keys that this program itself holds down."""
        self._chords = Chords(self._is_down)
        self._extension = connection.display.get_extension_major(xinput.extname)
        # Only from 2.1 on raw events come while another program holds a grab.
        xinput.XIQueryVersion(display=connection.display, opcode=self._extension, major_version=2, minor_version=2)

    @property
    def wakes_at(self) -> float | None:
        """When `advance` has something to do; None while there is nothing to wait for."""
        return min((at for at in (self._chords.wakes_at, self._remap_at) if at is not None), default=None)

    def bind(self, bindings: Sequence[Binding]) -> tuple[list[KeyEvent], tuple[str, ...]]:
        """Grab these and give all others back; the releases that this brings, and a sentence for each not to be had.

        What was bound before and still is goes on being held.
        """
        self._bindings = tuple(bindings)
        wanted, sentences = self._found()
        kept = {key for each in wanted for key in self._keys(each)}
        self._release(self._grabbed - kept)
        bound = []
        for each in wanted:
            if self._grab(self._keys(each) - self._grabbed):
                bound.append(each)
            else:
                sentences.append(
                    _("{chord} is in use by another program; choose another key, or free it there.").format(
                        chord=keys.shown(each.binding.chord)
                    )
                )
        self._sending.grabbed = frozenset(code for code, _mask in self._grabbed)
        events = self._chords.bind(bound, self._keymap.modifiers, time.monotonic())
        self._listen(on=bool(self._chords.lone))
        return events, tuple(sentences)

    def read(self) -> Iterator[KeyEvent]:
        """What is told by events that have arrived."""
        while self._connection.pending_events():
            yield from self._told(self._connection.next_event())

    def advance(self, now: float) -> Iterator[KeyEvent]:
        """What time alone brings."""
        yield from self._chords.advance(now)
        if self._remap_at is not None and now >= self._remap_at:
            self._remap_at = None
            yield from self._remap()

    def end(self) -> list[KeyEvent]:
        """Let go of what is held; needs no connection."""
        return self._chords.end(time.monotonic())

    def _told(self, event: Any) -> list[KeyEvent]:
        now = time.monotonic()
        if event.type in (X.KeyPress, X.KeyRelease):
            return self._grabbed_key(event, self._clock.at(event.time, now))
        if event.type == ge.GenericEventCode and event.extension == self._extension:
            _device, milliseconds, detail, _source = struct.unpack_from("=HIIH", event.data)
            return self._raw(event.evtype, detail, self._clock.at(milliseconds, now))
        if event.type == X.MappingNotify and event.request != X.MappingPointer:
            # Often many at once, or one and soon another that takes it back.
            self._remap_at = now + _SETTLED
        return []

    def _raw(self, kind: int, detail: int, at: float) -> list[KeyEvent]:
        """A key or button that others are told of as well."""
        if kind == xinput.RawButtonPress:
            return self._chords.other(at)
        if self._by_us(detail, down=kind == xinput.RawKeyPress):
            return []
        if kind == xinput.RawKeyPress:
            return self._chords.modifier(detail, self._beside(detail), at)
        return self._chords.up(detail, at)

    def _grabbed_key(self, event: Any, at: float) -> list[KeyEvent]:
        """A key that only we are told of."""
        if self._by_us(event.detail, down=event.type == X.KeyPress):
            return []
        if event.type == X.KeyRelease:
            return self._chords.up(event.detail, at)
        held = self._keymap.held(event.state)
        if events := self._chords.chord(event.detail, held, at):
            return events
        if (event.detail, self._keymap.state(held)) in self._grabbed:
            return []  # it repeats, or the raw event before it has told already
        return self._chords.modifier(event.detail, self._beside(event.detail), at)

    def _by_us(self, code: int, *, down: bool) -> bool:
        """Whether this program itself pressed or released the key; a press may be told twice, raw and grabbed."""
        ours = self._sending.take(code, down=down) or code in self._ours
        if ours:
            (self._ours.add if down else self._ours.discard)(code)
        return ours

    def _beside(self, code: int) -> frozenset[Modifier]:
        """The modifiers that are down beside this key."""
        if code not in self._chords.lone:
            return frozenset()
        return frozenset(
            self._keymap.modifiers[each] for each in down(self._connection) & self._keymap.modifiers.keys() - {code}
        )

    def _found(self) -> tuple[list[Bound], list[str]]:
        """The Bindings that this keyboard has keys for, and a sentence about each of the others."""
        found: list[Bound] = []
        sentences = []
        for binding in self._bindings:
            chord = binding.chord
            codes = self._keymap.codes(chord.key)
            if not codes or not all(self._keymap.mask(modifier) for modifier in chord.modifiers):
                sentences.append(_("This keyboard has no {chord}; choose another key.").format(chord=keys.shown(chord)))
            else:
                found.append(Bound(binding, codes))
        return found, sentences

    def _keys(self, bound: Bound) -> set[tuple[int, int]]:
        """What is to be grabbed for it: keycodes with the state of the modifiers."""
        chord = bound.binding.chord
        return set() if chord.lone else {(code, self._keymap.state(chord.modifiers)) for code in bound.codes}

    def _grab(self, wanted: set[tuple[int, int]]) -> bool:
        """Grab these keys under every lock; whether nobody else has them."""
        refused = error.CatchError(error.BadAccess)
        for code, mask in wanted:
            for lock in self._keymap.locks:
                self._root.grab_key(
                    code,
                    mask | lock,
                    owner_events=True,
                    pointer_mode=X.GrabModeAsync,
                    keyboard_mode=X.GrabModeAsync,
                    onerror=refused,
                )
        self._connection.sync()
        self._grabbed |= wanted
        if refused.get_error():
            self._release(wanted)
        return not refused.get_error()

    def _release(self, grabbed: set[tuple[int, int]]) -> None:
        for code, mask in grabbed:
            for lock in self._keymap.locks:
                self._root.ungrab_key(code, mask | lock)
        self._grabbed = self._grabbed - grabbed
        self._connection.sync()

    def _listen(self, *, on: bool) -> None:
        self._root.xinput_select_events([(xinput.AllMasterDevices, _RAW if on else 0)])
        self._connection.sync()

    def _remap(self) -> list[KeyEvent]:
        """Bind anew if the keys that are meant are others now."""
        keymap = Keymap.of(self._connection)
        old, self._keymap = self._keymap, keymap
        same = old.locks == keymap.locks and old.modifiers == keymap.modifiers
        if same and all(old.codes(each.chord.key) == keymap.codes(each.chord.key) for each in self._bindings):
            return []
        self._keymap = old
        self._release(set(self._grabbed))
        self._keymap = keymap
        events, sentences = self.bind(self._bindings)
        for sentence in sentences:
            log.warning("After a change of the keyboard: %s", sentence)
        return events

    def _is_down(self, code: int) -> bool:
        """Whether it is down, as far as is known before all is read that the server told until it answered.

        A release may be among that, behind repeats which would otherwise be taken for another press.
        """
        return code in down(self._connection) or self._connection.pending_events() > 0
