"""A service that does not answer: said once, shortly on the tile, withdrawn when it is back."""

from __future__ import annotations

from fluxfill_studio.jobs.job import Job
from fluxfill_studio.providers.contract import Running
from fluxfill_studio.providers.wire import NotConnected
from fluxfill_studio.studio.notices import Notice, Tone
from fluxfill_studio.ui.panels.faces import face
from tests.fakes.scripted_studio import StudioDesk, paid_provider, played

NO_NETWORK = NotConnected("BFL cannot be reached.")


@played
async def test_silence_is_said_once_and_withdrawn_when_it_ends() -> None:
    service = paid_provider("bfl")
    desk = StudioDesk(service)
    said: list[Notice] = []
    withdrawn: list[Notice] = []
    desk.studio.notices.connect(said.append)
    desk.studio.withdrawn.connect(withdrawn.append)
    await desk.studio.keys.keep("bfl", "https://bfl.example", "a-key")
    service.will("poll", *[Running(0.3)] * 2, *[NO_NETWORK] * 100_000)
    desk.paint()
    desk.session.form.set(variations=2)
    run = desk.session.filling.generate()
    assert run is not None
    jobs: list[Job] = [await desk.job(tile.request, lambda job: job.silent) for tile in run.tiles]
    [notice] = said
    assert notice.tone is Tone.ERROR  # it stays
    assert notice.text.startswith("BFL does not answer, or there is no network.")
    shown = face(desk.session, run, run.tiles[0], desk.providers)
    assert shown.state == "BFL does not answer: asks again"
    assert shown.progress is None  # 30 % is old news
    assert not withdrawn
    service._next["poll"].clear()
    for job in jobs:
        service.finish(job.request)
    for tile in run.tiles:
        await desk.until(lambda tile=tile: tile.result is not None)
    assert withdrawn == [notice]
    assert said == [notice]
    await desk.close()
