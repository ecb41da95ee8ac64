"""The files of one call of `transcribe`, one after the other."""

from __future__ import annotations

import contextlib
import queue
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from asrpro.audio.gate import Gate
from asrpro.cli.outputs import save
from asrpro.cli.show import clock, held_back
from asrpro.domain import Dropped, Progress, Segment
from asrpro.errors import AppError, BackendMissing, HistoryError, ModelNotAvailable, Unsupported
from asrpro.history.entry import Entry, Outcome
from asrpro.i18n import _
from asrpro.polish.chain import Chain
from asrpro.runtime.job import Job, Priority
from asrpro.transcription.file import FileTranscript, FileTranscription
from asrpro.transcription.formats import render
from asrpro.transcription.formats.txt import line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from asrpro.cli.program import Program
    from asrpro.cli.request import Request
    from asrpro.cli.show import Show
    from asrpro.domain import Step

INTERRUPTED = 130


class Work:
    """An EngineRoom at work for one request; leaving it ends all children."""

    def __init__(self, program: Program, request: Request, show: Show) -> None:
        self._program = program
        self._request = request
        self._show = show
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Start the EngineRoom; while it works, a change of the settings file counts from the next file on."""
        settings = self._program.settings
        self._stack.enter_context(settings.watch(lambda _settings: None))
        self._room = self._stack.enter_context(self._program.engine_room())
        self._host = self._room.host(self._request.model, self._request.device, self._request.load)
        return self

    def __exit__(self, *error: object) -> None:
        """End it."""
        self._stack.close()

    def all(self, files: Sequence[Path], plans: Sequence[Mapping[str, Path]]) -> int:
        """Transcribe every file, whatever becomes of the others; each plan says where its formats go.

        Returns:
            The exit code.

        Raises:
            ModelNotAvailable, BackendMissing, Unsupported: the Model cannot be used, for any file.
        """
        failed: list[Path] = []
        for number, (file, plan) in enumerate(zip(files, plans, strict=True)):
            if len(files) > 1 and not plan:
                self._show.text(f"{chr(10) * (number > 0)}{file.name}:\n")
            try:
                self._one(file, plan)
            except (ModelNotAvailable, BackendMissing, Unsupported):
                raise
            except AppError as error:
                failed.append(file)
                self._show.note(f"{_('Error')}: {error.title}\n{error.hint}".rstrip())
            except KeyboardInterrupt:
                done = number - len(failed)
                self._show.note(_("Interrupted; {done} of {all} transcribed.").format(done=done, all=len(files)))
                return INTERRUPTED
        if len(files) > 1:
            done = len(files) - len(failed)
            self._show.note(_("{done} of {all} transcribed.").format(done=done, all=len(files)))
            for file in failed:
                self._show.note(_("Failed: {file}").format(file=file))
        return 1 if failed else 0

    def _one(self, file: Path, plan: Mapping[str, Path]) -> None:
        """Transcribe a file and remember what came of it."""
        began = datetime.now(UTC)
        self._show.begin(file.name)
        transcription = self._transcription(file)
        steps: queue.SimpleQueue[Step | None] = queue.SimpleQueue()
        job = Job(
            transcription.run(),
            Priority.FILE,
            listener=steps.put,
            interrupt=self._host.kill,
        )
        job.future.add_done_callback(lambda _future: steps.put(None))
        self._room.lane.submit(job)
        live = not plan and self._request.formats == ("txt",)
        try:
            while (step := steps.get()) is not None:
                self._follow(step, transcription, live=live)
            result = job.future.result()
        except KeyboardInterrupt:
            job.cancel()
            self._remember(Entry(created=began, kind="file", outcome="cancelled", source=str(file), audio=file))
            raise
        except AppError as error:
            self._remember(
                Entry(created=began, kind="file", outcome="failed", source=str(file), audio=file, error=error.title)
            )
            raise
        self._remember(_entry(file, began, result))
        if not live:
            self._deliver(result, plan)
        self._finish(file, result, (datetime.now(UTC) - began).total_seconds())

    def _transcription(self, file: Path) -> FileTranscription:
        settings = self._program.settings.current
        polish = Chain(
            self._request.model,
            self._request.options,
            sentence_case=settings.delivery.sentence_case,
            spoken_commands=settings.delivery.spoken_commands,
            drop_echoes=settings.delivery.drop_echoes,
            replacements=settings.delivery.replacements,
        )
        gate = Gate(threshold=settings.audio.speech_threshold, silence=settings.audio.silence)
        return FileTranscription(file, self._room.ears, self._host, self._request.options, gate, polish)

    def _follow(self, step: Step, transcription: FileTranscription, *, live: bool) -> None:
        if isinstance(step, Segment) and live:
            self._show.text(line(step))
        elif isinstance(step, Progress):
            self._show.progress(step.seconds, transcription.duration)
        elif isinstance(step, Dropped):
            self._show.note(held_back(step.reason, step.segment.start, step.segment.text))

    def _deliver(self, result: FileTranscript, plan: Mapping[str, Path]) -> None:
        for form in self._request.formats:
            text = render(result.transcript, form)
            if plan:
                save(plan[form], text)
            else:
                self._show.text(text)

    def _finish(self, file: Path, result: FileTranscript, seconds: float) -> None:
        transcript = result.transcript
        if not transcript.segments:
            self._show.note(_("No speech was found in {name}.").format(name=file.name))
        self._show.finish(
            _("{name}: {duration} in {seconds} with {model} on {device}").format(
                name=file.name,
                duration=clock(transcript.duration),
                seconds=clock(seconds),
                model=self._request.model.title,
                device=transcript.device,
            )
        )

    def _remember(self, entry: Entry) -> None:
        """Add to the history if that is wanted; that it cannot be written costs no transcript."""
        if self._program.settings.current.privacy.keep_history:
            try:
                self._program.history().add(entry)
            except HistoryError as error:
                self._show.note(str(error))


def _entry(file: Path, began: datetime, result: FileTranscript) -> Entry:
    transcript = result.transcript
    outcome: Outcome = "delivered" if transcript.segments else "dropped" if transcript.dropped else "nothing heard"
    return Entry(
        created=began,
        kind="file",
        outcome=outcome,
        source=str(file.absolute()),
        audio=file.absolute(),
        heard=result.heard,
        delivered=transcript.text,
        language=transcript.language,
        duration=transcript.duration,
        model=transcript.model,
        backend=transcript.backend,
        device=transcript.device,
        stages=result.stages,
        segments=transcript.segments,
        dropped=transcript.dropped,
    )
