"""PocketSphinx: US English with its model inside the wheel, so that it works the minute it is installed. Rough."""

from __future__ import annotations

import contextlib
import math
import re
from typing import TYPE_CHECKING, Any

from asrpro.backends import sound
from asrpro.domain import SAMPLE_RATE, Audio, Backend, Partial, Progress, Segment, Word
from asrpro.errors import Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import LoadOptions, Model, Options, Step

# Half the time of the defaults at nearly their accuracy; the search widths are what costs.
_SEARCH = {"beam": 1e-60, "wbeam": 1e-40, "maxhmmpf": 3000, "maxwpf": 10, "pl_window": 5, "ds": 2}
_FRAME = 0.01
"""Seconds of one decoder frame."""
_STEP = SAMPLE_RATE
"""Samples decoded in one Step: about an eighth of a second of work."""
_ENOUGH = 2 * SAMPLE_RATE
"""Samples that tell of a channel: with half of them a third more words are wrong, with more of them no fewer."""
_PRIOR = 500
"""Frames that the mean a decoder begins with weighs (CMN_WIN of its source)."""
_LEFT = 0.3
"""How much of that mean may be left."""
_ROUNDS = 10
"""How often at most a channel is listened to for that."""
_FILLER = re.compile(r"^(<.*>|\[.*\]|\+\+.*\+\+)$")
_VARIANT = re.compile(r"\(\d+\)$")
_TINY = "#JSGF V1.0; grammar tiny; public <tiny> = uh;"


