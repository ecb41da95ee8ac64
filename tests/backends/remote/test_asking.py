from __future__ import annotations

import contextlib
import logging
import socket
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro import keyrings
from asrpro.backends.remote import address, refusals
from asrpro.backends.remote.engine import Remote
from asrpro.backends.remote.server import Server
from asrpro.domain import Audio, Options, Progress
from asrpro.errors import ModelNotAvailable, ServerError, Unsupported
from backends.conftest import segments, text
from backends.remote.conftest import HUM, hasty, heard
from fixtures.speech_server import Fault, told

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Engine
    from fixtures.speech_server import Answer, SpeechServer


def test_who_waits_for_words_is_told_at_once_where_no_connection_comes_about() -> None:
    import httpx2

    place = address.read("http://10.0.0.1:8000/v1#whisper-1")
    found = [refusals.unreached(error("late"), place) for error in (httpx2.ConnectTimeout, httpx2.ReadTimeout)]
    assert [may_pass for _told, may_pass in found] == [False, True]
    assert all("10.0.0.1:8000" in told.title for told, _may_pass in found)


def test_it_is_asked_for_no_more_than_is_wanted(engine: Engine, server: SpeechServer) -> None:
    assert engine.device == f"127.0.0.1:{server.server_port} (server)"
    assert server.asked == []
    heard(engine, options=Options())
    heard(engine, options=Options(language="de", prompt="Anna, Bob", beam_size=9))
    heard(engine, options=Options(language="de", task="translate"))
    plain, more, translated = server.asked
    assert plain.fields == {"model": ["whisper-1"], "response_format": ["verbose_json"]}
    assert more.fields == plain.fields | {"language": ["de"], "prompt": ["Anna, Bob"]}
    assert translated.fields == plain.fields
    assert [one.path for one in server.asked] == ["/v1/audio/transcriptions"] * 2 + ["/v1/audio/translations"]
    assert "authorization" not in {name.lower() for name in plain.headers}
    assert plain.audio
    assert np.abs(plain.audio.samples - HUM.samples).max() < 1e-4


def test_what_is_silent_or_too_short_is_not_sent(engine: Engine, server: SpeechServer) -> None:
    for samples in (np.zeros(16000), np.full(1500, 0.5)):
        assert heard(engine, Audio(samples.astype(np.float32))) == []
    assert server.asked == []


def test_a_server_without_times_is_asked_for_text_from_then_on(engine: Engine, server: SpeechServer) -> None:
    server.verbose = False
    for _time in range(2):
        assert text(heard(engine)) == "hello there"
    assert [one.one("response_format") for one in server.asked] == ["verbose_json", "json", "json"]
    with pytest.raises(Unsupported, match="does not tell the times of words"):
        heard(engine, options=Options(words=True))
    assert len(server.asked) == 3


def test_a_form_is_not_blamed_for_what_else_is_wrong(engine: Engine, server: SpeechServer) -> None:
    server.faults = [Fault(400, told("The audio is odd\x1b[31m."), again=2)]
    with pytest.raises(ServerError, match=r"refuses to do it \(400\)") as refused:
        heard(engine)
    assert refused.value.hint == "It says: The audio is odd [31m."
    heard(engine)
    assert server.asked[-1].one("response_format") == "verbose_json"


