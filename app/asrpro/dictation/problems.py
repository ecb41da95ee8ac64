"""Errors in words for people."""

from __future__ import annotations

import logging

from asrpro.errors import AppError
from asrpro.i18n import _

log = logging.getLogger(__name__)


def problem(error: Exception) -> AppError:
    """The error in words for people; what is none for them is a fault of the program's own."""
    if isinstance(error, AppError):
        return error
    log.error("a dictation met an error of the program's own", exc_info=error)
    return AppError(_("Something went wrong in ASR Pro itself."), _("What it was is in the log."))
