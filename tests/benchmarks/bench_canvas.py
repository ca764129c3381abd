"""What one move of the pen costs, from the event until it is painted; frames; undo; memory.

    python tests/benchmarks/bench_canvas.py [--json FILE] [--check]

Process CPU on the offscreen platform, unless QT_QPA_PLATFORM says otherwise. One move is
sending a mouse move of 12 view pixels in a random direction, until the backing store is flushed.
Each size of picture has a process of its own.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from reporting import arguments, report

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import numpy as np
import psutil
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from fluxfill_studio.core.geometry import Point, Rect  # noqa: E402
from fluxfill_studio.document.document import Document  # noqa: E402
from fluxfill_studio.tools.brush import BrushTool  # noqa: E402
from fluxfill_studio.tools.brush_settings import BrushSettings  # noqa: E402
from fluxfill_studio.ui.canvas.layers import prepare  # noqa: E402
from fluxfill_studio.ui.canvas.view import CanvasView  # noqa: E402

SIZES = {12: (4243, 2828), 33: (7037, 4690), 100: (12247, 8165)}
ONLY_MEMORY = 12
ZOOMS = 0.05, 0.25, 1.0, 8.0
MOVES = 300
FRAMES = 30
STEP = 12
VIEW, LARGE_VIEW = (1920, 1080), (3840, 2160)

# (group, degrees, zoom, diameter, hardness): the cells of the table.
CELLS = [
    *[("move", 0, zoom, diameter, 1.0) for zoom in ZOOMS for diameter in (20, 200)],
    *[("d1000", 0, zoom, 1000, 1.0) for zoom in (0.05, 0.25, 1.0)],
    *[("d3000", 0, zoom, 3000, 1.0) for zoom in (0.05, 0.25)],
    *[("turned_move", angle, zoom, 200, 1.0) for angle in (30, 90) for zoom in ZOOMS],
    *[("turned_d1000", angle, zoom, 1000, 1.0) for angle in (30, 90) for zoom in (0.25, 1.0)],
    *[("turned_d3000", angle, 0.25, 3000, 1.0) for angle in (30, 90)],
    ("soft_d1000", 0, 1.0, 1000, 0.5),
]


def main() -> int:
    parser = arguments(__doc__)
    parser.add_argument("--size", type=int, help="measure this many megapixels only, as a child")
    options = parser.parse_args()
    if options.size:
        print(json.dumps(Measuring(options.size).figures()))
        return 0
    figures: dict[str, float] = {}
    for megapixels in SIZES:
        command = [sys.executable, __file__, "--size", str(megapixels)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        figures |= json.loads(done.stdout)
    figures |= worst(figures)
    return report(figures, "canvas", options)


def worst(figures: dict[str, float]) -> dict[str, float]:
    """The largest of each group; a cell's name is "size:group:place:figure"."""
    found: dict[str, float] = {}
    for name, value in figures.items():
        _size, group, _place, figure = name.split(":")
        key = f"{group}_{figure}"
        found[key] = max(value, found.get(key, 0.0))
    return found


