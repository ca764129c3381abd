"""A session on the model of history, undo, variations and adopt."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest

from fluxfill_studio.core.errors import EngineError
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.document.states import ROOT
from fluxfill_studio.fill.request import Result
from fluxfill_studio.history.history import Run
from fluxfill_studio.imaging.opening import Picture, open_picture
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.studio import choosing, filling
from fluxfill_studio.studio.notices import Notice, Tone
from tests.fakes.scripted_provider import ScriptedProvider
from tests.fakes.scripted_studio import scripted_studio

SIZE = Rect(0, 0, 120, 90)


class Desk:
    """A session with a scripted provider, and the few gestures the tests need."""

    def __init__(self, **changes: object) -> None:
        self.provider = ScriptedProvider(**changes)
        self.studio = scripted_studio(self.provider)
        self.runner = self.studio.runner
        pixels = np.random.default_rng(4).integers(0, 256, (90, 120, 3), np.uint8)
        picture = Picture(frozen(pixels), None, (), False)
        self.session = self.studio.session(picture, Path("photo.jpg"))
        self.notices: list[Notice] = []
        self.session.notices.connect(self.notices.append)
        self._news = asyncio.Event()
        self.runner.changed.connect(lambda _job: self._news.set())
        self.session.history.changed.connect(lambda _card: self._news.set())

    def paint(self, rect: Rect, value: int = 255) -> None:
        self.session.document.edit_mask("Brush", rect, lambda mask: mask.fill(value))

    async def run(self, variations: int = 1) -> Run:
        """Press Generate and let every variation arrive."""
        self.session.form.set(variations=variations)
        run = self.session.filling.generate()
        assert run is not None
        for tile in run.tiles[-variations:]:
            await self.until(lambda tile=tile: tile.request in self.provider.requests)
            self.provider.finish(tile.request)
            await self.until(lambda tile=tile: tile.result is not None)
        return run

    async def until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not done():
                self._news.clear()
                await self._news.wait()

    async def close(self) -> None:
        self.session.close()
        await self.studio.close()


@pytest.fixture(autouse=True)
def no_double_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "PRESS_GAP_S", 0.0)
    monkeypatch.setattr(choosing, "GLANCE_S", 0.0)


def at_desk(test: Callable[[Desk], Awaitable[None]]) -> Callable[[], None]:
    """Run an async test with a desk of its own."""

    def run() -> None:
        async def work() -> None:
            desk = Desk()
            try:
                await test(desk)
            finally:
                await desk.close()

        asyncio.run(work())

    run.__name__ = test.__name__
    return run


@at_desk
async def test_generate_says_why_it_is_off(desk: Desk) -> None:
    assert "Paint" in (desk.session.filling.why_not() or "")
    assert desk.session.filling.generate() is None
    desk.paint(Rect(10, 10, 20, 20))
    assert desk.session.filling.why_not() is None
    desk.session.form.set(extend=True, preset="Make square")
    assert desk.session.filling.why_not() is None
    assert desk.session.filling.preflight().canvas == Rect(0, -15, 120, 120)


@at_desk
async def test_a_run_has_its_tiles_at_once_and_results_fill_them(desk: Desk) -> None:
    desk.paint(Rect(10, 10, 20, 20))
    desk.session.form.set(variations=3)
    run = desk.session.filling.generate()
    assert len(run.tiles) == 3
    assert len({tile.request.params.seed for tile in run.tiles}) == 3
    await desk.until(lambda: len(desk.provider.requests) == 2)  # the provider's limit
    desk.provider.finish(run.tiles[0].request)
    await desk.until(lambda: len(desk.provider.requests) == 3 and run.tiles[0].result is not None)
    assert run.tiles[1].result is None


@at_desk
async def test_an_arrival_shows_itself_only_to_one_who_waits(desk: Desk) -> None:
    desk.paint(Rect(10, 10, 20, 20))
    run = await desk.run()
    assert desk.session.choosing.shown == run.results[0].id
    desk.session.choosing.hide()
    run = desk.session.filling.generate()
    await desk.until(lambda: len(desk.provider.requests) == 2)
    desk.paint(Rect(60, 60, 5, 5))
    desk.provider.finish(run.tiles[0].request)
    await desk.until(lambda: run.tiles[0].result is not None)
    assert desk.session.choosing.shown is None
    assert not run.tiles[0].seen


@at_desk
async def test_nothing_shows_itself_under_the_pen(desk: Desk) -> None:
    desk.paint(Rect(10, 10, 20, 20))
    desk.session.filling.pointer_down = True
    await desk.run()
    assert desk.session.choosing.shown is None


@at_desk
async def test_showing_changes_nothing(desk: Desk) -> None:
    desk.paint(Rect(10, 10, 20, 20))
    document = desk.session.document
    pixels, mask, entries = document.pixels, document.mask.copy(), document.undo.entries
    await desk.run()
    assert document.pixels is pixels
    assert np.array_equal(document.mask, mask)
    assert document.undo.entries == entries


@at_desk
async def test_adopt_is_what_was_shown_and_puts_the_mask_away(desk: Desk) -> None:
    desk.paint(Rect(10, 10, 20, 20))
    session = desk.session
    run = await desk.run()
    desk.paint(Rect(80, 50, 10, 10))
    session.choosing.hide()
    session.choosing.show(run.results[0].id)
    piece = session.choosing.piece(run.results[0])
    before = session.document.pixels
    assert session.choosing.adopt()
    document = session.document
    assert np.array_equal(document.pixels[piece.rect.slices()], piece.pixels)
    outside = np.ones((90, 120), bool)
    outside[10:30, 10:30] = False
    assert np.array_equal(document.pixels[outside], before[outside])
    assert (document.pixels[18:22, 18:22] == desk.provider.colour).all()
    assert document.mask_bounds == Rect(80, 50, 10, 10)
    assert session.choosing.shown is None
    assert session.choosing.adopted(run.results[0].id)


@at_desk
async def test_one_undo_takes_an_adoption_back_whole(desk: Desk) -> None:
    desk.paint(Rect(10, 10, 20, 20))
    document = desk.session.document
    pixels, mask = document.pixels, document.mask.copy()
    run = await desk.run()
    desk.session.choosing.adopt()
    desk.session.undo()
    assert np.array_equal(document.pixels, pixels)
    assert np.array_equal(document.mask, mask)
    assert not desk.session.choosing.adopted(run.results[0].id)
    assert desk.session.choosing.shown is None
    assert run.results
    desk.session.redo()
    assert desk.session.choosing.adopted(run.results[0].id)


@at_desk
async def test_adopting_a_sibling_replaces_it(desk: Desk) -> None:
    desk.paint(Rect(10, 10, 20, 20))
    session = desk.session
    run = await desk.run(2)
    session.choosing.adopt()
    first = session.document.current
    other = next(r for r in run.results if r.id != first.origin)
    session.choosing.show(other.id)
    session.choosing.adopt()
    assert session.document.current.parent == ROOT
    assert not session.choosing.adopted(first.origin)
    session.undo()
    assert session.document.current.id == first.id


@at_desk
async def test_results_of_other_runs_stay_when_one_more_is_adopted(desk: Desk) -> None:
    desk.paint(Rect(10, 10, 20, 20))
    session = desk.session
    first = await desk.run()
    session.choosing.hide()
    desk.provider.colour = (250, 0, 0)
    desk.paint(Rect(25, 10, 30, 20))
    second = await desk.run()
    session.choosing.hide()
    session.choosing.show(first.results[0].id)
    session.choosing.adopt()
    session.choosing.show(second.results[0].id)
    assert session.choosing.stale(second.results[0])
    session.choosing.adopt()
    assert session.choosing.adopted(first.results[0].id)
    assert session.choosing.adopted(second.results[0].id)


@at_desk
async def test_discard_destroys_nothing_and_the_next_one_comes_up(desk: Desk) -> None:
    desk.paint(Rect(10, 10, 20, 20))
    session = desk.session
    run = await desk.run(2)
    shown = session.choosing.shown
    assert session.choosing.discard()
    assert session.choosing.shown not in (None, shown)
    assert len(run.results) == 1
    session.undo()
    assert len(run.results) == 2
    session.redo()
    assert len(run.results) == 1
    session.choosing.restore(shown)
    assert len(run.results) == 2


@at_desk
async def test_what_is_in_the_picture_cannot_be_discarded(desk: Desk) -> None:
    desk.paint(Rect(10, 10, 20, 20))
    run = await desk.run()
    desk.session.choosing.adopt()
    desk.session.choosing.show(run.results[0].id)
    assert not desk.session.choosing.discard()
    assert "undo" in desk.session.choosing.why_not_discard(run.results[0].id)


@at_desk
async def test_generate_while_a_result_of_the_same_mask_is_shown_means_more(desk: Desk) -> None:
    desk.paint(Rect(10, 10, 20, 20))
    run = await desk.run()
    assert desk.session.filling.generate() is run
    assert len(run.tiles) == 2
    desk.session.form.set(prompt="a dog")
    assert desk.session.filling.generate() is not run


@at_desk
async def test_painting_on_a_shown_result_adopts_it_first(desk: Desk) -> None:
    desk.paint(Rect(10, 10, 20, 20))
    run = await desk.run()
    desk.session.begin_painting()
    assert desk.session.choosing.adopted(run.results[0].id)
    assert desk.notices[-1].action is not None
    desk.notices[-1].action.run()
    assert not desk.session.choosing.adopted(run.results[0].id)


@at_desk
async def test_a_result_only_glanced_at_is_hidden_by_the_pen(desk: Desk) -> None:
    choosing.GLANCE_S = 60.0
    desk.paint(Rect(10, 10, 20, 20))
    run = await desk.run()
    desk.session.begin_painting()
    assert desk.session.choosing.shown is None
    assert not desk.session.choosing.adopted(run.results[0].id)


@at_desk
async def test_growing_then_undo_then_a_late_result_lands_on_its_pixels(desk: Desk) -> None:
    session = desk.session
    desk.paint(Rect(30, 30, 20, 20))
    late = session.filling.generate()
    await desk.until(lambda: len(desk.provider.requests) == 1)
    session.form.set(extend=True, preset="Zoom out 2x")
    grown = await desk.run()
    session.choosing.hide()
    session.choosing.show(grown.results[0].id)
    assert session.choosing.adopt()
    assert session.document.canvas == Rect(-60, -45, 240, 180)
    before = session.document.pixels
    desk.provider.colour = (1, 2, 3)
    desk.provider.finish(late.tiles[0].request)
    await desk.until(lambda: late.tiles[0].result is not None)
    session.choosing.show(late.results[0].id)
    assert session.choosing.adopt()
    canvas, pixels = session.document.canvas, session.document.pixels
    middle = Rect(38, 38, 4, 4)
    assert (pixels[middle.slices(canvas)] == (1, 2, 3)).all()
    outside = np.ones(pixels.shape[:2], bool)
    outside[Rect(30, 30, 20, 20).slices(canvas)] = False
    assert np.array_equal(pixels[outside], before[outside])
    session.undo()
    session.undo()
    assert session.document.canvas == SIZE
    session.choosing.show(late.results[0].id)
    assert session.choosing.adopt()
    assert (session.document.pixels[middle.slices(SIZE)] == (1, 2, 3)).all()


@at_desk
async def test_an_extension_of_another_canvas_cannot_be_adopted_here(desk: Desk) -> None:
    session = desk.session
    session.form.set(extend=True, preset="Left outpaint")
    first, second = await desk.run(), await desk.run()
    session.choosing.hide()
    session.choosing.show(first.results[0].id)
    session.choosing.adopt()
    desk.paint(Rect(5, 5, 5, 5))
    other: Result = second.results[0]
    if session.history.run_of(other.id) is first:
        return
    session.choosing.show(other.id)
    assert "another canvas size" in session.choosing.why_not_adopt(other)
    assert not session.choosing.adopt()


@at_desk
async def test_cancel_and_failure_leave_the_mask_and_say_so(desk: Desk) -> None:
    session = desk.session
    desk.paint(Rect(10, 10, 20, 20))
    mask = session.document.mask.copy()
    session.form.set(variations=2)
    run = session.filling.generate()
    await desk.until(lambda: len(desk.provider.requests) == 2)
    session.filling.cancel(run.tiles[0].request)
    desk.provider.fail(run.tiles[1].request, "The service is out of paint.")
    await desk.until(lambda: all(tile.failure for tile in run.tiles))
    assert run.tiles[0].failure == "Cancelled"
    assert run.tiles[1].failure == "The service is out of paint."
    assert desk.provider.cancelled == [run.tiles[0].request.id]
    assert [n.tone for n in desk.notices] == [Tone.ERROR]
    assert np.array_equal(session.document.mask, mask)
    assert session.filling.running == ()


def test_an_error_of_the_engine_is_the_tiles_reason(expect_log: Callable[[str], None]) -> None:
    expect_log("The engine fell over.")

    async def work() -> None:
        desk = Desk()
        desk.paint(Rect(10, 10, 20, 20))
        desk.provider.fetch_error = EngineError("The engine fell over.")
        run = desk.session.filling.generate()
        await desk.until(lambda: len(desk.provider.requests) == 1)
        desk.provider.finish(run.tiles[0].request)
        await desk.until(lambda: run.tiles[0].failure == "The engine fell over.")
        await desk.close()

    asyncio.run(work())


@at_desk
async def test_concerns_name_what_would_be_lost(desk: Desk) -> None:
    session = desk.session
    assert session.concerns() == []
    desk.paint(Rect(10, 10, 20, 20))
    assert session.concerns() == ["a painted mask"]
    await desk.run()
    session.choosing.adopt()
    assert session.concerns() == ["1 result"]


@at_desk
async def test_export_carries_the_recipe_and_counts_pixels_on_the_file(
    desk: Desk,
) -> None:
    session = desk.session
    desk.paint(Rect(10, 10, 20, 20))
    session.form.set(prompt="a red door", seed=7)
    await desk.run()
    session.choosing.adopt()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.png"
        exported = await session.exporting.export(path)
        written = open_picture(path)
        assert np.array_equal(written.pixels, session.document.pixels)
        assert b"a red door" in path.read_bytes()
    assert exported.changed_outside_mask == 0
    assert session.concerns() == []


@at_desk
async def test_take_mask_and_last_mask_back(desk: Desk) -> None:
    session = desk.session
    desk.paint(Rect(10, 10, 20, 20))
    run = await desk.run()
    session.choosing.adopt()
    assert session.document.mask_bounds.empty
    assert session.masking.last_back()
    assert session.document.mask_bounds == Rect(10, 10, 20, 20)
    session.masking.clear()
    session.masking.take(run.request)
    assert session.document.mask_bounds == Rect(10, 10, 20, 20)


@at_desk
async def test_a_second_press_at_once_is_a_double_click(desk: Desk) -> None:
    filling.PRESS_GAP_S = 30.0
    desk.paint(Rect(10, 10, 20, 20))
    assert desk.session.filling.generate() is not None
    assert desk.session.filling.generate() is None
    assert len(desk.session.history.runs) == 1


@at_desk
async def test_a_closed_picture_leaves_no_job_behind(desk: Desk) -> None:
    desk.paint(Rect(10, 10, 20, 20))
    done = await desk.run()
    desk.session.choosing.hide()
    desk.paint(Rect(60, 60, 5, 5))
    running = desk.session.filling.generate()
    await desk.until(lambda: len(desk.provider.requests) == 2)
    desk.session.close()
    await desk.runner.close()
    assert desk.provider.cancelled == [running.request.id]
    assert desk.runner.job(done.request.id) is None
    assert desk.runner.active == ()


@at_desk
async def test_the_first_step_shows_the_newest_runs_first_result(desk: Desk) -> None:
    desk.paint(Rect(10, 10, 20, 20))
    old = await desk.run()
    desk.session.choosing.hide()
    desk.paint(Rect(60, 60, 5, 5))
    new = await desk.run(2)
    desk.session.choosing.hide()
    desk.session.choosing.step(1)
    assert desk.session.choosing.shown == new.results[0].id
    desk.session.choosing.step(-1)
    assert desk.session.choosing.shown == old.results[0].id
