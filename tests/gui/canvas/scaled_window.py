"""Child of `test_scale_factors`: paints by mouse; does the window hold what the image does?"""

from __future__ import annotations

import json
import sys

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.stamp import Brush
from fluxfill_studio.tools.brush import BrushTool
from fluxfill_studio.tools.brush_settings import BrushSettings
from fluxfill_studio.ui.canvas.view import CanvasView

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def main() -> None:
    app = QApplication([])
    document = Document(np.random.default_rng(2).integers(0, 256, (300, 400, 3), np.uint8))
    view = CanvasView()
    view.resize(411, 307)
    view.set_tool(BrushTool(BrushSettings(Brush(20))))
    view.show()
    view.set_document(document)
    wrong = 0
    for scale, angle in ((0.3, 0), (0.77, 33), (1.0, 0), (1.0, -90), (3.0, 0), (2.2, 140)):
        view.turn_to(angle)
        view.flip_view()
        view.zoom_to(scale, Point(200, 150))
        app.processEvents()
        paint(app, view)
        wrong += difference(view)
        for n in range(12):  # far from the pointer
            rect = Rect(31 + 17 * n, 201 + n, 5 + n, 3 + 2 * n)
            document.edit_mask("spot", rect, lambda mask: mask.fill(255))
            app.processEvents()
        wrong += difference(view)
        document.undo.undo()
        app.processEvents()
        wrong += difference(view)
    print(json.dumps({"ratio": view.devicePixelRatioF(), "wrong": wrong}))


def paint(app: QApplication, view: CanvasView) -> None:
    """A stroke, painted move by move, then the pointer leaves."""
    kinds = [QEvent.Type.MouseButtonPress, *[QEvent.Type.MouseMove] * 12]
    for n, kind in enumerate([*kinds, QEvent.Type.MouseButtonRelease]):
        at = QPointF(150.3 + 7.7 * n, 120.1 + 5.3 * (n % 5))
        held = NONE if kind == QEvent.Type.MouseButtonRelease else LEFT
        button = NONE if kind == QEvent.Type.MouseMove else LEFT
        whole = QPointF(view.mapToGlobal(at))
        event = QMouseEvent(kind, at, whole, button, held, Qt.KeyboardModifier.NoModifier)
        app.sendEvent(view, event)
        app.processEvents()
    app.sendEvent(view, QEvent(QEvent.Type.Leave))
    app.processEvents()


def difference(view: CanvasView) -> int:
    """Device pixels of the window that are not the image's."""
    screen = view.backingStore().paintDevice()
    screen = screen.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(screen.constBits(), np.uint8)
    rows = rows.reshape(screen.height(), screen.bytesPerLine())[:, : 4 * screen.width()]
    got = rows.reshape(screen.height(), -1, 4)[..., :3]
    want = view.scene.surface().composed[..., :3]
    height, width = got.shape[:2]
    assert (height, width) >= (int(307 * view.devicePixelRatioF()), 411), got.shape
    return int((got != want[:height, :width]).any(axis=2).sum())


if __name__ == "__main__":
    sys.exit(main())
