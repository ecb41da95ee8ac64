"""The settings of one dictation, resolved once at key press and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from asrpro.errors import AppError

if TYPE_CHECKING:
    from asrpro.desktop.ports import Target
    from asrpro.settings.hotkeys import DictationKey
    from asrpro.settings.tree import FocusChanged, Method, Settings, Space
    from asrpro.transcription.request import Request


class MakeRequest(Protocol):
    """What the settings ask of recognition, with what a hotkey says on top; raises AppError where that cannot be."""

    def __call__(self, settings: Settings, *, model: str | None, language: str | None) -> Request:
        """Check it and make it; None leaves it to the settings."""
        ...


@dataclass(frozen=True, slots=True)
class Profile:
    """What one dictation goes by from the first moment to the last, whatever is changed meanwhile."""

    request: Request | AppError
    """What is asked of recognition: Model, device, Options, Gate, Polish. Or why that cannot be: what is spoken is
    kept all the same."""
    microphone: str
    """Which one is wanted; "" for the system's default."""
    target: Target | None
    """The window that had the focus; None where the desktop does not tell."""
    method: Method
    space: Space
    focus_changed: FocusChanged
    stop_after_silence: float
    """Seconds; 0 never."""


def resolve(
    settings: Settings, key: DictationKey | None, request: MakeRequest, *, microphone: str, target: Target | None
) -> Profile:
    """The settings as they are now, with what the hotkey says on top; the menu and the command line have no key."""
    return Profile(
        request=_request(settings, key, request),
        microphone=microphone,
        target=target,
        method=settings.delivery.method,
        space=settings.delivery.space,
        focus_changed=settings.delivery.focus_changed,
        stop_after_silence=settings.dictation.stop_after_silence,
    )


def resolve_again(
    settings: Settings, key: DictationKey | None, request: MakeRequest, *, microphone: str, target: Target | None
) -> Profile:
    """The settings for another try: where what the hotkey asks for cannot be had, those of all other dictations."""
    profile = resolve(settings, key, request, microphone=microphone, target=target)
    if key is None or not isinstance(profile.request, AppError):
        return profile
    return resolve(settings, None, request, microphone=microphone, target=target)


def _request(settings: Settings, key: DictationKey | None, request: MakeRequest) -> Request | AppError:
    model, language = (key.model, key.language) if key else ("", "")
    try:
        return request(settings, model=model or None, language=language or None)
    except AppError as error:
        return error
