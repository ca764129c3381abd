"""What the ledger is told of the results of one document: it offers what has no durable place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fluxfill_studio.fill.request import FillRequest, RequestId, Result
from fluxfill_studio.history.history import History
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.studio.notices import Notice
from fluxfill_studio.studio.shared import Shared


class Keeping:
    """Each result is said to be kept once.

    Attributes:
        later: whether the user wants paid results offered again that are in sight and in no file.
    """

    def __init__(
        self,
        document: str,
        history: History,
        shared: Shared,
        notify: Callable[[Notice], object],
        made_by: FillRequest | None,
    ) -> None:
        """`document`: its id; `made_by`: the request whose result the opened picture is."""
        self.later = False
        self._document = document
        self._history = history
        self._providers = shared.providers
        self._runner = shared.runner
        self._errands = shared.errands
        self._notify = notify
        self._made_by = [] if made_by is None else [made_by.id]
        self._said: set[RequestId] = set()

    def imported(self, request: RequestId) -> None:
        """What this request brought has a durable place."""
        self._errands.start(self._say(self._new([request])), self._notify)

    @property
    def owed(self) -> list[Job]:
        """Those of the paid results in sight that have no durable place."""
        jobs = map(self._runner.job, self._made_by + _asked(self._history.visible()))
        return [job for job in jobs if job and self._paid(job) and self._waits(job.id)]

    def hand_over(self, request: RequestId) -> None:
        """Another document has to tell about this one from now on."""
        self._said.add(request)

    def let_go(self, *, consented: bool) -> None:
        """The document is closed: its free jobs end, its paid ones go on.

        `consented`: the user knows that its results go with it, but for those that are kept for
        later; else they are offered again.
        """
        kept = {job.id for job in self.owed} if self.later else set()
        landed = {*self._made_by, *_asked(self._history.landed())}
        if consented and landed - kept:
            self._errands.start(self._let_go(self._new(landed - kept)))
        else:
            self._runner.forget(self._document)

    async def _let_go(self, requests: Iterable[RequestId]) -> None:
        try:
            await self._say(requests)
        finally:
            self._runner.forget(self._document)

    async def _say(self, requests: Iterable[RequestId]) -> None:
        for request in requests:
            if self._runner.job(request) is not None:  # a free one goes with its document
                await self._runner.imported(request)

    def _new(self, requests: Iterable[RequestId]) -> list[RequestId]:
        """Those of which the ledger has not been told; from now on it has."""
        new = [request for request in requests if self._waits(request)]
        self._said.update(new)
        return new

    def _waits(self, request: RequestId) -> bool:
        job = self._runner.job(request)
        landed = job is not None and job.state is JobState.DOWNLOADED
        return landed and request not in self._said

    def _paid(self, job: Job) -> bool:
        return self._providers[job.request.provider].capability.paid


def _asked(results: Iterable[Result]) -> list[RequestId]:
    return [result.request.id for result in results]
