"""What one move of the pen costs, from the event until it is painted; panning; memory.

    python tests/benchmarks/bench_canvas.py [--json FILE] [--check]

Process CPU on the offscreen platform, unless QT_QPA_PLATFORM says otherwise. One move is
sending a mouse move of 12 view pixels in a random direction, until the backing store is flushed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
import tomllib
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import numpy as np
import psutil
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from fluxfill_studio.core.geometry import Point  # noqa: E402
from fluxfill_studio.document.document import Document  # noqa: E402
from fluxfill_studio.tools.brush import BrushSettings, BrushTool  # noqa: E402
from fluxfill_studio.ui.canvas.layers import prepare  # noqa: E402
from fluxfill_studio.ui.canvas.view import CanvasView  # noqa: E402

BUDGETS = tomllib.loads((ROOT / "tests/benchmarks/budgets.toml").read_text())["canvas"]
SIZES = {33: (7037, 4690), 100: (12247, 8165)}
ZOOMS = 0.05, 0.25, 1.0, 8.0
DIAMETERS = 20, 200, 1000
MOVES = 300
STEP = 12
VIEW = 1920, 1080


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    app = QApplication([])
    figures: dict[str, float] = {}
    for megapixels in SIZES:
        measure(app, megapixels, figures)
    small = [name for name in figures if "_d20_" in name or "_d200_" in name]
    figures["move_median_ms"] = max(figures[name] for name in small if name.endswith("median"))
    figures["move_p95_ms"] = max(figures[name] for name in small if name.endswith("p95"))
    figures["frame_ms"] = max(v for name, v in figures.items() if "frame" in name)
    missed = [name for name, limit in BUDGETS.items() if figures[name] > limit]
    for name, value in figures.items():
        limit = BUDGETS.get(name)
        print(f"{name:32} {value:9.3f}" + ("" if limit is None else f"   budget {limit}"))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))
    print(f"{len(BUDGETS) - len(missed)} of {len(BUDGETS)} budgets met; missed: {missed or 'none'}")
    return 1 if options.check and missed else 0


def measure(app: QApplication, megapixels: int, figures: dict[str, float]) -> None:
    """Fill in the figures of one picture size."""
    document = Document(picture(*SIZES[megapixels]))
    view = CanvasView()
    view.resize(*VIEW)
    settings = BrushSettings()
    view.set_tool(BrushTool(settings))
    view.set_document(document, prepare(document))
    view.show()
    app.processEvents()
    for zoom in ZOOMS:
        for diameter in DIAMETERS:
            settings.set_diameter(diameter)
            look(app, view, zoom)
            times = stroke(app, view)
            name = f"{megapixels}mp_{round(zoom * 100)}_d{diameter}"
            figures[f"{name}_median"] = statistics.median(times)
            figures[f"{name}_p95"] = sorted(times)[int(len(times) * 0.95)]
        figures[f"{megapixels}mp_{round(zoom * 100)}_frame"] = frames(app, view)
    figures[f"{megapixels}mp_rss_mb"] = psutil.Process().memory_info().rss / 1e6
    view.set_document(None)
    view.close()
    view.deleteLater()
    app.processEvents()


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


def look(app: QApplication, view: CanvasView, zoom: float) -> None:
    """The picture's middle at `zoom`, the mask empty."""
    document = view.document
    document.edit_mask("", document.canvas, lambda mask: mask.fill(0))
    view.zoom_fit()
    view.zoom_to(zoom, Point(view.width() / 2, view.height() / 2))
    app.processEvents()


def stroke(app: QApplication, view: CanvasView) -> list[float]:
    """CPU ms of each move of one stroke."""
    turns = random.Random(7)
    canvas = view.document.canvas
    left, top = view.viewport_.to_view(Point(canvas.x, canvas.y))
    right, bottom = view.viewport_.to_view(Point(canvas.right, canvas.bottom))
    left, top = max(left, 50), max(top, 50)
    right, bottom = min(right, VIEW[0] - 50), min(bottom, VIEW[1] - 50)
    x, y, times = VIEW[0] / 2, VIEW[1] / 2, []
    send(app, view, QEvent.Type.MouseButtonPress, x, y)
    for _move in range(MOVES):
        angle = turns.uniform(0, 2 * np.pi)
        x = min(max(x + STEP * np.cos(angle), left), right)
        y = min(max(y + STEP * np.sin(angle), top), bottom)
        start = time.process_time()
        send(app, view, QEvent.Type.MouseMove, x, y)
        times.append((time.process_time() - start) * 1e3)
    send(app, view, QEvent.Type.MouseButtonRelease, x, y)
    assert view.document.mask_share > 0
    return times


def send(app: QApplication, view: CanvasView, kind: QEvent.Type, x: float, y: float) -> None:
    """One mouse event, and everything that follows from it, painting included."""
    held = Qt.MouseButton.LeftButton
    none = Qt.MouseButton.NoButton
    at = QPointF(x, y)
    event = QMouseEvent(
        kind,
        at,
        QPointF(view.mapToGlobal(at)),
        none if kind == QEvent.Type.MouseMove else held,
        none if kind == QEvent.Type.MouseButtonRelease else held,
        Qt.KeyboardModifier.NoModifier,
    )
    app.sendEvent(view, event)
    app.processEvents()


def frames(app: QApplication, view: CanvasView) -> float:
    """Median CPU ms of a frame while panning over what is painted."""
    times = []
    for n in range(30):
        start = time.process_time()
        view.pan(7 if n % 2 else -9, 5 if n % 3 else -8)
        app.processEvents()
        times.append((time.process_time() - start) * 1e3)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
