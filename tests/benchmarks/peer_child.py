"""One side of `bench_peer.py`: the same hand paints on this editor's canvas or on napari's Labels.

    python peer_child.py ours|napari WIDTHxHEIGHT

Prints one JSON object. Runs in an environment that has napari and nothing of this editor, too.
"""

from __future__ import annotations

import json
import math
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

PICTURE = 7037, 4690
ZOOMS = None, 1.0  # None: the whole picture
DIAMETERS = 20, 200
STROKES = 3  # of each
MOVES = 120
STEP = 12  # view px
SETTLE_S = 1.0

Look = Callable[[float | None], object]
Begin = Callable[[int], object]
Side = tuple[QWidget, Look, Begin, Callable[[], np.ndarray]]


def main() -> None:
    app = QApplication([])
    size = tuple(int(side) for side in sys.argv[2].split("x"))
    widget, look, begin, labels = {"ours": ours, "napari": napari}[sys.argv[1]](app, size)
    settle(app)
    figures: dict[str, Any] = {"width": widget.width(), "height": widget.height()}
    stroke(app, widget, 0)  # what is made once
    start = memory()
    number = 0
    for zoom in ZOOMS:
        look(zoom)
        settle(app)
        view = "fit" if zoom is None else f"{zoom:.0%}"
        for diameter in DIAMETERS:
            times: list[tuple[float, float]] = []
            for _stroke in range(STROKES):
                number += 1
                begin(diameter)
                times += stroke(app, widget, number)
            whole, own = zip(*times, strict=True)
            figures[f"move {view} d{diameter}"] = statistics.median(whole)
            figures[f"own {view} d{diameter}"] = statistics.median(own)
    figures["strokes_mb"] = memory() - start
    figures["memory_mb"] = memory()
    figures["painted_px"] = int(np.count_nonzero(labels()))
    print(json.dumps(figures))


def picture() -> np.ndarray:
    """Coarse noise, (H, W, 3)."""
    width, height = PICTURE
    coarse = np.random.default_rng(1).integers(0, 256, (height // 8 + 1, width // 8 + 1, 3))
    return np.kron(coarse.astype(np.uint8), np.ones((8, 8, 1), np.uint8))[:height, :width].copy()


def ours(app: QApplication, size: tuple[int, ...]) -> Side:
    """The canvas of this editor, brush in hand."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from fluxfill_studio.document.document import Document
    from fluxfill_studio.tools.brush import BrushSettings, BrushTool
    from fluxfill_studio.ui.canvas.layers import prepare
    from fluxfill_studio.ui.canvas.view import CanvasView

    document, view, brush = Document(picture()), CanvasView(), BrushSettings()
    view.resize(*size)
    view.set_tool(BrushTool(brush))
    view.set_document(document, prepare(document))
    view.show()

    def look(zoom: float | None) -> None:
        view.zoom_fit() if zoom is None else view.zoom_to(zoom)

    brush.set_diameter(DIAMETERS[0])
    return view, look, brush.set_diameter, lambda: document.mask


def napari(app: QApplication, size: tuple[int, ...]) -> Side:
    """napari's canvas with the picture under a Labels layer, in paint mode."""
    from napari import Viewer

    viewer = Viewer(show=False)
    viewer.window.resize(*size)
    viewer.add_image(picture())
    layer = viewer.add_labels(np.zeros(PICTURE[::-1], np.uint8))
    layer.mode = "paint"
    viewer.window.show()
    settle(app)

    def look(zoom: float | None) -> None:
        viewer.reset_view() if zoom is None else setattr(viewer.scene.camera, "zoom", zoom)

    def begin(diameter: int) -> None:
        layer.brush_size = diameter
        layer.selected_label += 1  # painting the same again would be no work

    begin(DIAMETERS[0])
    (widget,) = [w for w in app.allWidgets() if type(w).__name__ == "CanvasBackendDesktop"]
    return widget, look, begin, lambda: layer.data


def stroke(app: QApplication, widget: QWidget, seed: int) -> list[tuple[float, float]]:
    """CPU ms of each move of one stroke until it is painted: of the process, of this thread."""
    turns = random.Random(seed)
    width, height = widget.width(), widget.height()
    x, y, times = width / 2, height / 2, []
    send(app, widget, QEvent.Type.MouseButtonPress, x, y)
    for _move in range(MOVES):
        angle = turns.uniform(0, 2 * math.pi)
        x = min(max(x + STEP * math.cos(angle), width * 0.2), width * 0.8)
        y = min(max(y + STEP * math.sin(angle), height * 0.2), height * 0.8)
        whole, own = time.process_time(), time.thread_time()
        send(app, widget, QEvent.Type.MouseMove, x, y)
        own, whole = time.thread_time() - own, time.process_time() - whole
        times.append((whole * 1e3, own * 1e3))
    send(app, widget, QEvent.Type.MouseButtonRelease, x, y)
    return times


def send(app: QApplication, widget: QWidget, kind: QEvent.Type, x: float, y: float) -> None:
    """One mouse event, and everything that follows from it, painting included."""
    held, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else held
    buttons = none if kind == QEvent.Type.MouseButtonRelease else held
    at, keys = QPointF(x, y), Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, at, QPointF(widget.mapToGlobal(at)), button, buttons, keys)
    app.sendEvent(widget, event)
    app.processEvents()


def settle(app: QApplication) -> None:
    """Let the window come up and everything pending be painted."""
    end = time.monotonic() + SETTLE_S
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)


def memory() -> float:
    """MB of the process."""
    return psutil.Process().memory_info().rss / 1e6


if __name__ == "__main__":
    main()
