"""Before and after in one view, divided by a line that follows a drag."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPen

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.imaging.pyramid import Layer
from fluxfill_studio.ui.canvas.chip import paint_chip
from fluxfill_studio.ui.canvas.cursor import DARK, LIGHT, stroke
from fluxfill_studio.ui.canvas.render import Screen

GRIP = 14  # half the length of the handle, view points
GRIP_ARROW = 4
MARGIN = 12


@dataclass
class Split:
    """A comparison: layer `before` left of or above the line, `after` beyond it.

    Attributes:
        labels: what the two sides are called.
        upright: whether the line runs from top to bottom.
        at: where it stands, as a share of the view.
        held: the whole view shows `before`.
    """

    before: Layer
    after: Layer
    labels: tuple[str, str]
    upright: bool = True
    at: float = 0.5
    held: bool = False

    def drag(self, to: Point, view: QSize) -> None:
        """The line under a view point, within the view."""
        share = to.x / view.width() if self.upright else to.y / view.height()
        self.at = min(1.0, max(0.0, share))

    def turn(self) -> None:
        """Upright becomes level, level becomes upright."""
        self.upright = not self.upright

    def join(self, before: Screen, after: Screen, out: Screen) -> None:
        """Both sides, whole views, into `out`."""
        height, width = out.shape[:2]
        if self.held:
            out[:] = before
        elif self.upright:
            x = round(self.at * width)
            out[:, :x], out[:, x:] = before[:, :x], after[:, x:]
        else:
            y = round(self.at * height)
            out[:y], out[y:] = before[:y], after[y:]

    def paint(self, painter: QPainter, view: QSize) -> None:
        """The line, its handle, and a label on each side."""
        if self.held:
            paint_chip(painter, self.labels[0], QPointF(MARGIN, MARGIN))
            return
        self._paint_labels(painter, view)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        x, y = self.at * view.width(), self.at * view.height()
        for colour, width in ((DARK, 3), (LIGHT, 1)):
            painter.setPen(QPen(colour, width))
            if self.upright:
                painter.drawLine(QPointF(x, 0), QPointF(x, view.height()))
            else:
                painter.drawLine(QPointF(0, y), QPointF(view.width(), y))
        middle = QPointF(x, view.height() / 2) if self.upright else QPointF(view.width() / 2, y)
        self._paint_handle(painter, middle)

    def _paint_labels(self, painter: QPainter, view: QSize) -> None:
        area = QRect(0, 0, view.width(), view.height())
        first, second = QRect(area), QRect(area)
        if self.upright:
            first.setRight(round(self.at * view.width()))
            second.setLeft(first.right())
            corner, side = QPointF(area.width() - MARGIN, MARGIN), Qt.AlignmentFlag.AlignRight
        else:
            first.setBottom(round(self.at * view.height()))
            second.setTop(first.bottom())
            corner = QPointF(MARGIN, area.height() - MARGIN)
            side = Qt.AlignmentFlag.AlignBottom
        painter.save()
        painter.setClipRect(first, Qt.ClipOperation.IntersectClip)
        paint_chip(painter, self.labels[0], QPointF(MARGIN, MARGIN))
        painter.restore()
        painter.save()
        painter.setClipRect(second, Qt.ClipOperation.IntersectClip)
        paint_chip(painter, self.labels[1], corner, side)
        painter.restore()

    def _paint_handle(self, painter: QPainter, middle: QPointF) -> None:
        """A disc with an arrow to either side."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(middle)
        painter.rotate(0 if self.upright else 90)
        painter.setPen(QPen(LIGHT, 1))
        painter.setBrush(DARK)
        painter.drawEllipse(QPointF(0, 0), GRIP, GRIP)
        painter.setPen(stroke(LIGHT, 1.5, Qt.PenCapStyle.RoundCap))
        for side in (-1, 1):
            tip = QPointF(side * (GRIP - GRIP_ARROW), 0)
            for slope in (-1, 1):
                back = QPointF(tip.x() - side * GRIP_ARROW, slope * GRIP_ARROW)
                painter.drawLine(tip, back)
        painter.restore()
