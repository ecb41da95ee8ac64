"""The program as tray, menu and other processes see it: what they ask goes in, what there is to show comes out."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Protocol

from asrpro.errors import UsageError
from asrpro.i18n import _
from asrpro.ui.looks import look

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from asrpro.audio.microphones import Microphones
    from asrpro.dictation.dictation import Dictation
    from asrpro.dictation.remote import Message
    from asrpro.dictation.view import View
    from asrpro.domain import Standing
    from asrpro.ui.look import Look, Offer
    from asrpro.ui.more import More
    from asrpro.ui.notices import Notices
    from asrpro.ui.overlay.presenter import Presenter
    from asrpro.ui.recovery import Recovery
    from asrpro.ui.tray import Tray


class Memory(Protocol):
    """What becomes of Models in memory."""

    def all(self) -> Mapping[str, Standing]:
        """How near to use each is, by its id."""
        ...

    def unload(self) -> None:
        """Let go of all that nobody uses."""
        ...

    def let_go(self, name: str) -> None:
        """Let go of the one of this id, if nobody uses it."""
        ...


class Program:
    """Lives on the GUI's thread."""

    def __init__(  # noqa: PLR0913 - it stands between all of them
        self,
        tray: Tray,
        dictation: Dictation,
        microphones: Microphones,
        offers: Mapping[str, Offer],
        recovery: Recovery,
        memory: Memory,
        *,
        heed: Callable[[str, Callable[[bool], None]], None],
        more: More,
        presenter: Presenter | None,
        notices: Notices,
        keys: Callable[[], str],
        post: Callable[[Callable[[], None]], None],
        end: Callable[[], None],
    ) -> None:
        """Begin to listen to the menu.

        Args:
            tray: What shows it all.
            dictation: What does it.
            microphones: Those of this machine.
            offers: What is chosen from in the submenus, by their names.
            recovery: What was interrupted.
            memory: What becomes of Models there.
            presenter: What shows it over other windows; None where no desktop lets it.
            heed: Has a Model of an id, whose files or name another process changed, loaded anew and looked at; calls a
                function after that, on any thread, with False where the old one is in use still.
            more: The entries of the menu that dictate nothing.
            notices: What tells people something.
            keys: Tells how dictation is started, for people.
            post: Calls a function on this thread, after all that is to be done there now.
            end: Ends the program.
        """
        self._tray = tray
        self._dictation = dictation
        self._microphones = microphones
        self._offers = offers
        self._recovery = recovery
        self._memory, self._heed = memory, heed
        self._presenter, self._notices = presenter, notices
        self._more = more
        self._keys, self._post = keys, post
        self._look: Look | None = None
        self._told = ""
        self._entries = _entries(dictation) | {
            "recover": recovery.recover,
            "discard": recovery.discard,
            **more.entries,
            "quit": end,
        }
        self._actions = _actions(dictation)
        tray.menu.chosen.connect(self._act)
        if presenter:
            presenter.acted.connect(self._act)
        tray.menu.picked.connect(lambda menu, name: offers[menu].choose(name))
        tray.menu.opening.connect(self._offer)
        tray.menu.closed.connect(dictation.keyboard_free)
        self._offer()

    @property
    def words(self) -> str:
        """A sentence about what is going on."""
        return self._seen().words

    def show(self, view: View) -> None:
        """Show what dictation is doing."""
        news = self._presenter.follow(view) if self._presenter else view.notice if view.notice != self._told else ""
        self._told = view.notice
        recording = view.state in ("opening", "recording")
        self._notices.say(news, urgent=recording)
        self._notices.follow(recording=recording)
        self._refresh()

    def refresh(self) -> None:
        """Show what has changed around it."""
        self._refresh()
        self._offer()

    def answer(self, message: Message, reply: Callable[[Message], None]) -> None:
        """Do what another process asks, and reply with what is going on then; raises UsageError for nonsense."""
        match message:
            case {"do": "show", "log_level": "debug" | "info" | "warning" | "error" as level}:
                logging.getLogger("asrpro").setLevel(level.upper())
                text = _("ASR Pro is running. {words}").format(words=self._seen().words)
                self._notices.say(text, passing=True)
                self._tray.come_forward()
                reply({**self._status(), "in_tray": self._tray.in_tray})
            case {"do": "models"}:
                reply({**self._status(), "models": self._models()})
            case {"do": "changed", "model": str(name)}:
                self._heed(name, lambda free: self._post(lambda: reply({**self._status(), "free": free})))
            case {"do": "unload", "model": str(name)}:
                self._memory.let_go(name)
                reply({**self._status(), "models": self._models()})
            case {"do": "unload"}:
                self._memory.unload()
                reply({**self._status(), "models": self._models()})
            case {"do": "quit"}:
                reply(self._status())
                self._post(self._entries["quit"])
            case {"do": "dictate", "action": str(action)} if action in self._actions:
                seen = self._seen()
                acts = {"stop": seen.recording, "cancel": "cancel" in seen.possible}.get(action, True)
                self._actions[action]()
                self._post(lambda: reply({**self._status(), "acts": acts}))
            case _:
                raise UsageError(_("There is no such request."), _("The program that runs may be an older one."))

    def _models(self) -> Message:
        """Those in memory and those that cannot be used, by their ids."""
        told = self._memory.all()
        return {name: asdict(one) for name, one in told.items() if one.state.in_memory or one.reason}

    def _refresh(self) -> None:
        new = self._seen()
        if new != self._look:
            self._look = new
            self._tray.show(new)

    def _offer(self) -> None:
        self._tray.menu.offer({name: offer.choices() for name, offer in self._offers.items()})

    def _act(self, name: str) -> None:
        self._entries[name]()

    def _status(self) -> Message:
        view, seen = self._dictation.status(), self._seen()
        return {
            "state": view.state,
            "seconds": round(view.elapsed, 1),
            "model": view.model,
            "notice": view.notice,
            "icon": seen.shape,
            "words": seen.words,
            "can": sorted(seen.possible),
        }

    def _seen(self) -> Look:
        fault = self._microphones.fault if self._microphones.known else None
        return look(
            self._dictation.status(),
            keys=self._keys(),
            fault=fault,
            possible=self._recovery.possible | self._more.possible,
        )


def _entries(dictation: Dictation) -> dict[str, Callable[[], None]]:
    """What the menu does with dictation, by the names of its entries."""
    return {
        "start": dictation.start,
        "stop": dictation.stop,
        "cancel": dictation.cancel,
        "retry": dictation.retry,
        "insert_anyway": dictation.insert_anyway,
        "paste_again": dictation.paste_again,
        "copy_last": dictation.copy_last,
    }


def _actions(dictation: Dictation) -> dict[str, Callable[[], None]]:
    """What other processes may ask for, by the name of it."""
    return {
        "start": dictation.start,
        "stop": dictation.stop,
        "toggle": dictation.toggle,
        "cancel": dictation.cancel,
        "status": lambda: None,
    }
