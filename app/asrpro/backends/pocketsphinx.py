"""PocketSphinx: US English with its model inside the wheel, so that it works the minute it is installed. Rough."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any

from asrpro.domain import SAMPLE_RATE, Audio, Backend, Options, Partial, Progress, Segment, Word
from asrpro.errors import Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import LoadOptions, Model, Step

# Half the time of the defaults at nearly their accuracy; the search widths are what costs.
_SEARCH = {"beam": 1e-60, "wbeam": 1e-40, "maxhmmpf": 3000, "maxwpf": 10, "pl_window": 5, "ds": 2}
_FRAME = 0.01
"""Seconds of one decoder frame."""
_STEP = SAMPLE_RATE
"""Samples decoded in one Step: about an eighth of a second of work."""
_FILLER = re.compile(r"^(<.*>|\[.*\]|\+\+.*\+\+)$")
_VARIANT = re.compile(r"\(\d+\)$")
_TINY = "#JSGF V1.0; grammar tiny; public <tiny> = uh;"


class PocketSphinx:
    """One decoder for each open generator, because a decoder holds the state of one Utterance."""

    device = "cpu"

    def __init__(self) -> None:
        self._free: list[Any] = []
        self._default_mean = ""
        self.warm(1)

    def warm(self, streams: int) -> None:
        """Have this many decoders waiting (95 MB and half a second each)."""
        while len(self._free) < streams:
            self._free.append(self._new_decoder())

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield a Partial or Progress for each second, then one Segment with what was heard in all of it."""
        pieces = (
            Audio(audio.samples[at : at + _STEP], audio.start + at / SAMPLE_RATE)
            for at in range(0, len(audio.samples), _STEP)
        )
        yield from self._decode(pieces, options, hint=audio)

    def stream(self, blocks: Iterator[Audio], options: Options) -> Iterator[Step]:
        """Yield a Partial or Progress for each block, then one Segment with what was heard in all of them."""
        yield from self._decode(blocks, options, hint=None)

    def _decode(self, blocks: Iterator[Audio], options: Options, hint: Audio | None) -> Iterator[Step]:
        with self._decoder() as decoder:
            shown, start, end = "", None, 0.0
            for block in blocks:
                if len(block.samples):
                    if start is None:
                        start = block.start
                        self._measure_channel(decoder, hint or block)
                        decoder.start_utt()
                    end = block.end
                    decoder.process_raw(_pcm16(block), no_search=False, full_utt=False)
                heard = decoder.hyp().hypstr if start is not None and decoder.hyp() else ""
                yield Partial(heard) if heard != shown else Progress(end)
                shown = heard
            if start is not None:
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
        self._default_mean = decoder.get_cmn(update=False)
        return decoder

    def _measure_channel(self, decoder: Any, audio: Audio) -> None:
        """Set the cepstral mean to that of this audio, whatever the decoder heard before.

        Live normalisation starts from a mean that fits no particular microphone and carries it from Utterance to
        Utterance, so text would depend on what was decoded in between. A grammar of one word costs 0.5% of the time
        and leaves the mean of just this audio: words wrong on the test clips fall from 71% to 52%.
        """
        decoder.set_cmn(self._default_mean)
        decoder.activate_search("tiny")
        for _round in range(3):  # each round halves the weight of the mean it began with
            decoder.start_utt()
            decoder.process_raw(_pcm16(audio), no_search=False, full_utt=False)
            decoder.end_utt()
            decoder.set_cmn(decoder.get_cmn(update=True))
        decoder.activate_search("_default")


def _pcm16(audio: Audio) -> bytes:
    data: bytes = (audio.samples * 32767).clip(-32768, 32767).astype("<i2").tobytes()
    return data


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
            _("PocketSphinx runs on the CPU and in its own number format only."),
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
