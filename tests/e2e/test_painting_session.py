"""A painting session: hundreds of gestures of every tool, in any order, by real events.

Whatever is done, what is seen equals what a fresh look would show, Undo leads back to the empty
mask and Redo to the same picture. `FLUXFILL_E2E_MINUTES` paints for that long instead of a fixed
number of gestures, `FLUXFILL_E2E_SEED` in another order, `FLUXFILL_E2E_SHOTS` keeps screenshots,
`FLUXFILL_E2E_PHOTO` takes another photo.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Callable, Iterator

import numpy as np
import psutil
from PySide6.QtCore import Qt

from fluxfill_studio.ui.canvas.layers import prepare
from fluxfill_studio.ui.canvas.scene import Scene
from tests.e2e.hand import Hand
from tests.e2e.test_main_job import PHOTO

MINUTES = float(os.environ.get("FLUXFILL_E2E_MINUTES", "0"))
SEED = int(os.environ.get("FLUXFILL_E2E_SEED", "3"))
GESTURES = 100
LOOK_EVERY = 25
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
KEYS = Qt.Key


class Painter:
    """Chooses what to do next; every gesture is what a hand could do."""

    def __init__(self, hand: Hand, chance: random.Random) -> None:
        self.hand = hand
        self.chance = chance

    def at(self) -> tuple[float, float]:
        """A share of the picture, now and then outside it."""
        return self.chance.uniform(-0.1, 1.1), self.chance.uniform(-0.1, 1.1)

    def near(self, x: float, y: float, reach: float = 0.2) -> tuple[float, float]:
        return (
            x + self.chance.uniform(-reach, reach),
            y + self.chance.uniform(-reach, reach),
        )

    def way(self, points: int) -> list[tuple[float, float]]:
        way = [self.at()]
        while len(way) < points:
            way.append(self.near(*way[-1]))
        return way

    def keys(self) -> Qt.KeyboardModifier:
        return self.chance.choice([Qt.KeyboardModifier.NoModifier, SHIFT, ALT, SHIFT | ALT])

    # -- gestures -----------------------------------------------------------------------------

    def brush(self) -> None:
        self.hand.key(self.chance.choice([KEYS.Key_B, KEYS.Key_B, KEYS.Key_E]))
        self.hand.key(getattr(KEYS, f"Key_{self.chance.randrange(10)}"))  # opacity
        self.hand.window.drawing.brush.set_diameter(self.chance.choice([1, 9, 40, 150, 700]))
        self.hand.window.drawing.brush.set_hardness(self.chance.choice([1.0, 1.0, 0.5, 0.0]))
        self.hand.drag(*self.way(4), keys=self.keys())

    def pen(self) -> None:
        self.hand.key(KEYS.Key_B)
        points = [(x, y, self.chance.uniform(0.05, 1)) for x, y in self.way(6)]
        self.hand.pen(*points, eraser=self.chance.random() < 0.3)

    def shape(self) -> None:
        self.hand.key(KEYS.Key_M, self.chance.choice([Qt.KeyboardModifier.NoModifier, SHIFT]))
        self.hand.drag(*self.way(3), keys=self.keys())

    def lasso(self) -> None:
        self.hand.window.drawing.choose_tool("lasso")
        self.hand.drag(*self.way(7), keys=self.keys())

    def polygon(self) -> None:
        self.hand.window.drawing.choose_tool(self.chance.choice(["polygon", "edge_lasso"]))
        for point in self.way(5):
            self.hand.tap(*point)
        if self.chance.random() < 0.3:
            self.hand.key(KEYS.Key_Backspace)
        self.hand.key(self.chance.choice([KEYS.Key_Return, KEYS.Key_Escape]))

    def click(self) -> None:
        self.hand.window.drawing.choose_tool(self.chance.choice(["wand", "bucket"]))
        self.hand.tap(*self.at(), keys=self.keys())

    def object(self) -> None:
        """The answer comes later, perhaps into something else."""
        self.hand.window.drawing.choose_tool("smart_select")
        self.hand.drag(*self.way(2))
        self.hand.key(self.chance.choice([KEYS.Key_Return, KEYS.Key_Return, KEYS.Key_Escape]))

    def move(self) -> None:
        self.hand.key(KEYS.Key_V)
        self.hand.drag(*self.way(3))

    def whole(self) -> None:
        self.hand.key(self.chance.choice([KEYS.Key_I, KEYS.Key_D, KEYS.Key_A]), CONTROL)

    def look_elsewhere(self) -> None:
        x, y = self.chance.random(), self.chance.random()
        self.hand.wheel(x, y, self.chance.choice([120, 240, -120, -240]))
        self.hand.drag((x, y), self.near(x, y), button=Qt.MouseButton.MiddleButton)

    def turn(self) -> None:
        canvas = self.hand.window.canvas
        self.chance.choice(
            [
                lambda: canvas.turn_by(self.chance.choice([15, -15, 90, 7])),
                canvas.flip_view,
                canvas.reset_view,
                canvas.zoom_fit,
            ]
        )()

    def undo(self) -> None:
        for _time in range(self.chance.randrange(1, 6)):
            self.hand.key(KEYS.Key_Z, CONTROL)

    def redo(self) -> None:
        for _time in range(self.chance.randrange(1, 6)):
            self.hand.key(KEYS.Key_Z, CONTROL | SHIFT)

    def disturbed(self) -> None:
        """A stroke during which something else happens."""
        self.hand.key(KEYS.Key_B)
        way = self.way(4)
        self.hand.drag(*way, let_go=False)
        happens: list[Callable[[], object]] = [
            lambda: self.hand.key(KEYS.Key_Escape),
            lambda: self.hand.key(KEYS.Key_Z, CONTROL),
            lambda: self.hand.key(KEYS.Key_L),
            lambda: self.hand.wheel(0.5, 0.5, 120),
            self.hand.window.canvas.clearFocus,
        ]
        self.chance.choice(happens)()
        self.hand.window.to_canvas()
        self.hand.drag(*way)

    def next(self) -> None:
        """Anything of the above; strokes most often."""
        often = [self.brush] * 6 + [self.pen] * 3
        others = [
            self.shape, self.lasso, self.polygon, self.click, self.object, self.move, self.whole,
            self.look_elsewhere, self.turn, self.undo, self.redo, self.disturbed,
        ]  # fmt: skip
        self.chance.choice(often + others)()


def test_nothing_is_lost_in_a_painting_session(at_the_window) -> None:
    async def session(hand: Hand) -> None:
        hand.window.files.open(PHOTO)
        await hand.until(lambda: hand.window.session)
        painter = Painter(hand, random.Random(SEED))
        memory = []
        for number in gestures():
            painter.next()
            await asyncio.sleep(0)  # answers of the background come in
            if number % LOOK_EVERY == 0:
                await hand.look(f"gesture-{number}")
                settled(hand)
                held = hand.window.session.document.undo.cost_bytes
                memory.append((psutil.Process().memory_info().rss / 1e6, held / 1e6))
        hand.key(KEYS.Key_Escape)
        there_and_back(hand)
        if MINUTES:
            print(number, "gestures; MB of the process, of undo:")
            print([(round(mb), round(undo, 1)) for mb, undo in memory])
        hand.window.session.masking.clear()

    at_the_window(session)


def gestures() -> Iterator[int]:
    """1, 2, 3, ... until it is enough."""
    end, number = time.monotonic() + MINUTES * 60, 0
    while (time.monotonic() < end) if MINUTES else (number < GESTURES):
        number += 1
        yield number


def settled(hand: Hand) -> None:
    """What is seen equals what a canvas would show that has never seen a stroke."""
    canvas = hand.window.canvas
    fresh = Scene()
    fresh.open(canvas.document, prepare(canvas.document))
    fresh.viewport, fresh.overlay = canvas.viewport_, canvas.overlay
    fresh.surround, fresh.to_screen = canvas.scene.surround, canvas.scene.to_screen
    assert np.array_equal(canvas.scene.surface().composed, fresh.surface().composed)
    assert not canvas.busy
    assert not canvas.document.editing


def there_and_back(hand: Hand) -> None:
    """Undo to the empty mask, redo to what there was."""
    document = hand.window.session.document
    painted, count = document.mask.copy(), len(document.undo.entries)
    assert count > 10
    while document.undo.undo_name is not None:
        hand.key(KEYS.Key_Z, CONTROL)
    assert not document.mask.any()
    for _time in range(count):
        hand.key(KEYS.Key_Z, CONTROL | SHIFT)
    assert np.array_equal(document.mask, painted)
