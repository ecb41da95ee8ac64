"""The recordings of dictations, where commands meet them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asrpro.cli.memory import file_entry
from asrpro.dictation.recordings import delete, delete_settled, interrupted, settled
from asrpro.i18n import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from asrpro.cli.memory import EntryOf
    from asrpro.history.entry import Entry, Outcome
    from asrpro.history.store import History
    from asrpro.transcription.file import FileTranscript


def entry_of(source: str, created: datetime | None = None) -> EntryOf:
    """What is remembered of a dictation into that window, begun when the work was or when it was spoken."""

    def entry(path: Path, began: datetime, result: FileTranscript, outcome: Outcome, error: str) -> Entry:
        made = file_entry(path, began, result, outcome, error)
        return replace(made, kind="dictation", source=source, created=created or began)

    return entry


def delete_of(folder: Path, history: History, entries: Iterable[Entry]) -> Iterator[str]:
    """Delete the recordings of dictations that were deleted, where no other Entry tells of them; what is to be said."""
    audios = {entry.audio for entry in entries if entry.kind == "dictation" and entry.audio}
    mine = [audio for audio in audios if settled(folder, audio) and not history.tells_of(audio)]
    yield from _gone(sum(map(delete, mine)))


def delete_all(folder: Path) -> Iterator[str]:
    """Delete all recordings but those nobody has decided about; what is to be said."""
    yield from _gone(delete_settled(folder))
    if count := len(interrupted(folder)):
        text = ngettext(
            "{count} interrupted dictation stays; to delete it: {command}",
            "{count} interrupted dictations stay; to delete them: {command}",
            count,
        )
        yield text.format(count=count, command="asrpro recover --all --discard")


def _gone(count: int) -> Iterator[str]:
    if count:
        yield ngettext("{count} recording deleted.", "{count} recordings deleted.", count).format(count=count)
