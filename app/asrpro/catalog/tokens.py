"""The token that proves to Hugging Face who is asking; it is looked for only when the hub wants one."""

from __future__ import annotations

import os
from typing import Final

from asrpro import keyrings

VARIABLE: Final = "HF_TOKEN"
_NAME: Final = "huggingface"


def found() -> str:
    """The token of the environment, of the keyring, or of Hugging Face's own programs; empty when there is none."""
    if token := os.environ.get(VARIABLE, "").strip():
        return token
    return keyrings.found(_NAME) or _of_its_own_programs()


def keep(token: str) -> None:
    """Put it into the keyring of this machine; raises TokenError."""
    keyrings.keep(_NAME, token, VARIABLE)


def forget() -> bool:
    """Take it out of the keyring; whether there was one. Raises TokenError."""
    return keyrings.forget(_NAME, VARIABLE)


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
