"""From the model to what a tile and a card say."""

from __future__ import annotations

import time
from collections.abc import Mapping

from fluxfill_studio.core.text import _, plain
from fluxfill_studio.fill.outpaint import NONE
from fluxfill_studio.history.history import Run, Tile
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.providers.contract import Provider
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui.panels.tile import Face, Mark
from fluxfill_studio.ui.panels.wording import preset_words, price_words, time_words


def title(run: Run, providers: Mapping[str, Provider]) -> str:
    """The prompt's first words, or what was done."""
    request = run.request
    provider = providers.get(request.provider)
    prompt = plain(request.params.prompt, 80)
    if prompt and provider is not None and provider.capability.reads_prompt:
        return prompt
    return _("Fill") if request.outpaint == NONE else preset_words(request.outpaint)[1]


def about(run: Run, providers: Mapping[str, Provider]) -> str:
    """Service, time of day, price."""
    provider = providers.get(run.request.provider)
    name = provider.capability.name if provider else run.request.provider
    price = price_words(provider.capability.price_usd) if provider else ""
    when = time.strftime("%H:%M", time.localtime(run.pressed))
    return " · ".join(filter(None, (name, when, price)))


def face(session: Session, run: Run, tile: Tile, free: bool) -> Face:
    """What one tile shows now."""
    number = run.tiles.index(tile) + 1
    if tile.result is not None:
        return Face(
            number,
            time=time_words(tile.result.seconds),
            mark=_mark(session, tile),
            shown=session.choosing.shown == tile.result.id,
        )
    if tile.failure:
        cost = _("cost nothing") if free else ""
        return Face(number, state=tile.failure, failed=True, time=cost)
    job = session.filling.job(tile.request)
    if job is None:
        return Face(number, state=_("Waiting"), running=True)
    return Face(
        number,
        state=_state(job),
        progress=job.progress,
        running=True,
        time=_("{n} s").format(n=int(job.seconds)),
    )


def _state(job: Job) -> str:
    if job.state is JobState.ACCEPTED:
        if job.progress is None:
            return _("Working")
        return _("Working, {share} %").format(share=int(job.progress * 100))
    words = {
        JobState.DRAFT: _("Waiting"),
        JobState.INTENT: _("Waiting for its turn"),
        JobState.SENDING: _("Starting"),
    }
    return words.get(job.state, _("Almost there"))


def _mark(session: Session, tile: Tile) -> Mark:
    assert tile.result is not None
    if session.document.current.origin == tile.result.id:
        return Mark.CURRENT
    if session.choosing.adopted(tile.result.id):
        return Mark.ADOPTED
    if tile.discarded:
        return Mark.DISCARDED
    return Mark.SEEN if tile.seen else Mark.NEW
