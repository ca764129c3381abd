"""Carries every job from intent to end, in the background, within each provider's limits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

from fluxfill_studio.core.errors import FluxFillError
from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.text import _
from fluxfill_studio.fill.incoming import incoming
from fluxfill_studio.fill.request import FillRequest, RequestId
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.providers.contract import (
    Accepted,
    Failed,
    Moderated,
    Provider,
    Ready,
    Rejected,
    Remote,
    Running,
)

log = logging.getLogger(__name__)

PAUSE_S = 1.0
"""Between two polls of a provider that answers at once."""


class Runner:
    """All jobs of the program, one task each.

    Attributes:
        changed: tells the job after every move and every piece of progress.
    """

    def __init__(self, providers: Mapping[str, Provider]) -> None:
        self.changed: Channel[Job] = Channel()
        self._providers = providers
        self._limits = {
            name: asyncio.Semaphore(provider.capability.concurrency)
            for name, provider in providers.items()
        }
        self._jobs: dict[RequestId, Job] = {}
        self._tasks: dict[RequestId, asyncio.Task[None]] = {}

    @property
    def active(self) -> tuple[Job, ...]:
        """Jobs that have not ended, oldest first."""
        return tuple(job for job in self._jobs.values() if not job.over)

    def job(self, job_id: RequestId) -> Job | None:
        """The job of this request, as long as it is remembered."""
        return self._jobs.get(job_id)

    def start(self, request: FillRequest) -> Job:
        """Begin to carry `request`; it waits its turn where the provider has a limit."""
        job = Job(request)
        self._jobs[job.id] = job
        self._move(job, JobState.INTENT)
        task = asyncio.get_running_loop().create_task(self._carry(job))
        self._tasks[job.id] = task
        task.add_done_callback(lambda _task: self._tasks.pop(job.id, None))
        return job

    def cancel(self, job_id: RequestId) -> None:
        """Stop a job; one that has ended stays as it is."""
        task = self._tasks.get(job_id)
        if task is not None:
            task.cancel()

    def imported(self, job: Job) -> None:
        """Say that the answer has been taken over."""
        job.answer = None
        self._move(job, JobState.IMPORTED)

    def forget(self, document: str) -> None:
        """Cancel the jobs of a document that is closed, and remember none of them."""
        for job in [job for job in self._jobs.values() if job.request.document == document]:
            self.cancel(job.id)
            del self._jobs[job.id]

    async def finished(self, job_id: RequestId) -> Job:
        """Wait until a job needs no more carrying."""
        task = self._tasks.get(job_id)
        if task is not None:
            await asyncio.wait({task})
        return self._jobs[job_id]

    async def close(self) -> None:
        """Cancel every job and wait until all have let go."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=3)

    async def _carry(self, job: Job) -> None:
        name = job.request.provider
        try:
            async with self._limits[name]:
                await self._send_and_watch(job, self._providers[name])
        except asyncio.CancelledError:
            self._end(job, JobState.CANCELLED, "")
        except FluxFillError as error:
            log.warning("job %s failed: %s %s", job.id, error.message, error.detail)
            self._end(job, JobState.FAILED, error.message)
        except Exception:
            log.exception("job %s failed", job.id)
            self._end(
                job,
                JobState.FAILED,
                _("The fill stopped at an unexpected fault; the log has the details."),
            )

    async def _send_and_watch(self, job: Job, provider: Provider) -> None:
        self._move(job, JobState.SENDING)
        parcel = await provider.upload(job.request)
        outcome = await provider.submit(job.request, parcel, job.id)
        match outcome:
            case Accepted(remote):
                self._move(job, JobState.ACCEPTED)
                try:
                    await self._watch(job, provider, remote)
                except asyncio.CancelledError:
                    await provider.cancel(remote)
                    raise
            case Rejected(message):
                self._move(job, JobState.REJECTED, message)
            case other:
                self._move(job, JobState.FAILED, other.message)

    async def _watch(self, job: Job, provider: Provider, remote: Remote) -> None:
        while True:
            match await provider.poll(remote):
                case Running(progress):
                    if progress != job.progress:
                        job.progress = progress
                        self.changed.emit(job)
                case Failed(message) | Moderated(message):
                    self._move(job, JobState.FAILED, message)
                    return
                case Ready() as ready:
                    self._move(job, JobState.READY)
                    answer = await provider.fetch(job.request, remote, ready, Path())
                    job.answer = await asyncio.to_thread(
                        incoming, answer.pixels, answer.icc, job.request
                    )
                    self._move(job, JobState.DOWNLOADED)
                    return
            if not provider.capability.polls_itself:
                await asyncio.sleep(PAUSE_S)

    def _move(self, job: Job, state: JobState, message: str = "") -> None:
        job.move(state, message)
        self.changed.emit(job)

    def _end(self, job: Job, state: JobState, message: str) -> None:
        if not job.over and job.state is not JobState.DOWNLOADED:
            self._move(job, state, message)
