from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from asrpro.cli.main import run
from fixtures.models_program import program
from fixtures.speech_server import speech_server

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fixtures.speech import Clip
    from fixtures.speech_server import SpeechServer

    Asked = Callable[..., subprocess.CompletedProcess[str]]
    Told = pytest.CaptureFixture[str]


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A keyring that is a file."""
    file = tmp_path / "keys.json"
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "fixtures.kept_keys.Keys")
    monkeypatch.setenv("ASRPRO_TEST_KEYS", str(file))
    return file


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    with speech_server(lambda _asked: {"text": "Hello from afar."}) as server:
        yield server


def models(home: Path, *arguments: str) -> int:
    return run(program(home), ["models", *arguments])


def test_a_server_gets_a_name_and_is_known_for_one_everywhere(home: Path, server: SpeechServer, capsys: Told) -> None:
    url, _hash, _model = server.address().partition("#")
    host = f"127.0.0.1:{server.server_port}"
    assert models(home, "add", url, "--id", "Afar", "--model", "whisper-1") == 0
    assert (
        capsys.readouterr().out
        == f"afar is {url}#whisper-1 now. What you say is handed to the program that listens at {host}.\n"
    )
    assert models(home, "list", "--json") == 0
    listed = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert (listed["afar"]["source"], listed["afar"]["title"]) == ("server", f"{url}#whisper-1")
    assert models(home, "list") == 0
    assert f"afar\ton a server\t\t{url}#whisper-1" in capsys.readouterr().out
    assert models(home, "show", "afar") == 0
    shown = capsys.readouterr().out
    assert f"afar (whisper-1 at {host})" in shown
    assert "State" in shown
    assert "on a server" in shown
    assert f"{url}#whisper-1" in shown
    assert models(home, "path", "afar") == 3
    assert "is not on this machine" in capsys.readouterr().err
    for name in ("Afar", server.address()):
        assert run(program(home), ["settings", "set", "model.name", name]) == 0
        assert program(home).settings.current.model.name == name
    capsys.readouterr()
    assert models(home, "remove", "afar") == 0
    assert models(home, "show", "afar") == 3
    assert server.asked == []


def test_one_elsewhere_says_that_speech_leaves_this_machine(home: Path, capsys: Told) -> None:
    assert models(home, "add", "http://nas:8000#tiny", "--id", "nas") == 0
    assert capsys.readouterr().out == (
        "nas is http://nas:8000/v1#tiny now. What you say is sent to nas:8000; it does not stay on this machine.\n"
    )
    assert models(home, "update", "nas") == 2
    assert capsys.readouterr().err == (
        "Error: nas is at a server, and nothing of it is downloaded.\nWhoever runs the server keeps it up to date.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["http://example.com/v1", "--model", "m"], "for everybody on the way to read"),
        (["http://nas:8000/v1"], "not said what the model is called"),
        (["https://me:pass@nas/v1", "--model", "m"], "cannot be kept"),
        (["/somewhere", "--model", "m"], "--model is for servers"),
        (["localhost:8000", "--model", "m"], "as in http://localhost:8000/v1#m\n"),
    ],
)
def test_what_cannot_be_is_refused(arguments: list[str], words: str, home: Path, capsys: Told) -> None:
    assert models(home, "add", *arguments, "--id", "afar") == 2
    assert words in capsys.readouterr().err
    assert program(home).registered().servers == {}


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("localhost:8000/whisper-1", "http://localhost:8000/v1#whisper-1"),
        ("localhost:8000", "http://localhost:8000/v1#whisper-1"),
        ("localhost/v1", "http://localhost/v1#whisper-1"),
        ("192.168.1.5:8000/v1/", "http://192.168.1.5:8000/v1#whisper-1"),
        ("nas:8000#Systran/tiny", "http://nas:8000/v1#Systran/tiny"),
        ("speech.example.com:443/v1/audio/transcriptions", "https://speech.example.com:443/v1#whisper-1"),
        ("http:/127.0.0.1:9/v1", "http://127.0.0.1:9/v1#whisper-1"),
        ("https:localhost", "https://localhost/v1#whisper-1"),
        ("[fd00::1]:8000", "http://[fd00::1]:8000/v1#whisper-1"),
        ("whisper", ""),
        ("C:\\models", ""),
        ("c:8000", ""),
        ("models/whisper", ""),
    ],
)
def test_an_address_without_its_beginning_is_told_with_it(
    typed: str, address: str, home: Path, clips: list[Clip], capsys: Told
) -> None:
    for arguments in (["models", "add", typed, "--id", "afar"], ["transcribe", str(clips[0].path), "--model", typed]):
        assert run(program(home), arguments) == 3
        said = capsys.readouterr().err
        assert ("begins with http://" in said) is bool(address)
        assert said.endswith(f", as in {address}\n") or not address
    if address:
        assert models(home, "add", address, "--id", "afar") == 0, "what is told can be typed"


def test_a_servers_key_is_kept_by_name_or_address(
    keys: Path, home: Path, server: SpeechServer, asked: Asked, capsys: Told
) -> None:
    url = server.address().partition("#")[0]
    host = f"127.0.0.1:{server.server_port}"
    assert asked("token", "afar", given="sk-1\n").returncode == 2
    assert models(home, "add", url, "--id", "afar", "--model", "whisper-1") == 0
    capsys.readouterr()
    kept = asked("token", "afar", given="sk-1\n")
    assert (kept.returncode, kept.stdout) == (0, f"The key for {host} is kept.\n")
    assert json.loads(keys.read_text("utf-8")) == {f"asrpro/http://{host}": "sk-1"}
    assert asked("token", "pocketsphinx", given="sk-1\n").returncode == 2
    assert asked("token", url, "--forget").stdout == "The token is deleted.\n"
    assert asked("token", "afar", "--forget").stdout == "There was none.\n"
    assert asked("token", "afar", given="\n").returncode == 2


def test_a_recording_is_transcribed_there_and_who_did_it_is_said(
    home: Path, server: SpeechServer, clips: list[Clip], capsys: Told
) -> None:
    host = f"127.0.0.1:{server.server_port}"
    code = run(program(home), ["transcribe", str(clips[0].path), "--model", server.address(), "--format", "json"])
    told = capsys.readouterr()
    assert code == 0, told.err
    found = json.loads(told.out)
    assert (found["text"], found["backend"], found["device"]) == ("Hello from afar.", "remote", f"{host} (server)")
    assert len(server.asked) == 1
    server.key = "sk"
    assert run(program(home), ["transcribe", str(clips[0].path), "--model", server.address()]) == 1
    assert f"{host} wants a key." in capsys.readouterr().err


def test_an_address_without_a_models_name_is_told_what_it_lacks(home: Path, talk: Path, capsys: Told) -> None:
    for arguments in (["transcribe", str(talk), "--model"], ["settings", "set", "model.name"], ["models", "show"]):
        assert run(program(home), [*arguments, "http://nas:8000/v1"]) == 2
        assert capsys.readouterr().err == (
            "Error: It is not said what the model is called at nas.\n"
            "Say it after a #, as in http://nas:8000/v1#whisper-1\n"
        )
    assert run(program(home), ["transcribe", str(talk), "--model", "https://huggingface.co/some/whisper"]) == 3
    assert "Did you mean " in capsys.readouterr().err
