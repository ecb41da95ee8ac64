"""What a Session has come to, in words for people and for the History."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from asrpro.dictation.kept import Fate
from asrpro.dictation.recordings import kept_days
from asrpro.dictation.states import Cancelled, Done, Failed
from asrpro.dictation.view import Ended
from asrpro.domain import joined
from asrpro.errors import AppError, followed
from asrpro.history.entry import Entry, entry_from
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.desktop.ports import Arrival
    from asrpro.dictation.ledger import Times
    from asrpro.dictation.recording import State
    from asrpro.dictation.session import Session
    from asrpro.dictation.view import How
    from asrpro.dictation.ways import Ways
    from asrpro.history.entry import Outcome
    from asrpro.settings.tree import PrivacySettings


def found(session: Session) -> Literal["text", "nothing", "dropped"]:
    """What recognition gave."""
    if session.result is None:
        return "nothing"
    transcript = session.result.transcript
    return "text" if joined(transcript.segments) else "dropped" if transcript.dropped else "nothing"


def fate(session: Session, privacy: PrivacySettings) -> Fate:
    """What is to become of its recording; where its text is kept, that is as good as delivered."""
    known: State = "done"
    unknown: State = "done"
    match session.state:
        case Cancelled():
            known = unknown = "cancelled"
        case Failed() if not session.text:
            known, unknown = "failed", "recording"
        case Done("delivered") if session.delivered is None:
            unknown = "recording"
        case Done("nothing heard" | "dropped") if privacy.keep_history:
            known = unknown = "failed"
    return Fate(known, unknown, privacy.keep_history, kept_days(privacy))


def notice(session: Session, ways: Ways) -> str:
    """What people should know of it; empty where it went as it should."""
    match session.state:
        case Failed(error) if session.seconds and not session.text:
            return followed(str(error), f"{_('What you said is kept.')} {ways.to_retry()}")
        case Failed(error):
            return str(error)
        case Done("nothing heard"):
            return _("Nothing heard.")
        case Cancelled() if session.remarks:
            return f"{remarks(session)} {ways.to_retry()}"
        case Done():
            return " ".join(filter(None, (remarks(session), held_back(session, ways))))
    return ""


_HOW: Final[dict[Arrival, How]] = {
    "read": "pasted",
    "not confirmed": "sent",
    "typed": "typed",
    "copied": "copied",
    "not read": "not read",
}


def ended(session: Session, ways: Ways) -> Ended:
    """What came of one that is over."""
    how: How = "failed"
    took, delivered = None, session.delivered
    match session.state:
        case Cancelled():
            how = "cancelled"
        case Done("nothing heard"):
            how = "nothing heard"
        case Done("dropped"):
            how = "dropped"
        case Done() | Failed() if delivered is not None:
            how = _HOW.get(delivered.arrival, how)
    if delivered is not None and delivered.read is not None and session.times.release is not None:
        took = delivered.read - session.times.release
    target = delivered.target if delivered else None
    said = notice(session, ways)
    return Ended(
        number=session.number,
        how=how,
        into=(target.name or target.program) if target else "",
        took=took,
        words=session.state.error.title if isinstance(session.state, Failed) else said,
        hint=session.state.error.hint if isinstance(session.state, Failed) else "",
        notice=said,
    )


def remarks(session: Session) -> str:
    """What did not go as one would expect, each sentence once."""
    return " ".join(dict.fromkeys(filter(None, session.remarks)))


def held_back(session: Session, ways: Ways) -> str:
    """Why gates dropped some of it, each reason once, and how it is had all the same."""
    dropped = session.result.transcript.dropped if session.result else ()
    if not dropped:
        return ""
    return " ".join([*dict.fromkeys(one.reason for one in dropped), ways.to_insert(len(dropped))])


def entry(session: Session) -> Entry:
    """What the History remembers of it, but for the recording."""
    profile, result = session.profile, session.result
    if result:
        made = entry_from(result, created=session.created, kind="dictation", outcome=_outcome(session))
        made = replace(made, delivered=joined(made.segments))  # with the line break that was asked for at its end
    else:
        made = _unfinished(session)
    return replace(
        made,
        source=profile.target.title if profile and profile.target else "",
        error=_error(session),
        stages={**made.stages, **stages(session.times)},
    )


def _unfinished(session: Session) -> Entry:
    """What was heard before it was cancelled or failed."""
    text, request = joined(session.segments), session.profile.request if session.profile else None
    made = Entry(
        created=session.created,
        kind="dictation",
        outcome=_outcome(session),
        heard=text,
        delivered=text,
        duration=round(session.seconds, 3),
        segments=tuple(session.segments),
    )
    if request is None or isinstance(request, AppError):
        return made
    return replace(made, language=request.options.language, model=request.model.id, backend=request.model.backend)


def stages(times: Times) -> dict[str, float]:
    """Seconds from each stage that was reached to the next."""
    spans = {
        "first sample": (times.press, times.first_sample),
        "engine": (times.release, times.done),
        "deliver": (times.done, times.delivered),
        "read": (times.delivered, times.read),
    }
    return {
        name: round(end - start, 4) for name, (start, end) in spans.items() if start is not None and end is not None
    }


def _error(session: Session) -> str:
    if isinstance(session.state, Failed):
        return str(session.state.error)
    if session.state == Done("delivered") and session.delivered is None:
        return _("ASR Pro ended before it was known whether the text had arrived.")
    return remarks(session)


def _outcome(session: Session) -> Outcome:
    match session.state:
        case Done("delivered") if session.delivered is None:
            return "failed"
        case Done("delivered") if session.delivered is not None and session.delivered.arrival == "copied":
            return "copied"
        case Done(outcome):
            return outcome
        case Cancelled():
            return "cancelled"
    return "failed"
