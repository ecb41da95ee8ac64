"""The files of one call of `transcribe`, one after the other."""

from __future__ import annotations

import contextlib
import logging
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from asrpro.cli.outputs import save
from asrpro.cli.remarks import remarks
from asrpro.cli.show import OutputGone, clock, held_back, lasting, printable
from asrpro.cli.stepping import stepped
from asrpro.cli.tally import Tally
from asrpro.domain import Dropped, Progress, Segment
from asrpro.errors import AppError, ModelNotAvailable, OutputError, PackagesMissing, Unsupported, UsageError
from asrpro.i18n import _
from asrpro.transcription.file import FileTranscription
from asrpro.transcription.formats import render
from asrpro.transcription.formats.txt import line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence, Set
    from pathlib import Path

    from asrpro.cli.memory import Memory
    from asrpro.cli.outputs import Plan
    from asrpro.cli.program import Program
    from asrpro.cli.show import Show
    from asrpro.domain import Step, Transcript
    from asrpro.runtime.engine_room import EngineRoom
    from asrpro.runtime.host import Host
    from asrpro.transcription.file import FileTranscript
    from asrpro.transcription.request import Request

log = logging.getLogger(__name__)

NO_USE = (ModelNotAvailable, PackagesMissing, Unsupported, UsageError, OutputGone)
"""What goes wrong for every file when it goes wrong for one."""


