"""That everything can be read on whatever it stands on."""

from __future__ import annotations

import pytest

from asrpro.ui.tokens import DARK, LIGHT, Tokens

GROUNDS = ("bg", "surface", "raised")
WORDS = ("text", "muted", "faint", "accent", "recording", "good", "warning")
PAIRS = (
    *((word, ground) for word in WORDS for ground in GROUNDS),
    ("on_accent", "accent"),
    *((word, f"{word}_soft") for word in ("accent", "recording", "good", "warning")),
    *(("text", f"{ground}_soft") for ground in ("accent", "recording", "good", "warning")),
)


def luminance(colour: str) -> float:
    """How bright it is, 0.0 to 1.0, by WCAG 2.2."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of contrast by WCAG 2.2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_it_should_be() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("word", "ground"), PAIRS)
def test_words_can_be_read(theme: Tokens, word: str, ground: str) -> None:
    assert contrast(getattr(theme, word), getattr(theme, ground)) >= 4.5
