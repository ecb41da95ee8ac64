"""An output that answers as Core Audio does."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import pytest

from asrpro.desktop.macos.output import Address, OutputMixer, address
from asrpro.desktop.others.lowering import Lowering
from asrpro.desktop.others.note import Note

if TYPE_CHECKING:
    from pathlib import Path

VOLUME, MUTE, DEFAULT, IDENTITY = b"vmvc", b"mute", b"dOut", b"uid "


class CoreAudio:
    """Has outputs with a volume and a mute, of which one is the default."""

    def __init__(self, *, settable: tuple[bytes, ...] = (VOLUME, MUTE)) -> None:
        self.default = 40
        self.volumes: dict[int, float] = {40: 0.8, 41: 0.5}
        self.muted: dict[int, int] = {40: 0, 41: 0}
        self.settable = settable
        self.released: list[int] = []

    def AudioObjectGetPropertyData(self, *arguments: Any) -> int:  # noqa: N802 - Apple's names
        device, name, value = self._meant(arguments)
        if device not in (1, *self.volumes):
            return 560947818  # '!obj'
        match name:
            case b"dOut":
                value.value = self.default
            case b"uid ":
                value.value = 9000 + device
            case b"vmvc":
                value.value = self.volumes[device]
            case b"mute":
                value.value = self.muted[device]
        return 0

    def AudioObjectSetPropertyData(self, *arguments: Any) -> int:  # noqa: N802
        device, name, value = self._meant(arguments)
        assert name in self.settable
        if name == VOLUME:
            self.volumes[device] = value.value
        else:
            self.muted[device] = value.value
        return 0

    def AudioObjectIsPropertySettable(self, device: Any, where: Any, can: Any) -> int:  # noqa: N802
        if device.value not in self.volumes:
            return 560947818  # '!obj'
        can._obj.value = where._obj.selector.to_bytes(4, "big") in self.settable
        return 0

    def CFStringGetCString(self, string: Any, text: Any, _size: Any, _encoding: Any) -> int:  # noqa: N802
        text.value = f"device {string.value}".encode()
        return 1

    def CFRelease(self, string: Any) -> None:  # noqa: N802
        self.released.append(string.value)

    @staticmethod
    def _meant(arguments: Any) -> tuple[int, bytes, Any]:
        device, where, none, nothing, size, value = arguments
        assert (none.value, nothing) == (0, None)
        size = size.value if isinstance(size, ctypes.c_uint32) else size._obj.value
        assert size == ctypes.sizeof(value._obj)
        return device.value, where._obj.selector.to_bytes(4, "big"), value._obj


def lowering(audio: CoreAudio, folder: Path) -> Lowering:
    return Lowering(OutputMixer(audio), Note(folder / "lowered.json"))


def test_addresses_are_as_documented() -> None:
    assert ctypes.sizeof(Address) == 12
    asked = address("vmvc", "outp")
    assert (asked.selector, asked.scope, asked.element) == (0x766D7663, 0x6F757470, 0)


def test_the_output_is_lowered_and_comes_back(tmp_path: Path) -> None:
    audio = CoreAudio()
    done = lowering(audio, tmp_path)
    done.lower("lower")
    assert audio.volumes[40] == pytest.approx(0.8 * 0.2**0.5)
    assert audio.volumes[41] == 0.5
    done.restore()
    assert audio.volumes[40] == pytest.approx(0.8)
    done.lower("mute")
    assert audio.muted[40] == 1
    done.restore()
    assert audio.muted[40] == 0
    assert len(audio.released) >= 4  # nothing leaks
    assert not done.owes


def test_headphones_that_are_plugged_in_meanwhile_are_lowered_too(tmp_path: Path) -> None:
    audio = CoreAudio()
    done = lowering(audio, tmp_path)
    done.lower("mute")
    audio.default = 41
    done.lower("mute")
    assert audio.muted == {40: 1, 41: 1}
    done.restore()
    assert audio.muted == {40: 0, 41: 0}
    assert not done.owes


def test_headphones_that_are_pulled_out_meanwhile_are_heard_once_they_are_back(tmp_path: Path) -> None:
    audio = CoreAudio()
    lowering(audio, tmp_path).lower("lower")
    lowered, audio.default = audio.volumes.pop(40), 41
    done = lowering(audio, tmp_path)
    done.restore()
    assert done.owes
    audio.volumes[40] = lowered
    audio.default = 40
    done.restore()
    assert audio.volumes == {40: pytest.approx(0.8), 41: 0.5}
    assert not done.owes


@pytest.mark.parametrize("settable", [(VOLUME,), (MUTE,), ()])
def test_what_the_output_cannot_do_is_not_tried(tmp_path: Path, settable: tuple[bytes, ...]) -> None:
    audio = CoreAudio(settable=settable)
    done = lowering(audio, tmp_path)
    for how in ("lower", "mute"):
        done.lower(how)  # type: ignore[arg-type]
        done.restore()
    assert (audio.volumes[40], audio.muted[40]) == (pytest.approx(0.8), 0)


def test_no_output_is_nobody_heard() -> None:
    audio = CoreAudio()
    for none in (0, 99):
        audio.default = none
        assert OutputMixer(audio).streams() == []
