from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.command import Terminal
from fixtures.fetching import REPOSITORY, WEIGHTS
from fixtures.models_program import COMMAND

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from fixtures.hub_server import HubServer

    Asked = Callable[..., subprocess.CompletedProcess[str]]

TOKEN = "hf_secret"  # noqa: S105 - nobody's


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A keyring that is a file."""
    file = tmp_path / "keys.json"
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "fixtures.kept_keys.Keys")
    monkeypatch.setenv("ASRPRO_TEST_KEYS", str(file))
    return file


def test_a_token_is_kept_used_where_one_is_wanted_and_deleted(keys: Path, hub: HubServer, asked: Asked) -> None:
    hub.repositories[REPOSITORY].token = TOKEN
    kept = asked("token", given=f"{TOKEN}\n")
    assert (kept.returncode, kept.stdout) == (0, "The token is kept.\n")
    assert TOKEN in keys.read_text("utf-8")
    assert asked("download", "small").returncode == 0
    said = {one.what: one.headers.get("authorization") for one in hub.asked if one.what != "api"}
    assert said["model.bin"] == f"Bearer {TOKEN}"
    assert said[WEIGHTS] is None
    assert asked("token", "--forget").stdout == "The token is deleted.\n"
    assert asked("token", "--forget").stdout == "There was none.\n"
    assert TOKEN not in keys.read_text("utf-8")


def test_a_token_is_not_shown_while_it_is_typed(keys: Path) -> None:
    with Terminal(*COMMAND, "models", "token") as terminal:
        terminal.until(r"it is not shown\): ")  # the space comes once nothing is echoed any more
        terminal.type(f"{TOKEN}\n")
        assert terminal.ended() == 0
    assert TOKEN not in terminal.raw
    assert TOKEN in keys.read_text("utf-8")


@pytest.mark.parametrize("given", ["", "\n", "two words\n", "hf_\x1b[31m\n", "hf_é\n"])
def test_what_is_no_token_is_not_kept(given: str, keys: Path, asked: Asked) -> None:
    refused = asked("token", given=given)
    assert refused.returncode == 2
    assert "That is no token." in refused.stderr
    assert not keys.exists()


def test_without_a_keyring_it_is_said_what_to_do_instead(hub: HubServer, asked: Asked) -> None:
    refused = asked("token", given=f"{TOKEN}\n")
    assert refused.returncode == 1
    assert "has no keyring" in refused.stderr
    assert "HF_TOKEN" in refused.stderr
    hub.repositories[REPOSITORY].token = TOKEN
    assert asked("download", "small", HF_TOKEN=TOKEN).returncode == 0


def test_what_the_programs_of_hugging_face_have_kept_will_do(hub: HubServer, asked: Asked, tmp_path: Path) -> None:
    hub.repositories[REPOSITORY].token = TOKEN
    (tmp_path / "hugging face").mkdir()
    (tmp_path / "hugging face" / "token").write_text(f"{TOKEN}\n", "utf-8")
    assert asked("download", "small").returncode == 0
