"""NeMo archives, as NeMo's save_to writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.audio.sniff import shown
from asrpro.catalog.forms import whisper
from asrpro.catalog.forms.faults import cut_off, damaged
from asrpro.domain import Model
from asrpro.errors import ModelDamaged
from asrpro.i18n import _
from asrpro.weights import nemo, tokens
from asrpro.weights.reader import CutOff

if TYPE_CHECKING:
    from pathlib import Path


def model(file: Path) -> Model:
    """The recogniser in an archive.

    Raises:
        ModelDamaged: it holds another model, something is missing, or it is cut off.
    """
    try:
        found = nemo.checked(file)
    except CutOff as error:
        raise cut_off(file) from error
    except nemo.Flawed as error:
        raise damaged(file, str(error)) from error
    except nemo.OtherModel as error:
        raise ModelDamaged(
            _("{path} holds no model that recognises speech.").format(path=shown(str(file))),
            _("Give a .nemo file of NeMo's ASR collection."),
        ) from error
    except OSError as error:
        raise damaged(file, _("It is no archive of NeMo's, or was cut off.")) from error
    called, canary = whisper.name(file), found.prompted
    return Model(
        id=called,
        title=called,
        backend="nemo",
        family="canary" if canary else "parakeet",
        tasks=("transcribe", "translate") if canary else ("transcribe",),
        timestamps="word" if found.timed else "none",
        punctuated=tokens.punctuated(found.tokens),
        gives_confidence=not canary,
        path=file.resolve(),
    )
