"""Formats of a selection: which are read, in which order, and what is lost without them."""

from __future__ import annotations

from asrpro.desktop.selections.contents import MARK, Content, best_first, missing, of_text
from asrpro.desktop.selections.notices import lost


def test_what_would_be_missed_most_comes_first_and_what_acts_never() -> None:
    offered = ["TARGETS", "image/bmp", "DELETE", "image/png", "text/html", "PIXMAP", "UTF8_STRING", "text/html"]
    assert best_first(offered) == ["UTF8_STRING", "text/html", "image/png", "image/bmp"]


def test_a_kind_is_missing_when_none_of_its_formats_was_saved() -> None:
    saved = {"image/png": Content("image/png", 8, b"")}
    reasons = {"image/bmp": "slow", "text/html": "large", "text/rtf": "slow"}
    assert missing(["image/bmp", "image/png", "text/rtf", "text/html"], saved, reasons) == {"formatted text": "slow"}


def test_a_text_has_all_names_that_can_carry_it() -> None:
    assert of_text("é", marked=True)["STRING"].data == b"\xe9"
    assert of_text("é", marked=True)[MARK].data == b"secret"
    assert "STRING" not in of_text("é世", marked=False)
    assert MARK not in of_text("é", marked=False)
    assert of_text("a\ud800", marked=False)["UTF8_STRING"].data == b"a?"


def test_notices() -> None:
    assert lost({}, silent=False) == ""
    assert "does not answer" in lost({}, silent=True)
    assert lost({"image": "large", "files": "large"}, silent=False).endswith("too large: the image, the list of files.")
    assert "too long" in lost({"image": "large", "files": "slow"}, silent=False)
