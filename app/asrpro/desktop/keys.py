"""The names of keys and chords, as people write them and as the program keeps them."""

from __future__ import annotations

import difflib
import re
import sys
import unicodedata
from typing import Final, get_args

from asrpro.desktop.ports import Chord, Modifier
from asrpro.errors import SettingsError
from asrpro.i18n import _
from asrpro.settings.text import quote

MODIFIERS: Final[tuple[Modifier, ...]] = get_args(Modifier)
"""In the order in which they are written."""
LONE: Final = (*MODIFIERS, *(f"{side}_{modifier}" for side in ("left", "right") for modifier in MODIFIERS))
"""Modifiers alone; without a side, the key on either."""
FUNCTION: Final = tuple(f"f{number}" for number in range(1, 25))
_SHOWN: Final = {
    "escape": "Esc",
    "tab": "Tab",
    "caps_lock": "Caps Lock",
    "space": "Space",
    "enter": "Enter",
    "backspace": "Backspace",
    "insert": "Insert",
    "delete": "Delete",
    "home": "Home",
    "end": "End",
    "page_up": "Page Up",
    "page_down": "Page Down",
    "left": "Left",
    "right": "Right",
    "up": "Up",
    "down": "Down",
    "print_screen": "Print Screen",
    "scroll_lock": "Scroll Lock",
    "pause": "Pause",
    "num_lock": "Num Lock",
    "menu": "Menu",
    "+": "Plus",
    **{f"kp_{digit}": f"Keypad {digit}" for digit in range(10)},
    "kp_add": "Keypad Plus",
    "kp_subtract": "Keypad Minus",
    "kp_multiply": "Keypad Times",
    "kp_divide": "Keypad Divide",
    "kp_decimal": "Keypad Decimal",
    "kp_enter": "Keypad Enter",
}
NAMED: Final = (*(key for key in _SHOWN if key != "+"), *FUNCTION)
"""Every key with a name, modifiers aside; any other is called by the one character that it types."""
_SYNONYMS: Final = {
    "control": "ctrl",
    "ctl": "ctrl",
    "option": "alt",
    "opt": "alt",
    "altgr": "right_alt",
    "cmd": "super",
    "command": "super",
    "meta": "super",
    "win": "super",
    "windows": "super",
    "esc": "escape",
    "return": "enter",
    "back": "backspace",
    "ins": "insert",
    "del": "delete",
    "pgup": "page_up",
    "pgdn": "page_down",
    "pgdown": "page_down",
    "pagedn": "page_down",
    "print": "print_screen",
    "prtsc": "print_screen",
    "prtscr": "print_screen",
    "prtscn": "print_screen",
    "break": "pause",
    "apps": "menu",
    "application": "menu",
    "contextmenu": "menu",
    "spacebar": "space",
    "plus": "+",
    "minus": "-",
    "hyphen": "-",
    "equal": "=",
    "equals": "=",
    "comma": ",",
    "period": ".",
    "dot": ".",
    "slash": "/",
    "backslash": "\\",
    "semicolon": ";",
    "apostrophe": "'",
    "quote": "'",
    "grave": "`",
    "backtick": "`",
}
_MAC: Final = {"alt": "Option", "super": "Cmd"}
_LONGEST: Final = 60
"""Characters of an unknown name that are compared."""


def _plain(word: str) -> str:
    """A name without what people write differently: case, spaces, underscores, hyphens."""
    return re.sub(r"[\s_-]", "", word).lower() or word.strip()


def _known() -> dict[str, str]:
    """What each name stands for."""
    names = {_plain(key): key for key in (*NAMED, *LONE)}
    names |= {_plain(shown): key for key, shown in _SHOWN.items()}
    for side in ("left", "right"):
        for name, modifier in [(name, name) for name in MODIFIERS] + [*_SYNONYMS.items()]:
            if modifier in MODIFIERS:
                # Right Ctrl, RCtrl, Ctrl Right, Control_R
                spellings = (f"{side}{name}", f"{side[0]}{name}", f"{name}{side}", f"{name}{side[0]}")
                names |= dict.fromkeys(spellings, f"{side}_{modifier}")
    names |= {"numpad" + name.removeprefix("keypad"): key for name, key in names.items() if name.startswith("keypad")}
    # The same settings fit both: on a Mac the right Ctrl key is not where a thumb is, if it is there at all.
    names["rightmodifier"] = "right_alt" if sys.platform == "darwin" else "right_ctrl"
    return names | _SYNONYMS


