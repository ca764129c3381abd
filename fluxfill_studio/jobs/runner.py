"""Carries every job from intent to end, in the background, within each provider's limits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.text import _
from fluxfill_studio.fill.request import FillRequest, RequestId, new_id
from fluxfill_studio.imaging.pixels import Pixels
from fluxfill_studio.jobs.carrying import ask, begin, called_off, carry, clean, follow, guarded
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.jobs.line import Line
from fluxfill_studio.jobs.pictures import Pictures
from fluxfill_studio.jobs.record import answer_of, parcel_of
from fluxfill_studio.jobs.recovery import LEFT, expires, left, recovered, with_uploads
from fluxfill_studio.jobs.timing import Timing
from fluxfill_studio.jobs.trip import Service, Trip, let_go_words
from fluxfill_studio.jobs.turns import Turns
from fluxfill_studio.providers.contract import Provider, Ready, Reason, Remote, RemoteId
from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.store.rows import JobRow

log = logging.getLogger(__name__)

LANDINGS = 4
"""Pictures fetched and decoded at once: a full house must not fill the memory."""
_ELSEWHERE = {JobState.SENDING, JobState.ACCEPTED, JobState.READY}
"""States of a job that is left alone as long as its service answers at another address."""


class Runner:
    """All jobs of the program, one task each.

    Attributes:
        changed: tells the job after every move, every piece of progress and every note.
    """

    def __init__(
        self, providers: Mapping[str, Provider], ledger: Ledger, timing: Timing | None = None
    ) -> None:
        self.changed: Channel[Job] = Channel()
        self._ledger = ledger
        self._timing = timing or Timing()
        self._services = {name: Service(provider) for name, provider in providers.items()}
        self._pictures = Pictures(ledger)
        self._landing = Turns(lambda: LANDINGS)
        self._resuming = Turns(lambda: 1)
        self._resending = Turns(lambda: 1)
        self._trips: dict[RequestId, Trip] = {}
        self._tasks: dict[RequestId, asyncio.Task[None]] = {}
        self._cleaning: asyncio.Task[None] | None = None
        self._closing = False

    @property
    def active(self) -> tuple[Job, ...]:
        """Jobs that have not ended, oldest first."""
        return tuple(trip.job for trip in self._trips.values() if not trip.job.over)

    def job(self, job_id: RequestId) -> Job | None:
        """The job of this request, as long as it is remembered."""
        trip = self._trips.get(job_id)
        return trip.job if trip else None

    def start(
        self, request: FillRequest, *, run: str = "", source: str = "", output: str = ""
    ) -> Job:
        """Begin to carry `request`: its intent is on disk before anything leaves."""
        price = self._services[request.provider].capability.price_usd
        job = Job(request, run, source, output, price_usd=price)
        trip = self._trip(job, JobState.DRAFT)
        self._carry(trip, lambda: begin(trip))
        return job

    def cancel(self, job_id: RequestId) -> None:
        """Stop a job.

        Before it is sent, nothing is spent. After that it is stopped where the service can do
        so; elsewhere it is only not shown any more, and its result arrives all the same.
        """
        trip, task = self._trips.get(job_id), self._tasks.get(job_id)
        if trip is None or trip.job.over or trip.job.state is JobState.DOWNLOADED:
            return
        if task is None:  # an intent of an earlier run
            self._carry(trip, lambda: trip.to(JobState.CANCELLED))
        elif not trip.paid or trip.job.state in (JobState.DRAFT, JobState.INTENT):
            task.cancel()
        elif trip.service.capability.can_cancel:
            trip.stop = True
            trip.nudge.set()
        else:
            trip.job.stopped_showing = True
            self.changed.emit(trip.job)

    async def finished(self, job_id: RequestId) -> Job:
        """Wait until a job needs no more, or goes no further without its user."""
        trip, task = self._trips[job_id], self._tasks.get(job_id)
        if task is not None:
            stuck = asyncio.get_running_loop().create_task(trip.stuck.wait())
            await asyncio.wait({task, stuck}, return_when=asyncio.FIRST_COMPLETED)
            stuck.cancel()
        return trip.job

    async def service_changed(self, provider: str) -> None:
        """Go on with every job at a provider that its key or its address has kept from it."""
        for trip in [t for t in self._trips.values() if t.job.request.provider == provider]:
            if trip.job.reason is Reason.KEY:
                trip.nudge.set()
                await self.check(trip.job.id)
            elif trip.job.id not in self._tasks and trip.job.state in _ELSEWHERE:
                await self._try_again(trip)

    async def answer(self, job_id: RequestId) -> Pixels:
        """As `Result.pixels`, of a downloaded job; LedgerError if it cannot be read any more."""
        job = self._trips[job_id].job
        if job.answer is None:
            job.answer = await self.picture(job_id)
        return job.answer

    async def picture(self, job_id: RequestId) -> Pixels:
        """As `answer`, but read anew and kept by nobody."""
        row = await self._ledger.row(job_id)
        content = await self._ledger.blob(row.answer if row else "")
        return await asyncio.to_thread(answer_of, content, self._trips[job_id].job.request)

    async def whole(self, job: Job) -> FillRequest:
        """Its request with pixels and mask; LedgerError if they cannot be read any more.

        That of a job of an earlier run has zeros instead, which take no memory.
        """
        return await self._pictures.whole(job.request)

    def lighten(self, job: Job) -> None:
        """Keep no pictures of it in memory that the ledger has."""
        self._trips[job.id].lighten()

    async def imported(self, job_id: RequestId) -> None:
        """Say that a durable place has the answer."""
        trip = self._trips[job_id]
        await trip.to(JobState.IMPORTED)
        trip.job.answer = None
        if trip.job.recovered:
            del self._trips[job_id]

    async def discard(self, job_id: RequestId) -> None:
        """Delete the pictures of a job that has ended; what it cost stays. LedgerError if not."""
        trip = self._trips[job_id]
        if trip.job.state is JobState.DOWNLOADED:
            await trip.to(JobState.CANCELLED)
        await self._ledger.forget(job_id)
        del self._trips[job_id]

    def forget(self, document: str) -> None:
        """A document is closed: what is free or not sent yet is cancelled, the rest goes on.

        A paid result that is not `imported` is offered again, as after a restart.
        """
        for trip in [t for t in self._trips.values() if t.job.request.document == document]:
            unsent = trip.job.state in (JobState.DRAFT, JobState.INTENT)
            if trip.paid and not unsent and not _settled(trip.job):
                trip.job.recovered = True
                trip.lighten()
            else:
                self.cancel(trip.job.id)
                del self._trips[trip.job.id]

    async def close(self) -> None:
        """Stop watching: free jobs are cancelled, the others stay as they are in the ledger.

        A create that is on the wire gets a moment to be answered.
        """
        self._closing = True
        if self._cleaning is not None:
            self._cleaning.cancel()
        for job_id, task in self._tasks.items():
            if not self._on_the_wire(self._trips.get(job_id)):
                task.cancel()
        for _round in range(2):
            if tasks := set(self._tasks.values()):
                await asyncio.wait(tasks, timeout=self._timing.close)
            for task in self._tasks.values():
                task.cancel()

    # -- what an earlier run left ------------------------------------------------------------

    async def resume(self, only: RequestId | None = None) -> list[Job]:
        """Take up every unfinished job that no living program carries; LedgerError if not read.

        What was accepted goes on, soonest-expiring first. What was not sent waits for `send`,
        what nobody knows for `check`, `resubmit` or `drop`. Free jobs are over.
        """
        async with self._resuming.turn():
            rows = [row for row in await left(self._ledger) if RequestId(row.id) not in self._trips]
            if only is not None:
                rows = [row for row in rows if row.id == only]
            jobs = [await self._take_up(row) for row in sorted(rows, key=self._urgency)]
        if only is None:
            self._cleaning = asyncio.get_running_loop().create_task(self._clean_up())
        return [job for job in jobs if job is not None]

    async def send(self, job_id: RequestId) -> None:
        """Send a job of an earlier run that was not sent."""
        trip = self._trips[job_id]
        if trip.job.state is JobState.INTENT and job_id not in self._tasks:
            self._carry(trip, lambda: carry(trip))

    async def check(self, job_id: RequestId) -> None:
        """Begin to ask the service about an unknown job; `finished` waits for what it says."""
        trip, row = self._trips[job_id], await self._ledger.row(job_id)
        if row is not None and trip.job.state is JobState.UNKNOWN and job_id not in self._tasks:
            self._carry(trip, lambda: ask(trip, _remote(row), row.message))

    async def resubmit(self, job_id: RequestId) -> Job:
        """A new job for the request of an unknown one, which may have been billed as well.

        LedgerError if it is unknown no more, or its pictures cannot be read.
        """
        trip = self._trips[job_id]
        old = trip.job
        async with self._resending.turn():  # whoever asks twice does not pay twice
            request = replace(await self.whole(old), id=RequestId(new_id()))
            if old.state is not JobState.UNKNOWN:
                raise LedgerError(_("It is known by now what became of it."))
            new = self.start(request, run=old.run, source=old.source, output=old.output)
            new.recovered = old.recovered
            await self._let_go(trip, _("Sent again as a new job."))
        return new

    async def drop(self, job_id: RequestId) -> None:
        """Let an unknown job go, or one that was not sent, or that waits for its key."""
        trip = self._trips[job_id]
        if trip.job.state is JobState.INTENT:
            self.cancel(job_id)
            await self.finished(job_id)
        elif trip.job.reason is Reason.KEY and job_id in self._tasks:
            trip.let_go = True
            trip.nudge.set()
            await asyncio.wait({self._tasks[job_id]})
        else:
            await self._let_go(trip, let_go_words())

    async def _take_up(self, seen: JobRow) -> Job | None:
        service = self._services.get(seen.provider)
        if not seen.origin:
            await self._ledger.change(seen.id, (seen.state,), JobState.CANCELLED.value)
            return None
        row = await self._ledger.take(seen.id) if service is not None else None
        if service is None or row is None or row.state not in LEFT:
            return None  # it may have ended since it was seen
        try:
            job = await recovered(self._ledger, row, service.capability)
            trip = self._trip(job, job.state)
            trip.parcel = parcel_of(row.parcel)
        except LedgerError as error:
            log.warning("job %s cannot be taken up: %s %s", row.id, error.message, error.detail)
            return None
        trip.sent, trip.accepted = row.sent or 0.0, row.accepted or 0.0
        self.changed.emit(job)
        self._go_on(trip, row)
        return job

    async def _try_again(self, trip: Trip) -> None:
        row = await self._ledger.row(trip.job.id)
        if row is not None and trip.job.id not in self._tasks:
            self._go_on(trip, row)

    def _go_on(self, trip: Trip, row: JobRow) -> None:
        if row.origin != trip.service.capability.origin:
            words = _("It was sent to {origin}: set that base address again to go on.")
            trip.note(words.format(origin=row.origin))
            return
        remote = _remote(row)
        match trip.job.state:
            case JobState.SENDING:
                words = _(
                    "The program ended before {name} had answered: "
                    "it may have the job and may charge for it."
                )
                message = words.format(name=trip.service.capability.name)
                self._carry(trip, lambda: ask(trip, None, message))
            case JobState.ACCEPTED if remote:
                self._carry(trip, lambda: follow(trip, remote))
            case JobState.READY if row.answer:  # its file was kept, that is all it lacks
                self._carry(trip, lambda: trip.to(JobState.DOWNLOADED))
            case JobState.READY if remote:
                ready = Ready(row.result_url) if row.result_url else None
                self._carry(trip, lambda: follow(trip, remote, ready))

    async def _clean_up(self) -> None:
        """Remove what ended jobs had uploaded, and could not remove then."""
        for row in await with_uploads(self._ledger):
            service = self._services.get(row.provider)
            if service is not None and row.origin == service.capability.origin:
                await clean(service.provider, self._ledger, row.id, parcel_of(row.parcel))

    def _urgency(self, row: JobRow) -> float:
        service = self._services.get(row.provider)
        when = expires(row, service.capability) if service else None
        return float("inf") if when is None else when

    # -- tasks -------------------------------------------------------------------------------

    def _trip(self, job: Job, written: JobState) -> Trip:
        service = self._services[job.request.provider]
        line = Line(self._ledger, job.id, paid=service.capability.paid, state=written)
        trip = Trip(
            job,
            service,
            self._ledger,
            line,
            self._timing,
            self._landing,
            self._pictures,
            self._tell,
        )
        self._trips[job.id] = trip
        return trip

    def _carry(self, trip: Trip, work: Callable[[], Awaitable[None]]) -> None:
        job_id = trip.job.id
        task = asyncio.get_running_loop().create_task(self._run(trip, work))
        self._tasks[job_id] = task
        task.add_done_callback(lambda _task: self._tasks.pop(job_id, None))

    async def _run(self, trip: Trip, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await guarded(trip, work)
        except asyncio.CancelledError:
            await called_off(trip, leaving=self._closing)

    def _tell(self, job: Job) -> None:
        self.changed.emit(job)
        task = self._tasks.get(job.id)
        if self._closing and task is not None and job.state is not JobState.SENDING:
            task.cancel()

    def _on_the_wire(self, trip: Trip | None) -> bool:
        return trip is not None and trip.paid and trip.job.state is JobState.SENDING

    async def _let_go(self, trip: Trip, message: str) -> None:
        if trip.job.state is JobState.UNKNOWN and trip.job.id not in self._tasks:
            await trip.to(JobState.FAILED, message)
            await clean(trip.provider, self._ledger, trip.job.id, trip.parcel)


def _settled(job: Job) -> bool:
    """Whether nobody has to hear of it any more."""
    return job.over and job.state is not JobState.UNKNOWN


def _remote(row: JobRow) -> Remote | None:
    return Remote(RemoteId(row.remote_id), row.poll_url) if row.remote_id else None
