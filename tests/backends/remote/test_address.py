from __future__ import annotations

import pytest

from asrpro.backends.remote import address
from asrpro.errors import UsageError


@pytest.mark.parametrize(
    ("typed", "url", "host"),
    [
        ("http://localhost:8000", "http://localhost:8000/v1", "localhost:8000"),
        (" HTTP://LocalHost:8000/v1/ ", "http://localhost:8000/v1", "localhost:8000"),
        ("https://api.openai.com/v1", "https://api.openai.com/v1", "api.openai.com:443"),
        ("https://api.openai.com/v1/audio/transcriptions", "https://api.openai.com/v1", "api.openai.com:443"),
        ("http://192.168.1.5:8000/asr", "http://192.168.1.5:8000/asr", "192.168.1.5:8000"),
        ("http://[::1]:9/v1", "http://[::1]:9/v1", "[::1]:9"),
        ("http://[fe80::1]/v1", "http://[fe80::1]/v1", "[fe80::1]:80"),
        ("http://100.100.1.2", "http://100.100.1.2/v1", "100.100.1.2:80"),
        ("http://nas", "http://nas/v1", "nas:80"),
        ("http://nas.local:1", "http://nas.local:1/v1", "nas.local:1"),
    ],
)
def test_addresses_are_read_and_made_whole(typed: str, url: str, host: str) -> None:
    found = address.read(typed, "whisper-1")
    assert (found.url, found.host) == (url, host)
    assert address.read(str(found)) == found


@pytest.mark.parametrize(
    "typed",
    ["http://example.com", "http://8.8.8.8:80", "http://134744072", "http://[2001:4860::1]", "http://0x8.8.8.8"],
)
def test_speech_does_not_travel_open_in_public(typed: str) -> None:
    with pytest.raises(UsageError, match=r"would travel to .* for everybody on the way to read") as refused:
        address.read(typed, "whisper-1")
    assert "https://" in refused.value.hint
    assert "ssh -L" in refused.value.hint


@pytest.mark.parametrize(
    "typed",
    ["ftp://x", "http://", "http:///v1", "http://x:99999", "http://a b", "http://x/v1?key=1", "x", "http://[::1", "", "http://\x1b/"],
)  # fmt: skip
def test_what_is_no_address_is_told(typed: str) -> None:
    with pytest.raises(UsageError, match=r"is no address of a server") as refused:
        address.read(typed, "whisper-1")
    assert refused.value.title.isprintable()


def test_a_secret_in_an_address_is_refused_and_not_repeated() -> None:
    for typed in ("https://me:secret@example.com/v1", "http://secret@nas"):
        with pytest.raises(UsageError, match="cannot be kept") as refused:
            address.read(typed, "whisper-1")
        assert "secret" not in str(refused.value)


def test_a_model_must_be_named() -> None:
    assert address.read("http://nas#a/b").model == "a/b"
    for typed in ("http://nas", "http://nas# ", "http://nas#a\x1bb"):
        with pytest.raises(UsageError, match="not said what the model is called at nas"):
            address.read(typed)


def test_keys_belong_to_a_server_and_to_no_other() -> None:
    one, same, other, plain = (
        address.read(typed, "m")
        for typed in ("https://a.example/v1", "https://a.example/v2", "https://a.example:444/v1", "http://a/v1")
    )
    assert one.keyring_name == same.keyring_name == "https://a.example:443"
    assert len({one.keyring_name, other.keyring_name, plain.keyring_name}) == 3
    assert one.variable == "ASRPRO_KEY_A_EXAMPLE_443"
    assert (one.loopback, address.read("http://127.0.0.2", "m").loopback) == (False, True)
