"""What the ledger is told of the results of one document: it offers what has no durable place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fluxfill_studio.fill.request import FillRequest, RequestId
from fluxfill_studio.history.history import History
from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.studio.notices import Notice
from fluxfill_studio.studio.shared import Shared


class Keeping:
    """Each result is said to be kept once."""

    def __init__(
        self,
        document: str,
        history: History,
        shared: Shared,
        notify: Callable[[Notice], object],
        made_by: FillRequest | None,
    ) -> None:
        """`document`: its id; `made_by`: the request whose result the opened picture is."""
        self._document = document
        self._history = history
        self._runner = shared.runner
        self._errands = shared.errands
        self._notify = notify
        self._made_by = [] if made_by is None else [made_by.id]
        self._said: set[RequestId] = set()

    def imported(self, request: RequestId) -> None:
        """What this request brought has a durable place."""
        self._errands.start(self._say([request]), self._notify)

    def hand_over(self, request: RequestId) -> None:
        """Another document has to tell about this one from now on."""
        self._said.add(request)

    def let_go(self, *, consented: bool) -> None:
        """The document is closed: its free jobs end, its paid ones go on.

        `consented`: the user knows that its results go with it; else they are offered again.
        """
        landed = self._made_by + [result.request.id for result in self._history.landed()]
        if consented and landed:
            self._errands.start(self._let_go(landed))
        else:
            self._runner.forget(self._document)

    async def _let_go(self, landed: Sequence[RequestId]) -> None:
        try:
            await self._say(landed)
        finally:
            self._runner.forget(self._document)

    async def _say(self, requests: Sequence[RequestId]) -> None:
        for request in requests:
            job = self._runner.job(request)
            waits = job is not None and job.state is JobState.DOWNLOADED
            if waits and request not in self._said:
                self._said.add(request)
                await self._runner.imported(request)
