"""An open operation on the mask: its preview, its end, and what else happens meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.imaging.morphology import grown
from fluxfill_studio.imaging.opening import Picture
from fluxfill_studio.imaging.pixels import Mask, frozen
from fluxfill_studio.settings.table import MASK_GROW
from fluxfill_studio.studio.notices import Notice, Tone
from fluxfill_studio.studio.operations import Original, Plan
from fluxfill_studio.studio.reshaping import reshapings
from tests.fakes.scripted_provider import ScriptedProvider
from tests.fakes.scripted_studio import scripted_studio


class Desk:
    """A session with a square in its mask, and the operations."""

    def __init__(self) -> None:
        self.studio = scripted_studio(ScriptedProvider())
        pixels = np.random.default_rng(4).integers(0, 256, (90, 120, 3), np.uint8)
        picture = Picture(frozen(pixels), None, (), False)
        self.session = self.studio.session(picture)
        self.document, self.adjusting = self.session.document, self.session.adjusting
        self.document.edit_mask("Brush", Rect(40, 30, 20, 20), lambda view: view.fill(255))
        self._news = asyncio.Event()
        self.document.changed.connect(lambda _change: self._news.set())
        self.adjusting.changed.connect(lambda _change: self._news.set())
        self.before = self.document.mask.copy()
        self.settings = self.studio.settings
        self.operations = {one.id: one for one in reshapings(self.settings)}

    async def seen(self) -> Mask:
        """The mask when the newest preview stands."""
        await self.until(lambda: not self.adjusting.waiting)
        return self.document.mask.copy()

    async def until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not done():
                self._news.clear()
                await self._news.wait()

    def grow(self, px: int) -> None:
        self.settings.set(MASK_GROW, px)
        self.adjusting.refresh()

    @property
    def names(self) -> list[str]:
        return [entry.name for entry in self.document.undo.entries]


def at_desk(home: Path, scene: Callable[[Desk], Awaitable[None]]) -> None:
    async def play() -> None:
        desk = Desk()
        await scene(desk)
        desk.session.close()
        await desk.studio.close()

    asyncio.run(play())


def test_a_preview_stands_in_the_mask_and_follows_its_values(home: Path) -> None:
    async def scene(desk: Desk) -> None:
        desk.session.adjust(desk.operations["grow"])
        assert np.array_equal(await desk.seen(), grown(desk.before, 8))
        desk.grow(20)
        assert np.array_equal(await desk.seen(), grown(desk.before, 20))
        desk.grow(2)
        assert np.array_equal(await desk.seen(), grown(desk.before, 2))
        assert desk.names == ["Brush"]

    at_desk(home, scene)


def test_applying_makes_one_named_entry_that_undoes_exactly(home: Path) -> None:
    async def scene(desk: Desk) -> None:
        desk.session.adjust(desk.operations["feather"])
        shown = await desk.seen()
        assert desk.adjusting.apply()
        assert desk.adjusting.operation is None
        assert desk.names == ["Brush", "Feather mask"]
        assert np.array_equal(desk.document.mask, shown)
        desk.session.undo()
        assert np.array_equal(desk.document.mask, desk.before)
        desk.session.redo()
        assert np.array_equal(desk.document.mask, shown)

    at_desk(home, scene)


def test_cancelling_leaves_no_trace(home: Path) -> None:
    async def scene(desk: Desk) -> None:
        bounds, share = desk.document.mask_bounds, desk.document.mask_share
        desk.session.adjust(desk.operations["grow"])
        await desk.seen()
        assert desk.adjusting.cancel()
        assert np.array_equal(desk.document.mask, desk.before)
        assert (desk.document.mask_bounds, desk.document.mask_share) == (bounds, share)
        assert desk.names == ["Brush"]
        assert not desk.document.editing
        assert not desk.document.previewing
        assert not desk.adjusting.cancel()
        assert not desk.adjusting.apply()

    at_desk(home, scene)


def test_undo_gives_the_open_operation_up_and_nothing_else(home: Path) -> None:
    async def scene(desk: Desk) -> None:
        for way in (desk.session.undo, desk.session.redo):
            desk.session.adjust(desk.operations["shrink"])
            await desk.seen()
            way()
            assert desk.adjusting.operation is None
            assert np.array_equal(desk.document.mask, desk.before)
            assert desk.names == ["Brush"]

    at_desk(home, scene)


def test_apply_before_the_preview_has_come_makes_the_newest_values_count(home: Path) -> None:
    async def scene(desk: Desk) -> None:
        desk.session.adjust(desk.operations["grow"])
        desk.grow(5)
        assert desk.adjusting.waiting
        desk.adjusting.apply()
        assert np.array_equal(desk.document.mask, grown(desk.before, 5))

    at_desk(home, scene)


class Held:
    """An operation that is worked out only when the test lets it; it paints its number."""

    id, name, hint, options = "held", "Held", "", ()

    def __init__(self) -> None:
        self.value = 0
        self.gates: list[threading.Event] = []

    def plan(self, original: Original) -> Plan:
        gate = threading.Event()
        self.gates.append(gate)

        def work(value: int) -> Mask:
            assert gate.wait(5)
            return np.full((90, 120), value, np.uint8)

        return Plan(original.canvas, partial(work, self.value))


def test_late_answers_are_dropped(home: Path) -> None:
    async def scene(desk: Desk) -> None:
        held = Held()
        held.value = 7
        desk.session.adjust(held)
        desk.adjusting.cancel()
        desk.session.adjust(desk.operations["grow"])
        await desk.seen()
        held.gates[0].set()
        pool = desk.studio.work
        await asyncio.gather(pool.run(int), pool.run(int))  # the pool goes on
        await asyncio.sleep(0)
        assert np.array_equal(await desk.seen(), grown(desk.before, 8))

    at_desk(home, scene)


def test_values_that_came_and_went_are_not_worked_out(home: Path) -> None:
    async def scene(desk: Desk) -> None:
        held = Held()
        desk.session.adjust(held)
        for held.value in (1, 2, 3):
            desk.adjusting.refresh()
        held.gates[0].set()
        await desk.until(lambda: len(held.gates) == 2)
        held.gates[1].set()
        assert (await desk.seen() == 3).all()
        assert len(held.gates) == 2

    at_desk(home, scene)


@pytest.mark.parametrize("act", ["paint", "generate", "invert", "another"])
def test_another_act_applies_it_first(home: Path, act: str) -> None:
    async def scene(desk: Desk) -> None:
        desk.session.adjust(desk.operations["grow"])
        await desk.seen()
        if act == "paint":
            desk.document.begin_edit().abort()
        elif act == "generate":
            run = desk.session.filling.generate()
            assert run is not None
            assert np.count_nonzero(run.request.mask) == np.count_nonzero(grown(desk.before, 8))
        elif act == "invert":
            desk.session.masking.invert()
            assert np.array_equal(desk.document.mask, 255 - grown(desk.before, 8))
        else:
            desk.session.adjust(desk.operations["shrink"])
            assert np.array_equal(await desk.seen(), grown(grown(desk.before, 8), -8))
        assert desk.names[:2] == ["Brush", "Grow mask"]

    at_desk(home, scene)


def test_what_cannot_be_worked_out_is_given_up_and_said(
    home: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("work on pixels failed")

    class Broken(Held):
        def plan(self, original: Original) -> Plan:
            return Plan(original.canvas, lambda: np.zeros(1 // 0, np.uint8))

    async def scene(desk: Desk) -> None:
        notices: list[Notice] = []
        desk.session.notices.connect(notices.append)
        desk.session.adjust(Broken())
        assert np.array_equal(await desk.seen(), desk.before)
        assert desk.adjusting.operation is None
        assert [notice.tone for notice in notices] == [Tone.ERROR]

    at_desk(home, scene)


def test_kept_masks_are_named_before_the_picture_is_left(home: Path) -> None:
    async def scene(desk: Desk) -> None:
        desk.session.masking.keep()
        desk.session.masking.clear()
        assert "1 kept mask" in desk.session.concerns()

    at_desk(home, scene)


def test_no_operation_opens_during_a_stroke(home: Path) -> None:
    async def scene(desk: Desk) -> None:
        edit = desk.document.begin_edit()
        desk.session.adjust(desk.operations["grow"])
        assert desk.adjusting.operation is None
        edit.abort()

    at_desk(home, scene)


def test_without_a_mask_there_is_nothing_to_reshape(home: Path) -> None:
    async def scene(desk: Desk) -> None:
        desk.session.masking.clear()
        for operation in desk.operations.values():
            desk.session.adjust(operation)
            assert not (await desk.seen()).any()
            desk.adjusting.apply()
        assert desk.names == ["Brush", "Clear mask"]

    at_desk(home, scene)


def test_every_operation_works_at_the_corner_of_the_canvas(home: Path) -> None:
    async def scene(desk: Desk) -> None:
        desk.document.edit_mask("Brush", Rect(0, 0, 50, 40), lambda view: view.fill(255))
        whole = desk.document.mask.copy()
        for operation in desk.operations.values():
            _reach, change = operation.read()
            desk.session.adjust(operation)
            assert np.array_equal(await desk.seen(), change(whole)), operation.id
            desk.adjusting.cancel()

    at_desk(home, scene)
