"""What an operation on the mask of a 33 MP photo costs, from its new value until it is painted.

    python tests/benchmarks/bench_mask.py [--json FILE] [--check]

Wall milliseconds, median of 5, the operation open, a 1080p view of the whole picture, offscreen
unless QT_QPA_PLATFORM says otherwise. Two masks: what a hand may have painted (blobs that cover a
quarter of the picture, soft in places), and everything.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from reporting import arguments, report

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["FLUXFILL_HOME"] = tempfile.mkdtemp(prefix="bench-mask-")

import cv2
import numpy as np
import qasync
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from fluxfill_studio.imaging.opening import Picture  # noqa: E402
from fluxfill_studio.imaging.pixels import Mask, Pixels, frozen  # noqa: E402
from fluxfill_studio.settings.store import Settings  # noqa: E402
from fluxfill_studio.settings.table import (  # noqa: E402
    MASK_BORDER,
    MASK_FEATHER,
    MASK_GROW,
    MASK_SHRINK,
    MASK_SMOOTH,
    Setting,
)
from fluxfill_studio.studio.operations import Operation  # noqa: E402
from fluxfill_studio.studio.reshaping import reshapings  # noqa: E402
from fluxfill_studio.studio.selecting import ColourRange, Luminance  # noqa: E402
from fluxfill_studio.studio.studio import Studio  # noqa: E402
from fluxfill_studio.tools.mode import Mode, ModeSettings  # noqa: E402
from fluxfill_studio.ui.canvas.layers import prepare  # noqa: E402
from fluxfill_studio.ui.canvas.view import CanvasView  # noqa: E402

SIZE = (7037, 4690)
TIMES = 5
VALUES: dict[Setting, int] = {
    MASK_GROW: 50,
    MASK_SHRINK: 50,
    MASK_FEATHER: 50,
    MASK_SMOOTH: 8,
    MASK_BORDER: 50,
}


def main() -> int:
    options = arguments(__doc__).parse_args()
    app = QApplication([])
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    figures = loop.run_until_complete(Measuring(app).figures())
    worst: dict[str, float] = {}
    for name, value in figures.items():
        key = name.split(":")[1] + "_ms"
        worst[key] = max(value, worst.get(key, 0.0))
    figures |= worst
    return report(figures, "mask", options)


class Measuring:
    """One picture in one view, under one mask after another."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._pixels = photo()

    async def figures(self) -> dict[str, float]:
        """Everything, by mask and operation."""
        found: dict[str, float] = {}
        studio = Studio()
        for setting, value in VALUES.items():
            studio.settings.set(setting, value)
        for name, mask in (("painted", painted()), ("full", np.full(SIZE[::-1], 255, np.uint8))):
            self._session = studio.session(Picture(frozen(self._pixels), None, (), False))
            document = self._session.document
            view = CanvasView()
            view.resize(1920, 1080)
            view.set_document(document, prepare(document))
            view.show()
            self._session.masking.replace(mask, "")
            for operation in operations(studio.settings):
                found[f"{name}:{operation.id}"] = await self._previewed(operation)
            mode = ModeSettings()
            mode.set(Mode.INTERSECT)
            found[f"{name}:apply"] = await self._applied(Luminance(studio.settings, mode))
            for act in ("invert", "clear"):
                found[f"{name}:{act}"] = await self._acted(act)
            view.hide()
            view.set_document(None)
            self._session.close()
        await studio.close()
        return found

    async def _previewed(self, operation: Operation) -> float:
        adjusting = self._session.adjusting
        adjusting.begin(operation)
        await self._seen()

        times = [await self._timed(adjusting.refresh) for _time in range(TIMES)]
        adjusting.cancel()
        self._app.processEvents()
        return statistics.median(times)

    async def _applied(self, operation: Operation) -> float:
        times = []
        for _time in range(TIMES):
            self._session.adjust(operation)
            await self._seen()
            times.append(await self._timed(self._session.adjusting.apply))
            await self._timed(self._session.undo)
        return statistics.median(times)

    async def _acted(self, act: str) -> float:
        times = []
        undo = self._session.document.undo
        for _time in range(TIMES):
            entries = len(undo.entries)
            times.append(await self._timed(getattr(self._session.masking, act)))
            if len(undo.entries) > entries:  # of a full mask there are no holes to fill
                await self._timed(self._session.undo)
        return statistics.median(times)

    async def _seen(self) -> None:
        news = asyncio.Event()
        leave = self._session.adjusting.changed.connect(lambda _change: news.set())
        while self._session.adjusting.waiting:
            news.clear()
            await news.wait()
        leave()

    async def _timed(self, act: Callable[[], object]) -> float:
        """Milliseconds of `act` until it is painted and what it set off is worked out."""
        start = time.perf_counter()
        act()
        await self._seen()
        self._app.processEvents()
        return (time.perf_counter() - start) * 1000


def operations(settings: Settings) -> list[Operation]:
    mode = ModeSettings()
    colours = ColourRange(settings, mode)
    colours.pick((90, 110, 70), add=False, remove=False)
    return [*reshapings(settings), Luminance(settings, mode), colours]


def photo() -> Pixels:
    """Something with the smooth and the busy parts of a photo."""
    rng = np.random.default_rng(5)
    rough = rng.integers(0, 256, (SIZE[1] // 40, SIZE[0] // 40, 3), np.uint8)
    smooth = cv2.resize(rough, SIZE, interpolation=cv2.INTER_CUBIC)
    noise = rng.integers(0, 24, (SIZE[1], SIZE[0], 3), np.uint8)
    return np.asarray(cv2.add(smooth, noise), np.uint8)


def painted() -> Mask:
    """Blobs as a hand paints them, some of them soft, and 400 specks."""
    rng = np.random.default_rng(7)
    mask = np.zeros(SIZE[::-1], np.uint8)
    for number in range(60):
        centre = (int(rng.integers(1000, 6000)), int(rng.integers(800, 3900)))
        cv2.circle(mask, centre, int(rng.integers(40, 500)), 255, -1, cv2.LINE_AA)
        if number == 20:
            mask = np.asarray(cv2.GaussianBlur(mask, (61, 61), 15), np.uint8)
    for x, y in rng.integers(50, 4600, (400, 2)).tolist():
        cv2.circle(mask, (x, y), 3, 255, -1)
    return mask


if __name__ == "__main__":
    sys.exit(main())
