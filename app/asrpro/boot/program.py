"""Everything in the tray but its icon."""

from __future__ import annotations

import contextlib
import logging
import platform
import sys
import threading
import time
from functools import cache, partial
from typing import TYPE_CHECKING

from asrpro import __version__, paths
from asrpro.audio.capture import Capture
from asrpro.audio.microphones import Microphones
from asrpro.boot.arguments import log_level
from asrpro.boot.cataloguing import catalogue, downloads
from asrpro.boot.greeting import Greeted, greet
from asrpro.boot.models import Models
from asrpro.boot.more import granting, more
from asrpro.boot.offering import offers
from asrpro.boot.residing import engine_room, standings
from asrpro.boot.shared import forget, opened_history, opened_ledger, recordings_folder
from asrpro.boot.showing import presented, told_by
from asrpro.boot.sounding import sounding
from asrpro.boot.user import folder, settings_file
from asrpro.desktop import keys
from asrpro.desktop.current import current
from asrpro.dictation.bindings import chosen
from asrpro.dictation.dictation import Dictation
from asrpro.dictation.engines import Engines
from asrpro.dictation.journal import Journal
from asrpro.dictation.parts import Parts
from asrpro.dictation.recordings import kept_days
from asrpro.dictation.recovering import Recovering, Ways
from asrpro.errors import AppError
from asrpro.i18n import _
from asrpro.log import log_failure, log_thread_failure, open_log
from asrpro.transcription.request import request
from asrpro.ui.application import menu_open
from asrpro.ui.dress import dress
from asrpro.ui.poster import Poster
from asrpro.ui.program import Program
from asrpro.ui.reception import Reception
from asrpro.ui.recovery import Recovery
from asrpro.ui.signals import EndSignals
from asrpro.ui.text_window import TextWindow
from asrpro.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from asrpro.dictation.profile import Profile
    from asrpro.dictation.view import View
    from asrpro.settings.tree import Settings
    from asrpro.transcription.request import Request
    from asrpro.ui.application import Application
    from asrpro.ui.look import Offer
    from asrpro.ui.tray import Tray

log = logging.getLogger(__name__)

_SETTLED = 3.0
"""Seconds after which a recording that was interrupted is surely closed."""
_TIDY = 6 * 3600.0
"""Seconds between two looks at what is too old."""


def start(app: Application, tray: Tray) -> contextlib.ExitStack:
    """Make the program and give it the icon; raises what keeps it from working, with everything closed again.

    Returns:
        What is to be closed when the event loop has ended.
    """
    threading.excepthook, sys.excepthook = log_thread_failure, log_failure
    told = []
    try:
        open_log(folder(paths.logs), log_level(sys.argv[1:]) or "info")
    except OSError as error:
        told.append(_("There will be no log: {reason}.").format(reason=error.strerror))
    log.info("asrpro %s, Python %s, %s: tray", __version__, platform.python_version(), platform.platform())
    with contextlib.ExitStack() as stack:
        _Program(app, tray, stack, told)
        return stack.pop_all()


