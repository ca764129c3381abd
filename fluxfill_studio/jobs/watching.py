"""From acceptance to the end at the service: polled until it says something final."""

from __future__ import annotations

import logging
import time

from fluxfill_studio.core.errors import (
    KeyMissing,
    KeyRefused,
    LedgerError,
    ProviderError,
    Unreachable,
)
from fluxfill_studio.core.text import _
from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.jobs.polling import next_poll
from fluxfill_studio.jobs.trip import Trip
from fluxfill_studio.providers.contract import (
    Charge,
    Failed,
    Gone,
    Missing,
    Moderated,
    PollOutcome,
    Ready,
    Remote,
    Running,
    Stopped,
)

log = logging.getLogger(__name__)


async def watch(trip: Trip, remote: Remote) -> Ready | None:
    """Poll until the picture is ready; None if the job has ended without one."""
    watcher = _Watcher(trip, remote)
    await watcher.learn()
    while True:
        await watcher.pause()
        outcome = await watcher.ask()
        if isinstance(outcome, Ready):
            await trip.to(JobState.READY, result_url=outcome.url)
            return outcome
        if await watcher.ended(outcome):
            return None


class _Watcher:
    """What is known between two polls."""

    def __init__(self, trip: Trip, remote: Remote) -> None:
        self._trip = trip
        self._remote = remote
        self._deadline = float("inf")
        self._durations: list[float] = []
        self._wait: float | None = None
        self._errors = 0
        self._problem = ""
        self._missing = 0
        self._told_to_stop = False

    async def learn(self) -> None:
        """How long this service's jobs took. A ledger that is held up is no time of the job's."""
        try:
            self._durations = await self._trip.ledger.durations(self._trip.job.request.provider)
        except LedgerError as error:
            log.warning("no past durations: %s", error.detail)
        self._deadline = time.monotonic() + self._trip.timing.job

    async def pause(self) -> None:
        """Until the next poll; none where the provider waits by itself."""
        trip, timing = self._trip, self._trip.timing
        wait, self._wait = self._wait, None
        if wait is None:
            if trip.service.capability.polls_itself or (trip.stop and not self._told_to_stop):
                return
            wait = next_poll(trip.age(), self._durations, timing)
        if self._told_to_stop:
            wait = min(wait, timing.first_poll)
        await trip.pause(wait)

    async def ask(self) -> PollOutcome | None:
        """Poll once; None if there is no answer."""
        trip = self._trip
        try:
            if trip.stop and not self._told_to_stop:
                await trip.provider.cancel(self._remote)
                self._told_to_stop = True
                trip.note(_("Stopping"))
            outcome = await trip.provider.poll(self._remote)
        except (KeyMissing, KeyRefused) as error:
            await trip.wait_for_key(error)
            self._deadline = time.monotonic() + trip.timing.job
            self._wait = 0.0
            return None
        except ProviderError as error:
            self._failed(error)
            return None
        self._errors = 0
        self._problem = ""
        trip.service.budget.answered()
        if not self._told_to_stop and not isinstance(outcome, Missing):
            trip.goes_on()
        return outcome

    async def ended(self, outcome: PollOutcome | None) -> bool:
        """Take in what a poll said; whether the job has ended."""
        self._missing = self._missing + 1 if isinstance(outcome, Missing) else 0
        match outcome:
            case Running(progress):
                self._progress(progress)
            case Missing():
                self._lost_sight()
            case Failed(message, charge):
                await self._trip.to(JobState.FAILED, message, charge)
            case Moderated(message, charge):
                await self._trip.to(JobState.MODERATED, message, charge)
            case Stopped():
                await self._trip.to(JobState.CANCELLED, self._stopped_words())
            case Gone():
                await self._trip.to(JobState.EXPIRED, expired_words(self._trip), Charge.YES)
        if not self._trip.job.over:
            await self._give_up_if_late()
        return self._trip.job.over

    async def _give_up_if_late(self) -> None:
        name = self._trip.service.capability.name
        if self._missing > self._trip.timing.missing:
            words = _(
                "{name} does not know the job any more, and may have charged for it. "
                "Look at your account there before you send it again."
            )
        elif time.monotonic() <= self._deadline:
            return
        elif self._problem:
            words = _(
                "{problem} {name} has the job and may charge for it: check again later, "
                "nothing is sent anew."
            )
        else:
            words = _(
                "{name} has not finished yet and may charge for it: check again later, "
                "nothing is sent anew."
            )
        words = words.format(name=name, problem=self._problem)
        await self._trip.to(JobState.UNKNOWN, words)

    def _stopped_words(self) -> str:
        """Nothing has to be said of what the user wished."""
        if self._told_to_stop:
            return ""
        name = self._trip.service.capability.name
        return _("{name} has stopped the job by itself, and may have charged for it.").format(
            name=name
        )

    def _failed(self, error: ProviderError) -> None:
        """A poll that fails never fails the job."""
        trip = self._trip
        self._errors += 1
        self._problem = error.message
        wait = trip.service.budget.pause(self._errors, trip.timing, error)
        self._wait = min(wait, max(0.0, self._deadline - time.monotonic()))
        if self._errors >= trip.timing.sends:
            words = _("{name} has the job and may charge for it: it is asked again by itself.")
            words = f"{error.message} {words.format(name=trip.service.capability.name)}"
            trip.note(words, silent=isinstance(error, Unreachable))

    def _lost_sight(self) -> None:
        """Not there yet, or not any more: what was known of it holds no longer."""
        trip = self._trip
        trip.job.progress = trip.job.reason = None
        words = _("{name} does not know the job, or not yet: asks again")
        trip.note(words.format(name=trip.service.capability.name))

    def _progress(self, progress: float | None) -> None:
        job = self._trip.job
        if progress is not None and progress != job.progress:
            job.progress = progress
            self._trip.tell(job)


def expired_words(trip: Trip) -> str:
    """The service has finished, and yet there is no picture."""
    words = _(
        "{name} has finished and charged for it, but the picture is not there, or not there any "
        "more. Sending it again costs again."
    )
    return words.format(name=trip.service.capability.name)
