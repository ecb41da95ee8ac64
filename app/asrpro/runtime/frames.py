"""What goes through the pipe between the program and its children: length-prefixed msgpack, nothing pickled."""

from __future__ import annotations

import struct
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgpack

from asrpro.domain import Audio, Detected, Dropped, LoadOptions, Model, Options, Partial, Progress, Segment, Step, Word

if TYPE_CHECKING:
    from collections.abc import Mapping

Frame = dict[str, Any]
"""A map with the key "op" in requests and "kind" in replies."""

_LENGTH = struct.Struct(">I")
LIMIT = 1 << 28
"""Bytes of the longest frame: an hour of Audio. Anything longer is a broken pipe talking."""
_NAMES = "surrogatepass"
"""Files may have names that are no text; Python keeps the odd bytes as lone surrogates."""

_STEPS: Mapping[str, type[Step]] = {
    "progress": Progress,
    "partial": Partial,
    "detected": Detected,
    "dropped": Dropped,
    "segment": Segment,
}
_KINDS = {kind: name for name, kind in _STEPS.items()}


def pack(frame: Frame) -> bytes:
    """A frame as bytes; raises TypeError when it holds what msgpack cannot carry."""
    body: bytes = msgpack.packb(frame, unicode_errors=_NAMES)
    return body


def write(pipe: BinaryIO, frame: Frame) -> None:
    """Send one frame; raises OSError when the other side is gone, and TypeError as `pack` does."""
    send(pipe, pack(frame))


def send(pipe: BinaryIO, body: bytes) -> None:
    """Send one packed frame; raises OSError when the other side is gone."""
    pipe.write(_LENGTH.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def read(pipe: BinaryIO) -> Frame | None:
    """The next frame, or None when the other side closed the pipe; raises ValueError when it sends nonsense."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > LIMIT:
        raise ValueError(f"a frame of {length} bytes")
    body = pipe.read(length)
    if len(body) < length:
        return None
    frame = msgpack.unpackb(body, max_bin_len=LIMIT, max_str_len=LIMIT, unicode_errors=_NAMES)
    if not isinstance(frame, dict):
        raise TypeError("a frame that is no map")
    return frame


def pack_audio(audio: Audio) -> Frame:
    """Audio as a map; its samples little-endian."""
    return {"samples": audio.samples.astype("<f4", copy=False).tobytes(), "start": audio.start}


def unpack_audio(value: Frame) -> Audio:
    """The Audio in a map; its samples are read-only."""
    # Imported here: the tray and the command line send audio along without needing numpy at start.
    import numpy as np

    return Audio(np.frombuffer(value["samples"], "<f4"), value["start"])


def pack_step(step: Step) -> Frame:
    """A Step as a map."""
    return {"kind": _KINDS[type(step)], **_plain(step)}


def unpack_step(value: Frame) -> Step:
    """The Step in a map."""
    values = {name: item for name, item in value.items() if name != "kind"}
    if "words" in values:
        values["words"] = tuple(Word(**word) for word in values["words"])
    if "segment" in values:
        values["segment"] = unpack_step({"kind": "segment", **values["segment"]})
    return _STEPS[value["kind"]](**values)


def pack_record(record: Model | Options | LoadOptions) -> Frame:
    """A flat dataclass as a map."""
    return _plain(record)


def unpack_model(value: Frame) -> Model:
    """The Model in a map."""
    return Model(**{**_tuples(value), "path": Path(value["path"]) if value["path"] else None})


def unpack_options(value: Frame) -> Options:
    """The Options in a map."""
    return Options(**_tuples(value))


def _tuples(value: Frame) -> Frame:
    return {name: tuple(item) if isinstance(item, list) else item for name, item in value.items()}


def _plain(record: Any) -> Frame:
    """A dataclass as msgpack can carry it (faster than dataclasses.asdict, which copies deeply)."""
    return {field.name: _value(getattr(record, field.name)) for field in fields(record)}


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if isinstance(value, Segment | Word):
        return _plain(value)
    return str(value) if isinstance(value, Path) else value
