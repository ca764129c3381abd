"""One job from intent to landing, or from wherever an earlier run left it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable

from fluxfill_studio.core.errors import FluxFillError, KeyMissing, KeyRefused, LedgerError
from fluxfill_studio.core.text import _
from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.jobs.landing import land
from fluxfill_studio.jobs.record import written
from fluxfill_studio.jobs.sending import accepted, prepare, reconcile, send
from fluxfill_studio.jobs.trip import Trip
from fluxfill_studio.jobs.watching import watch
from fluxfill_studio.providers.contract import Charge, Parcel, Provider, Ready, Reason, Remote
from fluxfill_studio.store.ledger import Ledger

log = logging.getLogger(__name__)

_HANDED_OVER = {JobState.SENDING, JobState.ACCEPTED, JobState.READY}


async def begin(trip: Trip) -> None:
    """Write the intent, then carry the job to its end."""
    capability = trip.service.capability
    async with trip.service.writing.turn():
        row, blobs = await asyncio.to_thread(
            written, trip.job, capability, time.time(), trip.pictures
        )
        await trip.line.begin(row, blobs)
    trip.job.move(JobState.INTENT)
    trip.tell(trip.job)
    await carry(trip)


async def carry(trip: Trip) -> None:
    """From an intent to the end."""
    service = trip.service
    async with service.preparing.turn():
        await prepare(trip)
        async with service.sending.turn():
            remote = await send(trip)
            ready = await watch(trip, remote) if remote else None
    if remote and ready:
        await land(trip, remote, ready)


async def follow(trip: Trip, remote: Remote, ready: Ready | None = None) -> None:
    """From acceptance, or from a picture that is ready, to the end."""
    if ready is None:
        ready = await watch(trip, remote)
    if ready is not None:
        await land(trip, remote, ready)


async def ask(trip: Trip, remote: Remote | None, message: str) -> None:
    """From a create without an answer, or a job that we stopped watching, to the end."""
    if remote is None:
        remote = await reconcile(trip, message)
    else:
        remote = await accepted(trip, remote)
    if remote is not None:
        await follow(trip, remote)


async def guarded(trip: Trip, work: Callable[[], Awaitable[None]]) -> None:
    """Let `work` carry the job: whatever happens, the job ends in a state that says so."""
    try:
        await work()
    except (KeyMissing, KeyRefused) as error:
        await _stop(trip, error, Reason.KEY)
    except FluxFillError as error:
        await _stop(trip, error, None)
    except Exception as error:
        log.exception("job %s failed", trip.job.id)
        words = _("The fill stopped at an unexpected fault; the log has the details.")
        await _stop(trip, FluxFillError(words, repr(error)), None)
    if trip.job.settled:
        await clean(trip.provider, trip.ledger, trip.job.id, trip.parcel)


async def called_off(trip: Trip, *, leaving: bool) -> None:
    """The carrying was cancelled: by the user, or because the program ends (`leaving`)."""
    job = trip.job
    if leaving and trip.paid:
        if job.state is JobState.INTENT:  # the ledger may have begun to send it
            with contextlib.suppress(LedgerError):
                await trip.line.move(JobState.INTENT)
    elif not job.over and job.state is not JobState.DOWNLOADED:
        if job.remote_id:
            await trip.provider.cancel(Remote(job.remote_id))
        await trip.to(JobState.CANCELLED, charge=Charge.NO)
        await clean(trip.provider, trip.ledger, job.id, trip.parcel)


async def clean(provider: Provider, ledger: Ledger, job_id: str, parcel: Parcel) -> None:
    """Remove what was uploaded; tried again at the next start if it fails."""
    if not parcel.uploads:
        return
    try:
        await provider.cleanup(parcel)
        await ledger.note(job_id, parcel="")
    except FluxFillError as error:
        log.info("uploads of job %s stay for now: %s %s", job_id, error.message, error.detail)


async def _stop(trip: Trip, error: FluxFillError, reason: Reason | None) -> None:
    """End the job after an error; what a service may be doing is not over with it."""
    log.warning("job %s stopped: %s %s", trip.job.id, error.message, error.detail)
    trip.job.reason = reason
    lost = trip.paid and trip.job.state in _HANDED_OVER
    state = JobState.UNKNOWN if lost else JobState.FAILED
    if not trip.job.over and trip.job.state is not JobState.DOWNLOADED:
        await trip.to(state, f"{error.message} {_cost(trip, lost)}".rstrip())


def _cost(trip: Trip, lost: bool) -> str:
    if lost:
        return _("It may have been charged: check before you send it again.")
    return _("Nothing was charged.") if trip.paid else ""
