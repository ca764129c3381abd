"""From the intent to the service's answer; never a second create once bytes may have arrived."""

from __future__ import annotations

import asyncio
import time

from fluxfill_studio.core.errors import (
    BadAnswer,
    CannotTell,
    KeyMissing,
    KeyRefused,
    LedgerError,
    ProviderError,
    ServiceBusy,
    Unreachable,
)
from fluxfill_studio.core.text import _
from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.jobs.record import parcel_text
from fluxfill_studio.jobs.retrying import jitter
from fluxfill_studio.jobs.trip import Trip
from fluxfill_studio.providers.contract import (
    Accepted,
    Busy,
    Charge,
    NotSent,
    Reason,
    Rejected,
    Remote,
    SubmitOutcome,
    Unknown,
)
from fluxfill_studio.store.rows import Limits


async def prepare(trip: Trip) -> None:
    """Make the pictures ready, and upload them where that is needed; costs nothing."""
    tries = unreadable = 0
    while True:
        try:
            request = await trip.pictures.whole(trip.job.request)
            trip.parcel = await trip.provider.upload(request)
            break
        except ServiceBusy as busy:
            await _wait_busy(trip, busy.seconds)
        except Unreachable:
            await _wait_for_network(trip, tries)
            tries += 1
        except BadAnswer:
            unreadable += 1
            if unreadable >= trip.timing.fetches:
                raise
            await trip.pause(jitter(unreadable, trip.timing))
    trip.note("")
    await trip.line.note(parcel=parcel_text(trip.parcel))


async def send(trip: Trip) -> Remote | None:
    """Hand the request over; None if the job has ended without being accepted."""
    tries = 0
    while True:
        await _begin(trip)
        match await _submitted(trip):
            case Accepted(remote):
                return await accepted(trip, remote)
            case Rejected() as rejected:
                await _refused(trip, rejected)
                return None
            case Busy(_words, seconds):
                await _not_accepted(trip)
                await _wait_busy(trip, seconds)
            case NotSent():
                await _not_accepted(trip)
                await _wait_for_network(trip, tries)
                tries += 1
            case Unknown(message):
                return await reconcile(trip, message)


async def reconcile(trip: Trip, message: str) -> Remote | None:
    """Find out about a create whose answer was lost; None if the user has to decide.

    Where a create counts once however often it is sent, it is sent again; elsewhere the service
    is asked. A job that it does not know may still be on its way there, so that is no answer.
    """
    capability, told, checking = trip.service.capability, "", trip.job.state is JobState.UNKNOWN
    trip.job.reason = None
    again = capability.idempotent and time.time() - trip.sent < trip.timing.token_life
    if capability.paid and (again or capability.can_find):
        trip.note(_("Asks {name} whether it has the job").format(name=capability.name))
        ask = _sent_again if again else _found
        try:
            # Of an earlier run someone wants to know now.
            soon = checking or trip.job.recovered
            async with asyncio.timeout(trip.timing.check if soon else trip.timing.job):
                outcome = await ask(trip)
        except TimeoutError:
            words = _("{name} gave no usable answer. Check again later.")
            outcome, told = None, words.format(name=capability.name)
        if isinstance(outcome, Accepted):
            return await accepted(trip, outcome.remote)
        if isinstance(outcome, Rejected):  # this try, but perhaps not the one before
            trip.job.reason = outcome.reason
            told = outcome.message
    if checking:
        words = _("{name} knows nothing of it, or cannot tell. Look at your account there.")
        trip.note(told or words.format(name=capability.name))
    else:
        await trip.to(JobState.UNKNOWN, f"{message} {told}".rstrip())
    return None


async def accepted(trip: Trip, remote: Remote) -> Remote:
    """Write down where the job is, before anything else happens."""
    trip.accepted = trip.accepted or time.time()
    life = trip.service.capability.result_life_s
    trip.job.expires = None if life is None else trip.accepted + life
    trip.job.remote_id = remote.id
    trip.job.reason = None
    await trip.to(
        JobState.ACCEPTED, remote_id=remote.id, poll_url=remote.poll_url, accepted=trip.accepted
    )
    return remote


async def _begin(trip: Trip) -> None:
    """Be `sending`, when the service has room; other programs count too."""
    capability = trip.service.capability
    limits = Limits(capability.concurrency, capability.creates_per_minute)
    while (wait := await trip.line.begin_sending(limits)) is not None:
        trip.note(_("{name} has enough to do: waits its turn").format(name=capability.name))
        await trip.pause(min(wait, trip.timing.slow))
    trip.sent = time.time()
    trip.job.charge = Charge.PERHAPS if capability.paid else Charge.NO
    trip.job.move(JobState.SENDING)
    trip.tell(trip.job)


async def _submitted(trip: Trip) -> SubmitOutcome:
    return await trip.provider.submit(trip.job.request, trip.parcel, trip.job.id)


async def _sent_again(trip: Trip) -> SubmitOutcome:
    """The same create with the same token, until there is an answer."""
    tries = 0
    while True:
        match await _submitted(trip):
            case Accepted() | Rejected() as outcome:
                return outcome
            case Busy(_words, seconds):
                _note_silence(trip)
                await trip.pause(trip.timing.busy if seconds is None else seconds)
            case _:
                _note_silence(trip)
                await trip.pause(jitter(tries, trip.timing))
                tries += 1


async def _found(trip: Trip) -> SubmitOutcome | None:
    """Look for the job; None if the service does not list it, or cannot tell."""
    asked = tries = 0
    while asked < trip.timing.finds:
        try:
            remote = await trip.provider.find(trip.job.request, trip.parcel, trip.sent)
        except CannotTell:
            return None
        except (KeyMissing, KeyRefused) as error:
            return Rejected(error.message, Reason.KEY)
        except ProviderError as error:
            tries += 1
            _note_silence(trip)
            await trip.pause(trip.service.budget.pause(tries, trip.timing, error))
            continue
        if remote is not None:
            return Accepted(remote)
        asked += 1
        if asked < trip.timing.finds:
            await trip.pause(trip.timing.retry * 2**asked)
    return None


async def _not_accepted(trip: Trip) -> None:
    """Be an intent again, as soon as that can be written down: there is no doubt about it."""
    while trip.job.state is not JobState.INTENT:
        try:
            await trip.to(JobState.INTENT)
        except LedgerError as error:
            trip.note(error.message)
            await trip.pause(trip.timing.slow)


def _note_silence(trip: Trip) -> None:
    words = _("{name} gives no usable answer: asks again whether it has the job")
    trip.note(words.format(name=trip.service.capability.name))


async def _refused(trip: Trip, rejected: Rejected) -> None:
    trip.job.reason = rejected.reason
    await trip.to(JobState.REJECTED, rejected.message)


async def _wait_busy(trip: Trip, seconds: float | None) -> None:
    wait = trip.timing.busy if seconds is None else seconds
    words = _("{name} is busy: tries again in {seconds} s")
    name = trip.service.capability.name
    trip.note(words.format(name=name, seconds=max(1, round(wait))))
    await trip.pause(wait)


async def _wait_for_network(trip: Trip, tries: int) -> None:
    """Soon at first, then at a steady pace until there is a network, or the user gives up."""
    if tries < trip.timing.sends:
        await trip.pause(jitter(tries, trip.timing))
        return
    words = _("{name} cannot be reached: waits, nothing was sent")
    trip.note(words.format(name=trip.service.capability.name), silent=True)
    await trip.pause(trip.timing.offline)
