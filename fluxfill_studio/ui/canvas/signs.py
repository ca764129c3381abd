"""What is drawn over the picture besides the mask: new edges to come, and running jobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QRegion,
)

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.imaging.pyramid import Pyramid
from fluxfill_studio.ui.canvas.blit import blit
from fluxfill_studio.ui.canvas.chip import chip_rect, paint_chip
from fluxfill_studio.ui.canvas.cursor import DARK, LIGHT
from fluxfill_studio.ui.canvas.overlay import DARK as DARK_PIXEL
from fluxfill_studio.ui.canvas.overlay import LIGHT as LIGHT_PIXEL
from fluxfill_studio.ui.canvas.sampling import sampled
from fluxfill_studio.ui.canvas.viewport import Viewport

DASH = 8  # view points
STEP = 2  # view points a dash moves per tick
THICK = 2  # view points
TICK_MS = 250
GAP = 8
HATCH = QColor(255, 255, 255, 70)
SHADE = QColor(0, 0, 0, 90)


@dataclass(frozen=True, slots=True)
class Running:
    """Jobs under way for one mask.

    Attributes:
        mask: (h, w) uint8, without what surrounds it; kept as it is until the jobs are over, for
            its outline is made once.
        percent: 0 to 100, of the one that has come farthest; None if none of the services says.
    """

    mask: Pyramid
    percent: int | None


@dataclass(frozen=True, slots=True)
class Extension:
    """A canvas to come: its rectangle in canvas coordinates, and its size in words."""

    rect: Rect
    label: str

    def paint(self, painter: QPainter, viewport: Viewport, canvas: Rect) -> None:
        """Hatch what is new, draw its edge, and say its size."""
        whole, new = _in_view(viewport, self.rect), QPainterPath()
        new.addPolygon(whole)
        new.addPolygon(_in_view(viewport, canvas))  # a hole in the other: odd and even
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(new, SHADE)
        painter.fillPath(new, QBrush(HATCH, Qt.BrushStyle.BDiagPattern))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not viewport.square)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((DARK, 3), (LIGHT, 1)):
            painter.setPen(QPen(colour, width))
            painter.drawPolygon(whole)
        painter.restore()
        paint_chip(painter, self.label, self._label_at(viewport, canvas))

    def _label_at(self, viewport: Viewport, canvas: Rect) -> QPointF:
        """In the middle of the widest strip that is new."""
        strips = self.rect.without(canvas.intersected(self.rect)) or [self.rect]
        widest = max(strips, key=lambda strip: min(strip.size))
        middle = viewport.to_view(widest.centre)
        size = chip_rect(self.label, QPointF(0, 0))
        return QPointF(middle.x - size.width() / 2, middle.y - size.height() / 2)


class Ants:
    """The slowly dashed outlines of running jobs, each made once for a viewport."""

    def __init__(self) -> None:
        self._outlines: dict[Pyramid, _Outline] = {}
        self._viewport: Viewport | None = None

    def follow(self, jobs: Sequence[Running], viewport: Viewport) -> None:
        """Take what `paint` will draw; only what is new costs anything."""
        known = self._outlines if viewport == self._viewport else {}
        masks = [job.mask for job in jobs]
        self._outlines = {mask: known.get(mask) or _Outline(mask, viewport) for mask in masks}
        self._viewport = viewport

    def region(self) -> QRegion:
        """Everything that moves, view points."""
        region = QRegion()
        for outline in self._outlines.values():
            region += outline.where.toAlignedRect().adjusted(-1, -1, 1, 1)
        return region

    def chips(self, jobs: Sequence[Running], view: QSize) -> list[tuple[str, QRectF]]:
        """The per cent of each of the jobs that were taken, and where it is drawn in `view`."""
        known = [job for job in jobs if job.percent is not None]
        words = [_("{percent} %").format(percent=job.percent) for job in known]
        outlines = [self._outlines[job.mask] for job in known]
        return [(text, one.chip(text, view)) for text, one in zip(words, outlines, strict=True)]

    def paint(self, painter: QPainter, tick: int, dirty: QRect) -> None:
        """Draw what is `dirty` of the outlines as of `tick`."""
        for outline in self._outlines.values():
            if outline.where.intersects(dirty.toRectF()):
                blit(painter, outline.image(tick), outline.where.topLeft(), dirty)


class _Outline:
    """A mask's outline as far as it is in view: its pixels in the order of the way round.

    Attributes:
        where: view points.
    """

    def __init__(self, mask: Pyramid, viewport: Viewport) -> None:
        ratio = self._ratio = viewport.ratio
        self._beside = _in_view(viewport, mask.canvas).boundingRect().topRight()
        level = viewport.level(mask.depth)
        sampling = sampled(viewport, mask.canvas, level)
        area = self._area = sampling.area
        self.where = QRectF(area.x / ratio, area.y / ratio, area.width / ratio, area.height / ratio)
        self._contours: list[NDArray[np.intp]] = []
        self._tick = -1
        self._image = QImage()
        if not area.empty:
            part = mask.level(level)[sampling.crop.slices(mask.rect(level))]
            on = cv2.threshold(sampling.enlarge(part, area), 0, 255, cv2.THRESH_BINARY)[1]
            outside = sampling.outside(area)
            if outside is not None:
                on = cv2.subtract(on, outside)
            found = cv2.findContours(on, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)[0]
            self._contours = [points[:, 0, :].astype(np.intp) for points in found]
        if self._contours:
            x, y = _top_of_right_side(np.concatenate(self._contours))
            self._beside = QPointF((area.x + x) / ratio, (area.y + y) / ratio)

    def image(self, tick: int) -> QImage:
        """Its dashes as of `tick`; made once a tick."""
        if tick == self._tick:
            return self._image
        dash, phase = max(1, round(DASH * self._ratio)), round(tick * STEP * self._ratio)
        width, height = self._area.size
        pixels = np.zeros((height, width), np.uint32)
        thick = max(1, round(THICK * self._ratio))
        for points in self._contours:
            along = (np.arange(len(points)) + phase) // dash
            colours = np.where(along & 1, LIGHT_PIXEL, DARK_PIXEL)
            for dx in range(thick):
                for dy in range(thick):
                    rows = np.minimum(points[:, 1] + dy, height - 1)
                    pixels[rows, np.minimum(points[:, 0] + dx, width - 1)] = colours
        kind = QImage.Format.Format_ARGB32_Premultiplied
        self._pixels, self._tick = pixels, tick  # the image has no memory of its own
        self._image = QImage(pixels.data, width, height, pixels.strides[0], kind)
        self._image.setDevicePixelRatio(self._ratio)
        return self._image

    def chip(self, text: str, view: QSize) -> QRectF:
        """Where `text` stands beside it, within the view."""
        size = chip_rect(text, QPointF(0, 0))
        x = min(max(self._beside.x() + GAP, GAP), view.width() - size.width() - GAP)
        y = min(max(self._beside.y(), GAP), view.height() - size.height() - GAP)
        return chip_rect(text, QPointF(x, y))


def _top_of_right_side(points: NDArray[np.intp]) -> tuple[int, int]:
    """(x, y) of the uppermost of the points, (n, 2), that lie farthest right."""
    x, y = points.T
    right = np.max(x)
    return int(right), int(np.min(y[x == right]))


def _in_view(viewport: Viewport, rect: Rect) -> QPolygonF:
    """Closed, view points."""
    corners = viewport.corners(rect)
    return QPolygonF([QPointF(*corner) for corner in (*corners, corners[0])])