class Work:
    """What is done with each file, in an EngineRoom at work."""

    def __init__(
        self,
        program: Program,
        room: EngineRoom,
        show: Show,
        request: Callable[[], Request],
        memory: Memory,
        formats: Sequence[str] = ("txt",),
    ) -> None:
        """The request is asked for anew before each file, so that a changed setting counts from the next one on."""
        self._program = program
        self._room = room
        self._show = show
        self._request = request
        self._formats = tuple(formats)
        self._memory = memory
        self._last_engine = ("", "")

    def all(self, files: Sequence[Path], plans: Sequence[Plan]) -> int:
        """Transcribe every file, whatever becomes of the others; each plan says where its formats go.

        Returns:
            The exit code.

        Raises:
            ModelNotAvailable, PackagesMissing, Unsupported, UsageError, OutputGone: no file can be done.
            KeyboardInterrupt: somebody wants it to end.
            BrokenPipeError: nobody reads the text any more.
        """
        tally = Tally(len(files))
        named = Counter(file.name for file in files)
        try:
            for number, (file, plan) in enumerate(zip(files, plans, strict=True), 1):
                name = file.name if named[file.name] == 1 else str(file)
                self._show.begin(name, number, len(files), heading=len(files) > 1 and not plan.paths)
                left = plan.left()
                if left is None:
                    tally.kept += 1
                    self._saved(_("There already: {path}"), plan.paths.values())
                elif self._one(file, left):
                    tally.done += 1
                else:
                    tally.failed.append(file)
        except KeyboardInterrupt:
            self._show.note(f"{_('Interrupted.')} {tally}".rstrip())
            raise
        except NO_USE:
            if tally.begun:
                self._show.note(f"{_('Stopped.')} {tally}")
            raise
        if len(files) > 1:
            self._show.note(str(tally))
            for file in tally.failed:
                self._show.note(_("Failed: {file}").format(file=printable(str(file))))
        return 1 if tally.failed else 0

    def _one(self, file: Path, plan: Plan) -> bool:
        """Transcribe a file, hand over its text, and remember what came of it; whether that went well."""
        began = datetime.now(UTC)
        request = self._request()
        with self._room.residency.lease(request.model, request.device, request.load) as host:
            return self._heard(file, plan, began, request, host)

    def _heard(self, file: Path, plan: Plan, began: datetime, request: Request, host: Host) -> bool:
        transcription = FileTranscription(file, self._room.ears, host, request.options, request.gate, request.polish())
        saved: dict[str, Path] = {}
        try:
            self._hear(transcription, host, plan, began, saved)
        except (KeyboardInterrupt, BrokenPipeError) as end:
            tell = isinstance(end, KeyboardInterrupt)
            self._memory.cancelled(file, began, transcription.so_far(), tell=tell)
            raise
        except Exception as error:
            if not isinstance(error, AppError):
                log.exception("a file met an error of the program's own")
            problem = error if isinstance(error, AppError) else self._program.at_fault()
            if not isinstance(problem, NO_USE):
                self._show.complain(problem)
            kept = self._memory.failed(file, began, transcription.so_far(), problem)
            if isinstance(problem, NO_USE):
                raise
            self._saved(_("Saved: {path}"), saved.values())
            if isinstance(problem, OutputError) and not kept:
                self._show_instead(transcription.so_far().transcript, plan.paths.keys() - saved.keys())
            return False
        result = transcription.so_far()
        self._memory.done(file, began, result)
        self._finish(file, result, request.model.title, (datetime.now(UTC) - began).total_seconds())
        self._saved(_("Saved: {path}"), saved.values())
        return True

    def _hear(
        self, transcription: FileTranscription, host: Host, plan: Plan, began: datetime, saved: dict[str, Path]
    ) -> None:
        """Transcribe a file and hand over its text; `saved` tells where, should not all of it be."""
        live = not plan.paths and self._formats == ("txt",)
        with contextlib.closing(stepped(self._room, host, transcription.run())) as steps:
            for step in steps:
                self._follow(step, transcription, live=live)
                if isinstance(step, Progress):
                    self._memory.growing(transcription.path, began, transcription.so_far)
        transcript = transcription.so_far().transcript
        if plan.paths:
            self._save(transcript, plan, saved)
        elif not live:
            self._show.lines(render(transcript, self._formats[0]))

    def _follow(self, step: Step, transcription: FileTranscription, *, live: bool) -> None:
        log.debug("%s: %s", transcription.path, step)
        if isinstance(step, Segment) and live:
            self._show.text(line(step))
        elif isinstance(step, Progress):
            self._show.progress(step.seconds, transcription.duration)
        elif isinstance(step, Dropped):
            self._show.note(held_back(step.reason, step.segment.start, step.segment.text))

    def _save(self, transcript: Transcript, plan: Plan, saved: dict[str, Path]) -> None:
        """Write all formats that can be written; raises OutputError in the end when there was one that could not."""
        problems: list[OutputError] = []
        for form, path in plan.paths.items():
            try:
                saved[form] = save(path, render(transcript, form), overwrite=plan.overwrite)
            except OutputError as error:
                problems.append(error)
            else:
                if saved[form] != path:
                    text = _("Something else was saved as {path} meanwhile, which is kept; this transcript is {saved}.")
                    self._show.note(text.format(path=printable(str(path)), saved=printable(str(saved[form]))))
        for problem in problems[1:]:
            self._show.complain(problem)
        if problems:
            raise problems[0]

    def _show_instead(self, transcript: Transcript, unsaved: Set[str]) -> None:
        """Print what could not be saved, in one of its formats, for it is kept nowhere else."""
        if transcript.segments and unsaved:
            self._show.note(_("Here it is, for it is kept nowhere else:"))
            self._show.lines(render(transcript, next(form for form in self._formats if form in unsaved)))

    def _finish(self, file: Path, result: FileTranscript, title: str, seconds: float) -> None:
        """Sum up what was done, for people."""
        transcript = result.transcript
        for remark in remarks(_name(file), result):
            self._show.note(remark)
        text = _("{name}: {duration} in {seconds}")
        if transcript.device and (title, transcript.device) != self._last_engine:
            text = _("{name}: {duration} in {seconds} with {model} on {device}")
            self._last_engine = title, transcript.device
        self._show.finish(
            text.format(
                name=_name(file),
                duration=clock(transcript.duration),
                seconds=lasting(seconds),
                model=title,
                device=transcript.device,
            )
        )

    def _saved(self, text: str, paths: Iterable[Path]) -> None:
        for path in paths:
            self._show.finish(text.format(path=printable(str(path))))


def _name(file: Path) -> str:
    return printable(file.name or str(file))
