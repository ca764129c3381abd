"""Services that do not answer, and a network that is gone: said once, withdrawn when it is back."""

from __future__ import annotations

from collections.abc import Callable

from fluxfill_studio.core.text import _
from fluxfill_studio.fill.request import RequestId
from fluxfill_studio.jobs.job import Job
from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.studio.notices import Notice, Tone
from fluxfill_studio.studio.services import Services


class Silence:
    """Listens to jobs; one notice for all of them as long as any waits for an answer."""

    def __init__(
        self,
        services: Services,
        runner: Runner,
        notify: Callable[[Notice], None],
        withdraw: Callable[[Notice], None],
    ) -> None:
        self._services = services
        self._notify = notify
        self._withdraw = withdraw
        self._waiting: dict[RequestId, str] = {}  # the providers of jobs
        self._said: Notice | None = None
        self.close = runner.changed.connect(self._follow)

    def _follow(self, job: Job) -> None:
        if job.silent:
            self._waiting[job.id] = job.request.provider
        elif self._waiting.pop(job.id, None) is None:
            return
        words = self._words()
        if self._said is not None and self._said.text != words:
            self._withdraw(self._said)
            self._said = None
        if words and self._said is None:
            self._said = Notice(words, Tone.ERROR)
            self._notify(self._said)

    def _words(self) -> str:
        providers = set(self._waiting.values())
        if not providers:
            return ""
        if len(providers) > 1:
            words = _("Several services do not answer, or there is no network.")
        else:
            words = _("{name} does not answer, or there is no network.")
            words = words.format(name=self._services.name(*providers))
        go_on = _("The fills wait and go on by themselves; none is sent or paid twice.")
        return f"{words} {go_on}"
