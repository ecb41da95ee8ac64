"""Restores a .nemo archive that somebody else may have made: looked at first, and never unpickled freely."""

from __future__ import annotations

import contextlib
import logging
import os
import warnings
from typing import TYPE_CHECKING, Any, Final

from asrpro.backends.nemo.config import refused
from asrpro.backends.nemo.engine import Nemo
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _
from asrpro.shortage import lacks_memory, no_memory
from asrpro.weights import nemo
from asrpro.weights.reader import CutOff

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.domain import LoadOptions, Model
    from asrpro.errors import OutOfMemory
    from asrpro.weights.nemo import Content

TITLE: Final = _("NeMo")
DEVICES: Final = ("cuda", "cpu")
PRECISIONS: Final = ("bfloat16", "float16", "float32")
FITTING: Final = {"cuda": PRECISIONS, "cpu": PRECISIONS[-1:]}
"""Number formats for a device, best first; a processor gains nothing by the others."""
FREELY: Final = "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD"
"""The variable that has PyTorch take anything out of a pickle, not tensors alone."""


def load(model: Model, device: str, options: LoadOptions) -> Nemo:
    """Restore a .nemo archive, and only from disk.

    Raises:
        ModelDamaged: it is none, is cut off, or holds what must not be run.
        OutOfMemory: memory does not do.
        Unsupported: device or compute type are not to be had on this machine.
    """
    precision = _precision(device, options.compute_type)
    file, content = _checked(model)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is old in libraries, and of missing graphics cards
        recogniser = _restored(file, content, device, options.threads)
    return Nemo(model, recogniser, device, precision, prompted=content.prompted)


def _restored(file: Path, content: Content, device: str, threads: int) -> Any:
    """NeMo's recogniser, ready to hear."""
    # It warns of sending nothing to anybody; hydra takes the function that makes Canary's decoder for an error.
    logging.getLogger("nv_one_logger").setLevel(logging.ERROR)
    logging.getLogger("hydra").setLevel(logging.CRITICAL)
    import torch
    from nemo.collections.asr.models import ASRModel
    from nemo.utils import logging as log

    log.setLevel(log.CRITICAL)  # what fails is raised, too
    if device == "cuda" and not torch.cuda.is_available():
        raise _no_device(device, _("there is none, or no driver for it"))
    if threads:
        torch.set_num_threads(threads)
    try:
        with _carefully():
            recogniser = ASRModel.restore_from(str(file), map_location=torch.device(device))
        if not content.prompted:
            _tell_sureness(recogniser)
    except Exception as error:  # of any kind: NeMo, torch, OmegaConf and SentencePiece raise their own
        raise _failed(file, device, error) from error
    return recogniser.eval()


@contextlib.contextmanager
def _carefully() -> Iterator[None]:
    """Nothing but tensors is taken out of a pickle, whatever the environment allows.

    NeMo can be given what restores an archive, but not what restores the model in it that tells a Canary's times.
    """
    allowed = os.environ.pop(FREELY, None)
    try:
        yield
    finally:
        if allowed is not None:
            os.environ[FREELY] = allowed


def _tell_sureness(recogniser: Any) -> None:
    """Have it say for each word how likely its tokens were."""
    from omegaconf import open_dict

    decoding = recogniser.cfg.decoding
    with open_dict(decoding):
        decoding.confidence_cfg = {
            "preserve_word_confidence": True,
            "preserve_token_confidence": True,
            "aggregation": "mean",
            "method_cfg": {"name": "max_prob"},
        }
    recogniser.change_decoding_strategy(decoding, verbose=False)


def _precision(device: str, wanted: str) -> str:
    """The number format to compute in. Raises Unsupported when device or format are not to be had."""
    if device not in DEVICES:
        raise Unsupported(
            _("{backend} does not run on {device}.").format(backend=TITLE, device=device),
            _("Set device.name to cpu or auto."),
        )
    fitting = FITTING[device]
    if wanted != "default" and wanted not in fitting:
        raise Unsupported(
            _("{backend} does not compute in {wanted}.").format(backend=TITLE, wanted=wanted),
            _("Set model.compute_type to one of: {fitting}.").format(fitting=", ".join(("default", *fitting))),
        )
    return fitting[0] if wanted == "default" else wanted


def _checked(model: Model) -> tuple[Path, Content]:
    """The Model's archive and what is in it; what is missing NeMo would look for elsewhere."""
    file = model.path
    if file is not None and file.is_dir():
        file = next(iter(sorted(file.glob("*.nemo"))), file)
    if file is None or not file.is_file():
        raise ModelDamaged(
            _("There is no model file {file}.").format(file=file), _("Was it moved, or is its disk away?")
        )
    try:
        content = nemo.checked(file)
    except CutOff as error:
        raise _damaged(file, _("It ends too early: the download or the copy was cut off.")) from error
    except nemo.Flawed as error:
        raise _damaged(file, str(error)) from error
    except nemo.OtherModel as error:
        raise _damaged(file, _("It holds no model that recognises speech.")) from error
    except OSError as error:
        raise _damaged(file) from error
    if unfit := next(filter(None, map(refused, content.configs)), ""):
        raise _damaged(
            file, _("Its configuration asks for what no model needs: {what}.").format(what=ascii(unfit[:80]))
        )
    return file, content


def _failed(file: Path, device: str, error: Exception) -> ModelDamaged | OutOfMemory | Unsupported:
    """What restoring failed of: on the processor it is the file, unless memory ran out."""
    reason = str(error)
    if device != "cpu" and not isinstance(error, MemoryError):  # which is of the computer's own
        return _no_device(device, (reason.splitlines() or [type(error).__name__])[0].rstrip("."))
    if lacks_memory(error):
        return no_memory()
    return _damaged(file)


def _no_device(device: str, reason: str) -> Unsupported:
    return Unsupported(
        _("{backend} cannot use {device}: {reason}.").format(backend=TITLE, device=device, reason=reason),
        _("Set device.name to cpu or auto."),
    )


def _damaged(file: Path, reason: str = "") -> ModelDamaged:
    sentence = _("{file} is missing or damaged.").format(file=file)
    return ModelDamaged(sentence, f"{reason} {_('Get the model again.')}".strip())
