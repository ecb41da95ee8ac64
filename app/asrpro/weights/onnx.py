"""What an ONNX file (protocol buffers) says of itself, read without its weights."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from asrpro.weights.reader import CutOff, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MORE: Final = 0x80
"""Set in each byte of a number but the last."""
LONGEST: Final = 1 << 22
"""Bytes of the longest text that is read: lists of some hundred numbers stand in some."""
GRAPH: Final = 7
METADATA: Final = 14
"""Fields of a model."""
INITIALIZER: Final = 5
INPUT: Final = 11
OUTPUT: Final = 12
"""Fields of a graph."""
TENSOR_NAME: Final = 8
VALUE_NAME: Final = 1


@dataclass(frozen=True, slots=True)
class Head:
    """What a graph is called with, what it gives, and what its maker wrote beside it."""

    inputs: list[str] = field(default_factory=list)
    """Names, in order; without those that have a value in the file."""
    outputs: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)


def head(file: Path) -> Head:
    """Read it; all fields of the file, its graph and its tensors reach exactly to their ends.

    Raises:
        CutOff: the file ends before what it says is in it.
        ValueError: it is no ONNX file.
        OSError: it cannot be read.
    """
    found = Head()
    given: set[str] = set()
    with Reader(file) as reader:
        if not reader.left:
            raise CutOff
        for number, length in fields(reader, 0):
            if number == GRAPH:
                _read_graph(reader, reader.left - length, found, given)
            elif number == METADATA:
                key, value = _pair(reader, reader.left - length)
                found.metadata[key] = value
            else:
                reader.skip(length)
    found.inputs[:] = [name for name in found.inputs if name not in given]
    return found


def pass_over(file: Path) -> None:
    """Go from field to field, the outermost alone.

    Raises as `head` does; also CutOff where there is none.
    """
    with Reader(file) as reader:
        if not reader.left:
            raise CutOff
        for _number, length in fields(reader, 0):
            reader.skip(length)


def fields(reader: Reader, end: int) -> Iterator[tuple[int, int]]:
    """Numbers and lengths of the fields until so many bytes are left; who takes one reads or skips as many bytes.

    Fields that are numbers are passed over.

    Raises as `head` does.
    """
    while reader.left > end:
        key = varint(reader)
        match key & 7:
            case 0:
                varint(reader)
            case 1:
                reader.skip(8)
            case 2:
                length = varint(reader)
                if length > reader.left - end:
                    raise CutOff
                yield key >> 3, length
            case 5:
                reader.skip(4)
            case other:
                raise ValueError(other)
    if reader.left < end:
        raise ValueError("a field is longer than what it is in")


def varint(reader: Reader) -> int:
    """A number of seven bits a byte, the lowest first."""
    value = 0
    for shift in range(0, 70, 7):
        (byte,) = reader.take(1)
        value |= (byte & ~MORE) << shift
        if not byte & MORE:
            return value
    raise ValueError("endless")


def _read_graph(reader: Reader, end: int, found: Head, given: set[str]) -> None:
    names = {INPUT: found.inputs, OUTPUT: found.outputs}
    for number, length in fields(reader, end):
        if number in names:
            names[number].append(_text(reader, reader.left - length, VALUE_NAME))
        elif number == INITIALIZER:
            given.add(_text(reader, reader.left - length, TENSOR_NAME))
        else:
            reader.skip(length)


def _text(reader: Reader, end: int, wanted: int) -> str:
    """The text in one field of a message, and past its end."""
    found = ""
    for number, length in fields(reader, end):
        if number == wanted:
            found = _taken(reader, length)
        else:
            reader.skip(length)
    return found


def _pair(reader: Reader, end: int) -> tuple[str, str]:
    """A key and its value."""
    found = {1: "", 2: ""}
    for number, length in fields(reader, end):
        if number in found:
            found[number] = _taken(reader, length)
        else:
            reader.skip(length)
    return found[1], found[2]


def _taken(reader: Reader, length: int) -> str:
    if length > LONGEST:
        raise ValueError("too long a text")
    return reader.take(length).decode("utf-8")
