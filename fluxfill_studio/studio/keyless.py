"""Paid fills that wait for their service's key: said once, and gone on with when it is there."""

from __future__ import annotations

from collections.abc import Callable

from fluxfill_studio.core.text import _
from fluxfill_studio.fill.request import RequestId
from fluxfill_studio.jobs.job import Job
from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.studio.errands import Errands
from fluxfill_studio.studio.notices import Action, Notice, Tone
from fluxfill_studio.studio.services import Services


class Keyless:
    """Listens to jobs and services; one notice for each service as long as any job of it waits."""

    def __init__(
        self,
        services: Services,
        runner: Runner,
        errands: Errands,
        notify: Callable[[Notice], None],
        withdraw: Callable[[Notice], None],
    ) -> None:
        self._services = services
        self._runner = runner
        self._errands = errands
        self._notify = notify
        self._withdraw = withdraw
        self._waiting: dict[str, set[RequestId]] = {}
        self._said: dict[str, Notice] = {}
        self._handles = [
            services.changed.connect(self._go_on),
            runner.changed.connect(self._follow),
        ]

    def close(self) -> None:
        """Listen no more."""
        for handle in self._handles:
            handle()

    def _go_on(self, provider: str) -> None:
        self._errands.start(self._runner.service_changed(provider))

    def _follow(self, job: Job) -> None:
        provider = job.request.provider
        waiting = self._waiting.setdefault(provider, set())
        if job.keyless:
            waiting.add(job.id)
        else:
            waiting.discard(job.id)
        said = self._said.get(provider)
        if waiting and said is None:
            self._say(provider)
        elif said is not None and not waiting:
            self._withdraw(self._said.pop(provider))

    def _say(self, provider: str) -> None:
        words = _("{name} needs its key to fetch what was sent and accepted.")
        action = Action(_("Enter key"), lambda: self._services.wanted.emit(provider))
        name = self._services.name(provider)
        notice = self._said[provider] = Notice(words.format(name=name), Tone.ERROR, action)
        self._notify(notice)
