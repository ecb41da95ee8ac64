from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.desktop.linux_permissions import LinuxPermissions, Sandbox, flatpak, microphone, settings_page
from asrpro.desktop.ports import Permission
from asrpro.errors import AppError, MicrophoneError, NoSoundServer, PackagesMissing
from fixtures.portal import portal
from fixtures.programs import listens, programs, until

if TYPE_CHECKING:
    from pathlib import Path

FREE = Sandbox()
GONE = NoSoundServer("No sound server runs.", "Start one.")
NONE = MicrophoneError("No microphone is connected.", "Plug one in.")


@pytest.mark.parametrize(
    ("fault", "sandbox", "locked", "state", "said"),
    [
        (None, FREE, False, "granted", "nothing can be dictated."),
        (None, FREE, True, "granted", "nothing can be dictated."),
        (NONE, FREE, False, "granted", "nothing can be dictated."),
        (NONE, FREE, True, "missing", "and then log in again: sudo usermod -aG audio $USER"),
        (GONE, FREE, False, "missing", "No sound server runs. Start one."),
        (GONE, FREE, True, "missing", "and then log in again: sudo usermod -aG audio $USER"),
        (PackagesMissing("It is not installed.", "Add it."), FREE, False, "unknown", "It is not installed. Add it."),
        (None, Sandbox(hears=False, command="let it in"), False, "missing", "In a terminal: let it in"),
    ],
)
def test_microphone(fault: AppError | None, sandbox: Sandbox, locked: bool, state: str, said: str) -> None:  # noqa: FBT001
    found = microphone(fault, sandbox, locked, "panel")
    assert (found.name, found.state, found.page, found.vital) == ("Microphone", state, "panel", True)
    assert found.purpose.startswith("Hears what you dictate; ")
    assert found.purpose.endswith(said)


def test_people_may_want_no_program_to_hear_a_microphone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with programs(tmp_path) as started:
        socket = tmp_path / "bus"
        started.start("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:path={socket}")
        until(lambda: listens(socket), "the bus")
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={socket}")
        made = LinuxPermissions(lambda: None, lambda: ())
        assert [one.state for one in made.look()] == ["granted"], "without a portal nobody says no"
        with portal(f"unix:path={socket}") as wishes:
            assert [one.state for one in made.look()] == ["granted"]
            wishes.unwanted = True
            (told,) = made.look()
    assert told.state == "missing"
    assert told.purpose.endswith("The privacy settings of this desktop say that no program may use it.")


def test_what_a_flatpak_lets_in_is_in_its_metadata() -> None:
    inside = "[Application]\nname=org.example.AsrPro\n[Context]\nshared=ipc;\nsockets=x11;pulseaudio;\n"
    assert flatpak(inside).hears
    shut = flatpak(inside.replace("pulseaudio;", ""))
    assert (shut.hears, shut.command) == (False, "flatpak override --user --socket=pulseaudio org.example.AsrPro")
    assert not flatpak("").hears
    assert not flatpak("nonsense without a section").hears


def test_pages_are_those_of_the_desktop_if_they_are_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ubuntu = {"XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}
    assert settings_page("sound", ubuntu) == ""
    (tmp_path / "gnome-control-center").touch(0o755)
    assert settings_page("sound", ubuntu) == "gnome-control-center sound"
    assert settings_page("keyboard", ubuntu) == "gnome-control-center keyboard"
    assert settings_page("keyboard", {"XDG_CURRENT_DESKTOP": "sway"}) == ""
    assert settings_page("keyboard", {}) == ""


def test_looking_asks_for_all_and_opening_starts_the_page(tmp_path: Path) -> None:
    other = Permission("Other", "granted", "It is there.", f"touch '{tmp_path / 'two words'}'")
    made = LinuxPermissions(lambda: GONE, lambda: (other,))
    assert [(one.name, one.state) for one in made.look()] == [("Microphone", "missing"), ("Other", "granted")]
    assert made.open(other)
    until((tmp_path / "two words").exists, "the page")
    assert not made.open(Permission("None", "missing", "It has no page."))
    assert not made.open(Permission("Gone", "missing", "Its page is gone.", str(tmp_path / "nothing")))