class PocketSphinx:
    """One decoder for each open generator, because a decoder holds the state of one Utterance."""

    device = "cpu"

    def __init__(self) -> None:
        """Load one decoder, so that a damaged installation shows at once."""
        self._free: list[Any] = []
        self.warm(1)

    def warm(self, streams: int) -> None:
        """Have this many decoders waiting (95 MB and half a second each)."""
        while len(self._free) < streams:
            self._free.append(self._new_decoder())

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield a Partial or Progress for each second, then one Segment with what was heard in all of it.

        Raises:
            Unsupported: another language than English, or a translation, was asked for.
        """
        yield from self._decode(audio.pieces(_STEP), options, channel=audio)

    def stream(self, blocks: Iterator[Audio], options: Options) -> Iterator[Step]:
        """Yield a Partial or Progress for each block, then one Segment with what was heard in all of them.

        Raises as `transcribe` does.
        """
        yield from self._decode(blocks, options, channel=None)

    def _decode(self, blocks: Iterator[Audio], options: Options, channel: Audio | None) -> Iterator[Step]:
        """Decode blocks as they come, of a channel that is known, or found out from the first of them."""
        _check(options)
        with self._decoder() as decoder:
            early: list[Audio] = []
            shown, start, end = "", None, 0.0
            for block in blocks:
                if len(block.samples):
                    if start is None:
                        start = block.start
                        self._start(decoder, channel or block)
                    end = block.end
                    _process(decoder, block)
                    if channel is None:
                        early.append(block)
                        channel = self._started_again(decoder, early, _ENOUGH)
                heard = decoder.hyp().hypstr if start is not None and decoder.hyp() else ""
                yield Partial(heard) if heard != shown else Progress(end)
                shown = heard
            if start is not None:
                if channel is None:
                    self._started_again(decoder, early, 0)
                decoder.end_utt()
                yield from _segment(decoder, start, end, options)

    @contextlib.contextmanager
    def _decoder(self) -> Iterator[Any]:
        decoder = self._free.pop() if self._free else self._new_decoder()
        try:
            yield decoder
        except BaseException:
            # Abandoned in the middle of an Utterance.
            with contextlib.suppress(RuntimeError):
                decoder.end_utt()
            raise
        finally:
            self._free.append(decoder)

    def _new_decoder(self) -> Any:
        import pocketsphinx

        decoder = pocketsphinx.Decoder(samprate=SAMPLE_RATE, loglevel="FATAL", **_SEARCH)
        decoder.add_jsgf_string("tiny", _TINY)
        return decoder

    def _start(self, decoder: Any, channel: Audio) -> None:
        self._measure_channel(decoder, channel)
        decoder.start_utt()

    def _started_again(self, decoder: Any, early: list[Audio], enough: int) -> Audio | None:
        """All that was heard, decoded anew now that it tells of the channel; None where it is not enough."""
        heard = Audio.join(early)
        if len(heard.samples) < enough:
            return None
        if len(early) > 1:
            decoder.end_utt()
            self._start(decoder, heard)
            _process(decoder, heard)
        return heard

    def _measure_channel(self, decoder: Any, audio: Audio) -> None:
        """Set the cepstral mean to that of this audio, whatever the decoder heard before.

        Live normalisation starts from a mean that fits no particular microphone and carries it, and its estimate of
        the noise, from Utterance to Utterance, so text would depend on what was decoded in between. A grammar of one
        word takes a twentieth of the time and leaves the mean of just this audio mixed with the one it began with:
        words wrong on the test clips fall from 70% to 50%, in a clean voice from 17% to 5%.
        """
        mean = None
        frames = len(audio.samples) / SAMPLE_RATE / _FRAME
        rounds = min(_ROUNDS, max(1, round(math.log(_LEFT) / math.log(_PRIOR / (_PRIOR + frames)))))
        decoder.activate_search("tiny")
        for _round in range(rounds):
            _forget(decoder, mean)
            decoder.start_utt()
            _process(decoder, audio)
            decoder.end_utt()
            mean = decoder.get_cmn(update=True)
        decoder.activate_search("_default")
        _forget(decoder, mean)


def _check(options: Options) -> None:
    if options.language not in (None, "en") or options.task != "transcribe":
        raise Unsupported(
            _("{backend} understands English only, and does not translate.").format(backend=BACKEND.title),
            _("Pick a multilingual Whisper model."),
        )


def _forget(decoder: Any, mean: str | None) -> None:
    """Forget all sounds; the cepstral mean becomes this one, or that of a new decoder."""
    decoder.reinit_feat()
    if mean is not None:
        decoder.set_cmn(mean)


def _process(decoder: Any, audio: Audio) -> None:
    decoder.process_raw((sound(audio) * 32767).astype("<i2").tobytes(), no_search=False, full_utt=False)


def _segment(decoder: Any, start: float, end: float, options: Options) -> Iterator[Segment]:
    """The Segment a decoder holds at the end of an Utterance; none when it heard no word."""
    words = tuple(
        Word(
            _VARIANT.sub("", found.word),
            round(start + found.start_frame * _FRAME, 3),
            round(min(start + (found.end_frame + 1) * _FRAME, end), 3),
            round(min(found.prob, 1.0), 4),
        )
        for found in decoder.seg() or ()
        if not _FILLER.match(found.word)
    )
    if words:
        sureness = [word.confidence or 0.0 for word in words]
        yield Segment(
            text=" ".join(word.text for word in words),
            start=words[0].start,
            end=words[-1].end,
            confidence=round(sum(sureness) / len(sureness), 4),
            words=words if options.words else (),
        )


def load(model: Model, device: str, options: LoadOptions) -> PocketSphinx:  # noqa: ARG001
    """Load the model inside the wheel.

    Raises:
        Unsupported: another device than the CPU or another number format was asked for.
    """
    if device != "cpu" or options.compute_type != "default":
        raise Unsupported(
            _("{backend} runs on the CPU and in its own number format only.").format(backend=BACKEND.title),
            _("Leave device and compute type at their defaults, or pick another model."),
        )
    return PocketSphinx()


BACKEND = Backend(
    name="pocketsphinx",
    title=_("PocketSphinx (rough, for trying out)"),
    needs=("pocketsphinx",),
    extra="",
    devices=("cpu",),
    load=load,
)