_KNOWN: Final = _known()


def parse(text: str) -> Chord:
    """The Chord that somebody wrote, as in "F9", "ctrl+shift+space", "Right Ctrl" or "Cmd + D".

    Case, spaces and the order of modifiers do not matter. A key without a name is called by what it types.

    Raises:
        SettingsError: it is none, or would take a letter away from typing; with names that may be meant.
    """
    keys = [_key(part, text) for part in _parts(text)]
    held = frozenset(modifier for modifier in MODIFIERS if modifier in keys[:-1])
    if len(held) < len(keys) - 1:
        raise _no_chord(text, [key for key in keys[:-1] if key not in MODIFIERS])
    chord = Chord(keys[-1], held)
    if chord.lone and held:
        raise SettingsError(
            _("{chord} names no key beside the modifiers.").format(chord=quote(text)),
            _("Add one, as in Ctrl+Shift+Space, or name one modifier alone, as in Right Ctrl."),
        )
    if held <= {"shift"} and (len(chord.key) == 1 or chord.key == "space"):
        raise SettingsError(
            _("{chord} is needed for typing.").format(chord=quote(text)),
            _("Hold another modifier with it, as in {example}.").format(
                example=shown(Chord(chord.key, held | {"ctrl"}))
            ),
        )
    return chord


def shown(chord: Chord, platform: str = sys.platform) -> str:
    """A Chord as people write it, as in "Ctrl+Shift+Space" or "Right Ctrl"; `parse` understands it.

    The keys of a Mac (`platform` "darwin") are called as they are there.
    """
    held = [_modifier(modifier, platform) for modifier in MODIFIERS if modifier in chord.modifiers]
    return "+".join([*held, _named(chord, platform)])


def _named(chord: Chord, platform: str) -> str:
    if chord.lone:
        side, _underscore, modifier = chord.key.rpartition("_")
        return f"{side.title()} {_modifier(modifier, platform)}".strip()
    upper = chord.key.upper()
    return _SHOWN.get(chord.key) or (upper if upper.lower() == chord.key else chord.key)


def _modifier(name: str, platform: str) -> str:
    return _MAC.get(name, name.title()) if platform == "darwin" else name.title()


def _parts(text: str) -> list[str]:
    """The names between the plus signs; a plus sign at the end is the key itself."""
    whole = text.strip()
    if whole.endswith("+") and len(whole) > 1 and whole[:-1].rstrip().endswith("+"):
        return [*whole[:-1].rstrip()[:-1].split("+"), "plus"]
    return ["plus"] if whole == "+" else whole.split("+")


def _key(part: str, text: str) -> str:
    """The key of this name."""
    if known := _KNOWN.get(_plain(part)):
        return known
    character = unicodedata.normalize("NFC", part.strip()).lower()
    if len(character) == 1 and unicodedata.category(character)[0] in "LNPS":
        return character
    if not character:
        raise SettingsError(
            _("{chord} names no key.").format(chord=quote(text)) if text.strip() else _("No key is named."),
            _("Write it as in F9, Ctrl+Shift+Space or Right Ctrl."),
        )
    near = difflib.get_close_matches(_plain(part)[:_LONGEST], _KNOWN, n=3)
    names = ", ".join(dict.fromkeys(shown(Chord(_KNOWN[name])) for name in near))
    raise SettingsError(
        _("No key is called {name}.").format(name=quote(part)),
        _("Did you mean {names}?").format(names=names)
        if names
        else _("Write it as in F9, Ctrl+Shift+Space or Right Ctrl."),
    )


def _no_chord(text: str, wrong: list[str]) -> SettingsError:
    """What to say of keys that are held without being modifiers, of a side, or of a modifier that comes twice."""
    if any(Chord(key).lone for key in wrong):
        return SettingsError(
            _("Together with another key a modifier counts on both sides, unlike in {chord}.").format(
                chord=quote(text)
            ),
            _("Leave out the side, as in Ctrl+Space."),
        )
    if wrong:
        return SettingsError(
            _("{chord} names more than one key beside the modifiers.").format(chord=quote(text)),
            _("Only Ctrl, Alt, Shift and Super can be held with a key."),
        )
    return SettingsError(
        _("{chord} names a modifier twice.").format(chord=quote(text)), _("Name each once, as in Ctrl+Space.")
    )
