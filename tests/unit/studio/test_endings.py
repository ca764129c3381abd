"""However a job ends, the tile says what happened, and one notice offers what may help."""

from __future__ import annotations

import pytest

from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.providers.contract import (
    Charge,
    Gone,
    Moderated,
    Reason,
    Rejected,
    Running,
    Unknown,
)
from fluxfill_studio.studio import filling
from fluxfill_studio.studio.notices import Notice, Tone
from tests.fakes.scripted_studio import StudioDesk, paid_provider, played


@pytest.fixture(autouse=True)
def key_and_no_double_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "PRESS_GAP_S", 0.0)
    monkeypatch.setenv("FLUXFILL_BFL_API_KEY", "some-key")


def pressed(**changes: object) -> tuple[StudioDesk, FillRequest]:
    """A desk with one request on its way."""
    desk = StudioDesk(paid_provider("bfl", **changes))
    desk.paint()
    desk.session.form.set(variations=1)
    return desk, press(desk)


def press(desk: StudioDesk) -> FillRequest:
    run = desk.session.filling.generate()
    assert run is not None
    return run.tiles[-1].request


async def failure(desk: StudioDesk, request: FillRequest) -> str:
    """What its tile says in the end."""
    tile = desk.session.history.tile_of(request.id)
    await desk.until(lambda: tile.failure != "")
    return tile.failure


def action(notice: Notice) -> str:
    """What its button reads."""
    return "" if notice.action is None else notice.action.label


@played
async def test_a_refused_key_asks_for_another_one() -> None:
    desk, _request = pressed()
    desk.providers["bfl"].will("submit", Rejected("BFL does not take this key.", Reason.KEY))
    wanted: list[str] = []
    desk.studio.services.wanted.connect(wanted.append)
    assert await failure(desk, _request) == "BFL does not take this key."
    [notice] = desk.notices
    assert (notice.tone, action(notice)) == (Tone.ERROR, "Enter key")
    assert notice.action is not None
    notice.action.run()
    assert wanted == ["bfl"]
    await desk.close()


@played
async def test_a_moderated_one_can_be_tried_with_another_seed() -> None:
    desk, request = pressed()
    desk.providers["bfl"].will("poll", Moderated("Refused: violence.", Charge.PERHAPS))
    assert await failure(desk, request) == "Refused: violence."
    [notice] = desk.notices
    assert action(notice) == "Try another seed"
    assert notice.action is not None
    notice.action.run()
    run = desk.session.history.runs[0]
    other = run.tiles[1].request
    assert other.params.seed != request.params.seed
    assert other.mask is request.mask
    await desk.land(other)
    await desk.close()


@played
async def test_a_picture_that_is_gone_says_what_it_has_cost() -> None:
    desk, request = pressed(result_life_s=600.0)
    desk.providers["bfl"].will("poll", Gone())
    said = await failure(desk, request)
    assert "$0.05" in said
    [notice] = desk.notices
    assert action(notice) == "Fill again"
    assert notice.action is not None
    notice.action.run()
    again = desk.session.history.runs[0].tiles[1].request
    assert (again.params, again.id != request.id) == (request.params, True)
    await desk.close()


@played
async def test_many_that_end_alike_are_told_once() -> None:
    desk = StudioDesk(paid_provider("bfl"))
    desk.paint()
    desk.session.form.set(variations=4)
    desk.providers["bfl"].will("submit", *[Rejected("No credit left.", Reason.CREDIT)] * 4)
    run = desk.session.filling.generate()
    assert run is not None
    await desk.until(lambda: all(tile.failure for tile in run.tiles))
    assert [notice.text for notice in desk.notices] == ["No credit left."]
    await desk.close()


@played
async def test_each_that_may_have_cost_money_is_told() -> None:
    desk = StudioDesk(paid_provider("bfl"))
    desk.paint()
    desk.session.form.set(variations=2)
    desk.providers["bfl"].will("submit", *[Unknown("The answer was lost.")] * 2)
    run = desk.session.filling.generate()
    assert run is not None
    await desk.until(lambda: all(tile.failure for tile in run.tiles))
    assert [notice.text for notice in desk.notices] == ["The answer was lost."] * 2
    assert all(notice.money and notice.action and notice.action.each for notice in desk.notices)
    await desk.close()


@played
async def test_the_next_press_takes_back_what_was_said_of_the_last() -> None:
    desk, request = pressed()
    withdrawn: list[Notice] = []
    desk.session.withdrawn.connect(withdrawn.append)
    desk.providers["bfl"].will("submit", *[Rejected("No credit left.", Reason.CREDIT)] * 2)
    await failure(desk, request)
    assert withdrawn == []
    await failure(desk, press(desk))
    assert withdrawn == desk.notices[:1]
    assert [notice.text for notice in desk.notices] == ["No credit left."] * 2
    assert not desk.notices[0].money
    await desk.close()


@played
async def test_an_unknown_one_is_asked_about_and_may_still_come_back() -> None:
    desk, request = pressed(can_find=True)
    service = desk.providers["bfl"]
    service.will("submit", Unknown("The answer was lost: it may be charged."))
    job = await desk.job(request, lambda job: job.state is JobState.UNKNOWN)
    assert job.charge is Charge.PERHAPS
    [notice] = desk.notices
    assert action(notice) == "Check at the service"
    service.knows(request, Running(None))
    service.finish(request)
    assert notice.action is not None
    notice.action.run()
    tile = desk.session.history.tile_of(request.id)
    await desk.until(lambda: tile.result is not None)
    assert tile.failure == ""
    await desk.close()


@played
async def test_an_unknown_one_sent_again_stands_beside_the_first() -> None:
    desk, request = pressed()
    desk.providers["bfl"].will("submit", Unknown("The answer was lost."))
    await failure(desk, request)
    desk.session.filling.resubmit(request)
    run = desk.session.history.runs[0]
    await desk.until(lambda: len(run.tiles) == 2)
    await desk.land(run.tiles[1].request)
    await desk.job(request, lambda job: job.state is JobState.FAILED)
    assert len(desk.notices) == 1
    await desk.close()


@played
async def test_an_unknown_one_can_be_let_go() -> None:
    desk, request = pressed()
    desk.providers["bfl"].will("submit", Unknown("The answer was lost."))
    await failure(desk, request)
    desk.session.filling.drop(request)
    await desk.job(request, lambda job: job.state is JobState.FAILED)
    assert len(desk.notices) == 1
    await desk.close()


@played
async def test_a_paid_one_that_cannot_be_stopped_still_fills_its_tile_unseen() -> None:
    desk, request = pressed()
    await desk.sent(request)
    await desk.job(request, lambda job: job.state is JobState.ACCEPTED)
    desk.session.filling.cancel(request)
    await desk.land(request)
    assert desk.session.choosing.shown is None
    assert desk.session.history.landed()[0].request is request
    await desk.close()
