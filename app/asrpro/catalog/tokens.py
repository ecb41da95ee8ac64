"""The token that proves to Hugging Face who is asking; it is looked for only when the hub wants one."""

from __future__ import annotations

import logging
import os
from typing import Final

from asrpro.errors import TokenError
from asrpro.i18n import _

log = logging.getLogger(__name__)

VARIABLE: Final = "HF_TOKEN"
_SERVICE: Final = "asrpro"
_NAME: Final = "huggingface"


def found() -> str:
    """The token of the environment, of the keyring, or of Hugging Face's own programs; empty when there is none."""
    if token := os.environ.get(VARIABLE, "").strip():
        return token
    return _kept() or _of_its_own_programs()


def keep(token: str) -> None:
    """Put it into the keyring of this machine; raises TokenError."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, _NAME, token)
    except (KeyringError, OSError) as error:
        raise _no_keyring() from error


def forget() -> bool:
    """Take it out of the keyring; whether there was one. Raises TokenError."""
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    try:
        keyring.delete_password(_SERVICE, _NAME)
    except PasswordDeleteError:
        return False
    except (KeyringError, OSError) as error:
        raise _no_keyring() from error
    return True


def _kept() -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, _NAME) or ""
    except (KeyringError, OSError) as error:  # where none can be kept there is none
        log.info("the keyring cannot be read: %s", type(error).__name__)
        return ""


def _of_its_own_programs() -> str:
    """What `hf auth login` has left."""
    from pathlib import Path

    home = os.environ.get("HF_HOME") or os.path.join(  # noqa: PTH118 - an empty variable counts as none
        os.environ.get("XDG_CACHE_HOME") or "~/.cache", "huggingface"
    )
    place = os.environ.get("HF_TOKEN_PATH") or os.path.join(home, "token")  # noqa: PTH118
    try:
        return Path(place).expanduser().read_text("utf-8").strip()
    except (OSError, ValueError, RuntimeError):
        return ""


def _no_keyring() -> TokenError:
    return TokenError(
        _("This machine has no keyring that is open, so that the token cannot be kept."),
        _("Set {variable} to it where you start the download.").format(variable=VARIABLE),
    )
