from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.catalog.unpacking import GROWTH, Packed
from asrpro.errors import DownloadCancelled, DownloadError
from fixtures import zips
from fixtures.fetching import held

if TYPE_CHECKING:
    from pathlib import Path

INSIDE = {"a": b"1", "b/c": b"22"}


def unpacked(data: bytes, folder: Path) -> Path:
    """What comes of an archive of these bytes."""
    (folder / "file").write_bytes(data)
    Packed(folder / "file", "some.zip").unpack(folder / "in" / "out", lambda: None)
    return folder / "in" / "out"


def test_what_is_in_its_folder_comes_out_and_nothing_hidden(tmp_path: Path) -> None:
    made = zips.encoder()
    assert held(unpacked(zips.zipped(made), tmp_path)) == made
    assert Packed(tmp_path / "file", "some.zip").size == sum(map(len, made.values()))
    assert sorted(one.name for one in (tmp_path / "in").iterdir()) == ["out"]


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ({"x/../../up": b""}, r"its files cannot be stored safely: x/\.\./\.\./up"),
        ({"../up": b""}, "its files cannot be stored safely"),
        ({"/etc/passwd": b""}, "its files cannot be stored safely"),
        ({"x/C:/up": b""}, "its files cannot be stored safely"),
        ({"x\\..\\up": b"", "x/a": b""}, "it does not hold one folder"),
        ({"x/a\\..\\up": b""}, "its files cannot be stored safely"),
        ({"x//a": b""}, "its files cannot be stored safely"),
        ({"x/nul": b""}, "its files cannot be stored safely"),
        ({"x/a": b"", "x/A": b""}, "its files cannot be stored safely: x/a, x/A"),
        ({"x/a": b"", "x/a/b": b""}, "its files cannot be stored safely: x/a, x/a/b"),
        ({f"x/{number}": b"" for number in range(1001)}, "its files cannot be stored safely: 1001 files"),
        ({}, "it does not hold one folder"),
        ({"x/": b""}, "it does not hold one folder"),
        ({"x": b""}, "it does not hold one folder"),
        ({"x/a": b"", "y/a": b""}, "it does not hold one folder"),
        ({"x/a": b"", "a": b""}, "it does not hold one folder"),
        ({"x/a": bytes(10_000_000)}, "it would become 10 MB"),
        ({f"x/{number}": bytes(1_000_000) for number in range(9)}, r"it would become 9\.0 MB"),
    ],
)
def test_what_cannot_be_stored_safely_is_refused_before_anything_is_written(
    entries: dict[str, bytes], told: str, tmp_path: Path
) -> None:
    with pytest.raises(DownloadError, match=rf"some\.zip cannot be unpacked: {told}") as error:
        unpacked(zips.raw(entries), tmp_path)
    assert error.value.hint
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("aim", [b"/etc/passwd", b"../../up", b"a"])
def test_a_link_is_refused(aim: bytes, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="x/b in it is a link"):
        unpacked(zips.raw({"x/a": b"1", "x/b": aim}, link="x/b"), tmp_path)
    assert not (tmp_path / "in").exists()


def test_a_file_without_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="it does not hold one folder"):
        unpacked(zips.raw({"x/a": b""}).replace(b"x/a", b"\0/a"), tmp_path)


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_no_archive_of_a_hub_is_packed_with_is_refused(kind: int, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="it is damaged"):
        unpacked(zips.raw({"x/a": b"1" * 100}, kind=kind), tmp_path)


def test_one_that_lies_about_what_is_in_it_writes_no_more_than_it_said(tmp_path: Path) -> None:
    """A bomb that tells of little: a megabyte where a hundred bytes are announced, in both of its lists."""
    data = zips.raw({"x/a": bytes(1_000_000)})
    lying = data.replace((1_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lying != data
    with pytest.raises(DownloadError, match="it is damaged"):
        unpacked(lying, tmp_path)
    assert sum(one.stat().st_size for one in (tmp_path / "in").rglob("*") if one.is_file()) <= 100


@pytest.mark.parametrize("size", [0, 1, 21, 22, 100, 3000, -1, -30])
def test_one_that_is_cut_off_is_told(size: int, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="it is damaged"):
        unpacked(zips.zipped(zips.encoder(3000))[:size], tmp_path)


@given(at=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255))
def test_whatever_is_damaged_comes_out_whole_or_is_told(
    at: float, bits: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = bytearray(zips.zipped(INSIDE))
    data[int(at * len(data))] ^= bits
    folder = tmp_path_factory.mktemp("zip")
    try:
        made = unpacked(bytes(data), folder)
    except DownloadError as error:
        assert error.title.startswith("some.zip cannot be unpacked: ")  # noqa: PT017 - it may also come out
    else:
        assert sum(map(len, held(made).values())) <= GROWTH * len(data)
    assert {one.name for one in folder.iterdir()} <= {"file", "in"}
    assert not (folder / "in").exists() or [one.name for one in (folder / "in").iterdir()] == ["out"]


def test_it_can_be_ended_in_the_middle(tmp_path: Path) -> None:
    asked: list[None] = []

    def check() -> None:
        asked.append(None)
        if len(asked) > 2:
            raise DownloadCancelled("Ended.")

    (tmp_path / "file").write_bytes(zips.raw({"x/a": bytes(5 << 20)}, kind=zipfile.ZIP_STORED))
    with pytest.raises(DownloadCancelled):
        Packed(tmp_path / "file", "some.zip").unpack(tmp_path / "out", check)
    assert (tmp_path / "out" / "a").stat().st_size == 2 << 20


def test_one_that_is_encrypted_is_told(tmp_path: Path) -> None:
    data = bytearray(zips.raw({"x/a": b"1"}))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + offset] |= 1
    assert zipfile.ZipFile(io.BytesIO(data)).infolist()[0].flag_bits & 1
    with pytest.raises(DownloadError, match="it is damaged"):
        unpacked(bytes(data), tmp_path)
