"""Keys that are sent to real windows."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from Xlib import display

from asrpro.desktop.keys import parse
from asrpro.desktop.sending import Sending
from asrpro.desktop.x11.keyboard import X11Keyboard
from fixtures.layouts import lay_out, next_layout
from fixtures.shell import Shell
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.screen import Screen

ENGLISH = (
    'The quick brown fox; "jumps" over {the} lazy dog: 100% <sure> & #1!\n\tA second_line @ ~/home/`x` = \\y|z^?\n'
)
SCRIPTS = (
    "Žluťoučký kůň, съешь ещё этих мягких французских булок. Ça va? ¿Qué? — “so” … "
    "你好，世界 𝄞 日本語 ελληνικά עברית 🙂👍🏽"
)


@pytest.fixture
def keyboard(desk: Screen) -> Iterator[X11Keyboard]:
    keyboard = X11Keyboard(Sending(), desk.name)
    yield keyboard
    keyboard.close()


def mapping(desk: Screen) -> list[tuple[int, ...]]:
    """Everything that the keyboard's keys mean."""
    with contextlib.closing(display.Display(desk.name)) as connection:
        return [tuple(row) for row in connection.get_keyboard_mapping(8, 248)]


def test_chord_is_sent(desk: Screen, keyboard: X11Keyboard) -> None:
    box = TextBox(desk)
    desk.programs.run("xdotool", "type", "once")
    box.holds("once")
    for chord in ("ctrl+a", "ctrl+c", "right", "ctrl+v", "Shift+Insert"):
        keyboard.send(parse(chord))
    box.holds("onceonceonce")
    assert keyboard.held() == frozenset()


@pytest.mark.parametrize("layout", ["ru", "us,ru", "de", "fr", "dvorak"])
def test_chord_means_the_letter_under_any_layout(desk: Screen, keyboard: X11Keyboard, layout: str) -> None:
    box = TextBox(desk)
    desk.programs.run("xdotool", "type", "once")
    box.holds("once")
    lay_out(desk, *(("us", "-variant", "dvorak") if layout == "dvorak" else (layout,)))
    if "," in layout:
        next_layout(desk)
        assert keyboard._group() == 1
    for chord in ("ctrl+a", "ctrl+c", "right", "ctrl+v"):
        keyboard.send(parse(chord))
    box.holds("onceonce")


def test_what_the_user_holds(desk: Screen, keyboard: X11Keyboard) -> None:
    assert keyboard.held() == frozenset()
    for name in ("Control_R", "Shift_L"):
        desk.down(name)
    assert keyboard.held() == {"ctrl", "shift"}
    desk.up("Control_R")
    desk.down("Super_L")
    desk.down("Alt_L")
    assert keyboard.held() == {"shift", "super", "alt"}
    for name in ("Shift_L", "Super_L", "Alt_L"):
        desk.up(name)
    desk.key("Caps_Lock")
    desk.down("a")
    assert keyboard.held() == frozenset()
    desk.up("a")


def test_everything_is_released_whatever_happens(desk: Screen, keyboard: X11Keyboard) -> None:
    held: list[frozenset[str]] = []

    def interrupted() -> None:
        with keyboard._pressed([37, 50, 38]):
            held.append(keyboard.held())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert held == [{"ctrl", "shift"}]
    assert keyboard.held() == frozenset()
    assert not any(keys_down(desk))


def keys_down(desk: Screen) -> list[int]:
    with contextlib.closing(display.Display(desk.name)) as connection:
        return list(connection.query_keymap())


@pytest.mark.parametrize("caps", [False, True])
def test_english_arrives_in_a_text_box(desk: Screen, keyboard: X11Keyboard, *, caps: bool) -> None:
    box = TextBox(desk)
    if caps:
        desk.key("Caps_Lock")
    keyboard.type(ENGLISH)
    box.holds(ENGLISH)
    assert bool(keyboard._state() & 2) == caps


def test_english_arrives_in_a_terminal(desk: Screen, keyboard: X11Keyboard) -> None:
    shell = Shell(desk)
    keyboard.type(ENGLISH)
    shell.holds(ENGLISH)


def test_any_script_arrives_in_a_text_box(desk: Screen, keyboard: X11Keyboard) -> None:
    box = TextBox(desk)
    before = mapping(desk)
    keyboard.type(SCRIPTS)
    box.holds(SCRIPTS)
    assert mapping(desk) == before


def test_any_script_arrives_in_a_terminal(desk: Screen, keyboard: X11Keyboard) -> None:
    shell = Shell(desk)
    keyboard.type("naïve — 你好 мир 🙂\n")
    shell.holds("naïve — 你好 мир 🙂\n")


@pytest.mark.parametrize("layout", ["de", "us,ru"])
def test_text_arrives_under_another_layout(desk: Screen, keyboard: X11Keyboard, layout: str) -> None:
    box = TextBox(desk)
    lay_out(desk, layout)
    if "," in layout:
        next_layout(desk)
    keyboard.type("Zynik: yß, @ home\r\nЗима. Really?")
    box.holds("Zynik: yß, @ home\nЗима. Really?")


def test_five_hundred_characters_arrive(desk: Screen, keyboard: X11Keyboard) -> None:
    text = "".join(f"{number}. Größe und Maß, ça alors! " for number in range(18))[:499] + "\n"
    box = TextBox(desk)
    keyboard.type(text)
    box.holds(text)
    shell = Shell(desk)
    keyboard.type(text)
    shell.holds(text)


def test_control_characters_are_left_out(desk: Screen, keyboard: X11Keyboard) -> None:
    box = TextBox(desk)
    keyboard.type("a\x00b\x1b[31mc\x7f\ud800d")
    box.holds("ab[31mcd")