class Measuring:
    """One picture, one view, one brush."""

    def __init__(self, megapixels: int) -> None:
        cv2.setNumThreads(1)
        self._app = QApplication([])
        self._megapixels = megapixels
        self._document = Document(picture(*SIZES[megapixels]))
        self._brush = BrushSettings()
        self._view = CanvasView()
        self._view.resize(*VIEW)
        self._view.set_tool(BrushTool(self._brush))
        self._view.set_document(self._document, prepare(self._document))
        self._view.show()
        self._app.processEvents()

    def figures(self) -> dict[str, float]:
        """Everything about this picture."""
        found: dict[str, float] = {}
        size = f"{self._megapixels}mp"
        cells = CELLS[:4] if self._megapixels == ONLY_MEMORY else CELLS
        for group, angle, zoom, diameter, hardness in cells:
            times = self._stroke(angle, zoom, diameter, hardness)
            place = f"{size}:{group}:{round(zoom * 100)}%,{angle}°,d{diameter}"
            found[f"{place}:median_ms"] = statistics.median(times)
            found[f"{place}:p95_ms"] = sorted(times)[int(len(times) * 0.95)]
        # Now, as after an hour's work: what the larger views below need is not counted.
        memory = psutil.Process().memory_info().rss / 1e6
        found[f"{size}:memory_{self._megapixels}:rss:mb"] = memory
        if self._megapixels != ONLY_MEMORY:
            found[f"{size}:undo:30 tiles:ms"] = self._undo()
            for zoom in (0.05, 0.25, 0.7, 1.0, 1.5, 8.0):
                found |= self._frames(f"{size}:{{}}frame:{round(zoom * 100)}%:ms", zoom, 0)
            for zoom in (0.25, 0.7, 1.0, 8.0):
                for angle in (30, 90):
                    place = f"{round(zoom * 100)}%,{angle}°"
                    found |= self._frames(f"{size}:turned_{{}}frame:{place}:ms", zoom, angle)
            self._view.resize(*LARGE_VIEW)
            for zoom in (0.25, 1.0, 1.5, 8.0):
                found |= self._frames(f"{size}:{{}}frame_4k:{round(zoom * 100)}%:ms", zoom, 0)
        return found

    def _look(self, zoom: float, angle: float) -> None:
        """The picture's middle at `zoom`, the mask empty."""
        self._document.edit_mask("", self._document.canvas, lambda mask: mask.fill(0))
        view = self._view
        view.turn_to(angle)
        view.zoom_fit()
        view.zoom_to(zoom, Point(view.width() / 2, view.height() / 2))
        self._app.processEvents()

    def _stroke(self, angle: float, zoom: float, diameter: int, hardness: float) -> list[float]:
        """CPU ms of each move of one stroke."""
        self._brush.set_diameter(diameter)
        self._brush.set_hardness(hardness)
        self._look(zoom, angle)
        turns, view = random.Random(7), self._view
        seen = view.viewport_.device_rect(self._document.canvas)
        seen = seen.intersected(Rect(50, 50, VIEW[0] - 100, VIEW[1] - 100))
        x, y, times = VIEW[0] / 2, VIEW[1] / 2, []
        self._send(QEvent.Type.MouseButtonPress, x, y)
        for _move in range(MOVES):
            way = turns.uniform(0, 2 * np.pi)
            x = min(max(x + STEP * np.cos(way), seen.x), seen.right)
            y = min(max(y + STEP * np.sin(way), seen.y), seen.bottom)
            start = time.process_time()
            self._send(QEvent.Type.MouseMove, x, y)
            times.append((time.process_time() - start) * 1e3)
        self._send(QEvent.Type.MouseButtonRelease, x, y)
        assert self._document.mask_share > 0
        return times

    def _send(self, kind: QEvent.Type, x: float, y: float) -> None:
        """One mouse event, and everything that follows from it, painting included."""
        held, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        at = QPointF(x, y)
        event = QMouseEvent(
            kind,
            at,
            QPointF(self._view.mapToGlobal(at)),
            none if kind == QEvent.Type.MouseMove else held,
            none if kind == QEvent.Type.MouseButtonRelease else held,
            Qt.KeyboardModifier.NoModifier,
        )
        self._app.sendEvent(self._view, event)
        self._app.processEvents()

    def _undo(self) -> float:
        """Median CPU ms of undo and redo of a stroke over 30 tiles, until painted."""
        self._look(0.5, 0)
        self._document.edit_mask("", Rect(1030, 1030, 1400, 1100), lambda mask: mask.fill(255))
        undo = self._document.undo
        return self._median([undo.redo if n % 2 else undo.undo for n in range(20)])

    def _frames(self, name: str, zoom: float, angle: float) -> dict[str, float]:
        """Median CPU ms of a frame over a mask that covers half of the view.

        `name` is filled in with nothing for panning, "zoom_" for zooming back and forth.
        """
        view = self._view
        pans = [(7 if n % 2 else -9, 5 if n % 3 else -8) for n in range(FRAMES)]
        scales = [zoom * (1.1 if n % 2 else 0.9) * (1 + n / 1000) for n in range(FRAMES)]
        corner = Point(view.width() / 3, view.height() / 3)
        self._look(zoom, angle)
        self._document.edit_mask("", self._document.canvas, lambda mask: blob(mask, view))
        self._app.processEvents()
        return {
            name.format(""): self._median([partial(view.pan, *step) for step in pans]),
            name.format("zoom_"): self._median(
                [partial(view.zoom_to, scale, corner) for scale in scales]
            ),
        }

    def _median(self, acts: list[Callable[[], None]]) -> float:
        """CPU ms of one act, until painted."""
        times = []
        for act in acts:
            start = time.process_time()
            act()
            self._app.processEvents()
            times.append((time.process_time() - start) * 1e3)
        return statistics.median(times)


def blob(mask: np.ndarray, view: CanvasView) -> None:
    """Something large with a smooth edge that winds, in the middle of what is in view."""
    height, width = mask.shape
    unit = min(view.height() / view.viewport_.scale, height)
    for n in range(7):
        way = n * 2 * np.pi / 7
        x, y = width / 2 + 0.3 * unit * np.cos(way), height / 2 + 0.2 * unit * np.sin(way)
        cv2.circle(mask, (round(x), round(y)), round(0.27 * unit), 255, -1, cv2.LINE_AA)


def picture(width: int, height: int) -> np.ndarray:
    """Soft shapes under grain."""
    rng = np.random.default_rng(1)
    coarse = rng.integers(0, 256, (height // 64 + 1, width // 64 + 1, 3), np.uint8)
    made = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    for top in range(0, height, 512):
        part = made[top : top + 512]
        grain = rng.integers(0, 8, part.shape, np.uint8)
        cv2.add(part, grain, part)
    return made


if __name__ == "__main__":
    sys.exit(main())
