"""The program without its window: settings, keys, providers, jobs, money, and the sessions."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.core.paths import resource, state_folder
from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.text import set_language
from fluxfill_studio.fill.request import FillRequest, ResultId
from fluxfill_studio.imaging.opening import Picture, open_picture
from fluxfill_studio.imaging.pixels import has_alpha
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.providers.registry import make_providers
from fluxfill_studio.settings.secrets import Keys
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import LANGUAGE, RECENT, UNDO_MB
from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.studio.cost import Cost
from fluxfill_studio.studio.errands import Errands
from fluxfill_studio.studio.estimates import Estimates
from fluxfill_studio.studio.keyless import Keyless
from fluxfill_studio.studio.money import Money
from fluxfill_studio.studio.notices import Notice, Tone
from fluxfill_studio.studio.recovering import Recovering
from fluxfill_studio.studio.remembering import Remembering
from fluxfill_studio.studio.services import Services
from fluxfill_studio.studio.session import Session
from fluxfill_studio.studio.shared import Shared
from fluxfill_studio.studio.silence import Silence
from fluxfill_studio.studio.work import WorkPool

RECENT_PICTURES = 6
_SPENDING = {JobState.INTENT, JobState.ACCEPTED, JobState.DOWNLOADED, JobState.UNKNOWN}
log = logging.getLogger(__name__)


class Studio:
    """What window and command line hold; made inside a running loop.

    Attributes:
        settings: what the user changed.
        keys: the services' keys.
        providers: by id.
        services: what is known about them.
        ledger: the record of jobs and money.
        runner: every job.
        money: what was spent.
        recovering: jobs of earlier runs.
        work: the thread pool for pixels.
        notices: lines for the user that belong to no picture.
        withdrawn: tells such a line when it holds no more.
    """

    def __init__(self, *, remembers: bool = True) -> None:
        """`remembers`: what the Fill block is set to stands there again next time."""
        self.notices: Channel[Notice] = Channel()
        self.withdrawn: Channel[Notice] = Channel()
        self.settings = Settings(state_folder() / "settings.json")
        set_language(self.settings.text(LANGUAGE), resource("locale"))
        self.keys = Keys()
        self.providers = make_providers(self.keys, self.settings)
        self.services = Services(self.keys, self.settings, self.providers)
        self.ledger = Ledger(state_folder())
        self.runner = Runner(self.providers, self.ledger)
        self.money = Money(self.ledger, self.settings, self._pressed)
        self.work = WorkPool()
        self._remembering = Remembering(self.settings, self.providers, keeps=remembers)
        self._errands = Errands()
        self._uncounted: set[str] = set()  # providers whose jobs have moved
        self._shared = Shared(
            self.settings,
            self.providers,
            self.services,
            self.runner,
            self.money,
            Estimates(self.ledger),
            self.work,
            self._errands,
        )
        self.recovering = Recovering(
            self.runner, self.work, self.session, self.notices.emit, self._unaffordable
        )
        self._keyless = Keyless(
            self.services,
            self.runner,
            self._errands,
            self.notices.emit,
            self.withdrawn.emit,
        )
        self._silence = Silence(self.services, self.runner, self.notices.emit, self.withdrawn.emit)
        self._stop_counting = self.runner.changed.connect(self._follow)

    async def start(self) -> None:
        """Carry on what an earlier run has left, read the tally, look for keys.

        Takes as long as a locked keyring waits for its password. LedgerError if the record of
        jobs cannot be read.
        """
        try:
            await self.recovering.start()
            if self.ledger.notice:
                self.notices.emit(Notice(self.ledger.notice, Tone.WARNING))
            await self.money.refresh()
            for provider in self.providers:
                await self._shared.estimates.refresh(provider)
        finally:
            await self.services.load_all()

    async def open(self, source: Path | bytes) -> tuple[Session, Picture]:
        """A new session on a picture file, or on the bytes of one; BadInput if it is none."""
        picture = await self.work.run(open_picture, source)
        path = source if isinstance(source, Path) else None
        if path is not None:
            self._remember(path)
        return self.session(picture, path), picture

    def session(
        self, picture: Picture, path: Path | None = None, made_by: FillRequest | None = None
    ) -> Session:
        """A new session on pixels that are in memory already; `made_by`: see `Session`."""
        whole = path and path.absolute()  # a later start may be in another folder
        session = Session(picture, whole, self._shared, made_by)
        self._remembering.follow(session.form)
        session.document.undo.budget = lambda: int(self.settings.number(UNDO_MB)) << 20
        return session

    def open_native(self, session: Session, result: ResultId) -> Session:
        """A new session on a result that is a picture of its own, in no file yet.

        What `session` owed the ledger about it is the new one's now.
        """
        found = session.history.result(result)
        picture = Picture(found.pixels, session.document.icc, (), has_alpha(found.pixels))
        opened = self.session(picture, made_by=found.request)
        session.keeping.hand_over(found.request.id)
        job = self.runner.job(found.request.id)
        if job is not None:
            job.request = replace(job.request, document=opened.document.id)
        return opened

    def recent(self) -> list[Path]:
        """Pictures opened lately that still exist, newest first."""
        lines = self.settings.text(RECENT).splitlines()
        return [path for path in map(Path, lines) if path.is_file()]

    async def close(self) -> None:
        """Stop watching every job, write what is to be written, end the threads."""
        self._stop_counting()
        self._keyless.close()
        self._silence.close()
        await self._errands.close()
        await self.runner.close()
        await self.providers.close()
        await self.ledger.close()
        self.work.close()

    def _follow(self, job: Job) -> None:
        if self._paid(job) and (job.state in _SPENDING or job.over):
            if not self._uncounted:
                self._errands.start(self._count())
            self._uncounted.add(job.request.provider)
        self._follow_account(job.request.provider)

    def _follow_account(self, provider: str) -> None:
        """What was asked once is asked again when nothing is under way any more."""
        under_way = (j for j in self.runner.active if j.state is not JobState.DOWNLOADED)
        busy = any(job.request.provider == provider for job in under_way)
        if self.services.account(provider) is not None and not busy:
            self._errands.start(self.services.freshen(provider))

    def _pressed(self) -> Cost:
        """Of the jobs whose intents are not written yet."""
        fresh = (job for job in self.runner.active if job.state is JobState.DRAFT)
        return Cost.of(job.price_usd for job in fresh if self._paid(job))

    def _paid(self, job: Job) -> bool:
        return self.providers[job.request.provider].capability.paid

    def _unaffordable(self, job: Job) -> str | None:
        return self.money.why_not([self.providers[job.request.provider].capability])

    async def _count(self) -> None:
        """What was spent and how long it took, as the ledger says now."""
        providers, self._uncounted = self._uncounted, set()
        try:
            await self.money.refresh()
            for provider in providers:
                await self._shared.estimates.refresh(provider)
        except LedgerError as error:
            log.warning("%s %s", error.message, error.detail)

    def _remember(self, path: Path) -> None:
        path = path.absolute()
        others = [other for other in self.recent() if other != path]
        kept = [path, *others][:RECENT_PICTURES]
        self.settings.set(RECENT, "\n".join(map(str, kept)))
