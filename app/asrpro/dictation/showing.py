"""What there is to show of the Sessions under way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asrpro.desktop import keys
from asrpro.dictation.bindings import FIRST
from asrpro.dictation.ending import ended
from asrpro.dictation.remembering import can_insert
from asrpro.dictation.states import Cancelled, Delivering, Failed, Finishing, Recording
from asrpro.dictation.view import QUIET, View
from asrpro.domain import joined
from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.dictation.session import Session
    from asrpro.dictation.sessions import Sessions
    from asrpro.dictation.view import Shown


def shown(sessions: Sessions, now: float, notice: str, cancel: str) -> View:
    """The View at this moment: of the Session that is recorded, else of the first in work, else of the last one.

    `cancel` is the key that cancels, as settings have it.
    """
    last, session = sessions.last, _meant(sessions)
    state = session.state if session else None
    asked = isinstance(state, Recording) and state.asked is not None
    view = View(
        state=_name(session),
        waiting=sum(one is not session for one in sessions.working),
        ended=ended(last, sessions.ways) if last is not None else None,
        asked=asked,
        notice=_once_more(cancel) if asked else notice,
        can_retry=sessions.to_try is not None,
        can_insert=last is not None and can_insert(last),
        can_paste=bool(sessions.text),
    )
    if session is None or not isinstance(state, Recording | Finishing | Delivering):
        return view
    return replace(
        view,
        elapsed=_elapsed(session, now),
        level=session.level if isinstance(state, Recording) else QUIET,
        ends_by=_ends_by(state),
        settled=joined(session.segments),
        tentative=session.tentative,
        model=_title(session),
    )


def _once_more(cancel: str) -> str:
    try:
        return _("Press {key} once more to cancel this long recording.").format(key=keys.shown(keys.parse(cancel)))
    except AppError:  # it was unbound since
        return _("Press once more to cancel this long recording.")


def _meant(sessions: Sessions) -> Session | None:
    if isinstance(sessions.front.state, Recording):
        return sessions.front
    return sessions.working[0] if sessions.working else sessions.last


def _name(session: Session | None) -> Shown:
    match session.state if session else None:
        case Finishing():
            return "finishing"
        case Recording(first=first, unheard=unheard):
            return "opening" if first is None or unheard else "recording"
        case Delivering():
            return "delivering"
        case Cancelled():
            return "cancelled"
        case Failed() if session and not (session.delivered and session.delivered.arrival == "read"):
            return "failed"
    return "idle"


def _ends_by(state: Recording | Finishing | Delivering) -> str:
    if not isinstance(state, Recording) or state.held:
        return ""
    return state.key.name if state.key else FIRST


def _elapsed(session: Session, now: float) -> float:
    first, release = session.times.first_sample, session.times.release
    return 0.0 if first is None else max(0.0, (release or now) - first)


def _title(session: Session) -> str:
    request = session.profile.request if session.profile else None
    return "" if request is None or isinstance(request, AppError) else request.model.title
