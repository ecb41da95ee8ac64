"""Restores a .nemo archive that somebody else may have made: looked at first, and never unpickled freely."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Any, Final

from asrpro.backends.nemo.config import refused
from asrpro.backends.nemo.engine import Nemo
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _
from asrpro.weights import nemo
from asrpro.weights.reader import CutOff

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import LoadOptions, Model

TITLE: Final = _("NeMo")
DEVICES: Final = ("cuda", "cpu")
PRECISIONS: Final = ("bfloat16", "float16", "float32")
PROMPTED: Final = "EncDecMultiTaskModel"
"""The class of Canary, which is told what is spoken and what to write."""


def load(model: Model, device: str, options: LoadOptions) -> Nemo:
    """Restore a .nemo archive, and only from disk.

    Raises:
        ModelDamaged: it is none, is cut off, or holds what must not be run.
        Unsupported: device or compute type are not to be had on this machine.
    """
    precision = _precision(device, options.compute_type)
    file, kind = _checked(model)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is old in libraries, and of missing graphics cards
        recogniser = _restored(file, kind, device, options.threads)
    return Nemo(model, recogniser, device, precision, prompted=kind == PROMPTED)


def _restored(file: Path, kind: str, device: str, threads: int) -> Any:
    """NeMo's recogniser, ready to hear."""
    # It warns of sending nothing to anybody.
    logging.getLogger("nv_one_logger").setLevel(logging.ERROR)
    import torch
    from nemo.collections.asr.models import ASRModel
    from nemo.utils import logging as log

    log.setLevel(log.ERROR)
    if device == "cuda" and not torch.cuda.is_available():
        raise _no_device(device, _("there is none, or no driver for it"))
    if threads:
        torch.set_num_threads(threads)
    try:
        recogniser = ASRModel.restore_from(
            str(file), map_location=torch.device(device), save_restore_connector=_connector()
        )
        if kind != PROMPTED:
            _tell_sureness(recogniser)
    except Exception as error:  # of any kind: NeMo, torch, OmegaConf and SentencePiece raise their own
        raise _failed(file, device, error) from error
    return recogniser.eval()


def _connector() -> Any:
    """What restores an archive, told to take nothing but numbers from its weights, whatever the environment allows."""
    import torch
    from nemo.core.connectors.save_restore_connector import SaveRestoreConnector

    class Careful(SaveRestoreConnector):  # type: ignore[misc]  # it is untyped
        """Takes tensors alone out of a pickle."""

        @staticmethod
        def _load_state_dict_from_disk(model_weights: str, map_location: Any = "cpu") -> Any:
            return torch.load(model_weights, map_location=map_location, weights_only=True)

    return Careful()


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
    fitting = PRECISIONS if device == "cuda" else PRECISIONS[-1:]  # a processor gains nothing by the others
    if wanted != "default" and wanted not in fitting:
        raise Unsupported(
            _("{backend} does not compute in {wanted}.").format(backend=TITLE, wanted=wanted),
            _("Set model.compute_type to one of: {fitting}.").format(fitting=", ".join(("default", *fitting))),
        )
    return fitting[0] if wanted == "default" else wanted


def _checked(model: Model) -> tuple[Path, str]:
    """The Model's archive and the class in it; what is missing NeMo would look for elsewhere."""
    file = model.path
    if file is not None and file.is_dir():
        file = next(iter(sorted(file.glob("*.nemo"))), file)
    if file is None or not file.is_file():
        raise ModelDamaged(
            _("There is no model file {file}.").format(file=file), _("Was it moved, or is its disk away?")
        )
    try:
        kind, config = nemo.checked(file)
    except CutOff as error:
        raise _damaged(file, _("It ends too early: the download or the copy was cut off.")) from error
    except nemo.Flawed as error:
        raise _damaged(file, str(error)) from error
    except nemo.OtherModel as error:
        raise _damaged(file, _("It holds no model that recognises speech.")) from error
    except OSError as error:
        raise _damaged(file) from error
    if unfit := refused(config):
        raise _damaged(
            file, _("Its configuration asks for what no model needs: {what}.").format(what=ascii(unfit[:80]))
        )
    return file, kind


def _failed(file: Path, device: str, error: Exception) -> ModelDamaged | Unsupported:
    """What restoring failed of: on the processor it is the file, unless memory ran out."""
    reason = str(error)
    if isinstance(error, MemoryError) or "can't allocate memory" in reason:
        return Unsupported(
            _("There is not enough memory for this model."), _("Close other programs, or pick a smaller model.")
        )
    if device != "cpu":
        return _no_device(device, (reason.splitlines() or [type(error).__name__])[0].rstrip("."))
    return _damaged(file)


def _no_device(device: str, reason: str) -> Unsupported:
    return Unsupported(
        _("{backend} cannot use {device}: {reason}.").format(backend=TITLE, device=device, reason=reason),
        _("Set device.name to cpu or auto."),
    )


def _damaged(file: Path, reason: str = "") -> ModelDamaged:
    sentence = _("{file} is missing or damaged.").format(file=file)
    return ModelDamaged(sentence, f"{reason} {_('Get the model again.')}".strip())
