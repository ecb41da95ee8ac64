"""What is said of a look for updates that comes to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.catalog.downloads import Downloads
from asrpro.ui.models.updates import Updates
from fixtures.model_window import SMALL
from fixtures.programs import until

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.catalog.hub import Hub
    from fixtures.model_window import Opened

TITLE = "Whisper small"


@pytest.fixture
def here(opened: Opened) -> Opened:
    opened.press(TITLE, "Download")
    opened.says(f"{TITLE} is here and hears you from now on.")
    assert opened.downloads.store.find("faster_whisper", SMALL) is not None
    return opened


def said(updates: Updates, told: list[str]) -> str:
    """What it says of a look."""
    ended: list[bool] = []
    updates.look(lambda: ended.append(True))
    until(lambda: bool(ended), "its end")
    assert not updates.looking
    return told[-1]


def test_certificates_that_are_not_there_are_told(
    here: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub

    huggingface_hub.close_session()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    assert f"No certificates can be read from {tmp_path / 'none.pem'}, which SSL_CERT_FILE names" in said(
        here.updates, here.said
    )


def test_a_mistake_of_the_programs_own_is_told_too(here: Opened, caplog: pytest.LogCaptureFixture) -> None:
    def none() -> Hub:
        raise RuntimeError("no hub")

    told: list[str] = []
    work = Downloads(here.downloads.store, make_hub=none)
    assert said(Updates(here.catalogue, work, told.append), told) == ("It could not be asked about; the log says why.")
    assert "RuntimeError: no hub" in caplog.text
    caplog.clear()
