"""What lies over the picture under the hand: the tool's cursor, its sketch, a label.

Each change asks the widget to repaint no more than it covers.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QWidget

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.tools.base import Cursor, Sketch
from fluxfill_studio.ui.canvas.chip import chip_rect, paint_chip
from fluxfill_studio.ui.canvas.cursor import ToolCursor
from fluxfill_studio.ui.canvas.sketch import SketchLayer
from fluxfill_studio.ui.canvas.viewport import Viewport

BESIDE = QPointF(18, 18)  # view points from the pointer to the label
MARGIN = 4


class Hover:
    """Draws over one widget.

    Attributes:
        ring: whether the tool's cursor is drawn.
    """

    def __init__(self, widget: QWidget) -> None:
        self.ring = False
        self._widget = widget
        self._at: Point | None = None
        self._cursor = ToolCursor()
        self._worn: Cursor | None = None
        self._viewport: Viewport | None = None
        self._sketch = SketchLayer()
        self._label, self._label_rect = "", QRect()

    def place(self, at: Point | None) -> None:
        """The pointer is at this view point, or gone."""
        before, self._at = self._at, at
        if at is None or before is None:
            self.touch(at or before)
        else:
            rect, old = self._cursor.rect(at), self._cursor.rect(before)
            if rect.intersects(old):
                self._widget.update(rect.united(old))  # one rectangle is painted quickest
            else:
                self._widget.update(rect)
                self._widget.update(old)
        if self._label:
            self._place_label()

    def touch(self, at: Point | None) -> None:
        """The cursor at `at` may look different."""
        if self._cursor.fills_view:
            self._widget.update()
        elif at is not None:
            self._widget.update(self._cursor.rect(at))

    def wear(self, cursor: Cursor, viewport: Viewport) -> None:
        """The tool's cursor as it is now."""
        if viewport is self._viewport and cursor == self._worn:
            return  # asked at every move of a stroke
        self._viewport, self._worn = viewport, cursor
        filled = self._cursor.fills_view
        before = self._cursor.rect(self._at) if self._at is not None else QRect()
        if self._cursor.set_look(cursor, viewport, self._widget.size()):
            self._widget.update() if filled else self._widget.update(before)
            self.touch(self._at)

    def draw(self, sketch: Sketch, viewport: Viewport, label: str) -> None:
        """The tool's sketch as it is now; `label` stands beside the pointer."""
        changed = self._sketch.show(sketch, viewport)
        if not changed.isEmpty():
            self._widget.update(changed)
        if label != self._label:
            self._label = label
            self._place_label()

    def paint(self, painter: QPainter, dirty: QRegion) -> None:
        """Draw what is in `dirty`, view points."""
        self._sketch.paint(painter, dirty)
        if self._at is None:
            return
        if self.ring:
            self._cursor.paint(painter, self._at, self._widget.size(), dirty.boundingRect())
        if self._label and dirty.intersects(self._label_rect):
            paint_chip(painter, self._label, QPointF(self._label_rect.topLeft()))

    def _place_label(self) -> None:
        """Beside the pointer, within the view."""
        self._widget.update(self._label_rect)
        self._label_rect = QRect()
        if self._label and self._at is not None:
            rect = chip_rect(self._label, QPointF(*self._at) + BESIDE).toAlignedRect()
            room = self._widget.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
            rect.moveRight(min(rect.right(), room.right()))
            rect.moveBottom(min(rect.bottom(), room.bottom()))
            self._label_rect = rect
            self._widget.update(rect)
