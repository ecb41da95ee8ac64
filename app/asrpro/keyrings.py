"""The keyring of this machine, where what proves to a server who is asking is kept."""

from __future__ import annotations

import logging
from typing import Final

from asrpro.errors import TokenError
from asrpro.i18n import _

log = logging.getLogger(__name__)

_SERVICE: Final = "asrpro"


def found(name: str) -> str:
    """What is kept under this name; empty where there is nothing, or no keyring."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, name) or ""
    except (KeyringError, OSError) as error:  # where none can be kept there is none
        log.info("the keyring cannot be read: %s", type(error).__name__)
        return ""


def keep(name: str, secret: str, variable: str) -> None:
    """Keep it under this name; raises TokenError, which says that an environment variable will do instead."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, name, secret)
    except (KeyringError, OSError) as error:
        raise _no_keyring(variable) from error


def forget(name: str, variable: str) -> bool:
    """Take out what is kept under this name; whether there was something. Raises TokenError as `keep` does."""
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    try:
        keyring.delete_password(_SERVICE, name)
    except PasswordDeleteError:
        return False
    except (KeyringError, OSError) as error:
        raise _no_keyring(variable) from error
    return True


def _no_keyring(variable: str) -> TokenError:
    return TokenError(
        _("This machine has no keyring that is open, so that the token cannot be kept."),
        _("Set {variable} to it where you start the program.").format(variable=variable),
    )
