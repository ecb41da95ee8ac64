"""Texts for people, in their language: gettext over the catalogues in resources/translations."""

from __future__ import annotations

import gettext

from asrpro import paths

_translations = gettext.translation("asrpro", localedir=paths.resources() / "translations", fallback=True)

_ = _translations.gettext
ngettext = _translations.ngettext
