"""Closing a picture: what was paid is named, and kept for later if the user wants that."""

from __future__ import annotations

import pytest

from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.studio import filling
from tests.fakes.scripted_studio import StudioDesk, paid_provider, played


@pytest.fixture(autouse=True)
def key_and_no_double_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "PRESS_GAP_S", 0.0)
    monkeypatch.setenv("FLUXFILL_BFL_API_KEY", "some-key")


async def desk_with_two_results() -> StudioDesk:
    """Both paid, the first discarded."""
    desk = StudioDesk(paid_provider("bfl"))
    desk.paint()
    desk.session.form.set(variations=2)
    run = desk.session.filling.generate()
    assert run is not None
    for tile in run.tiles:
        await desk.land(tile.request)
    assert desk.session.concerns()[-1] == "2 paid results ($0.10)"
    assert desk.session.choosing.discard(run.results[0].id)
    return desk


async def offered() -> list[JobState]:
    """What another start offers."""
    desk = StudioDesk(paid_provider("bfl"))
    await desk.studio.start()
    states = [job.state for job in desk.studio.recovering.jobs]
    await desk.close()
    return states


@played
async def test_what_is_kept_for_later_is_offered_and_what_was_discarded_is_not() -> None:
    desk = await desk_with_two_results()
    assert desk.session.concerns()[-1] == "1 paid result ($0.05)"
    desk.session.keeping.later = True
    await desk.close(consented=True)
    assert await offered() == [JobState.DOWNLOADED]


@played
async def test_what_was_let_go_with_its_amount_in_sight_is_not_offered() -> None:
    desk = await desk_with_two_results()
    await desk.close(consented=True)
    assert await offered() == []
