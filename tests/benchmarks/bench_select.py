"""Measures selecting by what is in the picture, on 33 MP.

    python tests/benchmarks/bench_select.py [--json FILE] [--check]

Wall time from the press until a canvas of 1080p that shows the whole picture is painted, medians
of 5: the magic wand on a sky that fills a third of the picture, on all of a picture that holds
nearly every colour there is, and on all of a photo; its tolerance changed by dragging; and the
first answer of smart select for a frame round nearly all of the picture, the soft edge included.
CPU time of the ways that the edge lasso finds after each point and shows at each move. Memory of
the process with the picture open and all of it done. On the offscreen platform, unless
QT_QPA_PLATFORM says otherwise.
"""

from __future__ import annotations

import itertools
import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from reporting import arguments, report

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import numpy as np
import psutil
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from fluxfill_studio.core.geometry import Point  # noqa: E402
from fluxfill_studio.document.document import Document  # noqa: E402
from fluxfill_studio.imaging.edges import Ways  # noqa: E402
from fluxfill_studio.settings.store import Settings  # noqa: E402
from fluxfill_studio.settings.table import WAND_TOLERANCE  # noqa: E402
from fluxfill_studio.tools.base import PointerEvent  # noqa: E402
from fluxfill_studio.tools.kit import Kit  # noqa: E402
from fluxfill_studio.tools.smart_select import SmartSelectTool  # noqa: E402
from fluxfill_studio.tools.wand import WandTool  # noqa: E402
from fluxfill_studio.ui.canvas.layers import prepare  # noqa: E402
from fluxfill_studio.ui.canvas.view import CanvasView  # noqa: E402

WIDTH, HEIGHT = 7040, 4690
TIMES = 5
T = TypeVar("T")


def main() -> int:
    options = arguments(__doc__).parse_args()
    figures = measure()
    return report(figures, "select", options)


def measure() -> dict[str, float]:
    cv2.setNumThreads(1)  # as in the editor
    app, view = QApplication([]), CanvasView()
    view.resize(1920, 1080)
    view.show()
    figures: dict[str, float] = {}
    for name, picture in (("", landscape), ("photo_", photo)):
        document = Document(picture())
        view.set_document(document, prepare(document))
        view.zoom_fit()
        app.processEvents()
        figures |= wand_figures(document, app, name)
        if not name:
            figures |= smart_figures(document, app) | edge_figures(document)
            figures["memory_mb"] = psutil.Process().memory_info().rss / 1e6
    return figures


def wand_figures(document: Document, app: QApplication, name: str) -> dict[str, float]:
    settings = Settings()
    wand = WandTool(Kit(settings, at_once))

    def click() -> None:
        wand.press(PointerEvent(Point(100, 100)), document)
        wand.release(PointerEvent(Point(100, 100)))
        app.processEvents()

    def drag() -> None:
        wand.move(PointerEvent(Point(next(places), 100)))
        app.processEvents()

    figures = {}
    if not name:
        figures["wand_sky_ms"], figures["wand_sky_cpu_ms"] = timed(click, document)
    settings.set(WAND_TOLERANCE, 100)
    figures[f"wand_{name}all_ms"], figures[f"wand_{name}all_cpu_ms"] = timed(click, document)
    settings.set(WAND_TOLERANCE, 50)
    places = itertools.cycle((130, 190))
    wand.press(PointerEvent(Point(100, 100)), document)
    figures[f"wand_{name}drag_ms"], figures[f"wand_{name}drag_cpu_ms"] = timed(drag, document)
    wand.cancel()
    return figures


def smart_figures(document: Document, app: QApplication) -> dict[str, float]:
    smart = SmartSelectTool(Kit(Settings(), at_once))

    def frame() -> None:
        smart.press(PointerEvent(Point(300, 300)), document)
        smart.release(PointerEvent(Point(WIDTH - 300, HEIGHT - 300)))
        app.processEvents()
        smart.cancel()

    wall, cpu = timed(frame, document)
    return {"smart_ms": wall, "smart_cpu_ms": cpu}


def edge_figures(document: Document) -> dict[str, float]:
    figures, start = {}, Point(WIDTH / 2, HEIGHT / 3)
    for name, scale in (("near", 1), ("far", 12)):
        ways = Ways(document.pixels, None, start, scale)
        _wall, found = timed(partial(Ways, document.pixels, None, start, scale), document)
        _wall, shown = timed(partial(ways.to, start.moved(150 * scale, 90 * scale)), document)
        figures[f"ways_{name}_cpu_ms"], figures[f"ways_{name}_hover_cpu_ms"] = found, shown
    return figures


def at_once(
    work: Callable[[], T], done: Callable[[T], object], _failed: Callable[[], object] | None = None
) -> None:
    done(work())


def timed(act: Callable[[], object], document: Document) -> tuple[float, float]:
    """Wall and CPU milliseconds, medians; what was done is undone after each."""
    walls, cpus = [], []
    for _time in range(TIMES + 1):  # the first is not counted
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
        document.undo.undo()
        QApplication.processEvents()
    return statistics.median(walls[1:]), statistics.median(cpus[1:])


def photo() -> np.ndarray:
    """The sample that comes with the editor, enlarged, with grain."""
    small = cv2.cvtColor(cv2.imread(str(ROOT / "resources/sample/sample.jpg")), cv2.COLOR_BGR2RGB)
    pixels = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    rng = np.random.default_rng(7)
    for top in range(0, HEIGHT, 256):
        strip = pixels[top : top + 256]
        cv2.add(strip, rng.integers(0, 6, strip.shape, np.uint8), strip)
    return pixels


def landscape() -> np.ndarray:
    """A sky with grain over a busy ground; the skyline is rough."""
    rng = np.random.default_rng(7)
    small = rng.integers(0, 256, (HEIGHT // 40, WIDTH // 40, 3), np.uint8)
    pixels = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    skyline = HEIGHT // 3 + 200 * np.sin(np.arange(WIDTH) / 300) + rng.integers(0, 30, WIDTH)
    for top in range(0, HEIGHT, 256):
        strip = pixels[top : top + 256]
        sky = np.arange(top, top + len(strip))[:, None] < skyline
        strip[sky] = (110, 160, 225)
        strip += rng.integers(0, 6, strip.shape, np.uint8) // 2
    return pixels


if __name__ == "__main__":
    raise SystemExit(main())
