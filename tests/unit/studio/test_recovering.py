"""What an earlier run has left: nothing paid is lost, and nothing is offered for ever."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.document.states import ROOT
from fluxfill_studio.fill.params import Parameter
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.history.history import Run
from fluxfill_studio.imaging.opening import Picture, open_picture
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.imaging.saving import save_png
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.providers.contract import Unknown
from fluxfill_studio.settings.table import MONTHLY_STOP
from fluxfill_studio.store.rows import JobRow
from fluxfill_studio.studio import filling
from fluxfill_studio.studio.notices import Notice
from tests.fakes.scripted_provider import SCRIPTED, ScriptedProvider
from tests.fakes.scripted_studio import StudioDesk, paid_provider, played

COLOUR = (10, 200, 30)


@pytest.fixture(autouse=True)
def key_and_no_double_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "PRESS_GAP_S", 0.0)
    monkeypatch.setenv("FLUXFILL_BFL_API_KEY", "some-key")
    monkeypatch.setenv("FLUXFILL_KKIAI_API_KEY", "some-key")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """The picture of every desk, as a file."""
    pixels = np.random.default_rng(4).integers(0, 256, (90, 120, 3), np.uint8)
    save_png(tmp_path / "photo.png", frozen(pixels), None, {})
    return tmp_path / "photo.png"


async def left_landed(photo: Path, n: int = 1, **wishes: object) -> StudioDesk:
    """A desk with a paid run of `n` results, that the system may end now."""
    desk = StudioDesk(paid_provider("bfl"), path=photo)
    await fill(desk, n, **wishes)
    return desk


async def fill(desk: StudioDesk, n: int = 1, **wishes: object) -> Run:
    """One more press, until all of its results are there."""
    desk.paint()
    desk.session.form.set(variations=n, **wishes)
    run = desk.session.filling.generate()
    assert run is not None
    for tile in run.tiles:
        await desk.land(tile.request)
    return run


async def next_run(service: ScriptedProvider | None = None) -> StudioDesk:
    """The program started again."""
    desk = StudioDesk(service or paid_provider("bfl"))
    await desk.studio.start()
    desk.studio.recovering.changed.connect(lambda _jobs: desk._news.set())
    return desk


def only(desk: StudioDesk) -> Job:
    """The one job that is offered."""
    [job] = desk.studio.recovering.jobs
    return job


async def offered(consented: bool = False) -> list[JobState]:
    """What another start offers."""
    desk = await next_run()
    states = [job.state for job in desk.studio.recovering.jobs]
    await desk.close(consented=consented)
    return states


def scene(play: Callable[[Path], Awaitable[None]]) -> Callable[[Path], None]:
    """A test with a picture file and a loop of its own."""

    def run(photo: Path) -> None:
        played(lambda: play(photo))()

    run.__name__ = play.__name__
    return run


@scene
async def test_a_result_nobody_saw_is_opened_on_its_picture_and_offered_no_more(
    photo: Path,
) -> None:
    await (await left_landed(photo)).close()
    desk = await next_run()
    job = only(desk)
    assert (job.state, job.source) == (JobState.DOWNLOADED, str(photo))
    session = desk.show(await desk.studio.recovering.open(job))
    assert desk.studio.recovering.jobs == ()
    assert session.document.path == photo
    assert session.document.mask_bounds == Rect(10, 10, 20, 20)
    result = session.history.result_of(job.id)
    session.choosing.show(result.id)
    assert session.choosing.adopt()
    assert (session.document.pixels[18:22, 18:22] == COLOUR).all()
    assert session.document.mask_bounds.empty
    session.close()
    await desk.close()
    assert await offered() == [JobState.DOWNLOADED]  # ended from outside: still nowhere safe
    desk = await next_run()
    session = await desk.studio.recovering.open(only(desk))
    session.close(consented=True)
    await desk.close()
    assert await offered() == []


@scene
async def test_without_its_picture_the_piece_that_was_sent_is_opened(photo: Path) -> None:
    await (await left_landed(photo)).close()
    other = open_picture(photo).pixels.copy()
    other[15, 15] ^= 255
    save_png(photo, other, None, {})
    desk = await next_run()
    job = only(desk)
    sent = await desk.studio.recovering.request(job)
    said: list[Notice] = []
    desk.studio.notices.connect(said.append)
    session = await desk.studio.recovering.open(job)
    assert [notice.text for notice in said] == [
        "The picture has changed or is gone: this is the part of it that was sent."
    ]
    assert session.document.path is None
    assert session.document.canvas == Rect(0, 0, *sent.box.size)
    assert np.array_equal(session.document.pixels, sent.pixels)
    session.choosing.show(session.history.result_of(job.id).id)
    assert session.choosing.adopt()
    assert (session.document.pixels[16:20, 16:20] == COLOUR).all()
    session.close()
    await desk.close()


@scene
async def test_a_run_is_offered_together_and_opened_as_one_card(photo: Path) -> None:
    desk = await left_landed(photo, 3, prompt="a lake")
    desk.session.choosing.hide()
    await fill(desk, 1, prompt="a hill")
    await desk.close()
    desk = await next_run()
    newer, older = desk.studio.recovering.runs
    assert [job.request.params.prompt for job in newer] == ["a hill"]
    assert [job.request.params.prompt for job in older] == ["a lake"] * 3
    session = await desk.studio.recovering.open(*older)
    [card] = session.history.runs
    assert [tile.request.id for tile in card.tiles] == [job.id for job in older]
    assert len(card.results) == 3
    assert desk.studio.recovering.runs == [newer]
    session.close()
    await desk.close()


@scene
async def test_a_run_keeps_the_order_in_which_it_was_asked_for(photo: Path) -> None:
    services = paid_provider("bfl", result_life_s=600), paid_provider("kkiai", result_life_s=60)
    desk = StudioDesk(*services, path=photo)
    run = await fill(desk, providers=("bfl", "kkiai"))
    await desk.close()
    desk = StudioDesk(*services)
    await desk.studio.start()
    [jobs] = desk.studio.recovering.runs
    assert [job.id for job in jobs] == [tile.request.id for tile in run.tiles]
    await desk.close()


@scene
async def test_what_was_left_is_told_at_once(photo: Path) -> None:
    await (await left_landed(photo, 3)).close()
    desk = StudioDesk(paid_provider("bfl"))
    told: list[int] = []
    desk.studio.recovering.changed.connect(lambda jobs: told.append(len(jobs)))
    await desk.studio.start()
    assert told == [3]
    await desk.close()


@scene
async def test_what_may_expire_comes_first(photo: Path) -> None:
    desk = StudioDesk(paid_provider("bfl", result_life_s=600), path=photo)
    desk.paint()
    desk.session.form.set(variations=1, prompt="runs")
    running = desk.session.filling.generate()
    assert running is not None
    await desk.job(running.request, lambda job: job.state is JobState.ACCEPTED)
    await fill(desk, 1, prompt="is here")
    await desk.close()
    desk = await next_run(desk.providers["bfl"])
    prompts = [jobs[0].request.params.prompt for jobs in desk.studio.recovering.runs]
    assert prompts == ["runs", "is here"]
    await desk.close()


@scene
async def test_a_result_that_cannot_be_read_does_not_hold_back_the_others(photo: Path) -> None:
    await (await left_landed(photo, 2)).close()
    desk = await next_run()
    [jobs] = desk.studio.recovering.runs
    damaged, sound = jobs
    row = desk.studio.ledger.row

    async def row_of(job: str) -> JobRow | None:
        if job == damaged.id:
            raise LedgerError("It cannot be read.")
        return await row(job)

    desk.studio.ledger.row = row_of
    assert await desk.studio.recovering.picture(damaged) is None
    seen = await desk.studio.recovering.picture(sound)
    assert seen is not None
    assert tuple(seen[-1, -1]) == COLOUR
    assert sound.answer is None  # only a glance: not kept
    session = await desk.studio.recovering.open(*jobs)
    assert [result.request.id for result in session.history.landed()] == [sound.id]
    assert desk.studio.recovering.jobs == (damaged,)
    session.close()
    await desk.close()


@scene
async def test_what_was_made_of_an_adopted_state_says_what_the_file_lacks(photo: Path) -> None:
    desk = StudioDesk(paid_provider("bfl"), path=photo)
    document = desk.session.document
    with document.undo.group("Another state"):
        document.derive((), document.canvas, "", document.current.id)
    await fill(desk)
    await desk.close()
    desk = await next_run()
    said: list[Notice] = []
    desk.studio.notices.connect(said.append)
    [jobs] = (jobs for jobs in desk.studio.recovering.runs if jobs[0].request.base != ROOT)
    session = await desk.studio.recovering.open(*jobs)
    assert session.document.path == photo
    assert "does not have what was adopted" in said.pop().text
    session.close()
    await desk.close()


@scene
async def test_an_extension_without_its_picture_keeps_its_geometry(photo: Path) -> None:
    await (await left_landed(photo, extend=True, preset="Left outpaint")).close()
    save_png(photo, frozen(np.zeros((4, 4, 3), np.uint8)), None, {})
    desk = await next_run()
    job = only(desk)
    sent = await desk.studio.recovering.request(job)
    session = await desk.studio.recovering.open(job)
    assert session.document.canvas.size == sent.box.intersected(sent.base_canvas).size
    session.choosing.show(session.history.result_of(job.id).id)
    assert session.choosing.adopt()
    assert session.document.canvas.size == sent.box.size
    assert session.document.canvas.x == sent.box.x - max(0, sent.box.x)
    assert (session.document.pixels[:, :40] == COLOUR).all()
    session.close()
    await desk.close()


@scene
async def test_what_still_runs_goes_on_and_lands_where_it_is_opened(photo: Path) -> None:
    desk = StudioDesk(paid_provider("bfl"), path=photo)
    desk.paint()
    desk.session.form.set(variations=1)
    run = desk.session.filling.generate()
    assert run is not None
    await desk.job(run.request, lambda job: job.state is JobState.ACCEPTED)
    await desk.close()
    service = desk.providers["bfl"]
    desk = await next_run(service)
    job = only(desk)
    assert job.state is JobState.ACCEPTED
    session = desk.show(await desk.studio.recovering.open(job))
    tile = session.history.tile_of(job.id)
    assert session.filling.running == (job,)
    service.finish(run.request)
    await desk.until(lambda: tile.result is not None)
    assert session.choosing.shown == session.history.landed()[0].id
    assert len(service.requests) == 1
    assert desk.studio.recovering.jobs == ()
    session.close()
    await desk.close()


@scene
async def test_a_paid_one_goes_on_when_its_picture_is_closed_and_is_offered(photo: Path) -> None:
    desk = StudioDesk(paid_provider("bfl"), path=photo)
    desk.paint()
    desk.session.form.set(variations=1)
    run = desk.session.filling.generate()
    assert run is not None
    await desk.job(run.request, lambda job: job.state is JobState.ACCEPTED)
    assert not any("running" in words for words in desk.session.concerns())
    desk.session.close(consented=True)
    desk.providers["bfl"].finish(run.request)
    await desk.until(
        lambda: [job.state for job in desk.studio.recovering.jobs] == [JobState.DOWNLOADED]
    )
    desk.session = await desk.studio.recovering.open(only(desk))
    assert len(desk.session.history.landed()) == 1
    await desk.close()


@scene
async def test_saving_writes_the_whole_picture_and_needs_no_window(photo: Path) -> None:
    await (await left_landed(photo)).close()
    desk = await next_run()
    exported = await desk.studio.recovering.save(only(desk), photo.with_name("saved.png"))
    assert exported.changed_outside_mask == 0
    saved = open_picture(photo.with_name("saved.png")).pixels
    assert saved.shape == (90, 120, 3)
    assert (saved[18:22, 18:22] == COLOUR).all()
    await desk.close()
    assert await offered() == []


@scene
async def test_what_was_exported_is_not_offered(photo: Path) -> None:
    desk = await left_landed(photo)
    desk.session.choosing.adopt()
    await desk.session.exporting.export(photo.with_name("out.png"))
    await desk.close()
    assert await offered() == []


@scene
async def test_one_that_is_let_go_for_good_stays_in_the_tally(photo: Path) -> None:
    await (await left_landed(photo)).close()
    desk = await next_run()
    await desk.studio.recovering.forget(only(desk))
    assert desk.studio.recovering.jobs == ()
    await desk.studio.money.refresh()
    assert f"{desk.studio.money.month():.2f}" == "0.05"
    await desk.close()
    assert await offered() == []


@scene
async def test_an_unknown_one_is_offered_until_the_user_decides(photo: Path) -> None:
    desk = StudioDesk(paid_provider("bfl"), path=photo)
    desk.paint()
    desk.session.form.set(variations=1)
    desk.providers["bfl"].will("submit", Unknown("The answer was lost."))
    run = desk.session.filling.generate()
    assert run is not None
    await desk.job(run.request, lambda job: job.state is JobState.UNKNOWN)
    await desk.close()
    desk = await next_run()
    job = only(desk)
    assert (job.state, job.message) == (JobState.UNKNOWN, "The answer was lost.")
    await desk.studio.recovering.resubmit(job)
    fresh = only(desk)
    assert fresh.id != job.id
    await desk.until(lambda: fresh.state is JobState.ACCEPTED)
    desk.providers["bfl"].finish(fresh.request)
    await desk.until(lambda: fresh.state is JobState.DOWNLOADED)
    await desk.studio.recovering.forget(fresh)
    await desk.close()
    assert await offered() == []


def test_a_piece_of_a_picture_with_transparency_keeps_it() -> None:
    pixels = np.full((40, 40, 4), 200, np.uint8)
    pixels[:, :20, 3] = 0

    @played
    async def play() -> None:
        desk = StudioDesk(paid_provider("bfl"))
        session = desk.show(desk.studio.session(Picture(frozen(pixels), None, (), True)))
        desk.session = session
        desk.paint(Rect(15, 15, 10, 10))
        session.form.set(variations=1)
        run = session.filling.generate()
        assert run is not None
        await desk.land(run.request)
        await desk.close()
        desk = await next_run()
        piece = await desk.studio.recovering.open(only(desk))
        assert np.array_equal(piece.document.pixels, run.request.pixels)
        piece.close()
        await desk.close()

    play()


@scene
async def test_the_form_wishes_again_what_was_asked(photo: Path) -> None:
    parameters = (
        Parameter("steps", "Steps", 50, 15, 50),
        Parameter("guidance", "Guidance", 60.0, 1.5, 100, 0.5),
    )
    services = ScriptedProvider(), paid_provider("bfl", parameters=parameters)
    desk = StudioDesk(*services, path=photo)
    desk.paint()
    desk.session.form.set(providers=("bfl",), prompt="a dog", values={"bfl": {"steps": 31}})
    desk.session.form.set(variations=1)
    run = desk.session.filling.generate()
    assert run is not None
    await desk.land(run.request)
    desk.session.form.set(providers=(SCRIPTED,), values={})
    await desk.close()
    desk = StudioDesk(*services)
    await desk.studio.start()
    session = await desk.studio.recovering.open(only(desk))
    wishes = session.form.wishes
    assert (wishes.providers, wishes.prompt, wishes.seed) == (("bfl",), "a dog", None)
    assert wishes.values["bfl"] == {"steps": 31}  # the rest was as the service does it anyway
    session.close()
    await desk.close()


@scene
async def test_the_monthly_stop_holds_for_what_is_sent_again(photo: Path) -> None:
    service = paid_provider("bfl")
    service.will("submit", Unknown("The answer was lost."))
    desk = StudioDesk(service, path=photo)
    desk.paint()
    desk.session.form.set(variations=1)
    run = desk.session.filling.generate()
    assert run is not None
    await desk.job(run.request, lambda job: job.state is JobState.UNKNOWN)
    await desk.close()
    desk = await next_run(service)
    said: list[Notice] = []
    desk.studio.notices.connect(said.append)
    desk.studio.settings.set(MONTHLY_STOP, 0.05)
    await desk.studio.recovering.resubmit(only(desk))
    assert only(desk).state is JobState.UNKNOWN
    assert "monthly stop" in said[-1].text
    desk.studio.settings.set(MONTHLY_STOP, 0.10)
    await desk.studio.recovering.resubmit(only(desk))
    await desk.until(lambda: len(service.requests) == 2)
    await desk.close()


@scene
async def test_what_lands_while_it_is_opened_lies_in_its_tile(photo: Path) -> None:
    desk = StudioDesk(paid_provider("bfl"), path=photo)
    desk.paint()
    desk.session.form.set(variations=2)
    run = desk.session.filling.generate()
    assert run is not None
    for tile in run.tiles:
        await desk.job(tile.request, lambda job: job.state is JobState.ACCEPTED)
    await desk.close()
    desk = await next_run(desk.providers["bfl"])
    [jobs] = desk.studio.recovering.runs
    early, late = jobs
    desk.providers["bfl"].finish(early.request)
    await desk.until(lambda: early.state is JobState.DOWNLOADED)
    assert early.answer is None  # the ledger has it
    whole = desk.studio.runner.whole

    async def slow(job: Job) -> FillRequest:
        found = await whole(job)
        if job is early:
            desk.providers["bfl"].finish(late.request)
            await desk.until(lambda: late.state is JobState.DOWNLOADED)
        return found

    desk.studio.runner.whole = slow
    session = desk.show(await desk.studio.recovering.open(late, early))
    landed = {result.request.id for result in session.history.landed()}
    assert landed == {early.id, late.id}
    session.close()
    await desk.close()
