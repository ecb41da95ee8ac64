from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from asrpro.audio.microphones import Microphones
from asrpro.settings.file import SettingsFile
from asrpro.ui.offers.microphones import MicrophoneOffer
from fixtures.microphones import sounding
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.sound_server import SoundServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SoundServer]:
    with sounding(tmp_path) as server:
        server.plug("desk", default=True)
        yield server


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.json")


@pytest.fixture
def offer(server: SoundServer, settings: SettingsFile) -> Iterator[MicrophoneOffer]:  # noqa: ARG001 - it is looked at
    with contextlib.closing(Microphones()) as microphones:
        until(lambda: microphones.known, "the list")
        yield MicrophoneOffer(settings, microphones, settings.set)


def shown(offer: MicrophoneOffer) -> list[tuple[str, str, bool | None, str]]:
    return [(one.name, one.title, one.current, one.beside) for group in offer.choices() for one in group]


def test_the_list_follows_what_is_plugged_in(server: SoundServer, offer: MicrophoneOffer) -> None:
    own, desk = ("", "The system's own", True, "Desk"), ("desk", "Desk", False, "")
    until(lambda: shown(offer) == [own, desk], "the first one", instead=lambda: str(shown(offer)))
    server.plug("headset")
    until(lambda: shown(offer) == [own, desk, ("headset", "Headset", False, "")], "the second one")
    server.unplug("headset")
    until(lambda: shown(offer) == [own, desk], "the second one to go")


def test_the_chosen_one_is_told_even_where_it_is_gone(
    server: SoundServer, offer: MicrophoneOffer, settings: SettingsFile
) -> None:
    server.plug("headset")
    offer.choose("headset")
    assert settings.current.audio.microphone == "headset"
    until(lambda: ("headset", "Headset", True, "") in shown(offer), "the chosen one")
    assert shown(offer)[0][2] is False
    server.unplug("headset")
    until(lambda: ("headset", "The chosen one", True, "not plugged in") in shown(offer), "that it is gone")
    offer.choose("")
    assert shown(offer)[0][2] is True
