"""A paid fill whose key is missing: said once, and gone on with as soon as there is one."""

from __future__ import annotations

from dataclasses import replace

from fluxfill_studio.core.errors import KeyMissing
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.studio.notices import Notice
from tests.fakes.scripted_studio import QUICK, StudioDesk, paid_provider, played

NO_KEY = KeyMissing("The key is missing.")


@played
async def test_it_is_said_once_and_goes_on_with_the_key() -> None:
    service = paid_provider("bfl")
    desk = StudioDesk(service)
    desk.studio.runner._timing = replace(QUICK, slow=60.0)  # nothing but a key wakes them
    said: list[Notice] = []
    withdrawn: list[Notice] = []
    wanted: list[str] = []
    desk.studio.notices.connect(said.append)
    desk.studio.withdrawn.connect(withdrawn.append)
    desk.studio.services.wanted.connect(wanted.append)
    await desk.studio.keys.keep("bfl", "https://bfl.example", "a-key")
    service.will("poll", *[NO_KEY] * 5000)
    desk.paint()
    desk.session.form.set(variations=2)
    run = desk.session.filling.generate()
    assert run is not None
    jobs: list[Job] = [
        await desk.job(tile.request, lambda job: job.state is JobState.ACCEPTED and job.keyless)
        for tile in run.tiles
    ]
    [notice] = said
    assert notice.text.startswith("BFL needs its key")
    assert notice.action is not None
    notice.action.run()
    assert wanted == ["bfl"]
    service._next["poll"].clear()
    for job in jobs:
        service.finish(job.request)
    await desk.studio.keys.keep("bfl", "https://bfl.example", "another-key")
    for tile in run.tiles:
        await desk.until(lambda tile=tile: tile.result is not None)
    assert withdrawn == [notice]
    assert said == [notice]
    assert len(service.requests) == 2
    await desk.close()
