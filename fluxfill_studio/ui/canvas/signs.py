"""What is drawn over the picture besides the mask: new edges to come, and running jobs."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QRegion

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.ui.canvas.chip import chip_rect, paint_chip
from fluxfill_studio.ui.canvas.cursor import DARK, LIGHT
from fluxfill_studio.ui.canvas.overlay import DARK as DARK_PIXEL
from fluxfill_studio.ui.canvas.overlay import LIGHT as LIGHT_PIXEL
from fluxfill_studio.ui.canvas.sampling import Sampling
from fluxfill_studio.ui.canvas.viewport import Viewport

DASH = 8  # view points
STEP = 2  # view points a dash moves per tick
TICK_MS = 250
GAP = 8
HATCH = QColor(255, 255, 255, 70)
SHADE = QColor(0, 0, 0, 90)


@dataclass(frozen=True, slots=True)
class Running:
    """A job under way.

    Attributes:
        rect: of its mask, canvas coordinates.
        mask: (h, w) over `rect`.
        percent: 0 to 100; None if the service does not say.
    """

    rect: Rect
    mask: Mask
    percent: int | None


@dataclass(frozen=True, slots=True)
class Extension:
    """A canvas to come: its rectangle in canvas coordinates, and its size in words."""

    rect: Rect
    label: str

    def paint(self, painter: QPainter, viewport: Viewport, canvas: Rect) -> None:
        """Hatch what is new, draw its edge, and say its size."""
        whole, known = _in_view(viewport, self.rect), _in_view(viewport, canvas)
        new = QRegion(whole.toAlignedRect()) - QRegion(known.toAlignedRect())
        painter.save()
        painter.setClipRegion(new, Qt.ClipOperation.IntersectClip)
        painter.fillRect(whole, SHADE)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(whole, QBrush(HATCH, Qt.BrushStyle.BDiagPattern))
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((DARK, 3), (LIGHT, 1)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(whole)
        paint_chip(painter, self.label, self._label_at(whole, known))

    def _label_at(self, whole: QRectF, known: QRectF) -> QPointF:
        """In the middle of the widest strip that is new."""
        strips = [
            QRectF(whole.topLeft(), QPointF(known.left(), whole.bottom())),
            QRectF(QPointF(known.right(), whole.top()), whole.bottomRight()),
            QRectF(whole.topLeft(), QPointF(whole.right(), known.top())),
            QRectF(QPointF(whole.left(), known.bottom()), whole.bottomRight()),
        ]
        middle = max(strips, key=lambda strip: min(strip.width(), strip.height())).center()
        size = chip_rect(self.label, QPointF(0, 0))
        return QPointF(middle.x() - size.width() / 2, middle.y() - size.height() / 2)


class Ants:
    """The slowly dashed outlines of running jobs, for one viewport."""

    def __init__(self, jobs: list[Running], viewport: Viewport) -> None:
        self._viewport = viewport
        self._dash = max(1, round(DASH * viewport.ratio))
        self._outlines = [_Outline(job, viewport) for job in jobs]
        self._jobs = jobs

    def region(self) -> QRegion:
        """Everything that moves, view points."""
        region = QRegion()
        for outline in self._outlines:
            region += outline.where.toAlignedRect().adjusted(-1, -1, 1, 1)
        return region

    def paint(self, painter: QPainter, tick: int, view: QSize) -> None:
        """Draw the outlines as of `tick`, and each job's per cent beside it."""
        phase = round(tick * STEP * self._viewport.ratio)
        for outline, job in zip(self._outlines, self._jobs, strict=True):
            image = outline.image(phase, self._dash, self._viewport.ratio)
            if image is not None:
                painter.drawImage(outline.where.topLeft(), image)
            if job.percent is not None:
                _paint_percent(painter, job, self._viewport, view)


class _Outline:
    """The pixels of one outline that are in view."""

    def __init__(self, job: Running, viewport: Viewport) -> None:
        sampling = Sampling(viewport, job.rect, 0)
        area, ratio = sampling.area, viewport.ratio
        self.where = QRectF(area.x / ratio, area.y / ratio, area.width / ratio, area.height / ratio)
        self._size = area.size
        self._rows = self._columns = np.empty(0, np.intp)
        if not area.empty:
            mask = sampling.enlarge(job.mask[sampling.crop.slices(job.rect)], area)
            on = cv2.threshold(mask, 0, 255, cv2.THRESH_BINARY)[1]
            side = 2 * max(1, round(ratio)) + 1
            # Its own rectangle's rim is the mask's rim too: nothing lies beyond.
            inside = cv2.erode(
                on, np.ones((side, side), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0
            )
            self._rows, self._columns = np.nonzero(cv2.subtract(on, inside))
            self._offset = area.x + area.y

    def image(self, phase: int, dash: int, ratio: float) -> QImage | None:
        """The outline with its dashes moved by `phase` device pixels; None if out of view."""
        if not len(self._rows):
            return None
        pixels = np.zeros((self._size.height, self._size.width), np.uint32)
        along = (self._rows + self._columns + (self._offset + phase)) // dash
        pixels[self._rows, self._columns] = np.where(along & 1, LIGHT_PIXEL, DARK_PIXEL)
        image = QImage(
            pixels.data, self._size.width, self._size.height, pixels.strides[0],
            QImage.Format.Format_ARGB32_Premultiplied,
        ).copy()  # fmt: skip
        image.setDevicePixelRatio(ratio)
        return image


def _paint_percent(painter: QPainter, job: Running, viewport: Viewport, view: QSize) -> None:
    text = _("{percent} %").format(percent=job.percent)
    where = _in_view(viewport, job.rect)
    size = chip_rect(text, QPointF(0, 0))
    x = min(max(where.right() + GAP, GAP), view.width() - size.width() - GAP)
    y = min(max(where.top(), GAP), view.height() - size.height() - GAP)
    paint_chip(painter, text, QPointF(x, y))


def _in_view(viewport: Viewport, rect: Rect) -> QRectF:
    one = viewport.to_view(Point(rect.x, rect.y))
    two = viewport.to_view(Point(rect.right, rect.bottom))
    return QRectF(QPointF(one.x, one.y), QPointF(two.x, two.y))
