"""From the model to what a tile and a card say."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from fluxfill_studio.core.text import _, plain
from fluxfill_studio.fill.outpaint import NONE
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.history.history import Run, Tile
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.providers.contract import Charge, Provider
from fluxfill_studio.studio.cost import Cost
from fluxfill_studio.studio.endings import Ending
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui.panels.tile_face import Face, Mark, Phase, Stop
from fluxfill_studio.ui.panels.wording import (
    preset_words,
    price_words,
    service_price_words,
    time_words,
)

Providers = Mapping[str, Provider]


def title_of(request: FillRequest, providers: Providers) -> str:
    """The prompt's first words, or what was done."""
    provider = providers.get(request.provider)
    prompt = plain(request.params.prompt, 80)
    if prompt and provider is not None and provider.capability.reads_prompt:
        return prompt
    return _("Fill") if request.outpaint == NONE else preset_words(request.outpaint)[1]


def services_of(run: Run) -> list[str]:
    """Ids of the providers of a run, in their order."""
    return list(dict.fromkeys(tile.request.provider for tile in run.tiles))


def title(run: Run, providers: Providers) -> str:
    """As `title_of`; of several services, one that reads the prompt has the say."""
    titles = [title_of(tile.request, providers) for tile in run.tiles]
    asked = {plain(tile.request.params.prompt, 80) for tile in run.tiles}
    return next((words for words in titles if words in asked), titles[0])


def about(session: Session, run: Run, providers: Providers) -> str:
    """Services, time of day, price of the whole run."""
    services = services_of(run)
    names = ", ".join(name_of(name, providers) for name in services)
    if len(services) > 2:  # their tiles name them
        names = _("{n} services").format(n=len(services))
    when = time.strftime("%H:%M", time.localtime(run.pressed))
    return " · ".join((names, when, _total(session, run, providers)))


def name_of(provider_id: str, providers: Providers) -> str:
    """A provider's name for people."""
    provider = providers.get(provider_id)
    return provider.capability.name if provider else plain(provider_id)


def face(session: Session, run: Run, tile: Tile, providers: Providers) -> Face:
    """What one tile shows now."""
    job, price = session.filling.job(tile.request), price_of(session, tile.request, providers)
    base = Face(run.tiles.index(tile) + 1)
    if len(services_of(run)) > 1:
        name = name_of(tile.request.provider, providers)
        base = replace(base, service=name, price=_price(tile.request, price, providers))
    if tile.result is not None:
        return replace(
            base,
            phase=Phase.RESULT,
            time=time_words(tile.result.seconds),
            mark=_mark(session, tile),
            shown=session.choosing.shown == tile.result.id,
            apart=tile.request.native,
        )
    if job is not None and job.state is JobState.UNKNOWN:
        return replace(base, phase=Phase.UNKNOWN, state=_("Perhaps billed"))
    if tile.failure:
        told = failure(session, tile) is not None
        words = replace(base, state=tile.failure, time=cost_words(job))
        return replace(words, phase=Phase.FAILED, told_below=told)
    if job is None:
        return replace(base, state=_("Waiting"))
    cancels = providers[tile.request.provider].capability.can_cancel
    return replace(
        base,
        state=state_words(job, name_of(tile.request.provider, providers)),
        progress=1.0 if job.state is JobState.READY else job.progress,
        stop=_stop(job, base.number, cancels=cancels),
        time=_("{n} s").format(n=int(job.seconds)),
    )


def failed(session: Session, tile: Tile) -> bool:
    """Whether there is no picture and none will come."""
    job = session.filling.job(tile.request)
    return bool(tile.failure) and (job is None or job.state is not JobState.UNKNOWN)


def failure(session: Session, tile: Tile) -> Ending | None:
    """Why there is no picture, where that takes more words than a tile has room for."""
    found = session.filling.ending_of(tile.request) if failed(session, tile) else None
    return found if found is not None and found.told else None


def price_of(session: Session, request: FillRequest, providers: Providers) -> Decimal | None:
    """Of one picture, as it was when it was asked for; None: free."""
    job = session.filling.job(request)
    if job is not None:
        return job.price_usd
    provider = providers.get(request.provider)
    return provider.capability.price_usd if provider else None


def cost_words(job: Job | None) -> str:
    """Whether a job that failed cost money."""
    if job is None:
        return ""
    return {
        Charge.NO: _("cost nothing"),
        Charge.YES: _("was paid"),
        Charge.PERHAPS: _("perhaps billed"),
    }[job.charge]


def state_words(job: Job, name: str) -> str:
    """How far a job that has not ended has come, or why it waits; `name` of its service."""
    if job.silent and job.state is not JobState.INTENT:
        return _("{name} does not answer: asks again").format(name=name)
    if job.note:
        return job.note
    if job.stopped_showing:
        return _("Goes on unseen: it is paid already")
    if job.state is JobState.READY:
        return _("Fetching the picture")
    if job.state is JobState.ACCEPTED:
        if job.progress is None:
            return _("Working")
        return _("Working, {share} %").format(share=int(job.progress * 100))
    words = {
        JobState.DRAFT: _("Waiting"),
        JobState.INTENT: _("Waiting for its turn"),
        JobState.SENDING: _("Starting"),
        JobState.DOWNLOADED: _("Its result is here."),
    }
    return words[job.state]


def unknown_words(tile: Tile, job: Job | None, number: int, of: int) -> str:
    """What may have become of a job that got no answer, and what was found out since; which one,
    if its run has several.
    """
    words = f"{tile.failure} {job.note}".rstrip() if job else tile.failure
    return f"{number}: {words}" if of > 1 else words


def _stop(job: Job, number: int, *, cancels: bool) -> Stop | None:
    """A job that has not left can always be cancelled."""
    if job.stopped_showing:
        return None
    if cancels or job.state in (JobState.DRAFT, JobState.INTENT):
        return Stop(_("Cancel variation {n}").format(n=number), cancels=True)
    words = _("Stop showing variation {n}, already paid")
    return Stop(words.format(n=number), cancels=False)


def _total(session: Session, run: Run, providers: Providers) -> str:
    """What the whole run costs, without what is known to have cost nothing."""
    paid = [tile for tile in run.tiles if _paid(tile, providers)]
    if not paid:
        return price_words(None)
    billed = [tile.request for tile in paid if not _spared(session, tile)]
    return Cost.of(price_of(session, request, providers) for request in billed).words


def _spared(session: Session, tile: Tile) -> bool:
    """Whether it ended without a picture and without a charge."""
    job = session.filling.job(tile.request)
    return job is not None and job.over and job.charge is Charge.NO and tile.result is None


def _paid(tile: Tile, providers: Providers) -> bool:
    provider = providers.get(tile.request.provider)
    return provider is not None and provider.capability.paid


def _price(request: FillRequest, price: Decimal | None, providers: Providers) -> str:
    provider = providers.get(request.provider)
    return (
        price_words(price) if provider is None else service_price_words(provider.capability, price)
    )


def _mark(session: Session, tile: Tile) -> Mark:
    assert tile.result is not None
    if session.document.current.origin == tile.result.id:
        return Mark.CURRENT
    if session.choosing.adopted(tile.result.id):
        return Mark.ADOPTED
    if tile.discarded:
        return Mark.DISCARDED
    return Mark.SEEN if tile.seen else Mark.NEW