def test_a_key_is_sent_once_it_is_wanted_and_nowhere_else(
    engine: Engine, server: SpeechServer, keys: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.key = "sk-secret"
    place = address.read(server.address())
    with pytest.raises(ServerError, match=r"wants a key") as refused:
        heard(engine)
    assert f"asrpro models token http://127.0.0.1:{server.server_port}" in refused.value.hint
    assert place.variable in refused.value.hint
    keyrings.keep(place.keyring_name, "sk-old", place.variable)
    with pytest.raises(ServerError, match=r"does not accept the key"):
        heard(engine)
    keyrings.keep(place.keyring_name, "sk-secret", place.variable)
    assert text(heard(engine)) == "hello there"
    keys.unlink()
    server.asked.clear()
    heard(engine)
    assert len(server.asked) == 1
    assert "sk-" not in caplog.text


def test_a_key_may_be_in_the_environment(server: SpeechServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.key = "sk-secret"
    monkeypatch.setenv(address.read(server.address()).variable, "sk-secret\n")
    assert text(heard(hasty(server))) == "hello there"
    assert len(server.asked) == 1


def test_a_model_that_is_not_there_is_told_with_those_that_are(server: SpeechServer) -> None:
    with pytest.raises(ModelNotAvailable, match=r"has no model tiny") as refused:
        heard(hasty(server, model="tiny"))
    assert refused.value.hint == "It has: whisper-1, other."
    server.models = [f"model-{number}" for number in range(30)]
    with pytest.raises(ModelNotAvailable) as refused:
        heard(hasty(server))
    assert "model-9 and 20 others." in refused.value.hint


@pytest.mark.parametrize(
    ("fault", "error", "title", "hint"),
    [
        (Fault(403, told("no")), ServerError, "wants a key", "It says: no"),
        (Fault(413), ServerError, "takes no sound as long", "Raise the limit"),
        (Fault(415, b'{"detail": "wav?"}', again=2), ServerError, r"refuses to do it \(415\)", "It says: wav?"),
        (Fault(429, headers={"Retry-After": "120"}), ServerError, "asked too often", "Try again in 120 s."),
        (Fault(500, headers={"x-should-retry": "false"}), ServerError, r"fault of its own \(500\)", "own log"),
        (Fault(501, b'{"error": "no backend"}', again=2), ServerError, r"its own \(501\)", "It says: no backend"),
        (Fault(302, headers={"Location": "http://x/"}), ServerError, "sends elsewhere: http://x/", "unasked"),
        (Fault(200, b"<html>"), ServerError, "is no transcription server", "wants a login"),
        (Fault(200, b"[" * 100_000), ServerError, "is no transcription server", "wants a login"),
        (Fault(200, b" " * (17 << 20)), ServerError, "sends more than any answer can be", "address"),
        (Fault(400, told("xx?", param="language")), Unsupported, "does not understand en", "It says: xx?"),
    ],
)
def test_every_refusal_is_told_in_words(
    fault: Fault, error: type[Exception], title: str, hint: str, engine: Engine, server: SpeechServer
) -> None:
    server.faults = [fault]
    with pytest.raises(error, match=title) as refused:
        heard(engine)
    assert hint in refused.value.hint  # type: ignore[attr-defined]
    assert server.faults == []
    assert text(heard(engine)) == "hello there"


@pytest.mark.parametrize(
    ("path", "hint"),
    [("/api", "Most addresses of servers end in /v1."), ("/api/v1", "Look whether the port is right, and in the")],
)
def test_an_address_of_something_else_is_told(path: str, hint: str, server: SpeechServer) -> None:
    engine = hasty(server)
    engine._server.address = address.Address(f"http://127.0.0.1:{server.server_port}{path}", "whisper-1")
    server.faults = [Fault(404, b"not here")]
    with pytest.raises(
        ServerError, match=rf"There is no transcription server at http://127\.0\.0\.1:\d+{path}\."
    ) as told:
        heard(engine)
    assert told.value.hint.startswith(hint)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(503, b"", {"Retry-After": "1"}), Fault(429, b"{}"), Fault(500), Fault(502, cut=True),
        Fault(200, b'{"text": "hel', cut=True),
    ],
)  # fmt: skip
def test_what_may_pass_is_tried_again(fault: Fault, engine: Engine, server: SpeechServer) -> None:
    server.faults = [fault]
    began = time.monotonic()
    assert text(heard(engine)) == "hello there"
    assert len(server.asked) == 2
    assert time.monotonic() - began >= float(fault.headers.get("Retry-After") or 0.5)


def test_it_is_not_tried_for_ever(server: SpeechServer) -> None:
    server.faults = [Fault(500, told("tired"), again=9)]
    with pytest.raises(ServerError, match=r"gave no answer for 1 s|fault of its own"):
        heard(hasty(server))
    assert 1 < len(server.asked) < 9


def test_nobody_waits_for_ever(server: SpeechServer) -> None:
    server.faults = [Fault(hold=True)]
    with pytest.raises(ServerError, match=r"gave no answer for 1 s") as refused:
        heard(hasty(server))
    assert "too slow for this model" in refused.value.hint
    assert server.left.wait(10)


def test_others_get_their_turn_while_a_server_thinks_and_closing_hangs_up(
    engine: Engine, server: SpeechServer, said: Answer
) -> None:
    server.faults = [Fault(hold=True)]
    steps = engine.transcribe(HUM, Options())
    assert [next(steps) for _turn in range(3)] == [Progress(5.0)] * 3
    assert server.held.wait(10)
    other = segments(engine.transcribe(HUM, Options()))
    assert [one.text for one in other] == [said["text"]]
    began = time.monotonic()
    steps.close()  # type: ignore[attr-defined]
    assert server.left.wait(10)
    assert time.monotonic() - began < 2


def test_a_server_that_is_not_there_is_told() -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    engine = _at(f"http://127.0.0.1:{port}")
    with pytest.raises(ServerError, match=rf"Nothing listens at 127\.0\.0\.1:{port}"):
        heard(engine)
    with pytest.raises(ServerError, match=rf"Nothing listens at localhost:{port}"):
        heard(_at(f"http://localhost:{port}"))


def test_a_server_that_speaks_no_tls_is_told(server: SpeechServer) -> None:
    with pytest.raises(ServerError, match=r"No secure connection to 127\.0\.0\.1:\d+ comes about"):
        heard(_at(f"https://127.0.0.1:{server.server_port}"))


def _at(url: str) -> Engine:
    return Remote(Server(address.read(url, "whisper-1"), (8.0, 0.0)))
