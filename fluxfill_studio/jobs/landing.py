"""From a finished picture at the service to its pixels here, and its file in the ledger."""

from __future__ import annotations

import asyncio
import logging
import time

from fluxfill_studio.core.errors import (
    BadAnswer,
    CannotWrite,
    KeyMissing,
    KeyRefused,
    LedgerError,
    LinkDead,
    ProviderError,
    Unreachable,
)
from fluxfill_studio.core.text import _
from fluxfill_studio.fill.incoming import incoming
from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.jobs.trip import Trip
from fluxfill_studio.jobs.watching import expired_words
from fluxfill_studio.providers.contract import Answer, Charge, Ready, Remote

log = logging.getLogger(__name__)


async def land(trip: Trip, remote: Remote, ready: Ready) -> None:
    """Fetch, decode, keep: the job is `downloaded`, or has ended without a picture."""
    job = trip.job
    while not job.over:
        try:
            async with trip.landing.turn():
                answer = await _Fetching(trip, remote, ready).answer()
                if answer is None:
                    return
                job.answer = await asyncio.to_thread(
                    incoming, answer.pixels, answer.icc, job.request
                )
        except (KeyMissing, KeyRefused) as error:  # of no other job that lands
            await trip.wait_for_key(error)
            continue
        except CannotWrite as error:
            if not trip.paid:
                raise
            await trip.wait_for_room(error)
            continue
        trip.kept = await _keep(trip, answer)
        trip.job.reason = None
        await trip.to(JobState.DOWNLOADED)
        return


async def _keep(trip: Trip, answer: Answer) -> bool:
    """The file as it came, into the ledger; whether it is there.

    A full disk does not take the picture from the user.
    """
    if answer.file is None:
        return False
    try:
        await trip.ledger.keep_answer(trip.job.id)
    except LedgerError as error:
        log.warning("the answer of job %s is not kept: %s", trip.job.id, error.detail)
        return False
    return True


class _Fetching:
    """One picture on its way; tried until the job's deadline."""

    def __init__(self, trip: Trip, remote: Remote, ready: Ready) -> None:
        self._trip = trip
        self._remote = remote
        self._ready = ready
        self._file = trip.ledger.answer_file(trip.job.id)
        self._deadline = time.monotonic() + trip.timing.job
        self._tries = 0
        self._unreadable = 0
        self._renewed = False

    async def answer(self) -> Answer | None:
        """The picture; None if the job has ended without one.

        KeyMissing or KeyRefused if its address cannot be asked for; CannotWrite. A free job's
        errors are raised.
        """
        trip = self._trip
        while not trip.job.over:
            try:
                return await trip.provider.fetch(
                    trip.job.request, self._remote, self._ready, self._file
                )
            except LinkDead:
                await self._renew()
            except ProviderError as error:
                if not trip.paid:
                    raise
                self._unreadable += isinstance(error, BadAnswer)
                await self._again(error)
        return None

    async def _renew(self) -> None:
        """Ask once for a new address of the picture."""
        try:
            fresh = None if self._renewed else await self._trip.provider.poll(self._remote)
        except KeyRefused:
            raise
        except ProviderError as error:
            await self._again(error)
            return
        self._renewed = True
        if isinstance(fresh, Ready):
            self._ready = fresh
        else:
            await self._trip.to(JobState.EXPIRED, expired_words(self._trip))

    async def _again(self, error: ProviderError) -> None:
        """Pause, for as long as was asked, before the next try; or end the job after the last."""
        trip, timing = self._trip, self._trip.timing
        if self._unreadable >= timing.fetches:
            words = _("{name} has charged for it: ask for it back there. Another try costs again.")
            await trip.to(JobState.FAILED, self._words(error, words))
        elif time.monotonic() > self._deadline:
            words = _("It is paid and may still be at {name}: check again later.")
            await trip.to(JobState.UNKNOWN, self._words(error, words), Charge.YES)
        else:
            self._tries += 1
            if self._tries >= timing.sends:
                words = _("It is paid and still at {name}: it is fetched again by itself.")
                trip.note(self._words(error, words), silent=isinstance(error, Unreachable))
            wait = trip.service.budget.pause(self._tries, timing, error)
            await trip.pause(min(wait, max(0.0, self._deadline - time.monotonic())))

    def _words(self, error: ProviderError, rest: str) -> str:
        """What is wrong, and what that means for the user's money."""
        return f"{error.message} {rest.format(name=self._trip.service.capability.name)}"
