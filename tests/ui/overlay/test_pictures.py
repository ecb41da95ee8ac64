"""That it looks as it did when somebody last looked at it: `ASRPRO_SCREENSHOTS=1` keeps what is seen now instead."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage, QPainter

from asrpro.ui.tokens import LIGHT
from fixtures import overlay_pictures
from fixtures.pictures import KEPT, REWRITE, differences, keep

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FONTS = """<fontconfig>
<dir>/usr/share/fonts/truetype/dejavu</dir>
<dir>/usr/share/fonts/dejavu-sans-fonts</dir>
<cachedir>{folder}</cachedir>
<match target="font">
<edit name="antialias"><bool>true</bool></edit>
<edit name="hintstyle"><const>hintslight</const></edit>
<edit name="rgba"><const>none</const></edit>
</match>
</fontconfig>
"""
"""One family, drawn the same way everywhere."""
THEMES = ("light", "dark", "contrast")


def draw(folder: Path, scale: int) -> Path:
    """Draw all there are, on a screen of this scale; returns the folder they are in."""
    folder.mkdir()
    fonts = folder / "fonts.conf"
    fonts.write_text(FONTS.format(folder=folder), "utf-8")
    own = {"FONTCONFIG_FILE": str(fonts), "QT_SCALE_FACTOR": str(scale), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = (sys.executable, overlay_pictures.__file__, folder)
    subprocess.run(command, check=True, capture_output=True, env=os.environ | own)
    return folder


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """The folders of what is seen, by the scale of the screen."""
    folder = tmp_path_factory.mktemp("pictures")
    return {scale: draw(folder / f"{scale}", scale) for scale in (1, 2)}


@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("theme", THEMES)
def test_every_state_looks_as_it_did(pictures: dict[int, Path], theme: str, scale: int) -> None:
    seen, name = pictures[scale] / f"{theme}.png", f"overlay/{theme}-{scale}x.png"
    if REWRITE:
        keep(seen, name)
    assert differences(seen, KEPT / name) == []


def shaded(painter: QPainter, word: QRect) -> None:
    """As in the colour of what matters less."""
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Lighten)
    painter.fillRect(word, QColor(LIGHT.muted))


def clipped(painter: QPainter, word: QRect) -> None:
    """As without its last letter."""
    painter.fillRect(word.adjusted(word.width() - 8, 0, 0, 0), QColor(LIGHT.raised))


def moved(painter: QPainter, word: QRect) -> None:
    """As two pixels further left."""
    painter.drawImage(word.topLeft() - QPoint(2, 0), QImage(str(KEPT / "overlay/light-1x.png")), word)


@pytest.mark.parametrize("change", [shaded, clipped, moved])
def test_a_small_change_is_noticed(tmp_path: Path, change: Callable[[QPainter, QRect], None]) -> None:
    kept, seen = KEPT / "overlay/light-1x.png", tmp_path / "seen.png"
    assert differences(kept, kept) == []
    listening = QRect(584, 52, 64, 18)
    image = QImage(str(kept)).convertToFormat(QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        change(painter, listening)
    image.save(str(seen))
    found = differences(seen, kept)
    assert found
    assert all(listening.adjusted(-16, -16, 16, 16).contains(*place) for place in found)
