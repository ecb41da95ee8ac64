"""Dictation as its users know it: keys, menu and command line come in, and what there is to show goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.dictation.bindings import CANCEL, COPY_LAST, INSERT_ANYWAY, PASTE_AGAIN, RETRY, UNDO, Bindings
from asrpro.dictation.deliveries import Text
from asrpro.dictation.events import Cancel, Other, Plugged, Press, Quit, Release, Start, Stop, Tick, Toggle
from asrpro.dictation.sessions import Sessions
from asrpro.dictation.showing import shown
from asrpro.dictation.states import Finishing, Idle, Recording
from asrpro.dictation.trying import TRIED_AGAIN
from asrpro.dictation.view import View
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Delivered, KeyEvent
    from asrpro.dictation.parts import Parts
    from asrpro.dictation.session import Session
    from asrpro.settings.tree import Settings


class Dictation:
    """The one owner of all Sessions. It lives on one thread, on which it is made and closed; in the tray, Qt's.

    Everything else may be called from any thread and returns at once: it is done on the owner's thread, soon.
    """

    def __init__(self, parts: Parts, on_change: Callable[[View], None]) -> None:
        """Bind the hotkeys; `on_change` is called on the owner's thread whenever there is something else to show."""
        self._parts = parts
        self._on_change = on_change
        self._notice = ""
        self._told_last = ""
        """The notice that was shown last."""
        self._shown = View()
        self._closed = False
        self._sessions = Sessions(parts, self._say, self._changed)
        self._bindings = Bindings(parts.hotkeys(self.key), parts.chord, self._say)
        self._chosen: Settings | None = None
        self._commands: dict[str, Callable[[], None]] = {
            CANCEL: lambda: self._cancel(sure=False),
            PASTE_AGAIN: self._paste_again,
            COPY_LAST: self._copy_last,
            UNDO: self._undo_last,
            RETRY: self._retry,
            INSERT_ANYWAY: self._insert_anyway,
        }
        self._bind()
        if parts.settings().privacy.keep_history:
            memory = self._sessions.memory
            memory.last_text(lambda text: self._post(lambda: self._remember(text)))
            memory.without_text(TRIED_AGAIN + 1, lambda found: self._post(lambda: self._sessions.remember(found)))

    def key(self, event: KeyEvent) -> None:
        """Something happened to a hotkey."""
        self._post(lambda: self._key(event))

    def start(self) -> None:
        """Begin to record, unless that is under way."""
        now = self._parts.now()
        self._post(lambda: self._sessions.happen(self._fresh(), Start(now)))

    def stop(self) -> None:
        """End the recording; its text will be delivered."""
        now = self._parts.now()
        self._post(lambda: self._sessions.happen(self._sessions.front, Stop(now)))

    def toggle(self) -> None:
        """Begin to record, or end it."""
        now = self._parts.now()
        self._post(lambda: self._sessions.happen(self._fresh(), Toggle(now)))

    def cancel(self) -> None:
        """Throw away what is recorded, or else what was recorded last and is not delivered yet."""
        self._post(lambda: self._cancel(sure=True))

    def interrupt(self) -> None:
        """Close what is recorded as it is, for nobody is there to speak; it is left to be recovered."""
        self._post(lambda: self._sessions.happen(self._sessions.front, Quit(self._parts.now())))

    def retry(self) -> None:
        """Recognise once more what was recorded last of all that was cancelled or failed."""
        self._post(self._retry)

    def insert_anyway(self) -> None:
        """Deliver what a gate held back of the last Session."""
        self._post(self._insert_anyway)

    def paste_again(self) -> None:
        """Deliver the last text once more, to where the focus is."""
        self._post(self._paste_again)

    def copy_last(self) -> None:
        """Put the last text on the clipboard."""
        self._post(self._copy_last)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard, after those that are on their way."""
        self._post(lambda: self._copy(text))

    def tell(self, text: str) -> None:
        """Have people told this with what is dictated now."""
        self._post(lambda: self._say(text))

    def settings_changed(self) -> None:
        """Go by new hotkeys, once no dictation is recorded; all other settings count from the next key press on."""
        self._post(self._changed)

    def microphones_changed(self) -> None:
        """Hear one that came, where the only one was pulled out while somebody spoke."""
        self._post(lambda: self._sessions.happen(self._sessions.front, Plugged(self._parts.now())))

    def keyboard_free(self) -> None:
        """Deliver what had to wait until a menu of ours gave the keyboard back."""
        self._post(lambda: self._sessions.happen(self._sessions.front, Tick(self._parts.now())))

    def status(self) -> View:
        """What is shown right now."""
        return self._shown

    def close(self) -> None:
        """Close the microphone and all Journals, and give the keys back; may take a second.

        A recording that is under way, or not recognised yet, is offered at the next start.
        """
        self._bindings.close()
        self._sessions.close()
        self._closed = True

    def _post(self, work: Callable[[], None]) -> None:
        self._parts.post(lambda: None if self._closed else work())

    def _fresh(self) -> Session:
        """The Session that the menu and the command line mean, without a hotkey's own settings."""
        front = self._sessions.front
        if isinstance(front.state, Idle):
            front.key = None
        return front

    def _key(self, event: KeyEvent) -> None:
        if event.name not in self._bindings.keys:
            if event.kind == "press" and event.name in self._commands:
                self._commands[event.name]()
            return
        key, entry = self._bindings.keys[event.name]
        front = self._sessions.front
        match event.kind:
            case "press":
                if isinstance(front.state, Idle):
                    front.key = entry
                self._sessions.happen(front, Press(event.time, key))
            case "release":
                self._sessions.happen(front, Release(event.time, event.name))
            case "other":
                self._sessions.happen(front, Other(event.time, event.name))

    def _cancel(self, *, sure: bool) -> None:
        session = self._sessions.front
        if sure and isinstance(session.state, Idle):
            finishing = [one for one in self._sessions.working if isinstance(one.state, Finishing)]
            session = finishing[-1] if finishing else session
        self._sessions.happen(session, Cancel(self._parts.now(), sure))

    def _retry(self) -> None:
        if not self._sessions.retry():
            self._say(_("There is nothing to retry."))

    def _insert_anyway(self) -> None:
        if not self._sessions.insert_anyway():
            self._say(_("Nothing was held back."))

    def _remember(self, text: str) -> None:
        """Have the last text of an earlier run of the program again, unless there is a newer one."""
        self._sessions.text = self._sessions.text or text
        self._changed()

    def _paste_again(self) -> None:
        text = self._sessions.text
        if not text:
            self._say(_("Nothing was dictated yet."))
            return
        self._parts.delivery.prepare()
        method = self._parts.settings().delivery.method
        self._sessions.deliveries.deliver(Text(text, method, None), self._told)

    def _copy_last(self) -> None:
        if text := self._sessions.text:
            self._copy(text)
        else:
            self._say(_("Nothing was dictated yet."))

    def _copy(self, text: str) -> None:
        def told(delivered: Delivered) -> None:
            copied = delivered.arrival == "copied"
            self._say(delivered.notice or (_("The text is on the clipboard.") if copied else ""))

        self._sessions.deliveries.deliver(Text(text, "copy", None), told)

    def _undo_last(self) -> None:
        self._sessions.deliveries.undo(self._told)

    def _told(self, delivered: Delivered) -> None:
        self._say(delivered.notice)

    def _say(self, notice: str) -> None:
        """Have it shown, behind what nobody was shown yet; nothing takes the last one away."""
        untold = self._notice if notice and self._notice != self._told_last else ""
        self._notice = " ".join(dict.fromkeys(filter(None, (untold, notice))))
        self._parts.post(self._changed)

    def _changed(self) -> None:
        """Tell what there is to show where it differs, and bind what is to be bound now."""
        if self._closed:
            return
        self._bind()
        self._told_last = self._notice
        view = shown(self._sessions, self._parts.now(), self._notice, self._parts.settings().hotkey.cancel)
        if view != self._shown:
            self._shown = view
            self._on_change(view)

    def _bind(self) -> None:
        front, settings = self._sessions.front, self._parts.settings()
        if isinstance(front.state, Idle) and settings is not self._chosen:
            self._chosen = settings
            self._notice = ""  # what was wrong with earlier ones
            self._bindings.choose(settings.hotkey)
            self._sessions.captures.arm(self._parts.microphone(settings), settings.dictation.pre_roll)
        self._bindings.bind(cancel=isinstance(front.state, Recording))