class _Program:
    """Everything, joined; each is closed after those that use it."""

    def __init__(self, app: Application, tray: Tray, stack: contextlib.ExitStack, told: Sequence[str]) -> None:
        signals = EndSignals(app.exit)  # `quit` asks the windows first, of which one stays when people close it
        stack.callback(signals.close)
        self._settings = settings_file()
        self._history = cache(lambda: opened_history(self._settings))
        self._recordings = cache(lambda: recordings_folder(self._settings))
        self._poster = Poster()
        room = self._room = engine_room(self._settings, self._say_from_anywhere)
        self._catalogue = catalogue(self._settings, room.router, waits=False)
        stack.callback(room.close)
        self._engines = Engines(room)
        self._microphones = Microphones()
        stack.callback(self._microphones.close)
        self._desktop = current()
        tray.stand_on(self._desktop.scene.panel)
        stack.callback(self._desktop.delivery.close)
        self._theme = Theme(still=self._desktop.scene.still)
        dress(app, self._theme)
        presenter = presented(self._desktop, self._theme, lambda: self._settings.current, self._key_of, stack)
        self._notices = told_by(tray, presenter, self._poster)
        self._recovery = self._recovered()
        self._sounding = sounding(self._settings, self._notices.say)
        stack.callback(self._sounding.close)
        self._dictation = Dictation(self._parts(), self._show)
        stack.callback(self._dictation.close)
        post = self._poster.post
        self._granting = granting(tray, self._notices.say, self._microphones, self._theme, post, self._changed)
        extra = more(self._notices.say, self._granting, self._settings, self._catalogue, self._theme, post)
        stack.callback(extra.close)
        fetching, known, theme = downloads(), self._catalogue, self._theme
        stack.callback(fetching.close)
        near = standings(room, known, fetching, lambda text: post(lambda: self._notices.say(text, passing=True)))
        parts, say = (self._settings, known, room, fetching, near, theme), self._say_from_anywhere
        self._models = Models(*parts, dictation=self._dictation, say=say, post=post, stack=stack)
        self._shown = Program(
            tray,
            self._dictation,
            self._microphones,
            self._offers(stack),
            self._recovery,
            near,
            heed=self._models.heed,
            more=extra,
            presenter=presenter,
            notices=self._notices,
            keys=self._keys,
            post=post,
            end=app.exit,
        )
        self._listen(stack, told)

    def _offers(self, stack: contextlib.ExitStack) -> Mapping[str, Offer]:
        """What the submenus offer."""
        return offers(
            self._settings,
            self._models,
            self._microphones,
            self._history,
            copy=self._dictation.copy,
            say=self._say_from_anywhere,
            later=lambda do: self._poster.call_at(time.monotonic() + _SETTLED, do),
            stack=stack,
        )

    def _listen(self, stack: contextlib.ExitStack, told: Sequence[str]) -> None:
        """Hear of what changes, now that everything is there to answer."""
        post, refresh = self._poster.post, self._shown.refresh
        stack.callback(self._microphones.watch(self._plugged))
        stack.callback(self._desktop.away(self._away).close)
        reception = Reception(paths.socket(), self._shown.answer)
        stack.callback(reception.close)

        def changed(_settings: Settings) -> None:
            log.info("the settings have changed")
            self._dictation.settings_changed()
            self._room.residency.heed()
            post(refresh)
            post(self._models.settings_changed)

        stack.enter_context(self._settings.watch(changed, self._say_from_anywhere))
        for sentence in (*told, *self._settings.notices):
            self._notices.say(sentence)
        self._granting.look()
        refresh()
        self._recovery.look()
        self._models.look()
        greet(
            self._shown.words,
            self._models.advised,
            Greeted(folder(paths.data)),
            chosen=self._settings.current.model.name,
            say=partial(self._notices.say, passing=True),
            post=post,
            call_at=self._poster.call_at,
        )
        self._tidy()
        # Last, for it silences stderr while PortAudio starts, where a start that fails must be told.
        self._microphones.prepare()

    def _tidy(self) -> None:
        """Delete what is too old to be kept, now and again: a tray may run for weeks."""

        def work() -> None:
            try:
                recordings_folder(self._settings)
                forget(self._history(), self._settings)
            except AppError as error:
                log.warning("what is too old could not be deleted: %s", type(error).__name__)

        threading.Thread(target=work, name="tidy", daemon=True).start()
        self._poster.call_at(time.monotonic() + _TIDY, self._tidy)

    def _parts(self) -> Parts:
        desktop = self._desktop
        return Parts(
            now=time.monotonic,
            post=self._poster.post,
            call_at=self._poster.call_at,
            settings=lambda: self._settings.newest,
            request=self._request,
            microphone=lambda settings: settings.audio.microphone,
            chord=keys.parse,
            key_of=self._key_of,
            taken=menu_open,
            hotkeys=desktop.hotkeys,
            focus=desktop.focus,
            delivery=desktop.delivery,
            capture=partial(Capture, self._microphones),
            journal=self._journal,
            recognise=self._engines.recognise,
            transcribe_file=self._engines.transcribe_file,
            history=self._history,
            ledger=opened_ledger(),
        )

    def _request(self, settings: Settings, *, model: str | None, language: str | None) -> Request:
        return request(settings, self._catalogue, model=model, language=language)

    def _journal(self, profile: Profile, on_notice: Callable[[str], None]) -> Journal:
        asked, about = profile.request, {"source": profile.target.title if profile.target else ""}
        if isinstance(asked, AppError):
            return Journal.open(self._recordings(), on_notice, **about)
        return Journal.open(
            self._recordings(), on_notice, model=asked.model.id, language=asked.options.language, **about
        )

    def _recovered(self) -> Recovery:
        def asked(language: str | None) -> Request:
            settings = self._settings.current
            chosen = self._catalogue.chosen(settings.model.name)
            fitting = language if language and chosen.understands(language) else None
            return self._request(settings, model=None, language=fitting)

        ways = Ways(
            post=self._poster.post,
            request=asked,
            transcribe_file=self._engines.transcribe_file,
            history=lambda: self._history() if self._settings.current.privacy.keep_history else None,
            keeps=lambda: kept_days(self._settings.current.privacy) > 0,
            show=self._show_text,
            say=self._notices.say,
            left=self._offer,
        )
        return Recovery(self._recordings, Recovering(ways), self._notices.say, self._changed)

    def _show(self, view: View) -> None:
        self._sounding.follow(view)
        self._shown.show(view)

    def _plugged(self) -> None:
        self._poster.post(self._shown.refresh)
        self._poster.post(self._granting.look)
        if self._microphones.fault is None:
            self._dictation.microphones_changed()

    def _changed(self) -> None:
        self._shown.refresh()

    def _offer(self) -> None:
        self._recovery.look()

    def _show_text(self, text: str) -> None:
        self._window = TextWindow(_("Recovered dictation"), text)
        self._window.show()

    def _say_from_anywhere(self, text: str) -> None:
        """Tell people something, on any thread."""
        self._poster.post(lambda: self._notices.say(text))

    def _away(self, away: bool) -> None:  # noqa: FBT001 - told by the desktop
        if away:
            self._dictation.interrupt()
        else:
            self._offer()
            # What was recorded until then may still be on its way to the disk.
            self._poster.call_at(time.monotonic() + _SETTLED, self._offer)

    def _key_of(self, name: str) -> str:
        """The key of a Binding, for people; empty where there is none."""
        found = () if self._desktop.keyless else chosen(self._settings.current.hotkey, keys.parse)[0]
        return next((keys.shown(one.chord) for one in found if one.name == name), "")

    def _keys(self) -> str:
        """By which key dictation is started, for people; empty where there is none."""
        for entry in () if self._desktop.keyless else self._settings.current.hotkey.dictate:
            with contextlib.suppress(AppError):
                text = _("Press {key}") if entry.mode == "toggle" else _("Hold {key}")
                return text.format(key=keys.shown(keys.parse(entry.keys)))
        return ""
