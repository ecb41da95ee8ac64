"""Files that point at other places are refused, and nothing is opened or called for them."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrpro.audio import container
from asrpro.audio.decode import opened
from asrpro.audio.gate import Gate
from asrpro.errors import SourceError
from asrpro.runtime.ears import Ears
from audio.media import decoded, likeness, wav, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Audio

PLAYLISTS = {
    "m3u": "#EXTM3U\n#EXTINF:5,song\n{url}\n",
    "m3u8": "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:5\n#EXTINF:5.0,\n{url}\n#EXT-X-ENDLIST\n",
    "m3u8 with a key": "#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI=\"{url}\"\n#EXTINF:5.0,\n{url}\n#EXT-X-ENDLIST\n",
    "m3u8 of many": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{url}\n",
    "m3u8 after a mark": "\ufeff#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5.0,\n{url}\n",
    "pls": "[playlist]\nNumberOfEntries=1\nFile1={url}\n",
    "asx": "<asx version=\"3.0\"><entry><ref href=\"{url}\"/></entry></asx>",
    "wax": "<ASX VERSION=\"3.0\"><ENTRY><REF HREF=\"{url}\"/></ENTRY></ASX>",
    "old asx": "[Reference]\nRef1={url}\n",
    "xspf": "<?xml version=\"1.0\"?>\n<playlist version=\"1\"><trackList><track><location>{url}</location></track>"
    "</trackList></playlist>",
    "wpl": "<?wpl version=\"1.0\"?>\n<smil><body><seq><media src=\"{url}\"/></seq></body></smil>",
    "smil": "<!-- a show -->\n<smil><body><audio src=\"{url}\"/></body></smil>",
    "mpd": "<?xml version=\"1.0\"?>\n<!-- dash -->\n<MPD type=\"static\" mediaPresentationDuration=\"PT5S\">"
    "<BaseURL>{url}</BaseURL><Period><AdaptationSet mimeType=\"audio/mp4\"><Representation id=\"1\" bandwidth=\"1\"/>"
    "</AdaptationSet></Period></MPD>",
    "ffconcat": "ffconcat version 1.0\nfile '{url}'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=radio\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP 0\n",
}  # fmt: skip
TEXTS = {
    "ram": "{url}\n",
    "strm": "{url}",
    "url": "[InternetShortcut]\nURL={url}\n",
    "m3u without a head": "{url}\nother.mp3\n",
    "rss": "<?xml version=\"1.0\"?><rss><channel><item><enclosure url=\"{url}\"/></item></channel></rss>",
    "qtl": "<?xml version=\"1.0\"?><?quicktime type=\"application/x-quicktime-media-link\"?><embed src=\"{url}\"/>",
    "sbg": "-SE\n{url}\n",
}  # fmt: skip
SUFFIXES = ("mp3", "m3u8", "wav", "mpd", "pls", "sdp", "ffconcat", "")


class Listener:
    """A server on this machine that counts who calls, and answers nothing useful."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/song.ts"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            caller, _address = self._socket.accept()
            with caller:
                if caller.recv(1000) == b"stop":
                    return
                self.calls += 1
                caller.sendall(b"HTTP/1.0 404 Not Found\r\n\r\n")

    def close(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as caller:
            caller.sendall(b"stop")
        self._thread.join()
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with contextlib.closing(Listener()) as server:
        yield server


def laid(folder: Path, text: str, listener: Listener, suffix: str, encoding: str = "utf-8") -> Path:
    path = folder / f"song.{suffix}".rstrip(".")
    path.write_bytes(text.format(url=listener.url, port=listener.port).encode(encoding))
    return path


def test_the_listener_would_notice(tmp_path: Path, listener: Listener) -> None:
    import av

    path = laid(tmp_path, PLAYLISTS["m3u8"], listener, "m3u8")
    with contextlib.suppress(av.FFmpegError):
        av.open(str(path), options={"protocol_whitelist": "file,http,tcp", "allowed_extensions": "ALL"})
    assert listener.calls > 0


@pytest.mark.parametrize("kind", PLAYLISTS)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_playlists_are_told(tmp_path: Path, listener: Listener, kind: str, suffix: str) -> None:
    path = laid(tmp_path, PLAYLISTS[kind], listener, suffix)
    with pytest.raises(SourceError, match="is a playlist: it only points at other places"), opened(path):
        pass
    assert listener.calls == 0


@pytest.mark.parametrize("kind", PLAYLISTS)
def test_playlists_with_bytes_that_no_text_has_are_told(tmp_path: Path, listener: Listener, kind: str) -> None:
    path = laid(tmp_path, PLAYLISTS[kind] + "\0\1\2\3", listener, "mp3")
    with pytest.raises(SourceError, match="is a playlist"), opened(path):
        pass
    assert listener.calls == 0


@pytest.mark.parametrize("kind", ["m3u", "pls", "asx", "xspf"])
def test_playlists_in_wide_letters_are_told(tmp_path: Path, listener: Listener, kind: str) -> None:
    with pytest.raises(SourceError, match="is a playlist"):
        decoded(laid(tmp_path, PLAYLISTS[kind], listener, "mp3", encoding="utf-16"))
    assert listener.calls == 0


@pytest.mark.parametrize("kind", TEXTS)
def test_texts_with_addresses_are_texts(tmp_path: Path, listener: Listener, kind: str) -> None:
    with pytest.raises(SourceError, match="is a text file"):
        decoded(laid(tmp_path, TEXTS[kind], listener, "mp3"))
    assert listener.calls == 0


@pytest.mark.parametrize("kind", [*PLAYLISTS, *TEXTS])
def test_what_would_pass_the_first_look_is_not_followed_either(tmp_path: Path, listener: Listener, kind: str) -> None:
    path = laid(tmp_path, (PLAYLISTS | TEXTS)[kind], listener, "m3u8")
    sockets = open_sockets()
    with path.open("rb") as file, contextlib.suppress(SourceError):
        assert not container.media(file, path).streams.audio  # "[playlist]" looks like subtitles
    assert open_sockets() == sockets
    assert listener.calls == 0


def test_other_files_of_this_machine_are_not_read_through_a_playlist(tmp_path: Path, speech: Audio) -> None:
    secret = wav(tmp_path / "secret.wav", speech.samples[None, :])
    for text in (f"ffconcat version 1.0\nfile '{secret}'\n", f"#EXTM3U\n#EXTINF:5.0,\nfile://{secret}\n"):
        path = tmp_path / "list.mp3"
        path.write_text(text, "utf-8")
        with path.open("rb") as file, pytest.raises(SourceError):
            container.media(file, path)


def test_ears_follow_no_playlist(tmp_path: Path, listener: Listener) -> None:
    with contextlib.closing(Ears()) as ears:
        for suffix in SUFFIXES:
            path = laid(tmp_path, PLAYLISTS["m3u8"], listener, suffix)
            with pytest.raises(SourceError, match="is a playlist"), ears.opened(path, Gate()):
                pass
    assert listener.calls == 0


@pytest.mark.parametrize("suffix", ["mov", "mp4"])
def test_a_movie_whose_sound_lies_elsewhere(tmp_path: Path, speech: Audio, listener: Listener, suffix: str) -> None:
    """What it points at is not looked for; sound that is inside all the same is heard."""
    path = write(tmp_path / f"reference.{suffix}", speech.samples, "aac", 44_100)
    address = listener.url.encode() + b"\0"
    entry = struct.pack(">I4sI", 12 + len(address), b"url ", 0) + address
    data = bytearray(path.read_bytes())
    place = data.index(b"dref") + 12
    data[place : place + 12] = entry
    for box in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        start = data.index(box) - 4
        data[start : start + 4] = struct.pack(">I", struct.unpack(">I", data[start : start + 4])[0] + len(entry) - 12)
    path.write_bytes(data)
    assert likeness(speech.samples, decoded(path).samples) > 0.98
    assert listener.calls == 0


def open_sockets() -> set[str]:
    links = []
    for name in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            links.append(str(name.readlink()))
    return {link for link in links if link.startswith("socket:")}
