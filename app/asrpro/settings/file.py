"""The settings as they lie on disk."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from asrpro.errors import SettingsError
from asrpro.i18n import _
from asrpro.settings import disk, keys, text
from asrpro.settings.faults import Faults
from asrpro.settings.reading import Reading, keep, read, read_older, written
from asrpro.settings.tree import DEFAULTS, Settings
from asrpro.settings.watching import watching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class SettingsFile:
    """A JSON file of what differs from the defaults; several processes may read and write it at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._current: Settings | None = None
        self._notices: tuple[str, ...] = ()
        self._mutex = threading.RLock()
        self._signature: tuple[int, ...] | None = None
        """Of the file that `newest` has read."""

    @property
    def current(self) -> Settings:
        """The settings, read from the file when they are first asked for."""
        return self._current or self.reload()

    @property
    def newest(self) -> Settings:
        """The same, read again where the file is another by now: who watches it hears of that up to a second later."""
        signature = disk.signature(self.path)
        # Who writes it at the moment may wait for another process, and a key press for neither.
        if signature != self._signature and self._mutex.acquire(blocking=False):
            try:
                self._look()
                self._signature = signature
            finally:
                self._mutex.release()
        return self.current

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences for people about what had to be done to read or write the file."""
        return self._notices

    def reload(self) -> Settings:
        """Read the file again; of a damaged one every valid setting counts, and a copy is kept."""
        with self._mutex:
            found = read(self.path, self._current or DEFAULTS)
            if found.state == "missing":
                found = self._take_over(found)
            kept: tuple[str, ...] = ()
            if found.state == "damaged":
                try:
                    kept = keep(self.path, found)
                except OSError as error:
                    kept = (_("No copy of it could be kept: {reason}.").format(reason=error.strerror),)
            return self._accept(found.settings, (*found.notices, *kept))

    def get(self, key: str) -> object:
        """What the setting holds; raises SettingsError when there is none of that name."""
        return keys.value(self.current, keys.find(key))

    def set(self, key: str, value: object) -> Settings:
        """Give the setting a value, or what typed text means for it; raises SettingsError when it cannot be."""
        place = keys.find(key)
        new = text.parse(value, keys.schema(place)) if isinstance(value, str) else value
        return self._write(lambda settings: keys.changed(settings, place, new, typed=value))

    def reset(self, key: str | None = None) -> Settings:
        """Give the setting, or every one, its default again; raises SettingsError when there is none of that name."""
        if key is None:
            return self._write(lambda _settings: DEFAULTS)
        place = keys.find(key)
        return self._write(lambda settings: keys.cleared(settings, place))

    def ensure(self) -> None:
        """Have a file that people can open; one that is there stays as it is. Raises SettingsError."""
        if not self.path.exists():
            self._write(lambda settings: settings)

    @contextmanager
    def watch(self, on_change: Callable[[Settings], None], on_fault: Callable[[str], None]) -> Iterator[None]:
        """Call on_change, from another thread, whenever the settings are no longer what it was last told.

        Changes made through this object are told as well. Of a file that is damaged meanwhile, the settings that
        cannot be read stay as they were; where it stays damaged, on_fault is told so, and where the fault is, once.
        """
        told = self.current
        faults = Faults(self.notices)

        def look() -> bool:
            nonlocal told
            found = self._look()
            if found.settings != told:
                told = found.settings
                on_change(told)
            text = faults.news(found)
            if text:
                on_fault(text)
            return not faults.unsure

        with watching(self.path, look):
            yield

    def _look(self) -> Reading:
        with self._mutex:
            # No copy is kept yet: this may be an editor's file half written.
            found = read(self.path, self.current)
            new = (notice for notice in found.notices if notice not in self._notices)
            self._accept(found.settings, (*self._notices, *new))
            return found

    def _accept(self, settings: Settings, notices: tuple[str, ...]) -> Settings:
        self._current = settings
        self._notices = notices
        return settings

    def _write(self, change: Callable[[Settings], Settings]) -> Settings:
        with self._mutex:
            last = self.current
            with disk.writing(self.path):
                # Read again: another process may have written since.
                found = read(self.path, last)
                settings = change(found.settings)
                kept = keep(self.path, found)
                self._store(settings)
            new = (notice for notice in (*found.notices, *kept) if notice not in self._notices)
            return self._accept(settings, (*self._notices, *new))

    def _take_over(self, found: Reading) -> Reading:
        """What an older program left, which is then ours: having a file of our own, we never ask again."""
        older = read_older(self.path.parent)
        if older is None:
            return found
        try:
            with disk.writing(self.path):
                again = read(self.path, DEFAULTS)
                if again.state != "missing":
                    return again
                self._store(older.settings)
        except SettingsError as error:
            return replace(older, notices=(*older.notices, error.title))
        return older

    def _store(self, settings: Settings) -> None:
        document = json.dumps(written(settings), ensure_ascii=False, indent=2)
        disk.store(self.path, f"{document}\n".encode())
