"""Texts arrive in the window with the focus, and the clipboards get back what they held."""

from __future__ import annotations

import base64
import random
import time
from typing import TYPE_CHECKING

from asrpro.desktop.selections.contents import MARK
from fixtures.clipboard_owner import own
from fixtures.programs import until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from fixtures.clipboards import Clipboards
    from fixtures.dictating import Dictating
    from fixtures.screen import Screen

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
RICH = {
    "text/plain": b"What was there",
    "text/html": "<b>What</b> was <i>thére</i>".encode(),
    "text/uri-list": b"file:///home/anna/letter.odt\r\nfile:///home/anna/photo.jpg\r\n",
    "image/png": PNG,
    'application/x-own;version="2"': bytes(range(256)),
}


def test_a_text_arrives_and_the_clipboard_comes_back(desk: Screen, clipboards: Clipboards, either: Dictating) -> None:
    clipboards.copy("what was there")
    box = TextBox(desk)
    either.ask("prepare")
    done = either.deliver("Grüße, 世界 🌍\nsecond line\n")
    assert (done["arrival"], done["notice"]) == ("read", "")
    assert clipboards.bytes(MARK) == b"secret"
    assert done["sent"] <= done["read"] <= done["at"]
    box.holds("Grüße, 世界 🌍\nsecond line\n")
    clipboards.returned(seconds=2)
    assert clipboards.text() == "what was there"


def test_an_empty_clipboard_comes_back_empty(desk: Screen, dictating: Dictating) -> None:
    box = TextBox(desk)
    assert dictating.deliver("only this")["arrival"] == "read"
    box.holds("only this")
    until(lambda: not desk.owner("CLIPBOARD"), "an empty clipboard")


def test_every_format_comes_back_as_it_was(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    own(desk, RICH, "CLIPBOARD", "PRIMARY")
    before = clipboards.all()
    box = TextBox(desk)
    dictating.ask("prepare")
    assert dictating.deliver("text")["notice"] == ""
    box.holds("text")
    clipboards.returned()
    assert clipboards.all() == before
    assert {**before, **RICH} == before
    assert clipboards.all("primary") == before


def test_qt_brings_back_what_people_copy(desk: Screen, clipboards: Clipboards, either: Dictating) -> None:
    own(desk, RICH)
    box = TextBox(desk)
    either.deliver("text")
    box.holds("text")
    clipboards.returned()
    for mime in ("text/html", "text/uri-list", "image/png"):
        assert clipboards.bytes(mime) == RICH[mime], mime
    assert clipboards.text() == "What was there"


def test_a_large_picture_comes_back(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    """It goes in parts, both ways."""
    picture = random.Random(1).randbytes(5 << 20)
    own(desk, {"image/png": picture})
    box = TextBox(desk)
    dictating.ask("prepare")
    assert dictating.deliver("text")["notice"] == ""
    box.holds("text")
    clipboards.returned()
    assert clipboards.bytes("image/png") == picture


def test_a_long_text_arrives(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    clipboards.copy("what was there")
    box = TextBox(desk)
    text = ("Zwölf Boxkämpfer 🥊 jagen Viktor 👩‍👩‍👧.\n" * 1000)[:20_000]
    dictating.ask("prepare")
    dictating.blocked()
    assert dictating.deliver(text)["arrival"] == "read"
    box.holds(text)
    clipboards.returned()
    assert clipboards.text() == "what was there"


def test_a_text_of_many_parts_arrives(desk: Screen, dictating: Dictating) -> None:
    box = TextBox(desk)
    text = "ten bytes\n" * 40_000
    assert dictating.deliver(text)["arrival"] == "read"
    box.holds(text)


def test_two_at_once_arrive_in_order(desk: Screen, clipboards: Clipboards, either: Dictating) -> None:
    clipboards.copy("what was there")
    box = TextBox(desk)
    either.ask("prepare")
    either.ask("deliver", text="one ")
    either.ask("prepare")
    either.ask("deliver", text="two ")
    either.ask("deliver", text="three")
    assert [either.answer()["arrival"] for _ in range(3)] == ["read"] * 3
    box.holds("one two three")
    clipboards.returned()
    assert clipboards.text() == "what was there"


def test_what_is_copied_while_speaking_comes_back(desk: Screen, clipboards: Clipboards, either: Dictating) -> None:
    clipboards.copy("before")
    box = TextBox(desk)
    either.ask("prepare")
    either.blocked()
    clipboards.copy("copied while speaking")
    either.deliver("text")
    box.holds("text")
    clipboards.returned()
    assert clipboards.text() == "copied while speaking"


def test_what_is_copied_in_the_last_moment_comes_back(
    desk: Screen, clipboards: Clipboards, dictating: Dictating
) -> None:
    """While the other clipboard is still being read."""
    TextBox(desk)
    dictating.ask("prepare")
    own(desk, {"text/plain": b"slow"}, "PRIMARY", slow={"text/plain": 0.3})
    clipboards.copy("what was there")
    dictating.ask("deliver", text="text")
    clipboards.copy("copied in the last moment")
    dictating.answer()
    clipboards.returned()
    assert clipboards.text() == "copied in the last moment"


def test_again_and_again(desk: Screen, clipboards: Clipboards, dictating: Dictating) -> None:
    clipboards.copy("what was there")
    box = TextBox(desk)
    whole = ""
    delays = []
    for number in range(10):
        dictating.ask("prepare")
        began = time.monotonic()
        done = dictating.deliver(f"{number} ")
        delays.append(done["at"] - began)
        whole += f"{number} "
        box.holds(whole)
        if number % 2:
            clipboards.returned()
            assert clipboards.text() == "what was there"
    assert sorted(delays)[5] < 1  # 20 ms where nobody else is at work
